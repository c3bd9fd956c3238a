"""Training data: the icon sets drawn once and kept beside their packages, and screenshots simulated of them anew each round."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders import glyphnet
from features.evaluate.screenshots import simulate_screenshot
from features.train import sets
from features.vision.glyph import GLYPH_VERSION
from ingest.common.console import progress
from ingest.icon import Icon
from render.picture import depict
from render.svg.screen import Undrawable

LIBRARY_SIZE = 64  # pixels of a library's picture
STEPS = 127  # of a glyph's value from 0 to 1, kept as a byte
PLAIN_SHARE = 0.15  # of the screenshots are shown as the plain crop, even where another reading is nearer to the library's

Glyphs = NDArray[np.int8]


@dataclass(frozen=True)
class Corpus:
    """Icons drawn: `icons` (n,) says of each its set's folder and its row there; `library` (m, s, s, 4) are the glyphs of
    their library pictures, one or two an icon; those of icon i are the rows first[i] to first[i + 1]."""

    icons: list[tuple[str, int]]
    library: Glyphs
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.icons)


@contextmanager
def workers() -> Iterator[Pool]:
    """Processes for drawing and simulating, forked from one that never loaded Keras."""
    with get_context("forkserver").Pool() as pool:
        yield pool


def load(folder: Path, names: Sequence[str], pool: Pool) -> Corpus:
    """The drawings of these sets, made where they are not kept yet.

    Raises ConfigurationError when a set was not fetched.
    """
    icons, library, counts = [], [], []
    for name in names:
        place = _place(folder, name)
        if not place.exists():
            _draw(folder, name, pool)
        with np.load(place / "library.npz") as kept:
            library.append(kept["glyphs"])
            counts.append(kept["counts"])
        icons += [(str(place), row) for row in range(len(counts[-1]))]
    return Corpus(
        icons, np.concatenate(library), np.concatenate([[0], np.concatenate(counts).cumsum()])
    )


def simulate(corpus: Corpus, rows: NDArray[np.int64], seed: int, pool: Pool) -> Glyphs:
    """A screenshot of each of these icons, as the canonical glyph that a search would compare: (len(rows), s, s, 4)."""
    tasks = [(*corpus.icons[row], (seed, int(row))) for row in rows]
    simulated = np.empty((len(rows), *corpus.library.shape[1:]), np.int8)
    with progress("simulating screenshots", len(rows)) as advance:
        for place, glyph in enumerate(pool.imap(_screenshot, tasks, chunksize=64)):
            simulated[place] = glyph
            advance(1)
    return simulated


def _place(folder: Path, name: str) -> Path:
    return folder / f"drawn-{GLYPH_VERSION}" / name


def _draw(folder: Path, name: str, pool: Pool) -> None:
    """Draw a set and keep it: drawings.npy for the simulation, library.npz for the training itself."""
    all_icons = sets.icons(folder, name)
    drawings, glyphs = [], []
    with progress(f"drawing {name}", len(all_icons)) as advance:
        for drawn in pool.imap(_drawn, all_icons, chunksize=64):
            advance(1)
            if drawn is not None:
                drawings.append(drawn[0])
                glyphs.append(drawn[1])
    place = _place(folder, name)
    fresh = place.with_name(f".{name}")
    fresh.mkdir(parents=True, exist_ok=True)
    np.save(fresh / "drawings.npy", np.stack(drawings))
    np.savez(
        fresh / "library.npz",
        glyphs=np.concatenate(glyphs),
        counts=np.array([len(group) for group in glyphs]),
    )
    fresh.rename(place)


def _drawn(icon: Icon) -> tuple[NDArray[np.uint8], Glyphs] | None:
    """An icon's drawing and the glyphs of its library pictures; None for what cannot be drawn."""
    try:
        drawing = np.asarray(sets.drawing(icon))
        pictures = depict(icon.source_code, LIBRARY_SIZE)
    except Undrawable:
        return None
    views = [
        glyphnet.prepare(Image.open(BytesIO(jpeg)), False).inputs[0]
        for jpeg in pictures.jpegs.values()
    ]
    return drawing, _bytes(np.stack(views))


def _screenshot(task: tuple[str, int, tuple[int, int]]) -> Glyphs:
    """One simulated screenshot, as the reading of it nearest to one of the icon's library glyphs."""
    place, row, seed = task
    drawings, library, first = _kept(place)
    random = np.random.default_rng(seed)
    own = library[first[row] : first[row + 1]]
    picture = simulate_screenshot(sets.premultiplied(drawings[row]), len(own) > 1, random)
    readings = glyphnet.prepare(picture, True).inputs
    if len(readings) == 1 or random.random() < PLAIN_SHARE:
        return _bytes(readings[0])
    return _bytes(nearest_reading(readings, own.astype(np.float32)))


def nearest_reading(
    readings: NDArray[np.float32], library: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Of a screenshot's readings (k, s, s, c), the one whose shape is nearest to one of the icon's library glyphs (g, s, s, c)."""
    likeness = _shapes(readings) @ _shapes(library).T
    nearest: NDArray[np.float32] = readings[likeness.max(axis=1).argmax()]
    return nearest


def _shapes(glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Contrasts alone, flat and of length 1."""
    flat = glyphs[..., 0].reshape(len(glyphs), -1)
    unit: NDArray[np.float32] = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-9)
    return unit


@cache
def _kept(place: str) -> tuple[NDArray[np.uint8], Glyphs, NDArray[np.int64]]:
    """A set's drawings and library glyphs, once a process."""
    with np.load(Path(place) / "library.npz") as kept:
        glyphs, first = kept["glyphs"], np.concatenate([[0], kept["counts"].cumsum()])
    return np.load(Path(place) / "drawings.npy", mmap_mode="r"), glyphs, first


def _bytes(glyphs: NDArray[np.float32]) -> Glyphs:
    return np.rint(STEPS * glyphs).astype(np.int8)
