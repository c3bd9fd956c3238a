"""Training data: icon sets drawn once, and screenshots simulated from them anew each round.

The drawings are cached beside the sets' packages, in a folder named by the glyph version.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from features.encoders import glyphnet
from features.evaluate.simulation.screenshots import simulate_screenshot
from features.train import sets
from features.vision.glyph import GLYPH_VERSION
from ingest.common.console import progress
from ingest.icon import Icon
from render.picture import depict
from render.svg.screen import Undrawable

Glyphs = NDArray[np.int8]


@dataclass(frozen=True)
class CorpusSettings:
    """How icons become training data. All values were chosen by hand.

    `library_size`: pixels of a library picture's side.
    `levels`: of a glyph's value from 0 to 1, stored as a signed byte.
    `plain_share`: share of screenshots that are shown in their plain reading, even where another
    reading is nearer to the library's glyph. A search compares the plain reading too.
    `chunk`: tasks that a process takes at a time.
    """

    library_size: int = 64
    levels: int = 127
    plain_share: float = 0.15
    chunk: int = 64


CORPUS = CorpusSettings()


@dataclass(frozen=True)
class Corpus:
    """Icons as glyphs.

    `icons`: (n,), for each icon the folder of its set and its row there.
    `library`: (m, s, s, 4) int8, the glyphs of their library pictures, one or two for each icon.
    `first`: (n + 1,), the glyphs of icon i are the rows first[i] to first[i + 1].
    """

    icons: list[tuple[str, int]]
    library: Glyphs
    first: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.icons)


class _DrawnSet(NamedTuple):
    """`drawings` (n, h, w, 4) of a set, and its `library` and `first` as in a Corpus."""

    drawings: NDArray[np.uint8]
    library: Glyphs
    first: NDArray[np.int64]


@contextmanager
def workers() -> Iterator[Pool]:
    """Processes for drawing and simulating, forked from a process that never loaded Keras."""
    with get_context("forkserver").Pool() as pool:
        yield pool


def load(folder: Path, names: Sequence[str], pool: Pool) -> Corpus:
    """The corpus of these sets, drawn where they are not cached.

    Raises ConfigurationError when a set was not fetched.
    """
    icons: list[tuple[str, int]] = []
    library = []
    counts = []
    for name in names:
        cached = cache_folder(folder, name)
        if not cached.exists():
            _draw(folder, name, pool)
        with np.load(cached / "library.npz") as arrays:
            library.append(arrays["glyphs"])
            counts.append(arrays["counts"])
        icons += [(str(cached), row) for row in range(len(counts[-1]))]
    return Corpus(
        icons,
        np.concatenate(library),
        _first_rows(np.concatenate(counts)),
    )


def simulate(corpus: Corpus, rows: NDArray[np.int64], seed: int, pool: Pool) -> Glyphs:
    """(len(rows), s, s, 4): a screenshot of each icon, as the glyph that a search would compare."""
    tasks = [(*corpus.icons[row], (seed, int(row))) for row in rows]
    shape = corpus.library.shape[1:]
    simulated = np.empty((len(rows), *shape), np.int8)

    glyphs = pool.imap(_screenshot, tasks, CORPUS.chunk)
    with progress("simulating screenshots", len(rows)) as advance:
        for number, glyph in enumerate(glyphs):
            simulated[number] = glyph
            advance(1)
    return simulated


def cache_folder(folder: Path, name: str) -> Path:
    """Where a set's drawings are cached: another glyph version has other drawings."""
    return folder / f"drawn-{GLYPH_VERSION}" / name


def nearest_reading(
    readings: NDArray[np.float32], library: NDArray[np.float32]
) -> NDArray[np.float32]:
    """(k, s, s, c) → (s, s, c): the reading nearest to any of the library's glyphs (g, s, s, c).

    By the shape alone, without colours.
    """
    similarity = _shapes(readings) @ _shapes(library).T

    best = similarity.max(axis=1)
    nearest: NDArray[np.float32] = readings[best.argmax()]
    return nearest


def _draw(folder: Path, name: str, pool: Pool) -> None:
    """Draw a set and cache it: drawings.npy for screenshots, library.npz for the training."""
    icons = sets.icons(folder, name)
    drawings = []
    glyphs = []
    with progress(f"drawing {name}", len(icons)) as advance:
        for drawn in pool.imap(_drawn, icons, CORPUS.chunk):
            advance(1)
            if drawn is not None:
                drawings.append(drawn[0])
                glyphs.append(drawn[1])

    # Written under another name first, so that an interrupted run leaves no half of a set.
    cached = cache_folder(folder, name)
    fresh = cached.with_name(f".{name}")
    fresh.mkdir(parents=True, exist_ok=True)
    np.save(fresh / "drawings.npy", np.stack(drawings))
    np.savez(
        fresh / "library.npz",
        glyphs=np.concatenate(glyphs),
        counts=np.array([len(group) for group in glyphs]),
    )
    fresh.rename(cached)


def _drawn(icon: Icon) -> tuple[NDArray[np.uint8], Glyphs] | None:
    """An icon's drawing and the glyphs of its library pictures; None if it cannot be drawn."""
    try:
        drawing = np.asarray(sets.drawing(icon))
        pictures = depict(icon.source_code, CORPUS.library_size)
    except Undrawable:
        return None

    glyphs = []
    for jpeg in pictures.jpegs.values():
        view = glyphnet.prepare(Image.open(BytesIO(jpeg)), False)
        glyphs.append(view.inputs[0])
    return drawing, _quantised(np.stack(glyphs))


def _screenshot(task: tuple[str, int, tuple[int, int]]) -> Glyphs:
    """(s, s, 4): a simulated screenshot, in the reading nearest to a library glyph of its icon."""
    cached, row, seed = task
    drawn = _drawn_set(cached)
    random = np.random.default_rng(seed)

    drawing = sets.premultiplied(drawn.drawings[row])
    own = drawn.library[drawn.first[row] : drawn.first[row + 1]]
    multicolour = len(own) > 1
    picture = simulate_screenshot(drawing, multicolour, random)

    readings = glyphnet.prepare(picture, True).inputs
    if len(readings) == 1 or random.random() < CORPUS.plain_share:
        return _quantised(readings[0])
    nearest = nearest_reading(readings, own.astype(np.float32))
    return _quantised(nearest)


def _shapes(glyphs: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, s, s, c) → (n, s·s): the contrast alone, of length 1."""
    contrast = glyphs[..., 0]
    flat = contrast.reshape(len(glyphs), -1)

    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    unit: NDArray[np.float32] = flat / np.maximum(lengths, 1e-9)
    return unit


@cache
def _drawn_set(cached: str) -> _DrawnSet:
    """A set's drawings and library glyphs, read once in each process."""
    folder = Path(cached)
    with np.load(folder / "library.npz") as arrays:
        library = arrays["glyphs"]
        first = _first_rows(arrays["counts"])

    drawings = np.load(folder / "drawings.npy", mmap_mode="r")
    return _DrawnSet(drawings, library, first)


def _first_rows(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) → (n + 1,): where each icon's rows begin, and where the last one's end."""
    ends = counts.cumsum()
    return np.concatenate([[0], ends])


def _quantised(glyphs: NDArray[np.float32]) -> Glyphs:
    """Values from -1 to 1 as signed bytes."""
    levels = np.rint(CORPUS.levels * glyphs)
    return levels.astype(np.int8)
