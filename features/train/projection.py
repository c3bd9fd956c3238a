"""The projection behind `vgg16`: from 8192 values to 512, so that what a screenshot changes weighs little.

Linear discriminant segmentation (Fisher 1936; Rao 1948) with each icon a class of its own: the library's picture and its
simulated screenshots. Directions in which icons differ much and screenshots of one icon little come first.
"""

import json
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from features.encoders import vgg16
from features.evaluate.screenshots import simulate_screenshot
from features.train.corpus import nearest_reading
from features.train.sets import ONE_COLOUR, VALIDATION_ONE_COLOUR, drawing, premultiplied, sample
from features.vision.glyph import GLYPH_VERSION, canonical_glyphs
from ingest.common.console import progress
from ingest.icon import Icon
from render.ground import LIGHT
from render.svg.rasterise import rasterise
from render.svg.screen import Undrawable

DIMENSIONS = 512
PRINCIPAL = 1500  # directions kept before the segmentation: the rest is noise, and a problem as wide as the layer costs hours
SPANNING = 4000  # icons whose features span those directions
SHRINKAGE = 0.3  # of the mean variance within icons, added in every direction
ICONS_A_SET = 1500
SCREENSHOTS_AN_ICON = 3
LIBRARY_SIZE = 64  # pixels of a library's picture
SEED = 20261121

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Views:
    """Glyphs in 0..1: the library's, (n, s, s, 1), and of each icon's screenshots, (n, k, s, s, 1)."""

    library: Array
    screenshots: Array


def look(task: tuple[Icon, int]) -> tuple[Array, Array] | None:
    """One icon's glyphs, and of each screenshot the reading nearest to the library's; None for what cannot be drawn."""
    icon, seed = task
    random = np.random.default_rng(seed)
    try:
        drawn, picture = (
            premultiplied(np.asarray(drawing(icon))),
            rasterise(icon.source_code, LIBRARY_SIZE, LIGHT),
        )
    except Undrawable:
        return None
    library = canonical_glyphs(picture, vgg16.SIZE, readings=False).pixels[0]
    nearest = []
    for _ in range(SCREENSHOTS_AN_ICON):
        readings = canonical_glyphs(simulate_screenshot(drawn, False, random), vgg16.SIZE).pixels
        nearest.append(nearest_reading(readings, library[None]))
    return library, np.stack(nearest)


def gather(folder: Path, names: tuple[str, ...], most: int, seed: int) -> Views:
    """Glyphs of a sample of the sets, made on all cores."""
    chosen = list(sample(folder, names, most, np.random.default_rng(seed)))
    looked = []
    with Pool() as pool, progress("simulating", len(chosen)) as advance:
        for seen in pool.imap(
            look, ((icon, seed + number) for number, icon in enumerate(chosen)), chunksize=32
        ):
            advance(1)
            if seen is not None:
                looked.append(seen)
    return Views(
        np.stack([library for library, _ in looked]),
        np.stack([screenshots for _, screenshots in looked]),
    )


def fit(
    library: Array, screenshots: Array, principal: int = PRINCIPAL, dimensions: int = DIMENSIONS
) -> tuple[Array, Array]:
    """From features (n, d) and (n, k, d) to the mean (d,) and the projection (d, dimensions)."""
    mean = library.mean(axis=0)
    centred = library - mean
    directions = _principal(centred[:SPANNING], principal)
    scatter = np.cov(centred @ directions, rowvar=False)
    changes = (screenshots - library[:, None]).reshape(-1, library.shape[1]) @ directions
    within = changes.T @ changes / len(changes)
    within += SHRINKAGE * np.trace(within) / principal * np.eye(principal)
    _, weights = scipy.linalg.eigh(
        scatter, within, subset_by_index=(principal - dimensions, principal - 1)
    )
    return mean.astype(np.float32), (directions @ weights[:, ::-1]).astype(np.float32)


def _principal(rows: Array, count: int) -> Array:
    """(d, count) directions of length 1 along which the centred rows (n, d) spread most; by their products, as n < d."""
    products = rows @ rows.T
    spread, mixtures = scipy.linalg.eigh(
        products, subset_by_index=(len(products) - count, len(products) - 1)
    )
    directions: Array = rows.T @ (mixtures / np.sqrt(spread))
    return directions


def train(folder: Path) -> dict[str, Any]:
    """Fit on the training sets, measure on the validation sets, write the projection and its record beside it."""
    base = vgg16.features()
    views = gather(folder, ONE_COLOUR, ICONS_A_SET, SEED)
    mean, projection = fit(*_embed(base, views))
    scale = np.float32(
        1 / np.abs(projection).max()
    )  # lengths are normalised afterwards: this only keeps half precision exact
    half = (projection * scale).astype(np.float16)
    held_out = _embed(base, gather(folder, VALIDATION_ONE_COLOUR, 2000, SEED + 10**6))
    record = {
        "layer": vgg16.LAYER,
        "glyph_version": GLYPH_VERSION,
        "training_sets": ONE_COLOUR,
        "validation_sets": VALIDATION_ONE_COLOUR,
        "icons": len(views.library),
        "screenshots_an_icon": SCREENSHOTS_AN_ICON,
        "seed": SEED,
        "shrinkage": SHRINKAGE,
        "recall_at_1_simulated": {
            "not projected": recall_at_1(*held_out),
            "projected": recall_at_1(
                *((part - mean) @ half.astype(np.float32) for part in held_out)
            ),
        },
    }
    np.savez(vgg16.PROJECTION, mean=mean.astype(np.float16), projection=half)
    vgg16.PROJECTION.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")
    vgg16.convert()
    return record


def recall_at_1(library: Array, screenshots: Array) -> float:
    """Share of screenshots whose nearest library vector is their own icon's, look-alikes counted as wrong."""
    rows = _unit(screenshots.reshape(-1, screenshots.shape[-1]))
    found = (rows @ _unit(library).T).argmax(axis=1)
    return round(
        float(np.mean(found == np.repeat(np.arange(len(library)), screenshots.shape[1]))), 4
    )


def _embed(base: Any, views: Views) -> tuple[Array, Array]:
    flat = views.screenshots.reshape(-1, *views.library.shape[1:])
    library, screenshots = (
        base.predict(glyphs, batch_size=256, verbose=0) for glyphs in (views.library, flat)
    )
    return library, screenshots.reshape(*views.screenshots.shape[:2], -1)


def _unit(vectors: Array) -> Array:
    lengths: Array = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors / lengths
