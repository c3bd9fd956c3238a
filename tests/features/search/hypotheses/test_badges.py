"""Badges over an icon: what they cover is left out of the comparison."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage

from features.search.hypotheses.changes.badges import without_discs, without_layers
from features.vision.components import EIGHT_CONNECTED
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import (
    BLACK,
    FONT,
    WHITE,
    cross,
    icon,
    shown,
    with_disc,
)

SQUARE = '<path d="M3 3h18v18H3z" fill="none" stroke="#000" stroke-width="3"/>'
BAR = '<path d="M3 18 18 3l3 3L6 21z"/>'
RED = "#f5222d"


def drawn_in_red(picture: Image.Image) -> np.ndarray:
    """(h, w): the pixels that are mostly red, and those inside of them."""
    red, green, _ = np.asarray(picture, int).transpose(2, 0, 1)
    return red - green > 100


def counted() -> Image.Image:
    picture = with_disc(shown(icon(SQUARE, 40)), (43, 13), 9, RED)
    ImageDraw.Draw(picture).text((39, 4), "3", WHITE, FONT)
    return picture


@pytest.mark.parametrize(
    "picture",
    [with_disc(shown(icon(SQUARE, 40)), (43, 13), 5, RED), counted()],
    ids=["dot", "count with a white digit"],
)
def test_a_badge_in_a_colour_of_its_own_is_hidden_with_what_is_in_it(picture):
    segmentation = segment(picture)
    badge = drawn_in_red(picture)
    hidden = [reading for reading in without_layers(segmentation) if reading.hidden[badge].all()]
    reading = hidden[0]
    assert not reading.mask[badge].any()
    rows, columns = np.nonzero(badge)
    inside = reading.hidden[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert inside.mean() > 0.75, "a disc with all of its number"
    assert reading.hidden.sum() < 2.2 * badge.sum(), "and hardly more"
    assert reading.mask[40:, :20].any(), "the icon remains"


def test_a_ring_around_the_icon_is_left_out_without_what_it_holds():
    picture = with_disc(Image.new("RGB", (60, 60), WHITE), (30, 30), 26, RED, ring=23)
    picture.paste(BLACK, (20, 20, 40, 40))
    ring = drawn_in_red(picture)
    readings = list(without_layers(segment(picture)))
    held = [one for one in readings if one.mask[29, 29] and not one.mask[ring].any()]
    assert len(held) == 1
    assert held[0].boxes[0].edges == pytest.approx((20, 20, 40, 40), abs=1)


def test_the_icon_may_reach_below_the_badge():
    picture = with_disc(shown(icon(BAR, 40)), (43, 13), 9, RED)
    readings = without_layers(segment(picture))
    with_badge = next(one for one in readings if one.hidden[13, 43] and one.mask[40, 16])
    visible, reaching = with_badge.boxes
    assert reaching.edges == pytest.approx((visible.left, 13, 43, visible.bottom), abs=1)
    assert visible.right < 43
    assert visible.top > 13


@pytest.mark.parametrize("made", [without_layers, without_discs])
def test_of_a_drawing_in_one_colour_nothing_is_left_out(made):
    assert list(made(segment(shown(cross())))) == []


def in_many_colours() -> Image.Image:
    """Squares in many colours, with a red disc at their corner."""
    random = np.random.default_rng(5)
    colours = random.integers(20, 180, (6, 6, 3))
    picture = Image.new("RGB", (64, 64), WHITE)
    pen = ImageDraw.Draw(picture)
    for row in range(6):
        for column in range(6):
            left, top = 12 + 6 * column, 16 + 6 * row
            pen.rectangle((left, top, left + 5, top + 5), tuple(colours[row, column].tolist()))
    return with_disc(picture, (47, 18), 8, RED)


def test_the_blurred_rim_of_a_disc_goes_with_it():
    """As a picture that was enlarged has it; the rest would count as a part of the icon."""
    picture = in_many_colours().filter(ImageFilter.GaussianBlur(0.8))
    readings = list(without_discs(segment(picture)))
    (reading,) = [one for one in readings if one.hidden[18, 47] and not one.hidden[40, 20]]
    _, count = ndimage.label(reading.mask, EIGHT_CONNECTED)
    assert count == 1


def test_a_disc_at_a_corner_of_a_drawing_in_many_colours_is_left_out():
    picture = in_many_colours()
    hidden = [one.hidden for one in without_discs(segment(picture))]
    assert any(one[18, 47] and not one[40, 20] for one in hidden)


@pytest.mark.parametrize("most", [0.0025, 0.9])
def test_too_little_and_too_much_is_never_left_out(most):
    picture = Image.new("RGB", (60, 60), WHITE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((10, 10, 49, 49), BLACK)
    side = round(40 * most**0.5)
    pen.rectangle((10, 10, 9 + side, 9 + side), RED)
    corner = [one for one in without_layers(segment(picture)) if one.hidden[10, 10]]
    assert [one for one in corner if one.mask[48, 48]] == []
