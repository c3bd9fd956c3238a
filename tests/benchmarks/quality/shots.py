"""Screenshots, made by the ruler with Chromium and kept: queries whose icon is in a library, and
queries whose is not.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.stages import ROOT, run

KINDS = ("clean", "ui", "hard")


@dataclass(frozen=True, slots=True)
class Shot:
    """A screenshot file, its kind, and the icon of `shows` that it shows."""

    file: Path
    kind: str
    shows: IconSet
    icon: str

    @property
    def look(self) -> str:
        return self.shows.look(self.icon)


def screenshots(shown: IconSet, work: Path, count: int, seeds: Iterable[int]) -> list[Shot]:
    """So many screenshots of each kind and seed of a set's icons.

    More of them in one go would be beyond what Chromium draws on one page (16,384 pixels), so there
    are seeds for more.
    """
    found = []
    for seed in seeds:
        out = work / "screenshots" / f"{count}-seed-{seed}"
        truth = out / shown.name / "truth.json"
        if not truth.exists():
            assert shown.folder is not None, "screenshots are of one set"
            place = (str(shown.folder.parent), str(out), shown.name)
            run(
                str(ROOT / "tests/benchmarks/ruler/screenshots.py"),
                *place,
                "--n",
                str(count),
                "--seed",
                str(seed),
            )
        shots: dict[str, str] = json.loads(truth.read_text())
        # By number, so that the first few hold every device pixel ratio; the ruler goes through one
        # after the other.
        found += [
            Shot(truth.parent / file, file.split("/")[0], shown, shots[file])
            for file in sorted(shots)
        ]
    return found


def absent(library: IconSet, others: Sequence[Shot]) -> list[Shot]:
    """The screenshots of other sets' icons whose look does not occur in the library."""
    known = library.all_looks() if others else set()
    return [shot for shot in others if shot.look not in known]


def few(shots: Sequence[Shot], count: int) -> list[Shot]:
    """The first so many of each kind."""
    kinds = dict.fromkeys(shot.kind for shot in shots)
    return [shot for kind in kinds for shot in [one for one in shots if one.kind == kind][:count]]
