"""Screenshots searched and compared with the truth."""

import io
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from features.search.published import PublishedLibrary, Window
from features.vision.geometry import Box
from ingest.common.data_folder import DataFolder
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.screenshots.shots import Placed, Shot

ENOUGH = 0.5  # intersection over union
THREADS = 2


@dataclass
class Measured:
    """Counts over the screenshots of a library; `recalled` and `answered` by verdict, `seconds` by
    device pixel ratio.

    `told` are lines about what went wrong.
    """

    name: str
    placed: int = 0
    right: int = 0
    recalled: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    seconds: dict[int, list[float]] = field(default_factory=lambda: {1: [], 2: []})
    told: list[str] = field(default_factory=list)

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(
            "together",
            self.placed + other.placed,
            self.right + other.right,
            self.recalled + other.recalled,
            self.answered + other.answered,
            {ratio: self.seconds[ratio] + other.seconds[ratio] for ratio in self.seconds},
        )


def measure(icons: IconSet, shots: Sequence[Shot], data: DataFolder, jpeg: int | None) -> Measured:
    """Search each screenshot once, the first one once before to warm up."""
    library = PublishedLibrary.open(data, THREADS)
    measured = Measured(icons.name)
    library.find_all(_picture(shots[0], jpeg), limit=1)
    for shot in shots:
        picture = _picture(shot, jpeg)
        started = time.perf_counter()
        window = library.find_all(picture, limit=3)
        measured.seconds[shot.ratio].append(time.perf_counter() - started)
        _compare(measured, icons, shot, window)
    library.close()
    return measured


def _picture(shot: Shot, jpeg: int | None) -> Image.Image:
    picture = Image.open(shot.file).convert("RGB")
    if jpeg is None:
        return picture
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=jpeg)
    return Image.open(buffer).convert("RGB")


def _compare(measured: Measured, icons: IconSet, shot: Shot, window: Window) -> None:
    """Count.

    Each box may stand for one icon, and each icon be found by one box, those that overlap most
    first.
    """
    placed = [one for one in shot.placed if one.set == icons.name]
    regions = [region for region in window.regions if region.verdict != "absent"]
    measured.placed += len(placed)
    measured.answered.update(region.verdict for region in regions)
    overlaps = [
        (iou(region.box, one.box), r, p)
        for r, region in enumerate(regions)
        for p, one in enumerate(placed)
    ]
    shown: dict[int, Placed] = {}
    missing = set(range(len(placed)))
    for overlap, r, p in sorted(overlaps, reverse=True):
        if overlap >= ENOUGH and r not in shown and p in missing:
            shown[r] = placed[p]
            missing.remove(p)
    for number, region in enumerate(regions):
        said = (
            f"{shot.file.name} {region.box} {region.verdict} {region.results[0].entry.id} "
            f"{region.results[0].match:.2f}"
        )
        if number not in shown:
            measured.told.append(f"no icon of the library: {said}")
            continue
        measured.recalled[region.verdict] += 1
        if region.verdict == "found":
            right = icons.look(region.results[0].entry.id) == icons.look(shown[number].icon)
            measured.right += right
            measured.told += [] if right else [f"another icon, {shown[number].icon}: {said}"]
    measured.told += [
        f"missed: {shot.file.name} {placed[p].box} {placed[p].icon}" for p in sorted(missing)
    ]


def iou(one: Box, other: Box) -> float:
    """Intersection over union of two boxes (x, y, width, height)."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    shared = max(0.0, width) * max(0.0, height)
    return shared / (one[2] * one[3] + other[2] * other[3] - shared)
