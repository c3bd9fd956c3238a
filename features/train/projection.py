"""The projection behind `vgg16`: from 8192 values to 512, so that screenshots change little."""

import json
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.encoders import vgg16
from features.evaluate.simulation.screenshots import simulate_screenshot
from features.train.corpus import nearest_reading
from features.train.discriminant import DISCRIMINANT, fit
from features.train.sets import ONE_COLOUR, VALIDATION_ONE_COLOUR, drawing, premultiplied, sample
from features.vision.glyph import GLYPH_VERSION, canonical_glyphs
from ingest.common.console import progress
from ingest.icon import Icon
from render.ground import LIGHT
from render.svg.rasterise import rasterise
from render.svg.screen import Undrawable


@dataclass(frozen=True)
class ProjectionSettings:
    """How the projection is fitted.

    `dimensions`: values of a vector. Chosen by hand; on the validation sets they find more than
    the unprojected values.
    `principal`: principal directions left to the analysis. The rest is noise, and a problem as
    wide as the layer takes hours.
    `icons_a_set`, `validation_icons_a_set`: largest number of icons of a set. Chosen by hand.
    `screenshots_an_icon`: screenshots of each icon. Chosen by hand.
    `library_size`: pixels of a library picture's side.
    `seed`: of everything random. The icons of the validation sets have seeds that start later.
    `chunk`, `predicted`: tasks of a process, and glyphs of the network, at a time.
    """

    dimensions: int = 512
    principal: int = 1500
    icons_a_set: int = 1500
    validation_icons_a_set: int = 2000
    screenshots_an_icon: int = 3
    library_size: int = 64
    seed: int = 20261121
    validation_seed: int = 20261121 + 10**6
    chunk: int = 32
    predicted: int = 256


PROJECTION = ProjectionSettings()

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Views:
    """Glyphs in 0..1: (n, s, s, 1) of the library, and (n, k, s, s, 1) of the screenshots."""

    library: Array
    screenshots: Array


def train(folder: Path) -> dict[str, Any]:
    """Fit on the training sets, and write the projection and its record into the repository.

    The record has figures of the validation sets. Raises ConfigurationError when a set is missing.
    """
    base = vgg16.features()
    views = gather(
        folder,
        ONE_COLOUR,
        PROJECTION.icons_a_set,
        PROJECTION.seed,
    )
    library, screenshots = _embed(base, views)
    mean, projection = fit(
        library,
        screenshots,
        PROJECTION.principal,
        PROJECTION.dimensions,
    )

    # Vectors are normalised afterwards; this scale makes half precision exact.
    scale = np.float32(1 / np.abs(projection).max())
    half = (projection * scale).astype(np.float16)

    record = {
        "layer": vgg16.LAYER,
        "glyph_version": GLYPH_VERSION,
        "training_sets": ONE_COLOUR,
        "validation_sets": VALIDATION_ONE_COLOUR,
        "icons": len(views.library),
        "screenshots_an_icon": PROJECTION.screenshots_an_icon,
        "seed": PROJECTION.seed,
        "shrinkage": DISCRIMINANT.shrinkage,
        "recall_at_1_simulated": _figures(base, folder, mean, half.astype(np.float32)),
    }
    np.savez(vgg16.PROJECTION, mean=mean.astype(np.float16), projection=half)
    path = vgg16.PROJECTION.with_suffix(".json")
    path.write_text(json.dumps(record, indent=1) + "\n")
    vgg16.convert()
    return record


def gather(folder: Path, names: tuple[str, ...], most: int, seed: int) -> Views:
    """Glyphs of a sample of the sets, made on all cores."""
    random = np.random.default_rng(seed)
    chosen = list(sample(folder, names, most, random))
    tasks = [(icon, seed + number) for number, icon in enumerate(chosen)]

    library = []
    screenshots = []
    with Pool() as pool, progress("simulating", len(chosen)) as advance:
        for glyphs in pool.imap(icon_glyphs, tasks, PROJECTION.chunk):
            advance(1)
            if glyphs is not None:
                library.append(glyphs[0])
                screenshots.append(glyphs[1])
    return Views(np.stack(library), np.stack(screenshots))


def icon_glyphs(task: tuple[Icon, int]) -> tuple[Array, Array] | None:
    """An icon's glyph (s, s, 1), and those of its screenshots (k, s, s, 1).

    Of each screenshot the reading nearest to the library's. None for an icon that cannot be drawn.
    """
    icon, seed = task
    random = np.random.default_rng(seed)
    try:
        drawn = premultiplied(np.asarray(drawing(icon)))
        picture = rasterise(icon.source_code, PROJECTION.library_size, LIGHT)
    except Undrawable:
        return None

    library = canonical_glyphs(picture, vgg16.SIZE, readings=False).pixels[0]
    nearest = []
    for _ in range(PROJECTION.screenshots_an_icon):
        screenshot = simulate_screenshot(drawn, False, random)
        readings = canonical_glyphs(screenshot, vgg16.SIZE).pixels
        nearest.append(nearest_reading(readings, library[None]))
    return library, np.stack(nearest)


def recall_at_1(library: Array, screenshots: Array) -> float:
    """Share of screenshots (n, k, d) whose nearest library vector (n, d) is their own icon's.

    A look-alike counts as wrong.
    """
    count, each, dimensions = screenshots.shape
    queries = screenshots.reshape(-1, dimensions)
    similarity = _unit(queries) @ _unit(library).T

    found = similarity.argmax(axis=1)
    own = np.repeat(np.arange(count), each)
    share = np.mean(found == own)
    return round(float(share), 4)


def _figures(base: Any, folder: Path, mean: Array, projection: Array) -> dict[str, float]:
    """Recall on the validation sets, without the projection and with it."""
    views = gather(
        folder,
        VALIDATION_ONE_COLOUR,
        PROJECTION.validation_icons_a_set,
        PROJECTION.validation_seed,
    )
    library, screenshots = _embed(base, views)
    projected_library = np.matmul(library - mean, projection)
    projected_screenshots = np.matmul(screenshots - mean, projection)
    return {
        "not projected": recall_at_1(library, screenshots),
        "projected": recall_at_1(projected_library, projected_screenshots),
    }


def _embed(base: Any, views: Views) -> tuple[Array, Array]:
    """The layer's features of the library (n, d) and of the screenshots (n, k, d)."""
    count, each, *shape = views.screenshots.shape
    flat = views.screenshots.reshape(-1, *shape)

    library = base.predict(
        views.library,
        batch_size=PROJECTION.predicted,
        verbose=0,
    )
    screenshots = base.predict(
        flat,
        batch_size=PROJECTION.predicted,
        verbose=0,
    )
    return library, screenshots.reshape(count, each, -1)


def _unit(vectors: Array) -> Array:
    """(n, d) → (n, d), of length 1."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    bounded: Array = np.maximum(lengths, 1e-9)
    return vectors / bounded
