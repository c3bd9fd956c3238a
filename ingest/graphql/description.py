"""The TOML that describes a source, checked part by part: each mistake is answered with what to write instead."""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints
from urllib.parse import urlsplit

from graphql import GraphQLError, NonNullTypeNode, OperationDefinitionNode, parse, print_ast

from ingest.common.failures import ConfigurationError
from ingest.graphql.credentials import PLACEHOLDER, Secrets
from ingest.graphql.mapping import FIELDS, REQUIRED, Recipe
from ingest.graphql.pagination import SHAPES, Shape

TABLES = ("fields", "constants", "variables", "headers", "pagination", "requests")
TEXTS = ("name", "description", "endpoint", "query", "icons", "module")
PATH = re.compile(r"\w+(\[\d*\])*(\.\w+(\[\d*\])*)*")
SECRET_HEADER = re.compile(r"auth|cookie|key|token|secret", re.IGNORECASE)

Settings = TypeVar("Settings")

EXPLAINED = {
    "endpoint": 'write the URL of the GraphQL service, endpoint = "https://icons.example.com/graphql".',
    "query": 'write the GraphQL query that lists icons, query = """query { icons { id name source_code } }""".',
    "icons": 'write the path to the list of icons in the answer, such as icons = "library.icons" or icons = "icons.edges[].node".',
    "id": 'write what is unique to each icon, such as id = "id".',
    "name": 'write what people call the icon, such as name = "name".',
    "source_code": 'write the field that holds the SVG, such as source_code = "svg".',
}


def read_toml(path: Path) -> dict[str, Any]:
    """The document in a TOML file. Raises ConfigurationError, as all functions here."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"it cannot be read ({error}): name a TOML file that describes a source."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"it is not TOML ({error}).") from error


def check_keys(document: Mapping[str, Any], needed: Sequence[str]) -> None:
    """That the document has no other keys than a description has, that texts are texts, and that none needed is missing."""
    check_known(document, (*TEXTS, *TABLES), "the description")
    for key in TEXTS:
        if not isinstance(document.get(key, ""), str):
            raise ConfigurationError(f'{key} must be a text: write {key} = "…".')
    for key in needed:
        if not document.get(key):
            raise ConfigurationError(f"{key} is missing: {EXPLAINED[key]}")


def check_known(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """That a table has no other keys than those known."""
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"there is {', '.join(known)}."
            raise ConfigurationError(f'{where} has no key "{key}": {hint}')


def table_of(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One of the document's tables, empty where it has none."""
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise ConfigurationError(
            f"{name} must be a table: write a line [{name}] and its keys under it."
        )
    return table


