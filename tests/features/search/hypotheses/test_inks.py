"""Drawings read as if they had one colour."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from features.search.hypotheses.changes.inks import in_ink, in_one_colour
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import BLACK, WHITE, cross, shown


def half_filled(first: str, second: str, ground: str = WHITE) -> Image.Image:
    """A diamond with its halves in two colours."""
    picture = Image.new("RGB", (64, 64), ground)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(32, 8), (8, 32), (32, 56)], first)
    pen.polygon([(32, 8), (56, 32), (32, 56)], second)
    return picture


@pytest.mark.parametrize(
    ("first", "second", "ground"),
    [
        ("#fadb14", "#d9d9d9", WHITE),
        ("#fadb14", "#595959", "#141414"),
        # So faint that the rest is near the background, whatever its hue.
        ("#cf1322", "#e8e8f0", WHITE),
        ("#0050d0", "#f0e6d8", WHITE),
    ],
)
def test_both_halves_of_a_star_are_as_strong(first, second, ground):
    (reading,) = in_one_colour(segment(half_filled(first, second, ground)))
    whole = segment(half_filled(BLACK, BLACK)).mask
    assert (reading.mask == whole).mean() > 0.98
    left = reading.foreground[32, 14:28]
    right = reading.foreground[32, 36:50]
    assert left.mean() == pytest.approx(1, abs=0.05)
    assert right.mean() == pytest.approx(1, abs=0.05)
    assert np.array_equal(reading.difference[0], reading.difference[2]), "it has no colour"


def test_a_drawing_in_one_colour_has_no_such_reading():
    assert list(in_one_colour(segment(shown(cross(), "#1677ff")))) == []


def photograph(ink: str) -> Image.Image:
    """A cross on smooth noise in many colours, like a photograph."""
    random = np.random.default_rng(9)
    clouds = ndimage.gaussian_filter(random.normal(size=(64, 64, 3)), (4, 4, 0))
    clouds = (clouds - clouds.min()) / np.ptp(clouds)
    picture = Image.fromarray((40 + 150 * clouds).astype(np.uint8))
    picture.paste(ink, (18, 18), cross(28).getchannel("A"))
    return picture


@pytest.mark.parametrize("ink", [WHITE, BLACK])
def test_an_icon_on_a_photograph_is_read_by_its_ink(ink):
    drawn = np.zeros((64, 64), bool)
    drawn[18:46, 18:46] = np.asarray(cross(28).getchannel("A")) > 0
    overlaps = []
    for reading in in_ink(segment(photograph(ink))):
        mask = reading.mask
        overlaps.append((mask & drawn).sum() / (mask | drawn).sum())
    assert max(overlaps) > 0.9


def test_the_page_s_white_at_rounded_corners_is_not_the_icon_s():
    picture = photograph(WHITE)
    ImageDraw.Draw(picture).polygon([(0, 0), (7, 0), (0, 7)], WHITE)
    (reading,) = [one for one in in_ink(segment(picture)) if one.mask[31, 31]]
    left, top, right, bottom = reading.boxes[0].edges
    assert min(left, top) >= 17 and max(right, bottom) <= 47


def test_the_background_s_own_colour_is_no_ink():
    readings = list(in_ink(segment(shown(cross(), "#d4380d"))))
    assert [one for one in readings if one.mask[2, 2]] == []
