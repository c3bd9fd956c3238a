"""The icon record: its fields, its digest, and the checks that a record must pass.

Imports nothing of ours.
"""

import hashlib
import re
import sys
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

LIST_FIELDS = ("tags", "aliases")
REQUIRED_FIELDS = ("id", "name", "source_code")


@dataclass(frozen=True)
class IconLimits:
    """The longest fields; all were chosen by hand, some ten times what any known library has."""

    text: int = 1000  # characters of an id, a name and each other text, an entry of a list too
    source_code: int = 4_000_000  # characters; render draws no more than 256 KB
    entries: int = 1000  # tags, and aliases


LIMITS = IconLimits()
# Bytes of an icon without its texts: the object, and its entries in dictionaries and sets.
OVERHEAD = 500

# The parts that may precede the root element of an SVG, and the root element itself. No XML parser
# is used here: a few hundred bytes can make a parser that expands entities fill the memory.
_PROLOG = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")


class InvalidIcon(ValueError):
    """A record that cannot be an icon. The message names the field and the reason."""


def why_not_svg(source_code: str | None) -> str | None:
    """The reason why a text cannot be an SVG; None where it begins like an SVG.

    An SVG begins with a prolog, comments and a doctype, each optional, and then `<svg`.
    """
    if source_code is None or not source_code.strip():
        return "it has no drawing (source_code is null or empty)"
    start = 1 if source_code.startswith("\ufeff") else 0
    while match := _PROLOG.match(source_code, start):
        start = match.end()
    if _ROOT.match(source_code, start):
        return None
    return f"source_code is not an SVG, it begins with {source_code[start : start + 40]!r}"


@dataclass(frozen=True, slots=True)
class Icon:
    """One icon of a library, as `source.json` holds it.

    `id` may hold any character and is unique in its library. `source_code` is the SVG as the
    source gave it.
    """

    id: str
    name: str
    source_code: str
    library: str | None = None
    style: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    license: str | None = None
    updated_at: str | None = None

    @property
    def memory(self) -> int:
        """About the bytes that the icon takes."""
        values = _values(self)
        entries = (*self.tags, *self.aliases)
        return OVERHEAD + sum(map(sys.getsizeof, values)) + sum(map(sys.getsizeof, entries))

    @property
    def digest(self) -> str:
        """SHA-256 of the SVG alone, so that a new tag does not make an icon render again."""
        return hashlib.sha256(self.source_code.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The record without its empty fields, in the order of the class."""
        record: dict[str, Any] = {}
        for name, value in zip(FIELDS, _values(self), strict=True):
            if value is None or value == ():
                continue
            record[name] = list(value) if name in LIST_FIELDS else value
        return record

    @classmethod
    def from_json(cls, record: Any) -> "Icon":
        """The icon in a record. Unknown fields are ignored. Raises InvalidIcon."""
        if not isinstance(record, dict):
            raise InvalidIcon("it is not an object")
        values: dict[str, Any] = {}
        for name in FIELDS:
            value = record.get(name)
            if value is None:
                continue
            check = _checked_list if name in LIST_FIELDS else _checked_text
            values[name] = check(name, value)
        for name in REQUIRED_FIELDS:
            if not values.get(name):
                raise InvalidIcon(f'"{name}" is missing or empty')
        return cls(**values)


FIELDS = tuple(field.name for field in fields(Icon))
_values = attrgetter(*FIELDS)  # the values of an icon, in the order of the class


@dataclass(frozen=True)
class SkippedIcon:
    """An icon that the source could not give. `id` is None where the source did not name it."""

    id: str | None
    reason: str

    def __str__(self) -> str:
        return f"{self.id or 'an icon without id'}: {self.reason}"


CrawledIcon = Icon | SkippedIcon


def _checked_list(name: str, value: Any) -> tuple[str, ...]:
    """A list of texts, as a tuple. Raises InvalidIcon."""
    if isinstance(value, list) and len(value) > LIMITS.entries:
        raise InvalidIcon(f'"{name}" has more than {LIMITS.entries:,} entries')
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise InvalidIcon(f'"{name}" is not a list of strings')
    return tuple([_checked_text(name, text) for text in value])


def _checked_text(name: str, text: Any) -> str:
    """A text. Raises InvalidIcon."""
    if not isinstance(text, str):
        raise InvalidIcon(f'"{name}" is not a string')
    most = LIMITS.source_code if name == "source_code" else LIMITS.text
    if len(text) > most:
        raise InvalidIcon(f'"{name}" is longer than {most:,} characters')
    if "\0" in text:
        raise InvalidIcon(
            f'"{name}" holds a NUL character, which XML, HDF5 and most databases cannot store'
        )
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidIcon(f'"{name}" holds half of a character (a lone surrogate)') from error
    return text
