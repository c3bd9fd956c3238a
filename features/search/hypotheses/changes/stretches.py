"""Icons that a page shows wider or higher than they are drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from features.vision.cutout import Cutout
from features.vision.foreground import extent
from features.vision.segmentation import Segmentation, segment, to_picture


@dataclass(frozen=True)
class StretchSettings:
    """All values were chosen by hand.

    `least`, `most`: the width by the height of a stretched drawing, by that of its icon, or the
    inverse.
    `alike`: the same, up to which two stretches are one.
    `icons`: of the nearest icons, those whose proportions are tried.
    """

    least: float = 1.1
    most: float = 1.5
    alike: float = 1.05
    icons: int = 8


STRETCHES = StretchSettings()


def unstretched(whole: Segmentation, icons: Sequence[Cutout]) -> Iterator[Segmentation]:
    """The picture with its drawing in the proportions of each of some icons, the nearest first."""
    drawn = whole.boxes[0]
    shown = drawn.width / drawn.height
    for stretch in _stretches(shown, icons):
        yield _shrunk(whole, stretch)


def _stretches(shown: float, icons: Sequence[Cutout]) -> list[float]:
    """How much wider the drawing is than each icon's, each stretch once."""
    found: list[float] = []
    for icon in icons:
        box = extent(icon.coverage)
        stretch = shown / (box.width / box.height)
        is_stretched = STRETCHES.least <= max(stretch, 1 / stretch) <= STRETCHES.most
        known = any(1 / STRETCHES.alike < stretch / other < STRETCHES.alike for other in found)
        if is_stretched and not known:
            found.append(stretch)
    return found


def _shrunk(whole: Segmentation, stretch: float) -> Segmentation:
    """The picture segmented anew, less wide by a stretch above 1, or less high by one below."""
    picture = to_picture(whole.channels)
    width = round(picture.width / max(1.0, stretch))
    height = round(picture.height * min(1.0, stretch))
    shrunk = picture.resize((width, height), Image.Resampling.LANCZOS)

    across, down = whole.scale
    scale = (across * picture.width / width, down * picture.height / height)
    return replace(segment(shrunk), scale=scale)
