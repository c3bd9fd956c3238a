"""The icon record: its fields, its digest, and what makes one acceptable. Imports nothing of ours."""

import hashlib
from dataclasses import dataclass, fields
from typing import Any

MULTIPLE = ("tags", "aliases")


class InvalidIcon(ValueError):
    """A record that cannot be an icon; the message says which field and why."""


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
        return {key: list(value) if key in MULTIPLE else value for key, value in record.items() if value not in (None, ())}

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
                if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
                    raise InvalidIcon(f'"{field.name}" is not a list of strings')
                value = tuple(value)
            elif not isinstance(value, str):
                raise InvalidIcon(f'"{field.name}" is not a string')
            try:
                "".join(value).encode()
            except UnicodeEncodeError as error:
                raise InvalidIcon(f'"{field.name}" holds half of a character (a lone surrogate)') from error
            values[field.name] = value
        for required in ("id", "name", "source_code"):
            if not values.get(required):
                raise InvalidIcon(f'"{required}" is missing or empty')
        return cls(**values)
