"""What each picture shows, and which icons are right: written beside the pictures."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

from tests.benchmarks.quality.icons import IconSet

SIDE = 48  # pixels, as the ruler's
ALIKE = 0.9  # least share of common ink of drawings that count as the same. Chosen by hand.
GREY = 0.06  # most mean difference of greys, in 0..1, of those that differ in colour. By hand.


@dataclass(frozen=True)
class Truth:
    """A picture's file, and what it shows.

    `icon` is None where the picture shows none of the library's. Then `shows` names the icon of
    another set, as `set:icon`, or is None where nothing is drawn.
    `also_right` are icons that look the same; `others` are further icons in the picture.
    """

    file: str
    library: str
    icon: str | None
    also_right: tuple[str, ...]
    others: tuple[str, ...]
    shows: str | None
    css_px: float
    ratio: float

    @property
    def right(self) -> frozenset[str]:
        """Every icon that is a right first answer."""
        return frozenset((self.icon, *self.also_right, *self.others)) - {None}


def write(folder: Path, truths: Iterable[Truth]) -> None:
    """Write `truth.json` of a kind's folder."""
    records = [asdict(truth) for truth in truths]
    (folder / "truth.json").write_text(json.dumps(records, indent=1) + "\n")


def read(folder: Path) -> list[Truth]:
    """The pictures of a kind."""
    records = json.loads((folder / "truth.json").read_text())
    for record in records:
        for name in ("also_right", "others"):
            record[name] = tuple(record[name])
    return [Truth(**record) for record in records]


class Looks:
    """Which icons of a library look like a drawing."""

    def __init__(self, library: IconSet) -> None:
        self._library = library
        self._ids = sorted(library.icons)

    def same(self, identifier: str) -> set[str]:
        """The icons that look the same by the ruler's rule, the icon among them."""
        return set(self._by_look[self._library.look(identifier)])

    def known(self, icons: IconSet, identifier: str) -> bool:
        """Whether another set's icon looks like one of the library."""
        return icons.look(identifier) in self._by_look

    def like(self, svg: str, colours: bool) -> set[str]:
        """The icons whose ink is about that of a drawing; with `colours`, whose greys are too."""
        ink, grey = raster(svg)
        inks, greys = self._rasters
        common = np.minimum(inks, ink).sum(axis=(1, 2))  # (n,)
        either = np.maximum(inks, ink).sum(axis=(1, 2))
        alike = common >= ALIKE * np.maximum(either, 1e-6)
        if colours:
            difference = np.abs(greys - grey).sum(axis=(1, 2))
            alike &= difference <= GREY * np.maximum(either, 1e-6)
        return {self._ids[row] for row in np.flatnonzero(alike).tolist()}

    @cached_property
    def _by_look(self) -> dict[str, list[str]]:
        looks: dict[str, list[str]] = {}
        for identifier in self._ids:
            looks.setdefault(self._library.look(identifier), []).append(identifier)
        return looks

    @cached_property
    def _rasters(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n, SIDE, SIDE) each: the ink and the greys of every icon."""
        drawn = [raster(self._library.icons[one].source_code) for one in self._ids]
        return np.stack([ink for ink, _ in drawn]), np.stack([grey for _, grey in drawn])


@cache
def raster(svg: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(SIDE, SIDE) each, in 0..1: how much of each pixel is painted, and how dark it is."""
    black = svg.replace("currentColor", "#000")
    png = bytes(resvg_py.svg_to_bytes(svg_string=black, width=SIDE, height=SIDE))
    drawn = Image.open(BytesIO(png)).convert("RGBA").crop((0, 0, SIDE, SIDE))
    ink = np.asarray(drawn.getchannel("A"), np.float32) / 255
    level = np.asarray(drawn.convert("L"), np.float32) / 255
    return ink, ink * (1 - level)
