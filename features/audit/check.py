"""Does an icon exist in the library already? It is drawn as `render` draws, searched for, and its pictures are compared."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from features.audit import look_alikes as looks
from features.audit.look_alikes import Glyph
from features.search.published import PublishedLibrary
from features.store.generation import Generation
from ingest.common.failures import ConfigurationError, Failure
from ingest.icon import why_not_svg
from render.processes.pool import Pool

COMPARED = 20  # results of the search whose pictures are compared
SHOWN = 5  # icons listed for people


class Exists(Failure):
    """The icon is in the library already."""

    status = 1


@dataclass(frozen=True)
class Compared:
    """An icon of the library: whether it looks the `same`, or `near` so, or not at all ("no"), and how similar it is, 0..1."""

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
        svg = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read ({error}): name an SVG file.") from error
    if reason := why_not_svg(svg):
        raise ConfigurationError(f"{path} is no icon ({reason}): name an SVG file.")
    return svg


def compare(generation: Generation, svg: str, near: float, threads: int) -> list[Compared]:
    """The icons of a generation that come nearest to a drawing, those that look the same first.

    Raises ConfigurationError when it cannot be drawn, for the reasons and within the limits of `render`.
    """
    jpegs = _draw(svg, _side(generation))
    library = PublishedLibrary(generation, threads)
    searcher = library.searcher(library.default_encoder)
    hits = searcher.nearest([Image.open(BytesIO(jpeg)) for jpeg in jpegs.values()], COMPARED)
    glyphs = looks.glyphs(jpegs)
    found = [
        _compare(generation, identifier, jpegs, glyphs, near)
        for hit in hits
        for identifier in (hit.id, *hit.also)
    ]
    return sorted(
        found, key=lambda icon: (icon.alike != "same", -icon.similarity)
    )  # equals as the search ranks them


def document(generation: Generation, icons: Sequence[Compared]) -> dict[str, Any]:
    """The answer for programs to read."""
    return {
        "generation": generation.name,
        "alike": icons[0].alike,
        "icons": [asdict(icon) for icon in icons],
    }


def refuse(path: Path, icons: Sequence[Compared]) -> None:
    """Raise Exists when the first icon looks like the file's."""
    first = icons[0]
    if first.alike != "no":
        how = "the same as" if first.alike == "same" else "nearly the same as"
        raise Exists(f"{path} looks {how} {first.id}: use that icon, or draw another.")


def _side(generation: Generation) -> int:
    """Pixels of the side of the library's pictures."""
    _, (entry, *_) = generation.catalogue.list(0, 1, {})
    jpeg = next(iter(looks.pictures(generation.catalogue, entry.id).values()))
    return Image.open(BytesIO(jpeg)).width


def _draw(svg: str, side: int) -> dict[str, bytes]:
    """The drawing's JPEGs by ground, made in a process that may be killed."""
    with Pool(1, side) as pool:
        (drawn,) = pool.draw([("", svg)])
    if drawn.pictures is None:
        raise ConfigurationError(f"the icon cannot be drawn: {drawn.reason}.")
    return drawn.pictures.jpegs


def _compare(
    generation: Generation,
    identifier: str,
    jpegs: dict[str, bytes],
    glyphs: Sequence[Glyph],
    near: float,
) -> Compared:
    entry = generation.entry(identifier)
    others = looks.pictures(generation.catalogue, identifier)
    similarity = looks.similarity(glyphs, looks.glyphs(others))
    alike = "same" if looks.looks_same(jpegs, others) else "near" if similarity >= near else "no"
    return Compared(entry.id, entry.name, entry.library, alike, round(similarity, 3))
