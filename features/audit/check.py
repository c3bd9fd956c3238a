"""Does an icon exist in the library already?

The icon is searched for as an SVG sent to the service is. Its pictures are compared with those of
the best results.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Any

from features.audit import look_alikes
from features.audit.look_alikes import GlyphLevels
from features.search.criteria import Criteria
from features.search.drawings.search import find, library_side
from features.search.published import PublishedLibrary
from features.store.generation import Generation
from ingest.common import console
from ingest.common.command_line.inputs import input_name, read_input
from ingest.common.failures import ConfigurationError, Failure
from render.processes.desk import Desk
from render.svg import code
from render.svg.screen import Undrawable


@dataclass(frozen=True)
class CheckSettings:
    """How many results are compared and shown; chosen by hand."""

    compared: int = 20  # results of the search whose pictures are compared
    shown: int = 5  # icons that are printed


SETTINGS = CheckSettings()
REMEDY = "name an SVG file"


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


def read(name: str) -> str:
    """The SVG in a file, or in standard input where `name` is `-`.

    Raises ConfigurationError when there is none, or several.
    """
    content = read_input(name, REMEDY)
    text = code.read(content)
    if text is None:
        raise ConfigurationError(
            f"{input_name(name)} is no SVG: {REMEDY}; `python -m api search` takes other pictures."
        )
    icons = code.icons(text) or [text]
    if len(icons) > 1:
        raise ConfigurationError(
            f"{input_name(name)} has {len(icons)} icons: check each in a file of its own."
        )
    return icons[0]


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


def refuse(name: str, icons: Sequence[ComparedIcon]) -> None:
    """Raise Exists when the first icon looks like the file's."""
    first = icons[0]
    if first.alike == "no":
        return
    how = "the same as" if first.alike == "same" else "nearly the same as"
    raise Exists(f"{input_name(name)} looks {how} {first.id}: use that icon, or draw another.")


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
