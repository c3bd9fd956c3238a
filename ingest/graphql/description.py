"""The checks of a source description, part by part; each mistake is answered with what to write.

Every function raises ConfigurationError for a mistake.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints
from urllib.parse import urlsplit

from graphql import (
    GraphQLError,
    NonNullTypeNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    parse,
    print_ast,
)

from ingest.common.credentials import PLACEHOLDER, Secrets
from ingest.common.failures import ConfigurationError
from ingest.graphql.mapping import FIELDS, FieldMapping
from ingest.graphql.pagination import PAGINATIONS, Pagination
from ingest.icon import REQUIRED_FIELDS

TABLES = ("fields", "constants", "variables", "headers", "pagination", "requests", "copy")
TEXTS = ("name", "description", "endpoint", "query", "icons", "module")
PATH = re.compile(r"\w+(\[\d*\])*(\.\w+(\[\d*\])*)*")
SECRET_HEADER = re.compile(r"auth|cookie|key|token|secret", re.IGNORECASE)
DIFFERENT_FOR_EACH_ICON = ("id", "name", "source_code", "tags", "aliases")
AT_LEAST_ONE = ("size", "max_pages")
TYPE_NAMES = {int: "a whole number", float: "a number", bool: "true or false"}

Settings = TypeVar("Settings")

REMEDIES = {
    "endpoint": "write the URL of the GraphQL service, "
    'endpoint = "https://icons.example.com/graphql".',
    "query": "write the GraphQL query that lists icons, "
    'query = """query { icons { id name source_code } }""".',
    "icons": "write the path to the list of icons in the answer, "
    'such as icons = "library.icons" or icons = "icons.edges[].node".',
    "id": 'write what is unique to each icon, such as id = "id".',
    "name": 'write what people call the icon, such as name = "name".',
    "source_code": 'write the field that holds the SVG, such as source_code = "svg".',
}


def read_toml(path: Path) -> dict[str, Any]:
    """The document in a TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"it cannot be read ({error}): name a TOML file that describes a source."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"it is not TOML ({error}).") from error


def check_keys(document: Mapping[str, Any], needed: Sequence[str]) -> None:
    """Check that all keys are known, that texts are texts, and that no `needed` key is missing."""
    check_known(document, (*TEXTS, *TABLES), "the description")
    for key in TEXTS:
        if not isinstance(document.get(key, ""), str):
            raise ConfigurationError(f'{key} must be a text: write {key} = "…".')
    for key in needed:
        if not document.get(key):
            raise ConfigurationError(f"{key} is missing: {REMEDIES[key]}")


def check_known(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Check that a table has no other keys than the known keys."""
    for key in table:
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there is {', '.join(known)}."
        raise ConfigurationError(f'{where} has no key "{key}": {hint}')


def table_of(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A table of the document; empty where it has no such table."""
    table = document.get(name, {})
    if not isinstance(table, dict):
        raise ConfigurationError(
            f"{name} must be a table: write a line [{name}] and its keys under it."
        )
    return table


def make_settings(kind: type[Settings], table: Mapping[str, Any], where: str) -> Settings:
    """A settings class made of a table; each key is checked by the class's names and types."""
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    check_known(table, tuple(known), f"[{where}]")
    types = get_type_hints(kind)
    for key, value in table.items():
        _check_setting(key, value, types[key], where)
    for name, field in known.items():
        if field.default is MISSING and name not in table:
            raise ConfigurationError(f"{where}.{name} is missing: it is needed with this shape.")
    return kind(**table)


def _check_setting(key: str, value: Any, kind: Any, where: str) -> None:
    allowed = int | float if kind is float else kind
    is_bool = isinstance(value, bool)  # in Python True is an int too
    if not isinstance(value, allowed) or is_bool != (kind is bool):
        name = TYPE_NAMES.get(kind, "a text")
        raise ConfigurationError(
            f"{where}.{key} = {value!r} has the wrong type: it must be {name}."
        )
    least = 1 if key in AT_LEAST_ONE else 0
    if isinstance(value, int | float) and value < least:
        raise ConfigurationError(f"{where}.{key} = {value!r} is too small.")


def make_pagination(table: Mapping[str, Any]) -> Pagination:
    """The pagination with its settings, from [pagination]."""
    shape = table.get("shape", "plain")
    if not isinstance(shape, str) or shape not in PAGINATIONS:
        raise ConfigurationError(
            f"pagination.shape = {shape!r} is not known: choose one of {', '.join(PAGINATIONS)}."
        )
    settings = {key: value for key, value in table.items() if key != "shape"}
    for key in ("total", "page_info", "key"):
        if key in settings:
            check_path(settings[key], f"pagination.{key}")
    return make_settings(PAGINATIONS[shape], settings, "pagination")


def check_query(query: str, variables: Mapping[str, Any], pagination: Pagination) -> None:
    """Check that the query is GraphQL and declares the variables that the description fills in."""
    declared = _declared_variables(query)
    filled = dict.fromkeys(variables, "variables")
    filled |= dict.fromkeys(pagination.variables({}, 1), "pagination")
    for name, table in filled.items():
        if name not in declared:
            known = ", ".join(f"${known}" for known in declared) or "no variables"
            raise ConfigurationError(
                f"[{table}] fills in ${name}, and the query declares {known}: "
                "declare it, or name the right one."
            )
    for name, node in declared.items():
        required = isinstance(node.type, NonNullTypeNode) and node.default_value is None
        if required and name not in filled:
            raise ConfigurationError(
                f"the query needs ${name}: {print_ast(node.type)}, and nothing fills it in: "
                f"set {name} under [variables]."
            )


def _declared_variables(query: str) -> dict[str, VariableDefinitionNode]:
    try:
        definitions = parse(query).definitions
    except GraphQLError as error:
        line = error.locations[0].line if error.locations else 1
        raise ConfigurationError(
            f"the query is not GraphQL ({error.message}, line {line} of the query)."
        ) from error
    operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) != 1:
        raise ConfigurationError(f"the query must hold one operation and holds {len(operations)}.")
    return {node.variable.name.value: node for node in operations[0].variable_definitions or ()}