def make_settings(kind: type[Settings], table: Mapping[str, Any], where: str) -> Settings:
    """A settings class out of a table, each key checked by the class's own names and types."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    check_known(table, tuple(known), f"[{where}]")
    hints = get_type_hints(kind)
    for key, value in table.items():
        wanted = int | float if hints[key] is float else hints[key]
        if isinstance(value, bool) != (wanted is bool) or not isinstance(value, wanted):
            raise ConfigurationError(
                f"{where}.{key} = {value!r} has the wrong type: it must be {_plainly(hints[key])}."
            )
        if isinstance(value, int | float) and value < (1 if key in ("size", "max_pages") else 0):
            raise ConfigurationError(f"{where}.{key} = {value!r} is too small.")
    missing = [
        name for name, field in known.items() if field.default is MISSING and name not in table
    ]
    if missing:
        raise ConfigurationError(f"{where}.{missing[0]} is missing: it is needed with this shape.")
    return kind(**table)


def _plainly(hint: Any) -> str:
    return {int: "a whole number", float: "a number", bool: "true or false"}.get(hint, "a text")


def make_shape(table: Mapping[str, Any]) -> Shape:
    """The pagination shape with its settings, from [pagination]."""
    name = table.get("shape", "plain")
    if not isinstance(name, str) or name not in SHAPES:
        raise ConfigurationError(
            f"pagination.shape = {name!r} is not known: choose one of {', '.join(SHAPES)}."
        )
    settings = {key: value for key, value in table.items() if key != "shape"}
    for key in ("total", "page_info", "key"):
        if key in settings:
            check_path(settings[key], f"pagination.{key}")
    return make_settings(SHAPES[name], settings, "pagination")


def check_query(query: str, variables: Mapping[str, Any], shape: Shape) -> None:
    """That the query is one, and that its variables are those that the description fills in."""
    try:
        document = parse(query)
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        raise ConfigurationError(
            f"the query is not GraphQL ({error.message}, line {line} of the query)."
        ) from error
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if len(operations) != 1:
        raise ConfigurationError(f"the query must hold one operation and holds {len(operations)}.")
    declared = {node.variable.name.value: node for node in operations[0].variable_definitions or ()}
    filled = dict.fromkeys(variables, "variables") | dict.fromkeys(
        shape.variables({}, 1), "pagination"
    )
    for name, where in filled.items():
        if name not in declared:
            there = ", ".join(f"${known}" for known in declared) or "no variables"
            raise ConfigurationError(
                f"[{where}] fills in ${name}, and the query declares {there}: declare it, or name the right one."
            )
    for name, node in declared.items():
        if (
            name not in filled
            and isinstance(node.type, NonNullTypeNode)
            and node.default_value is None
        ):
            raise ConfigurationError(
                f"the query needs ${name}: {print_ast(node.type)}, and nothing fills it in: set {name} under [variables]."
            )


def check_path(path: Any, where: str) -> None:
    """That a path is written as one."""
    if not isinstance(path, str) or not PATH.fullmatch(path):
        raise ConfigurationError(
            f'{where} = {path!r} is no path: write names with dots, [] for a list, as in "icons.edges[].node".'
        )


def make_recipe(document: Mapping[str, Any]) -> Recipe:
    """How answers become icons, from [fields] and [constants]."""
    paths, constants = table_of(document, "fields"), table_of(document, "constants")
    for table, where in ((paths, "[fields]"), (constants, "[constants]")):
        check_known(table, FIELDS, where)
    for field, path in paths.items():
        check_path(path, f"fields.{field}")
        if field in constants:
            raise ConfigurationError(
                f"{field} stands under [fields] and under [constants]: keep one."
            )
    for field, value in constants.items():
        if field in ("id", "name", "source_code", "tags", "aliases") or not isinstance(value, str):
            raise ConfigurationError(
                f"constants.{field} cannot be the same for all icons, or is no text: give it a path under [fields]."
            )
    for field in REQUIRED:
        if field not in paths:
            raise ConfigurationError(f"fields.{field} is missing: {EXPLAINED[field]}")
    return Recipe(paths, constants)


def make_endpoint(text: str, secrets: Secrets) -> str:
    """The endpoint's URL, placeholders filled in."""
    endpoint = secrets.expand(text, "endpoint")
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"endpoint = {text!r} is no address: it must begin with https:// or http:// and name a host."
        )
    if parts.username or parts.password:
        raise ConfigurationError(
            "the endpoint holds a user or a password: send them in a header whose value is ${NAME} instead."
        )
    return endpoint


def make_headers(table: Mapping[str, Any], secrets: Secrets) -> dict[str, str]:
    """The headers to send, placeholders filled in; what looks like a secret must be one."""
    for name, value in table.items():
        if not isinstance(value, str):
            raise ConfigurationError(f"headers.{name} must be a text.")
        if SECRET_HEADER.search(name) and not PLACEHOLDER.search(value):
            raise ConfigurationError(
                f'headers.{name} looks like a secret in the file: write {name} = "${{NAME}}" and set NAME outside.'
            )
    return {name: secrets.expand(value, f"headers.{name}") for name, value in table.items()}


def typed(given: Mapping[str, str], present: Mapping[str, Any]) -> dict[str, Any]:
    """Values from the command line, as numbers where the description has numbers."""
    check_known(given, tuple(present), "[variables]")
    try:
        return {
            name: type(present[name])(value) if isinstance(present[name], int | float) else value
            for name, value in given.items()
        }
    except ValueError as error:
        raise ConfigurationError(f"a variable needs a number ({error}).") from error
