"""GLYPH_VERSION names the canonical glyph: a change of glyphs needs a new version.

Stored vectors, recipes and training data are used again as long as the version is the same.
"""

import hashlib

import numpy as np
import pytest
from PIL import Image, ImageDraw

from features.vision.glyph import GLYPH_VERSION, canonical_glyphs
from tests.features.vision.pictures import labelled, page, signed, two_colours

SIZE = 16
LEVELS = 127  # of a value from 0 to 1, as training data stores it
ROUNDING = 2e-4  # of a level: further from a rounding boundary than float32 arithmetic may differ

VERSION = "2"
DIGESTS = {
    "one colour": "e1617bbec43781e1",
    "several colours": "4b074214ce7218f4",
    "on dark": "af4204050d0ac23d",
    "on a gradient": "a5fea1b8f4a6b9d9",
    "edge parts": "f31c4c5216eec79d",
    "faint parts": "7b877bbb927ac58d",
    "tones": "065cba09cf4be97f",
    "noisy": "9dac4dd5540ba6b4",
    "reduced": "5b381b9bddd519c9",
}

REMEDY = (
    "The canonical glyph of {name!r} has changed: its digest is now {digest}. If that is intended, "
    "raise GLYPH_VERSION in features/vision/glyph.py, set VERSION and DIGESTS here, add a line to "
    "CHANGELOG.md, and train or measure the weights anew (features/weights/README.md)."
)


def on_gradient() -> Image.Image:
    """An ellipse on a background that changes from left to right."""
    gradient = Image.linear_gradient("L").rotate(90).resize((48, 40))
    picture = Image.merge("RGB", (gradient.point(lambda value: 130 + value // 3),) * 3)
    ImageDraw.Draw(picture).ellipse((12, 10, 33, 29), fill="#102040")
    return picture


def tones() -> Image.Image:
    """Bars from hardly visible to strong, in colours that differ by luma, by chroma or by both."""
    picture = Image.new("RGB", (66, 58), "#f4f6f8")
    pen = ImageDraw.Draw(picture)
    for number in range(12):
        fade = number / 11
        red = round(236 - 200 * fade)
        green = round(240 - 110 * fade * (number % 3))  # every third bar keeps its green
        blue = round(244 - 90 * fade)
        left = 9 + 4 * number
        pen.rectangle((left, 8 + number, left + 2, 49 - number // 2), fill=(red, green, blue))
    return picture


def noisy() -> Image.Image:
    """A ring with a fringe on a gradient, a piece of a label at the edge, and noise over all."""
    picture = on_gradient().resize((72, 60))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 12, 50, 42), outline="#203a70", width=6)
    pen.line((14, 14, 14, 40), fill="#8c94a4")
    pen.line((56, 18, 56, 36), fill="#98a0b0", width=2)
    pen.rectangle((66, 20, 71, 34), fill="#203a70")
    rows, columns = np.mgrid[:60, :72]
    noise = (19 * columns + 83 * rows) % 23 - 11
    pixels = np.asarray(picture) + noise[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


PICTURES = {
    "one colour": page("#d4380d", "#fffbe6"),
    "several colours": two_colours("white"),
    "on dark": page("#9a9a9a", "#1e1e1e", size=(80, 66), scale=1.7, at=(9, 12)),
    "on a gradient": on_gradient(),
    "edge parts": labelled().resize((65, 60)),
    "faint parts": signed("#ffd166", "#000000", "#1e1e1e"),
    "tones": tones(),
    "noisy": noisy(),
    "reduced": page("black", "white", size=(700, 500), scale=11.0, at=(150, 140)),
}


def levels(name: str) -> np.ndarray:
    """(k, size, size, 4): a picture's glyphs in levels, before they are rounded."""
    return LEVELS * canonical_glyphs(PICTURES[name], SIZE, colour=True).pixels


def test_there_is_a_digest_for_each_picture_and_this_version():
    assert GLYPH_VERSION == VERSION, "set VERSION and DIGESTS here to those of the new glyphs"
    assert set(DIGESTS) == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_glyphs_change_with_a_new_version_only(name):
    rounded = np.rint(levels(name)).astype(np.int8)
    digest = hashlib.sha256(rounded.tobytes()).hexdigest()[:16]
    assert digest == DIGESTS[name], REMEDY.format(name=name, digest=digest)


@pytest.mark.parametrize("name", PICTURES)
def test_no_level_is_so_near_a_boundary_that_another_processor_rounds_it_otherwise(name):
    remainder = np.abs(levels(name) % 1 - 0.5)
    assert remainder.min() > ROUNDING