def check_path(path: Any, where: str) -> None:
    """Check that a path is written correctly."""
    if not isinstance(path, str) or not PATH.fullmatch(path):
        raise ConfigurationError(
            f"{where} = {path!r} is no path: "
            'write names with dots, [] for a list, as in "icons.edges[].node".'
        )


def make_mapping(document: Mapping[str, Any]) -> FieldMapping:
    """The mapping from answers to icons, from [fields] and [constants]."""
    paths = table_of(document, "fields")
    constants = table_of(document, "constants")
    check_known(paths, FIELDS, "[fields]")
    check_known(constants, FIELDS, "[constants]")
    for field, path in paths.items():
        check_path(path, f"fields.{field}")
        if field in constants:
            raise ConfigurationError(
                f"{field} stands under [fields] and under [constants]: keep one."
            )
    for field, value in constants.items():
        if field in DIFFERENT_FOR_EACH_ICON or not isinstance(value, str):
            raise ConfigurationError(
                f"constants.{field} cannot be the same for all icons, or is no text: "
                "give it a path under [fields]."
            )
    for field in REQUIRED_FIELDS:
        if field not in paths:
            raise ConfigurationError(f"fields.{field} is missing: {REMEDIES[field]}")
    return FieldMapping(paths, constants)


def make_endpoint(text: str, secrets: Secrets) -> str:
    """The endpoint's URL, placeholders filled in."""
    endpoint = secrets.expand(text, "endpoint")
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"endpoint = {text!r} is no address: "
            "it must begin with https:// or http:// and name a host."
        )
    if parts.username or parts.password:
        raise ConfigurationError(
            "the endpoint holds a user or a password: "
            "send them in a header whose value is ${NAME} instead."
        )
    return endpoint


def make_headers(table: Mapping[str, Any], secrets: Secrets) -> dict[str, str]:
    """The headers to send, placeholders filled in. A secret must come from a placeholder."""
    for name, value in table.items():
        if not isinstance(value, str):
            raise ConfigurationError(f"headers.{name} must be a text.")
        if SECRET_HEADER.search(name) and not PLACEHOLDER.search(value):
            raise ConfigurationError(
                f"headers.{name} looks like a secret in the file: "
                f'write {name} = "${{NAME}}" and set NAME outside.'
            )
    return {name: secrets.expand(value, f"headers.{name}") for name, value in table.items()}


def make_variables(table: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """The query variables, placeholders filled in."""
    variables = dict(table)
    for name, value in table.items():
        if isinstance(value, str):
            variables[name] = secrets.expand(value, f"variables.{name}")
    return variables
