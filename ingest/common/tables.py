"""Tables of a TOML file: known keys, and settings classes made of them.

Every function raises ConfigurationError for a mistake, which names the key.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, TypeVar, get_type_hints

from ingest.common.failures import ConfigurationError

AT_LEAST_ONE = ("size", "max_pages", "at_once")
TYPE_NAMES = {int: "a whole number", float: "a number", bool: "true or false"}

Settings = TypeVar("Settings")


def check_known(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Check that a table has no other keys than the known keys."""
    for key in table:
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there is {', '.join(known)}."
        raise ConfigurationError(f'{where} has no key "{key}": {hint}')


def table_of(document: Mapping[str, Any], name: str, within: str = "") -> dict[str, Any]:
    """A table of the document, or of its table `within`; empty where there is no such table."""
    table = document.get(name, {})
    if not isinstance(table, dict):
        full = f"{within}.{name}" if within else name
        raise ConfigurationError(
            f"{full} must be a table: write a line [{full}] and its keys under it."
        )
    return table


def make_settings(
    kind: type[Settings], table: Mapping[str, Any], where: str, **others: Any
) -> Settings:
    """A settings class made of a table; each key is checked by the class's names and types.

    `others` are fields that the caller has checked.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    check_known(table, tuple(known), f"[{where}]")
    types = get_type_hints(kind)
    for key, value in table.items():
        _check_setting(key, value, types[key], where)
    for name, field in known.items():
        required = field.default is MISSING and field.default_factory is MISSING
        if required and name not in table:
            raise ConfigurationError(f"{where}.{name} is missing: it is needed with this shape.")
    return kind(**table, **others)


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
