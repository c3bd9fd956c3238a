"""Pictures whose colours were altered are read in the colours that they may have had."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from features.search.hypotheses.changes.colours import (
    HUE_TURNED,
    RECOLOURING,
    in_other_colours,
    in_own_colours,
)
from features.search.registration.registration import register
from features.vision.cutout import Cutout
from features.vision.segmentation import Segmentation, segment
from render.picture import depict
from tests.features.search.hypotheses.drawings import WHITE, icon, shown, svg

BODY = (
    '<path fill="#e8590c" d="M3 3h12v8H3z"/><path fill="#1864ab" d="M3 11h18v4H3z"/>'
    '<path fill="#ffd43b" d="M9 15h12v6H9z"/>'
)
# The same shapes; inverted or hue-turned it has about the other's colours.
OTHER = (
    '<path fill="#17a6f3" d="M3 3h12v8H3z"/><path fill="#e79b54" d="M3 11h18v4H3z"/>'
    '<path fill="#002bc4" d="M9 15h12v6H9z"/>'
)


def plain() -> Image.Image:
    return shown(icon(BODY, 40), None)


def best(readings: list[Segmentation], body: str = BODY) -> float:
    cutout = Cutout.of(depict(svg(body), 64).jpegs)
    return max(float(register(reading, [cutout]).likeness[0]) for reading in readings)


def hue_turned(picture: Image.Image) -> Image.Image:
    """As dark themes do: inverted, then hues turned back by 180 degrees."""
    inverted = 1 - np.asarray(picture, np.float32) / 255
    turned = np.clip(inverted @ HUE_TURNED.T, 0, 1)
    return Image.fromarray(np.round(255 * turned).astype(np.uint8))


def faded(picture: Image.Image) -> Image.Image:
    return Image.blend(Image.new("RGB", picture.size, WHITE), picture, 0.4)


@pytest.mark.parametrize("altered", [ImageOps.invert, hue_turned, faded])
def test_the_own_colours_are_among_the_readings(altered):
    segmentation = segment(altered(plain()))
    readings = list(in_other_colours(segmentation))
    assert best([segmentation]) < 0.9
    assert best(readings) > 0.93
    assert best(readings) > best([segmentation]) + 0.03


def test_a_hue_turned_twice_is_as_before():
    np.testing.assert_allclose(HUE_TURNED @ HUE_TURNED, np.eye(3), atol=2e-3)


def test_only_what_is_faint_may_be_faded():
    strong = segment(plain())
    faint = segment(faded(plain()))
    assert strong.strength > RECOLOURING.faded > faint.strength
    assert len(list(in_other_colours(strong))) == 2
    *_, restored = in_other_colours(faint)
    assert restored.strength == pytest.approx(RECOLOURING.full, abs=1e-3)


def test_a_drawing_in_one_hue_may_have_had_several_and_a_grey_one_has_none():
    hand = icon('<path fill="#d5ab88" d="M5 3h12v18H5z"/>', 40)
    readings = list(in_other_colours(segment(shown(hand, None))))
    assert [reading.colourless for reading in readings] == [True, False, False, False]
    assert [one.colourless for one in in_own_colours(segment(greyed(shown(hand, None))))] == [True]


def greyed(picture: Image.Image) -> Image.Image:
    return ImageOps.grayscale(picture).convert("RGB")


@pytest.mark.parametrize("fading", [1, 0.6])
def test_a_greyed_drawing_is_compared_by_its_lightness(fading):
    white = Image.new("RGB", plain().size, WHITE)
    segmentation = segment(Image.blend(white, greyed(plain()), fading))
    (reading,) = in_other_colours(segmentation)
    assert reading.colourless
    assert best([reading]) > max(0.97, best([segmentation]))
    assert best([reading]) > best([reading], OTHER), "the tones still count"
