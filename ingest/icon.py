"""The icon record: its fields, its digest, and what makes one acceptable. Imports nothing of ours."""

import hashlib
import re
from dataclasses import dataclass, fields
from typing import Any

MULTIPLE = ("tags", "aliases")

# What may stand before the root of an SVG, and the root itself. No XML parser here: one that expands entities can be
# made to fill the memory by a few hundred bytes.
_BEFORE_ROOT = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]")


class InvalidIcon(ValueError):
    """A record that cannot be an icon; the message says which field and why."""


def why_not_svg(source_code: str | None) -> str | None:
    """Why a text cannot be an SVG, or None when it looks like one: a prolog, comments, a doctype, then `<svg`."""
    if source_code is None or not source_code.strip():
        return "it has no drawing (source_code is null or empty)"
    start = 1 if source_code.startswith("\ufeff") else 0
    while match := _BEFORE_ROOT.match(source_code, start):
        start = match.end()
    if _ROOT.match(source_code, start):
        return None
    return f"source_code is not an SVG, it begins with {source_code[start : start + 40]!r}"


@dataclass(frozen=True, slots=True)
class Icon:
    """One icon of a library, as `source.json` holds it.

    `id` may hold any character and is unique in its library. `source_code` is the SVG as the source gave it.
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
    def digest(self) -> str:
        """SHA-256 of the drawing alone: a new tag does not make an icon render again."""
        return hashlib.sha256(self.source_code.encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The record with its known fields only, in the order of the class."""
        record = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            key: list(value) if key in MULTIPLE else value
            for key, value in record.items()
            if value not in (None, ())
        }

    @classmethod
    def from_json(cls, record: Any) -> "Icon":
        """Check a record and make it an Icon; unknown fields are left aside.

        Raises InvalidIcon.
        """
        if not isinstance(record, dict):
            raise InvalidIcon("it is not an object")
        values: dict[str, Any] = {}
        for field in fields(cls):
            value = record.get(field.name)
            if value is None:
                continue
            if field.name in MULTIPLE:
                if not isinstance(value, list) or not all(
                    isinstance(entry, str) for entry in value
                ):
                    raise InvalidIcon(f'"{field.name}" is not a list of strings')
                value = tuple(value)
            elif not isinstance(value, str):
                raise InvalidIcon(f'"{field.name}" is not a string')
            text = value if isinstance(value, str) else "".join(value)
            if "\0" in text:
                raise InvalidIcon(
                    f'"{field.name}" holds a NUL character, which XML, HDF5 and most databases cannot keep'
                )
            try:
                text.encode()
            except UnicodeEncodeError as error:
                raise InvalidIcon(
                    f'"{field.name}" holds half of a character (a lone surrogate)'
                ) from error
            values[field.name] = value
        for required in ("id", "name", "source_code"):
            if not values.get(required):
                raise InvalidIcon(f'"{required}" is missing or empty')
        return cls(**values)
