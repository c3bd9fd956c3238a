"""Crops that end too close: a margin is added, or what was cut off is unknown."""

import numpy as np
import pytest
from PIL import Image

from features.search.hypotheses.changes.crops import Padding, cut_off, without_margin
from features.search.registration.registration import register
from features.vision.cutout import Cutout
from features.vision.segmentation import segment
from render.picture import depict
from tests.features.search.hypotheses.drawings import BLACK, WHITE, icon, shown, svg

# A frame with a bar: without a margin, its edge is all drawing.
BODY = '<path fill-rule="evenodd" d="M0 0h24v24H0zM3 3v18h18V3zM6 6h6v12H6z"/>'
BELL = '<path d="M4 3h6v9h4V3h6v18h-5v-5H9v5H4z"/>'
SIDES = ("left", "top", "right", "bottom")


def likeness(segmentation, body: str) -> float:
    return float(register(segmentation, [Cutout.of(depict(svg(body), 64).jpegs)]).likeness[0])


def test_without_a_margin_the_drawing_is_read_on_its_own_background():
    picture = shown(icon(BODY, 48), margin=0)
    segmentation = segment(picture)
    padded = list(without_margin(segmentation))
    assert max(likeness(one, BODY) for one, _ in padded) > 0.97
    for one, padding in padded:
        assert padding.left == padding.top == padding.right == padding.bottom > 0
        assert one.channels.shape[1:] == (48 + 2 * padding.top, 48 + 2 * padding.left)
        assert one.scale == segmentation.scale


def test_a_background_that_was_found_is_not_tried_again():
    segmentation = segment(shown(icon(BELL, 48)))
    for one, _ in without_margin(segmentation):
        assert np.abs(one.ground - segmentation.ground).max() > 0.1


def cropped(side: str, share: float) -> Image.Image:
    """The icon with a margin on all sides but one, where a share of its drawing is cut off."""
    drawing = icon(BELL, 48).crop((8, 6, 40, 42))
    picture = Image.new("RGB", (52, 56), WHITE)
    picture.paste(BLACK, (10, 10), drawing.getchannel("A"))
    width, height = picture.size
    across, down = 10 + round(32 * share), 10 + round(36 * share)
    return picture.crop(
        {
            "left": (across, 0, width, height),
            "top": (0, down, width, height),
            "right": (0, 0, width - across, height),
            "bottom": (0, 0, width, height - down),
        }[side]
    )


@pytest.mark.parametrize("side", SIDES)
def test_cut_by_a_quarter_the_icon_is_as_near_as_before(side):
    segmentation = segment(cropped(side, 0.25))
    readings = list(cut_off(segmentation))
    assert readings
    assert max(likeness(one, BELL) for one, _ in readings) > 0.95
    for one, padding in readings:
        lost = getattr(padding, side)
        others = [getattr(padding, other) for other in SIDES if other != side]
        assert lost > 0
        assert others == [0, 0, 0]
        assert one.hidden.sum() == lost * (
            one.hidden.shape[0] if side in ("left", "right") else one.hidden.shape[1]
        ), "only the added rows or columns are unknown"


def test_the_box_reaches_to_the_edge_of_what_was_lost():
    for one, padding in cut_off(segment(cropped("left", 0.25))):
        assert one.boxes[0].left == 0
        assert one.boxes[0].right == pytest.approx(24 + padding.left, abs=0.5)


@pytest.mark.parametrize("margin", [0, 8])
def test_a_drawing_that_ends_at_no_edge_or_at_several_is_not_cut_off(margin):
    assert list(cut_off(segment(shown(icon(BODY, 48), margin=margin)))) == []


def test_padding_is_given_as_numpy_takes_it():
    padding = Padding(1, 2, 3, 4)
    assert np.pad(np.ones((5, 5)), padding.widths).shape == (5 + 2 + 4, 5 + 1 + 3)


@pytest.mark.parametrize("turns", range(4))
def test_behind_a_panel_the_icon_is_cut_off_at_its_edge(turns):
    """A panel of another colour covers the left quarter of the icon."""
    picture = shown(icon(BODY, 48))
    plain = picture.copy()
    picture.paste("#d46b08", (0, 0, 20, picture.height))
    pixels = np.rot90(np.asarray(picture), -turns)
    readings = list(cut_off(segment(Image.fromarray(pixels))))
    assert readings, "the rest is one drawing that ends at an edge"
    for reading, padding in readings:
        widths = (padding.left, padding.top, padding.right, padding.bottom)
        assert widths[turns] > -20, "what was removed is negative, what may be lost is added"
        assert not np.delete(widths, turns).any()
        assert reading.hidden.any()
    undisturbed = segment(plain).boxes[0]
    longest = max(reading.boxes[0].longer_side for reading, _ in readings)
    assert longest >= 0.9 * undisturbed.longer_side


def test_what_covers_more_than_half_of_a_picture_is_no_panel():
    picture = shown(icon(BODY, 48))
    picture.paste("#d46b08", (0, 0, 40, picture.height))
    assert list(cut_off(segment(picture))) == []
