"""POST /search with an SVG: the icons that a drawing may be, of one drawing or of several."""

from dataclasses import dataclass

from api import budget
from api.budget import step
from api.http.problems import InvalidParameter
from api.picture import UnusablePicture
from api.routes.conversion import box_answer, clean_svgs, result_answer
from api.schemas import answers
from api.schemas.parameters import SearchParameters
from features.search.answer import Judged
from features.search.drawings.search import FoundDrawing, find, library_side
from features.search.hypothesis import Kind
from features.search.published import PublishedLibrary
from render.processes.confinement import WorkerLimits
from render.processes.desk import Desk
from render.svg import code
from render.svg.screen import Undrawable

READING: Kind = "drawing"


@dataclass(frozen=True)
class DrawingLimits:
    """What one text may cost. Chosen by hand."""

    most: int = 32  # icons in it
    # Of processor time, for drawing one of them. It counts for the search. The slowest of the 200
    # largest icons of each of ten real sets took 0.1 s.
    seconds: float = 0.7
    # Of the time in which a search may begin further steps: all icons are drawn within it. What
    # follows the last one takes 0.5 s at most: its outline, the outline of an icon it is compared
    # with, and the start of a process.
    drawn_within: float = 0.85
    least: float = 0.1  # seconds for an icon: with less time left, no further one is begun
    results_of_another: int = 5  # for each icon but the first


LIMITS = DrawingLimits()


def new_desk() -> Desk:
    """What draws the icons of queries."""
    return Desk(WorkerLimits(seconds=LIMITS.seconds))


def search(
    library: PublishedLibrary, desk: Desk, text: str, parameters: SearchParameters, root_path: str
) -> answers.SearchAnswer:
    """The answer to the code of SVGs, with `took_ms` still 0.

    `results` are those of the first icon. Raises InvalidParameter for a crop, UnusablePicture where
    an icon cannot be drawn or there are too many, QueryError.
    """
    if parameters.crop is not None:
        raise InvalidParameter("An SVG has no part to search: leave crop out.")
    svgs = code.icons(text) or [text]
    found = _found(library, desk, svgs, parameters)
    first, *others = found
    return answers.SearchAnswer(
        index=library.name,
        encoder=first.encoder,
        took_ms=0,
        query=_query(first),
        verdict=first.verdict,
        results=_results(library, first, first.results, parameters, root_path),
        others=[_other(library, one, parameters, root_path) for one in others],
        ended_early=len(found) < len(svgs),
    )


def _found(
    library: PublishedLibrary, desk: Desk, svgs: list[str], parameters: SearchParameters
) -> list[FoundDrawing]:
    """What each icon of a text is like; only the first ones where the time is up."""
    if len(svgs) > LIMITS.most:
        raise UnusablePicture(
            f"The text has {len(svgs)} icons: send at most {LIMITS.most} of them at once."
        )
    side = library_side(library.catalogue)
    found: list[FoundDrawing] = []
    for number, svg in enumerate(svgs, start=1):
        left = step.left(LIMITS.drawn_within)
        if found and left < LIMITS.least:
            break
        seconds = min(LIMITS.seconds, max(LIMITS.least, left))
        name = "The SVG" if len(svgs) == 1 else f"Icon {number} of {len(svgs)}"
        try:
            with step("decode"):
                jpegs = _drawn(desk, svg, side, seconds, name)
        except UnusablePicture:
            if found and step.is_late(LIMITS.drawn_within):
                break
            raise
        found.append(find(library, svg, jpegs, parameters.criteria, parameters.encoder))
    return found


def _drawn(desk: Desk, svg: str, side: int, seconds: float, name: str) -> dict[str, bytes]:
    """The JPEGs of an SVG by ground. Raises UnusablePicture."""
    try:
        return desk.draw(svg, side, budget.charge, seconds).jpegs
    except Undrawable as reason:
        raise UnusablePicture(
            f"{name} cannot be drawn ({reason}): export it anew, or send it as a PNG."
        ) from reason


def _results(
    library: PublishedLibrary,
    found: FoundDrawing,
    judged: list[Judged],
    parameters: SearchParameters,
    root_path: str,
) -> list[answers.Result]:
    """The best of what was found, as the answer has it."""
    results = library.results(judged)
    svgs = {}
    if parameters.svg:
        svgs = clean_svgs(library, [result.entry.id for result in results])
    return [
        result_answer(
            result,
            root_path,
            svgs.get(result.entry.id),
            result.entry.id in found.identical,
        )
        for result in results
    ]


def _other(
    library: PublishedLibrary, found: FoundDrawing, parameters: SearchParameters, root_path: str
) -> answers.ScreenshotIcon:
    """A further icon of a text."""
    best = found.results[: LIMITS.results_of_another]
    results = _results(library, found, best, parameters, root_path)
    return answers.ScreenshotIcon(verdict=found.verdict, results=results)


def _query(found: FoundDrawing) -> answers.Query:
    """What was drawn, in pixels of the picture in which it was compared."""
    return answers.Query(
        width=found.side,
        height=found.side,
        box=box_answer(found.box.left, found.box.top, found.box.width, found.box.height),
        inverted=False,
        reading=READING,
        mirrored=False,
        rotated=0,
    )
