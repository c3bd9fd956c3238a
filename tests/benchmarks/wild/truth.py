"""What each picture shows, and which icons are right: written beside the pictures."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np

from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.wild.drawings import Plane, Turn, alike, as_grey, raster


@dataclass(frozen=True)
class Truth:
    """A picture's file, and what it shows.

    `icon` is None where the picture shows none of the library's. Then `shows` names the icon of
    another set, as `set:icon`, or is None where nothing is drawn.
    `also_right` are icons that look the same; `others` are further icons in the picture.
    `turns` are those that an answer may name for a turned icon; empty for any other picture.
    """

    file: str
    library: str
    icon: str | None
    also_right: tuple[str, ...]
    others: tuple[str, ...]
    shows: str | None
    css_px: float
    ratio: float
    turns: tuple[Turn, ...] = ()

    def among_sets(self) -> Self:
        """The same where the library is one of several sets, whose ids are `set:icon`."""

        def prefixed(icons: Iterable[str]) -> tuple[str, ...]:
            return tuple(f"{self.library}:{icon}" for icon in icons)

        icon = self.icon and f"{self.library}:{self.icon}"
        also_right = prefixed(self.also_right)
        return replace(self, icon=icon, also_right=also_right, others=prefixed(self.others))

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
        turns = record.get("turns", [])
        record["turns"] = tuple((mirrored, rotated) for mirrored, rotated in turns)
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
        same = alike(inks, ink)
        if colours:
            same &= as_grey(greys, inks, grey, ink)
        rows = np.flatnonzero(same)
        return {self._ids[row] for row in rows.tolist()}

    @cached_property
    def _by_look(self) -> dict[str, list[str]]:
        looks: dict[str, list[str]] = {}
        for identifier in self._ids:
            looks.setdefault(self._library.look(identifier), []).append(identifier)
        return looks

    @cached_property
    def _rasters(self) -> tuple[Plane, Plane]:
        """(n, SIDE, SIDE) each: the ink and the greys of every icon."""
        sources = [self._library.icons[one].source_code for one in self._ids]
        drawn = [raster(source) for source in sources]
        inks = np.stack([ink for ink, _ in drawn])
        greys = np.stack([grey for _, grey in drawn])
        return inks, greys
