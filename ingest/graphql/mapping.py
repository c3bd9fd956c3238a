"""From a node of an answer to icons: the value of each field, and the drawing decoded."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ingest.common.failures import ConfigurationError, Failure
from ingest.graphql.drawings.decoding import PATH_DATA, NoDrawing, decode, is_url, mistaken_for
from ingest.graphql.drawings.dropped import DroppedDrawings
from ingest.graphql.paths.each import Branch, Each
from ingest.graphql.paths.field import FieldValue, field_value
from ingest.graphql.paths.path import keys_of
from ingest.icon import (
    LIMITS,
    LIST_FIELDS,
    CrawledIcon,
    Icon,
    InvalidIcon,
    SkippedIcon,
    why_not_svg,
)


@dataclass(frozen=True)
class MappingSettings:
    """How much of an answer a message shows; both values were chosen by hand."""

    reason_length: int = 200  # characters
    shown: int = 60  # characters of a value


SETTINGS = MappingSettings()
LONGEST_LIST = (LIMITS.entries + 1) * (LIMITS.text + 2)  # characters of entries with commas


@dataclass(frozen=True)
class UndrawnIcon(SkippedIcon):
    """A skipped icon. `failure` ends the run where no icon at all has a drawing."""

    failure: Failure


@dataclass(frozen=True)
class LinkedIcon:
    """An icon whose drawing is behind a URL: its record without `source_code`."""

    record: Mapping[str, Any]
    url: str

    @property
    def identifier(self) -> str | None:
        """The icon's id; None where the source did not name it."""
        return _identifier(self.record)

    def draw(self, text: str) -> CrawledIcon:
        """The icon with the drawing that the URL gave. Raises NoDrawing."""
        drawing = decode(text)
        if reason := why_not_svg(drawing):
            return SkippedIcon(self.identifier, reason)
        return _icon_of({**self.record, "source_code": drawing})


MappedIcon = CrawledIcon | LinkedIcon

# The value of a field, and what makes it a text or a list of texts. The latter gets the field's
# name and path for its messages.
MappedField = tuple[FieldValue, Callable[[Any, str, str], Any]]


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


@dataclass(frozen=True)
class FieldMapping:
    """How a node becomes icons: a path, a text with paths, or a constant for each field.

    `each` are the parts of a node that are icons of their own. `fetch`: a drawing may be
    behind a URL.
    """

    paths: Mapping[str, str]
    constants: Mapping[str, str]
    each: Each = field(default_factory=Each)
    fetch: bool = False
    dropped: DroppedDrawings = field(default_factory=DroppedDrawings, compare=False, repr=False)

    @cached_property
    def _fields(self) -> dict[str, MappedField]:
        mapped: dict[str, MappedField] = {}
        for name, path in self.paths.items():
            value = field_value(path, f"fields.{name}", self.each)
            mapped[name] = (value, _strings if name in LIST_FIELDS else _text)
        return mapped

    def icons(self, node: Any) -> list[MappedIcon]:
        """The icons in a node of the answer, or the reasons why there are none.

        Raises ConfigurationError where a path does not fit the answer.
        """
        if node is None:
            return [SkippedIcon(None, "the source answered null instead of an icon")]
        return [self._icon(branch) for branch in self.each.branches(node)]

    def _icon(self, branch: Branch) -> MappedIcon:
        if branch[-1] is None:
            return SkippedIcon(
                None, f"{self.each.shown} is null, or holds null, in {_shown(branch[0])}"
            )
        record: dict[str, Any] = dict(self.constants)
        for name, (value, convert) in self._fields.items():
            record[name] = convert(value.value(branch), name, self.paths[name])
        name = record["name"]
        if name is not None and name[-4:].lower() == ".svg":
            record["name"] = name[:-4] or name  # it is that of a file
        drawing, _ = self._fields["source_code"]
        if drawing.drops(branch):
            self.dropped.add(str(record["id"])[: SETTINGS.shown])
        return self._drawn(record)

    def _drawn(self, record: dict[str, Any]) -> MappedIcon:
        written = record.pop("source_code")
        try:
            drawing = None if written is None else decode(written)
        except NoDrawing as error:
            return SkippedIcon(_identifier(record), str(error))
        reason = why_not_svg(drawing)
        if reason is None:
            record["source_code"] = drawing
            return _icon_of(record)
        if drawing and is_url(drawing):
            if not self.fetch:
                path = self.paths["source_code"]
                raise ConfigurationError(
                    f'fields.source_code = "{path}" leads to a URL ({_shown(drawing)}): '
                    "write fetch = true under [drawings]."
                )
            return LinkedIcon(record, drawing.strip())
        if drawing and (part := mistaken_for(drawing)):
            return self._undrawn(record, part)
        return SkippedIcon(_identifier(record), reason)

    def _undrawn(self, record: Mapping[str, Any], part: str) -> UndrawnIcon:
        path = self.paths["source_code"]
        write = '<path d="{PATH}"/>' if part == PATH_DATA else "{PATH}"
        whole = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{write}</svg>'
        failure = ConfigurationError(
            f'fields.source_code = "{path}" leads to {part}, not to an SVG: write the rest around '
            f"it, source_code = '{whole.replace('PATH', path)}'."
        )
        return UndrawnIcon(_identifier(record), f"source_code is {part}, not an SVG", failure)


def _icon_of(record: Mapping[str, Any]) -> CrawledIcon:
    """The icon in a record, or why there is none."""
    try:
        return Icon.from_json(record)
    except InvalidIcon as error:
        return SkippedIcon(_identifier(record), str(error))


def _identifier(record: Mapping[str, Any]) -> str | None:
    return str(record["id"] or "")[: LIMITS.text] or None


def _shown(value: Any) -> str:
    return repr(value)[: SETTINGS.shown]


def _text(value: Any, name: str, path: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        raise ConfigurationError(
            f'fields.{name} = "{path}" leads to an object, not to a text: '
            f"add the name of one of its parts, there is {keys_of(value)}."
        )
    if not isinstance(value, list):
        return str(value)
    advice = "name one of its parts."
    if name == "source_code":
        drawings = path.split("[]")[0]
        advice = f'write each = "{drawings}" at the top, and source_code = "{drawings}[].…".'
    raise ConfigurationError(f'fields.{name} = "{path}" leads to a list, not to a text: {advice}')


def _strings(value: Any, name: str, path: str) -> list[str]:
    """The texts in a list, in nested lists, or in one text with commas.

    Of more than an icon may have the first are read: each part of a node would read all again.
    """
    if value is None:
        return []
    if isinstance(value, str):
        parts = [part.strip() for part in value[:LONGEST_LIST].split(",")]
        return [part for part in parts if part]
    if not isinstance(value, list):
        return [_entry(value, name, path)]
    first = value[: LIMITS.entries + 1]
    if set(map(type, first)) == {str}:  # each part of a node reads the same list again
        return list(filter(None, first))
    texts: list[str] = []
    for entry in first:
        if isinstance(entry, list):
            texts += _strings(entry, name, path)
        elif entry and isinstance(entry, str):
            texts.append(entry)
        elif entry:
            texts.append(_entry(entry, name, path if path.endswith("[]") else f"{path}[]"))
    return texts


def _entry(value: Any, name: str, path: str) -> str:
    if isinstance(value, dict):
        raise ConfigurationError(
            f"fields.{name} leads to objects, not to texts: "
            f'write "{path}.…" with the name of one of their parts, there is {keys_of(value)}.'
        )
    return str(value)
