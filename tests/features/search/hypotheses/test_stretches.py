"""Stretched icons: the picture is shrunk to the proportions of each near icon."""

import numpy as np
import pytest
from PIL import Image

from features.search.hypotheses.changes.stretches import STRETCHES, unstretched
from features.vision.cutout import Cutout, Square
from features.vision.segmentation import segment


def cutout(width: int, height: int) -> Cutout:
    """An icon whose drawing is a rectangle of that size."""
    pixels = np.zeros((1, 48, 48), np.uint8)
    pixels[0, 2 : 2 + height, 2 : 2 + width] = 255
    return Cutout(pixels, b"\0\0\0", Square(24, 24, 48))


def picture(width: int, height: int) -> Image.Image:
    """A black rectangle of that size, on white."""
    shown = Image.new("RGB", (width + 20, height + 20), "white")
    shown.paste("black", (10, 10, 10 + width, 10 + height))
    return shown


@pytest.mark.parametrize(
    ("shown", "icon"), [((60, 40), (40, 32)), ((40, 40), (40, 30)), ((40, 52), (36, 36))]
)
def test_the_drawing_gets_the_proportions_of_the_icon_and_keeps_its_place(shown, icon):
    whole = segment(picture(*shown))
    (found,) = unstretched(whole, [cutout(*icon)])
    box = found.boxes[0]
    assert box.width / box.height == pytest.approx(icon[0] / icon[1], rel=0.04)
    in_picture = box.scaled(*found.scale)
    assert tuple(in_picture) == pytest.approx((10, 10, *shown), abs=1)


def test_it_is_never_enlarged():
    for shown in ((60, 40), (40, 60)):
        (found,) = unstretched(segment(picture(*shown)), [cutout(40, 40)])
        _, height, width = found.channels.shape
        assert width <= shown[0] + 20 and height <= shown[1] + 20


def test_neither_its_own_proportions_nor_far_ones_are_tried():
    whole = segment(picture(40, 40))
    assert not list(unstretched(whole, [cutout(40, 40), cutout(40, 38), cutout(44, 16)]))


def test_icons_of_about_the_same_proportions_are_one_try():
    whole = segment(picture(40, 40))
    alike = [cutout(40, 32), cutout(20, 16), cutout(40, 31)]
    assert len(list(unstretched(whole, alike))) == 1
    assert len(list(unstretched(whole, [*alike, cutout(32, 40)]))) == 2
    assert STRETCHES.alike < STRETCHES.least
