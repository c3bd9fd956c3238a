"""Specks and dither: what is too small to belong to an icon."""

import numpy as np
import pytest
from PIL import Image

from features.search.hypotheses.changes.specks import without_specks
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import BLACK, cross, shown


def dusty(count: int, seed: int = 1) -> Image.Image:
    """A cross of 40 pixels, with specks of one or two pixels around it."""
    picture = shown(cross(40), margin=12)
    random = np.random.default_rng(seed)
    for _ in range(count):
        x, y = random.integers(2, 60, 2).tolist()
        if abs(x - 31) > 5 and abs(y - 31) > 5:
            picture.paste(BLACK, (x, y, x + 2, y + 1))
    return picture


def test_dust_is_left_out_and_the_drawing_is_unchanged():
    clean = segment(dusty(0))
    dirty = segment(dusty(12))
    assert dirty.mask.sum() > clean.mask.sum() + 10
    first = next(iter(without_specks(dirty)))
    assert np.array_equal(first.mask, clean.mask)
    assert first.boxes[0].edges == pytest.approx(clean.boxes[0].edges, abs=0.2)
    assert first.hidden is None, "what is below a speck is known: background"


def test_without_specks_there_is_no_such_reading():
    assert list(without_specks(segment(dusty(0)))) == []
    two = shown(cross(), margin=20)
    two.paste(BLACK, (5, 5, 12, 12))
    assert list(without_specks(segment(two))) == [], "a part of the drawing is no speck"


def test_dither_becomes_the_tone_that_it_stands_for():
    grey = Image.new("L", (64, 64), 255)
    grey.paste(128, (12, 12, 52, 52))
    grey.paste(0, (12, 12, 52, 20))
    dithered = grey.convert("1").convert("RGB")
    *_, smooth = without_specks(segment(_with_dust(dithered)))
    inside = smooth.channels[0, 26:46, 20:46]
    assert inside.std() < 0.2
    assert smooth.mask[30:44, 20:44].mean() > 0.95


def _with_dust(picture: Image.Image) -> Image.Image:
    for place in range(4, 60, 5):
        picture.putpixel((place, 58), (0, 0, 0))
    return picture
