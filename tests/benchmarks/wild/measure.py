"""Pictures through the query path of the service, and what comes back."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.picture import PictureError, decode
from features.search.criteria import Criteria
from features.search.published import Found, PublishedLibrary
from ingest.common.console import progress
from ingest.common.data_folder import DataFolder
from tests.benchmarks.quality import scores
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.wild import truth
from tests.benchmarks.wild.scene import Family
from tests.benchmarks.wild.truth import Truth

THREADS = 1
MOST_PIXELS = 50_000_000  # beyond that the service refuses a picture
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a picture.

    `rank` is that of the first right icon, infinite beyond ten and where none is right.
    `verdict` is `refused` where the service answers that nothing is drawn.
    `seconds` of processor time of the search, without decoding.
    `others`: whether every further icon in the picture is in the answer; None without any.
    `turn`: whether the answer names how the icon is turned; None where it is upright.
    """

    kind: str
    truth: Truth
    given: str | None
    rank: float
    verdict: str
    match: float | None
    seconds: float
    others: bool | None = None
    turn: bool | None = None

    @property
    def present(self) -> bool:
        """Whether the picture shows an icon of the library."""
        return self.truth.icon is not None

    @property
    def right(self) -> bool:
        return self.rank == 1


def measure(
    icons: IconSet, data: DataFolder, pictures: Path, families: Sequence[Family]
) -> list[Answer]:
    """The library's answers to the pictures of those kinds in a folder.

    Where the library is one of several sets, only pictures of its own icons are asked: an icon of
    another set may be there too.
    """
    names = [kind.name for family in families for kind in family.kinds]
    folders = [pictures / name for name in names if (pictures / name / "truth.json").exists()]
    library = PublishedLibrary.open(data, THREADS)
    answers = []
    with progress(f"asking {icons.name}", len(folders)) as advance:
        for folder in folders:
            shown = truth.read(folder)
            if icons.folder is None:
                shown = [one.among_sets() for one in shown if one.icon is not None]
            answers += [ask(library, icons, folder.name, folder / one.file, one) for one in shown]
            advance(1)
    library.close()
    return answers


def ask(library: PublishedLibrary, icons: IconSet, kind: str, file: Path, shown: Truth) -> Answer:
    """The answer to one picture."""
    try:
        image, _ = decode(file.read_bytes(), MOST_PIXELS).padded()
    except PictureError:
        return Answer(kind, shown, None, float("inf"), REFUSED, None, 0.0)
    started = time.process_time()
    found = library.find(image, Criteria(scores.DEPTH))
    seconds = time.process_time() - started
    hits = [result.entry.id for result in found.results]
    rank = right_rank(hits, shown, icons)
    first = found.results[0] if found.results else None
    return Answer(
        kind,
        shown,
        first and first.entry.id,
        rank,
        found.verdict or "unsure",
        first and first.match,
        seconds,
        others_found(found, shown),
        turn_named(found, shown),
    )


def right_rank(hits: Sequence[str], shown: Truth, icons: IconSet) -> float:
    """The place of the first right icon among distinct looks.

    An icon that looks just like a right one is right, too.
    """
    right = {icons.look(identifier) for identifier in shown.right}

    def look(identifier: str) -> str:
        own = icons.look(identifier)
        return "right" if own in right else own

    return scores.rank(hits, "right", look) if shown.right else float("inf")


def others_found(found: Found, shown: Truth) -> bool | None:
    """Whether all icons in the picture are first in the results or in one of the others."""
    if not shown.others:
        return None
    firsts = set(_firsts(found))
    own = {shown.icon, *shown.also_right}
    return bool(own & firsts) and set(shown.others) <= firsts


def turn_named(found: Found, shown: Truth) -> bool | None:
    """Whether the answer names one of the turns that make the icon look as it is shown."""
    if not shown.turns:
        return None
    turn = found.hypothesis.turn
    return (turn.mirrored, turn.rotated) in shown.turns


def _firsts(found: Found) -> Iterator[str]:
    """The first result of the picture, and of each further icon in it."""
    for results in (found.results, *(other.results for other in found.others)):
        if results:
            yield results[0].entry.id
