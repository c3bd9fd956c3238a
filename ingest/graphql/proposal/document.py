"""The description that a list of icons becomes: its query, its tables, and its TOML text."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ingest.graphql.paths.each import EACH
from ingest.graphql.paths.field import paths_in
from ingest.graphql.paths.path import steps_of
from ingest.graphql.proposal.icon_fields import IconFields
from ingest.graphql.proposal.listings import Listing
from ingest.icon import FIELDS

Selection = dict[str, Any]  # the selected fields, each with its own
LONGEST_LINE = 80  # characters of a selection; chosen by hand
ORDER = ("name", "description", "endpoint", "module", "query", "icons", "each")


def document_of(listing: Listing, way: IconFields, given: Mapping[str, Any]) -> dict[str, Any]:
    """The description; what `given`, the present description, has stays as it is."""
    path = list_path(listing)
    settings = _pagination(listing)
    variables = {**_unknown(listing), **given.get("variables", {})}
    proposed: dict[str, Any] = {"query": _query(listing, way, settings), "icons": path}
    if way.each:
        proposed["each"] = way.each
    proposed["fields"] = {name: way.paths[name] for name in FIELDS if name in way.paths}
    if variables:
        proposed["variables"] = variables
    if settings:
        proposed["pagination"] = settings
    return {**given, **proposed}


def list_path(listing: Listing) -> str:
    """The path to the list, as a description has it."""
    path = ".".join(call.name for call in listing.calls)
    return "[].".join((path, *listing.below))


def _unknown(listing: Listing) -> dict[str, Any]:
    """The variables that a person must fill in, empty."""
    return {name: "" for call in listing.calls for name in call.paging.unknown}


def _pagination(listing: Listing) -> dict[str, Any]:
    """The table [pagination]; its paths begin at the root of the answer."""
    if listing.paged < 0:
        return {}
    calls = listing.calls[: listing.paged + 1]
    before = ".".join(call.name for call in calls)
    settings = dict(calls[-1].paging.settings)
    for key in ("page_info", "next", "total"):
        if key in settings:
            settings[key] = f"{before}.{settings[key]}"
    if listing.total:
        settings["total"] = listing.total
    return settings


def _query(listing: Listing, way: IconFields, settings: Mapping[str, Any]) -> str:
    selection: Selection = {}
    path = list_path(listing)
    for field in _selected(way):
        _select(selection, f"{path}.{field}")
    page_info = settings.get("page_info")
    others = [settings.get("total"), settings.get("next")]
    if page_info:
        others += [f"{page_info}.hasNextPage", f"{page_info}.endCursor"]
    for other in others:
        if other:
            _select(selection, other)
    if settings.get("shape") == "keyset":
        _select(selection, f"{path}.id")
    declared = [call.paging.declared for call in listing.calls]
    variables = [f"${name}: {kind}" for types in declared for name, kind in types.items()]
    heading = f"query Icons({', '.join(variables)})" if variables else "query Icons"
    return f"\n{heading} {_printed(selection, _arguments(listing), '')}\n"


def _selected(way: IconFields) -> list[str]:
    """The paths within an entry that the description needs."""
    paths: list[str] = []
    for name in FIELDS:
        if name in way.paths:
            paths += paths_in(way.paths[name])
    if isinstance(way.each, list):
        return [path for path in paths if not path.startswith(f"{EACH}.")] + way.each
    return paths


def _select(selection: Selection, path: str) -> None:
    for step in steps_of(path):
        if not step.startswith("["):
            selection = selection.setdefault(step, {})


def _arguments(listing: Listing) -> dict[tuple[str, ...], str]:
    """The arguments of each call, by the way to it."""
    arguments = {}
    for place, call in enumerate(listing.calls):
        way = tuple(earlier.name for earlier in listing.calls[: place + 1])
        given = [f"{name}: {value}" for name, value in call.paging.arguments.items()]
        arguments[way] = f"({', '.join(given)})" if given else ""
    return arguments


def _printed(
    selection: Selection,
    arguments: Mapping[tuple[str, ...], str],
    indent: str,
    way: tuple[str, ...] = (),
) -> str:
    """A selection in braces, on one line where it is short."""
    fields = []
    for name, inner in selection.items():
        here = (*way, name)
        text = f"{name}{arguments.get(here, '')}"
        if inner:
            text += f" {_printed(inner, arguments, f'{indent}  ', here)}"
        fields.append(text)
    line = f"{{ {' '.join(fields)} }}"
    if "\n" not in line and len(line) <= LONGEST_LINE and len(way) > 1:
        return line
    lines = [f"{indent}  {text}" for text in fields]
    return "\n".join(("{", *lines, f"{indent}}}"))


def toml_of(document: Mapping[str, Any]) -> str:
    """A description as TOML."""
    texts = [key for key in ORDER if key in document]
    lines = [f"{key} = {_value(document[key])}" for key in texts]
    for name, table in document.items():
        if name not in texts and table:
            lines += _table(name, table)
    return "\n".join(lines) + "\n"


def _table(name: str, table: Mapping[str, Any]) -> Iterable[str]:
    nested = {key: value for key, value in table.items() if isinstance(value, dict)}
    plain = [f"{_key(key)} = {_value(table[key])}" for key in table if key not in nested]
    lines = ["", f"[{name}]", *plain] if plain or not nested else []
    for key, value in nested.items():
        lines += _table(f"{name}.{_key(key)}", value)
    return lines


def _key(key: str) -> str:
    bare = key.replace("-", "").replace("_", "").isalnum() and key.isascii()
    return key if bare else json.dumps(key)


def _value(value: Any) -> str:
    """A value of TOML; a query on lines of its own."""
    if isinstance(value, str) and "\n" in value and '"""' not in value and "\\" not in value:
        return f'"""{value}"""'
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    if isinstance(value, str) and '"' in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    # A string of JSON is one of TOML, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
