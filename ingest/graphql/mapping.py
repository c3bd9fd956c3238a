"""From an answer to icons: dotted paths, and which field of a node is which field of an icon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from ingest.common.failures import ConfigurationError
from ingest.icon import MULTIPLE, Icon, InvalidIcon, why_not_svg

FIELDS = tuple(field.name for field in fields(Icon))
REQUIRED = ("id", "name", "source_code")


@dataclass(frozen=True)
class Skip:
    """One icon that the source could not give. `id` is None when not even that is known."""

    id: str | None
    reason: str

    def __str__(self) -> str:
        return f"{self.id or 'an icon without id'}: {self.reason}"


def find(answer: Any, path: str, where: str) -> Any:
    """The value at a dotted path such as `library.icons.edges[].node`; `[]` walks a list, `[0]` takes one entry.

    A null on the way gives None. Raises ConfigurationError when the answer has no such key, naming those it has.
    """
    return _walk(answer, _steps(path), path, where)


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.replace("[", ".[").split("."))


def _walk(value: Any, steps: Sequence[str], path: str, where: str) -> Any:
    for position, step in enumerate(steps):
        if value is None:
            return None
        if step.startswith("["):
            if not isinstance(value, list):
                raise ConfigurationError(
                    f'{where} = "{path}": there is no list at "{step}" but {_kind(value)}; leave the brackets out.'
                )
            if step == "[]":
                return [_walk(entry, steps[position + 1 :], path, where) for entry in value]
            value = value[int(step[1:-1])] if int(step[1:-1]) < len(value) else None
        elif not isinstance(value, dict):
            hint = (
                f'write "[].{step}" to walk it'
                if isinstance(value, list)
                else "end the path one step earlier"
            )
            raise ConfigurationError(
                f'{where} = "{path}": "{step}" is asked of {_kind(value)}; {hint}.'
            )
        elif step not in value:
            raise ConfigurationError(
                f'{where} = "{path}" finds no "{step}" in the answer; there is {_listed(value)}.'
            )
        else:
            value = value[step]
    return value


def _kind(value: Any) -> str:
    return {list: "a list", dict: "an object", str: "a string", bool: "true or false"}.get(
        type(value), "a number"
    )


def _listed(value: Mapping[str, Any]) -> str:
    return ", ".join(f'"{key}"' for key in list(value)[:12]) or "nothing"


@dataclass(frozen=True)
class Recipe:
    """How a node becomes an icon: a path for each field of the icon, or a constant."""

    paths: Mapping[str, str]
    constants: Mapping[str, str]

    def icon(self, node: Any) -> Icon | Skip:
        """The icon in a node of the answer, or why there is none.

        Raises ConfigurationError when a path does not fit the answer.
        """
        if node is None:
            return Skip(None, "the source answered null instead of an icon")
        record: dict[str, Any] = dict(self.constants)
        for field, path in self.paths.items():
            value = find(node, path, f"fields.{field}")
            record[field] = _strings(value) if field in MULTIPLE else _text(value, field, path)
        identifier = record["id"] or None
        if reason := why_not_svg(record["source_code"]):
            return Skip(identifier, reason)
        try:
            return Icon.from_json(record)
        except InvalidIcon as error:
            return Skip(identifier, str(error))


def _text(value: Any, field: str, path: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        raise ConfigurationError(
            f'fields.{field} = "{path}" leads to {_kind(value)}, not to a text: name one of its parts.'
        )
    return str(value)


def _strings(value: Any) -> list[str]:
    """A list of texts out of a list, of nested lists, or of one text with commas."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list):
        return [
            text
            for entry in value
            for text in (
                _strings(entry) if isinstance(entry, list) else [str(entry)] if entry else []
            )
        ]
    return [str(value)]
