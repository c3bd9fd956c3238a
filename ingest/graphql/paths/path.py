"""Dotted paths into an answer, such as `library.icons.edges[].node`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ingest.common.failures import ConfigurationError

WALK = "[]"  # the step that walks a list


@dataclass(frozen=True)
class PathSettings:
    """How much of an answer a message shows; both values were chosen by hand."""

    keys_listed: int = 12  # keys of an object
    key_length: int = 40  # characters of each


SETTINGS = PathSettings()

_KINDS: dict[type, str] = {
    list: "a list",
    dict: "an object",
    str: "a string",
    bool: "true or false",
}


def find(answer: Any, path: str, where: str) -> Any:
    """The value at a dotted path.

    `[]` walks a list, `[0]` takes one entry. A null on the way gives None. Raises
    ConfigurationError, which names `where`, for a key that the answer does not have.
    """
    return value_at(answer, steps_of(path), path, where)


@cache
def steps_of(path: str) -> tuple[str, ...]:
    """The steps of a path: names, `[]`, and places such as `[0]`."""
    return tuple(path.replace("[", ".[").split("."))


def value_at(value: Any, steps: Sequence[str], path: str, where: str) -> Any:
    """The value that `steps` lead to; `path` and `where` are named in messages, as in `find`."""
    for step in steps:
        if value is None:
            return None
        if isinstance(value, dict) and step in value:  # nearly every step of a crawl
            value = value[step]
        elif step == WALK:
            rest = steps[steps.index(WALK) + 1 :]
            entries = list_of(value, path, where)
            return [value_at(entry, rest, path, where) for entry in entries]
        elif step.startswith("["):
            entries = list_of(value, path, where)
            index = int(step[1:-1])
            value = entries[index] if index < len(entries) else None
        else:
            raise _no_member(value, step, path, where)
    return value


def takes_one_of_several(value: Any, steps: Sequence[str]) -> bool:
    """Whether a place such as `[0]` on the way takes one entry of a list that has more."""
    for step in steps:
        if step.startswith("[") and isinstance(value, list):
            if step != WALK and len(value) > 1:
                return True
            value = value[0] if value else None
        elif isinstance(value, dict):
            value = value.get(step)
    return False


def list_of(value: Any, path: str, where: str) -> list[Any]:
    """`value`, which must be a list. Raises ConfigurationError."""
    if not isinstance(value, list):
        raise ConfigurationError(
            f'{where} = "{path}": there is no list there but {kind_of(value)}; '
            "leave the brackets out."
        )
    return value


def _no_member(value: Any, key: str, path: str, where: str) -> ConfigurationError:
    """Says why `value` has no member `key`."""
    if isinstance(value, dict):
        return ConfigurationError(
            f'{where} = "{path}" finds no "{key}" in the answer; there is {keys_of(value)}.'
        )
    hint = "end the path one step earlier"
    if isinstance(value, list):
        hint = f'write "[].{key}" to walk it'
    return ConfigurationError(f'{where} = "{path}": "{key}" is asked of {kind_of(value)}; {hint}.')


def keys_of(value: dict[str, Any]) -> str:
    """The keys of an object for people, the first of many."""
    listed = list(value)[: SETTINGS.keys_listed]
    keys = [f'"{key[: SETTINGS.key_length]}"' for key in listed]
    return ", ".join(keys) or "nothing"


def kind_of(value: Any) -> str:
    """What a value of an answer is, for people."""
    return _KINDS.get(type(value), "a number")
