"""Does an icon exist in the library already?

The icon is searched for as an SVG sent to the service is. Its pictures are compared with those of
the best results.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from features.audit import look_alikes
from features.audit.look_alikes import GlyphLevels
from features.search.criteria import Criteria
from features.search.drawings.search import find, library_side
from features.search.published import PublishedLibrary
from features.store.generation import Generation
from ingest.common import console
from ingest.common.failures import ConfigurationError, Failure
from ingest.icon import why_not_svg
from ingest.svg_text import UnknownEncoding, svg_text
from render.processes.desk import Desk
from render.svg.screen import Undrawable


@dataclass(frozen=True)
class CheckSettings:
    """How many results are compared and shown; chosen by hand."""

    compared: int = 20  # results of the search whose pictures are compared
    shown: int = 5  # icons that are printed


SETTINGS = CheckSettings()


class Exists(Failure):
    """The icon is in the library already."""

    status = 1


@dataclass(frozen=True)
class ComparedIcon:
    """An icon of the library, compared with the drawing.

    `alike` is "same", "near" or "no". `similarity` is in 0..1.
    """

    id: str
    name: str
    library: str | None
    alike: str
    similarity: float

    def __str__(self) -> str:
        return f"{self.alike:4}  {self.similarity:.2f}  {self.id}"


def read(path: Path) -> str:
    """The SVG in a file. Raises ConfigurationError when there is none."""
    try:
        svg = svg_text(path.read_bytes())
    except (OSError, UnicodeDecodeError, UnknownEncoding) as error:
        raise ConfigurationError(f"{path} cannot be read ({error}): name an SVG file.") from error
    if reason := why_not_svg(svg):
        raise ConfigurationError(f"{path} is no icon ({reason}): name an SVG file.")
    return svg


def compare(generation: Generation, svg: str, near: float, threads: int) -> list[ComparedIcon]:
    """The icons of a generation that are nearest to a drawing, icons that look the same first.

    Icons are compared at `near`, 0..1. `threads` threads embed the drawing.
    Raises ConfigurationError when it cannot be drawn, for the reasons that `render` has.
    """
    jpegs = _draw(svg, library_side(generation.catalogue))
    library = PublishedLibrary(generation, threads)
    found = find(library, svg, jpegs, Criteria(SETTINGS.compared))
    glyphs = look_alikes.glyphs(jpegs)
    icons = [
        _compare(generation, identifier, jpegs, glyphs, near)
        for result in found.results
        for identifier in (result.hit.id, *result.hit.also)
    ]
    # The sort is stable: equally similar icons stay in the order of the search.
    return sorted(icons, key=lambda icon: (icon.alike != "same", -icon.similarity))


def show(icons: Sequence[ComparedIcon]) -> None:
    """Print the first icons, one a line."""
    for icon in icons[: SETTINGS.shown]:
        console.show(str(icon))


def document(generation: Generation, icons: Sequence[ComparedIcon]) -> dict[str, Any]:
    """All compared icons as a JSON document."""
    return {
        "generation": generation.name,
        "alike": icons[0].alike,
        "icons": [asdict(icon) for icon in icons],
    }


def refuse(path: Path, icons: Sequence[ComparedIcon]) -> None:
    """Raise Exists when the first icon looks like the file's."""
    first = icons[0]
    if first.alike == "no":
        return
    how = "the same as" if first.alike == "same" else "nearly the same as"
    raise Exists(f"{path} looks {how} {first.id}: use that icon, or draw another.")


def _draw(svg: str, side: int) -> dict[str, bytes]:
    """The drawing's JPEGs by ground, made in a process that may be killed."""
    with closing(Desk()) as desk:
        try:
            return desk.draw(svg, side).jpegs
        except Undrawable as reason:
            raise ConfigurationError(f"the icon cannot be drawn: {reason}.") from reason


def _compare(
    generation: Generation,
    identifier: str,
    jpegs: dict[str, bytes],
    glyphs: Sequence[GlyphLevels],
    near: float,
) -> ComparedIcon:
    entry = generation.entry(identifier)
    others = look_alikes.pictures(generation.catalogue, identifier)
    similarity = look_alikes.similarity(glyphs, look_alikes.glyphs(others))

    alike = "no"
    if look_alikes.looks_same(jpegs, others):
        alike = "same"
    elif similarity >= near:
        alike = "near"
    return ComparedIcon(
        entry.id,
        entry.name,
        entry.library,
        alike,
        round(similarity, 3),
    )
