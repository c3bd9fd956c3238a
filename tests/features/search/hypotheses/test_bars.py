"""Bars across an icon: a slash is hidden, with the gap beside it."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from features.search.hypotheses.changes.bars import BARS, without_bar
from features.vision.geometry import Box
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import BLACK, WHITE, cross, icon, shown

RING = '<circle cx="12" cy="12" r="7" fill="none" stroke="#000" stroke-width="2"/>'


def struck_out(falling: bool) -> Image.Image:
    picture = shown(icon(RING, 48))
    large = picture.resize((4 * picture.width, 4 * picture.height))
    begin, end = ((44, 44), (212, 212)) if falling else ((44, 212), (212, 44))
    ImageDraw.Draw(large).line((begin, end), BLACK, 16)
    return large.reduce(4)


@pytest.mark.parametrize("falling", [True, False])
def test_a_slash_along_a_diagonal_is_hidden(falling):
    picture = struck_out(falling)
    (reading,) = without_bar(segment(picture))
    diagonal = np.eye(64, dtype=bool)
    diagonal = diagonal if falling else np.fliplr(diagonal)
    assert reading.hidden[diagonal].all()
    assert not reading.mask[diagonal].any()
    assert reading.hidden.mean() < 2 * BARS.width
    left_out = segment(picture).mask & ~reading.mask
    assert not left_out[~reading.hidden].any()
    assert reading.mask.sum() > 0.5 * segment(shown(icon(RING, 48))).mask.sum()


@pytest.mark.parametrize(
    "picture", [shown(cross()), shown(icon(RING)), Image.new("RGB", (40, 40), WHITE)]
)
def test_without_a_bar_there_is_no_such_reading(picture):
    segmentation = segment(picture)
    if not segmentation.is_empty:
        assert list(without_bar(segmentation)) == []


def test_nothing_is_left_where_the_bar_is_all():
    picture = Image.new("RGB", (64, 64), WHITE)
    ImageDraw.Draw(picture).line(((10, 10), (54, 54)), BLACK, 4)
    assert list(without_bar(segment(picture))) == []


def test_a_bar_of_a_drawing_of_four_pixels_is_not_empty():
    pixels = np.full((16, 4, 3), 255, np.uint8)
    pixels[13:15, 1:3] = 0
    pixels[5:8, 1:3] = 0
    segmentation = segment(Image.fromarray(pixels))
    tiny = replace(segmentation, boxes=[Box(1.0, 13.0, 1.42, 1.53)])
    readings = list(without_bar(tiny))
    assert readings and all(reading.hidden.any() for reading in readings)
