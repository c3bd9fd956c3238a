"""From an answer to icons: dotted paths, and the field of a node for each field of an icon."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from ingest.common.failures import ConfigurationError
from ingest.icon import (
    LIMITS,
    LIST_FIELDS,
    CrawledIcon,
    Icon,
    InvalidIcon,
    SkippedIcon,
    why_not_svg,
)

FIELDS = tuple(field.name for field in fields(Icon))


@dataclass(frozen=True)
class MappingSettings:
    """How much of an answer a message shows; all values were chosen by hand."""

    keys_listed: int = 12  # keys of an object
    key_length: int = 40  # characters of each
    reason_length: int = 200  # characters


SETTINGS = MappingSettings()

_KINDS: dict[type, str] = {
    list: "a list",
    dict: "an object",
    str: "a string",
    bool: "true or false",
}


@contextmanager
def described_by(module: str) -> Iterator[None]:
    """Code within reads an answer by the API that `module` was written for.

    An answer of another shape raises ConfigurationError in place of Python's own error.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        reason = f"{type(error).__name__}: {error}"[: SETTINGS.reason_length]
        raise ConfigurationError(
            f"the source's answer is not what {module} reads ({reason}): "
            "is it the right endpoint, and has its API changed?"
        ) from error


def find(answer: Any, path: str, where: str) -> Any:
    """The value at a dotted path such as `library.icons.edges[].node`.

    `[]` walks a list, `[0]` takes one entry. A null on the way gives None. Raises
    ConfigurationError, which names `where`, for a key that the answer does not have.
    """
    return _value_at(answer, _steps(path), path, where)


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.replace("[", ".[").split("."))


def _value_at(value: Any, steps: Sequence[str], path: str, where: str) -> Any:
    for position, step in enumerate(steps):
        if value is None:
            return None
        if step == "[]":
            rest = steps[position + 1 :]
            return [
                _value_at(entry, rest, path, where) for entry in _list(value, step, path, where)
            ]
        if step.startswith("["):
            entries = _list(value, step, path, where)
            index = int(step[1:-1])
            value = entries[index] if index < len(entries) else None
        else:
            value = _member(value, step, path, where)
    return value


def _list(value: Any, step: str, path: str, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ConfigurationError(
            f'{where} = "{path}": there is no list at "{step}" but {_kind(value)}; '
            "leave the brackets out."
        )
    return value


def _member(value: Any, key: str, path: str, where: str) -> Any:
    if isinstance(value, list):
        hint = f'write "[].{key}" to walk it'
        raise ConfigurationError(f'{where} = "{path}": "{key}" is asked of a list; {hint}.')
    if not isinstance(value, dict):
        hint = "end the path one step earlier"
        raise ConfigurationError(f'{where} = "{path}": "{key}" is asked of {_kind(value)}; {hint}.')
    if key not in value:
        listed = list(value)[: SETTINGS.keys_listed]
        keys = ", ".join(f'"{known[: SETTINGS.key_length]}"' for known in listed)
        raise ConfigurationError(
            f'{where} = "{path}" finds no "{key}" in the answer; there is {keys or "nothing"}.'
        )
    return value[key]


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a number")


@dataclass(frozen=True)
class FieldMapping:
    """How a node becomes an icon: a path or a constant for each field of the icon."""

    paths: Mapping[str, str]
    constants: Mapping[str, str]

    def icon(self, node: Any) -> CrawledIcon:
        """The icon in a node of the answer, or the reason why there is none.

        Raises ConfigurationError where a path does not fit the answer.
        """
        if node is None:
            return SkippedIcon(None, "the source answered null instead of an icon")
        record: dict[str, Any] = dict(self.constants)
        for field, path in self.paths.items():
            value = find(node, path, f"fields.{field}")
            is_list = field in LIST_FIELDS
            record[field] = _strings(value) if is_list else _text(value, field, path)
        identifier = str(record["id"] or "")[: LIMITS.text] or None
        if reason := why_not_svg(record["source_code"]):
            return SkippedIcon(identifier, reason)
        try:
            return Icon.from_json(record)
        except InvalidIcon as error:
            return SkippedIcon(identifier, str(error))


def _text(value: Any, field: str, path: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        raise ConfigurationError(
            f'fields.{field} = "{path}" leads to {_kind(value)}, not to a text: '
            "name one of its parts."
        )
    return str(value)


def _strings(value: Any) -> list[str]:
    """The texts in a list, in nested lists, or in one text with commas."""
    if value is None:
        return []
    if isinstance(value, str):
        parts = [part.strip() for part in value.split(",")]
        return [part for part in parts if part]
    if not isinstance(value, list):
        return [str(value)]
    texts: list[str] = []
    for entry in value:
        if isinstance(entry, list):
            texts += _strings(entry)
        elif entry:
            texts.append(str(entry))
    return texts
