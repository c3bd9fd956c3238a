"""The checks of a source description, part by part; each mistake is answered with what to write.

Every function raises ConfigurationError for a mistake.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    NonNullTypeNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    parse,
    print_ast,
)

from ingest.common.failures import ConfigurationError
from ingest.common.tables import check_known, make_settings, table_of
from ingest.graphql.drawings.hosts import HOST, DrawingSettings
from ingest.graphql.mapping import FieldMapping
from ingest.graphql.paths.each import EACH, Each
from ingest.graphql.paths.field import PATH, is_template, paths_in
from ingest.graphql.paths.path import WALK, steps_of
from ingest.graphql.shapes import PAGINATIONS
from ingest.graphql.shapes.pagination import Pagination
from ingest.icon import FIELDS, LIST_FIELDS, REQUIRED_FIELDS

TABLES = (
    *("fields", "constants", "variables", "headers"),
    *("pagination", "requests", "drawings", "copy"),
)
TEXTS = ("name", "description", "endpoint", "query", "icons", "module")
DIFFERENT_FOR_EACH_ICON = ("id", "name", "source_code", "tags", "aliases")
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


@contextmanager
def named(path: Path) -> Iterator[None]:
    """The mistakes that the `with` block finds name the file at `path`."""
    try:
        yield
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from error


def read_toml(path: Path) -> dict[str, Any]:
    """The document in a TOML file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"it cannot be read ({error}): name a TOML file that describes a source."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(
            f'it is not TOML ({error}): texts need quotes, as in name = "name".'
        ) from error


def check_keys(document: Mapping[str, Any], needed: Sequence[str]) -> None:
    """Check that all keys are known, that texts are texts, and that no `needed` key is missing."""
    check_known(document, (*TEXTS, EACH, *TABLES), "the description")
    for key in TEXTS:
        if not isinstance(document.get(key, ""), str):
            raise ConfigurationError(f'{key} must be a text: write {key} = "…".')
    for key in needed:
        if not document.get(key):
            raise ConfigurationError(f"{key} is missing: {REMEDIES[key]}")


def make_pagination(table: Mapping[str, Any]) -> Pagination:
    """The pagination with its settings, from [pagination]."""
    shape = table.get("shape", "plain")
    if not isinstance(shape, str) or shape not in PAGINATIONS:
        raise ConfigurationError(
            f"pagination.shape = {shape!r} is not known: choose one of {', '.join(PAGINATIONS)}."
        )
    settings = {key: value for key, value in table.items() if key != "shape"}
    for key in ("total", "page_info", "next", "key"):
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
    if not isinstance(path, str) or not re.fullmatch(PATH, path):
        raise ConfigurationError(
            f"{where} = {path!r} is no path: "
            'write names with dots, [] for a list, as in "icons.edges[].node".'
        )


def make_mapping(document: Mapping[str, Any], fetch: bool) -> FieldMapping:
    """The mapping from answers to icons, from `each`, [fields] and [constants]."""
    paths = table_of(document, "fields")
    constants = table_of(document, "constants")
    each = _make_each(document.get(EACH, ""))
    check_known(paths, FIELDS, "[fields]")
    check_known(constants, FIELDS, "[constants]")
    for field, text in paths.items():
        _check_field(field, text)
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
    _check_parts(paths, each)
    return FieldMapping(paths, constants, each, fetch)


def _make_each(value: Any) -> Each:
    """The parts of a node: a path to their list, or a list of paths."""
    for path in value if isinstance(value, list) else [value]:
        if value:
            check_path(path, EACH)
    return Each(fields=tuple(value)) if isinstance(value, list) else Each(value)


def _check_field(field: str, text: Any) -> None:
    """Check that a field is a path, or a text with paths in braces."""
    if not isinstance(text, str) or not is_template(text):
        check_path(text, f"fields.{field}")
    elif field in LIST_FIELDS:
        raise ConfigurationError(f"fields.{field} must be a path, without braces: it is a list.")
    elif "${" in text:
        raise ConfigurationError(
            f"fields.{field} holds ${{…}}, which works in endpoint, [headers] and [variables] only."
        )


def _check_parts(paths: Mapping[str, str], each: Each) -> None:
    """Check that `each` and the paths of the id and the drawing fit."""
    example = f"{each.path.removesuffix(WALK)}[].style" if each.path else f"{EACH}.field"
    ids = paths_in(paths["id"])
    deepest = max(each.place(steps_of(path))[0] for path in ids)
    if deepest < each.levels:
        raise ConfigurationError(
            f'fields.id = "{paths["id"]}" is the same for all parts that `each` names: '
            f'compose it, such as id = "{{{ids[0]}}}/{{{example}}}".'
        )
    for path in paths_in(paths["source_code"]):
        _, steps = each.place(steps_of(path))
        if WALK in steps and not is_template(paths["source_code"]):
            before = path[: path.rindex(WALK)]
            raise ConfigurationError(
                f'fields.source_code = "{path}" leads to a list: write each = "{before}" '
                f"at the top, so that each of its entries becomes an icon, and compose fields.id."
            )


def make_drawings(table: Mapping[str, Any]) -> DrawingSettings:
    """The settings in [drawings]."""
    hosts = table.get("hosts", [])
    if not isinstance(hosts, list):
        hosts = [hosts]
    for host in hosts:
        if not isinstance(host, str) or not HOST.fullmatch(host):
            raise ConfigurationError(
                f"drawings.hosts holds {host!r}, which is no host: "
                'write hosts = ["cdn.example.com"].'
            )
    others = {name: value for name, value in table.items() if name != "hosts"}
    check_known(table, ("fetch", "hosts", "at_once"), "[drawings]")
    settings = make_settings(DrawingSettings, others, "drawings", hosts=tuple(hosts))
    if hosts and not settings.fetch:
        raise ConfigurationError("[drawings] names hosts, and fetches nothing: write fetch = true.")
    return settings
