"""A drawing in a colour is read without its shadow."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from features.search.hypotheses.changes.shadows import without_shadow
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import WHITE, cross, shown


def shaded(ink: str, ground: str, blur: float) -> Image.Image:
    """A cross with a shadow to the right of it and below."""
    drawing = cross(28)
    size = (drawing.width + 20, drawing.height + 20)
    shadow = Image.new("L", size)
    shadow.paste(136, (12, 13), drawing.getchannel("A"))
    picture = Image.new("RGB", size, ground)
    picture.paste("#000", mask=shadow.filter(ImageFilter.GaussianBlur(blur)))
    picture.paste(ink, (10, 10), drawing.getchannel("A"))
    return picture


@pytest.mark.parametrize("ink", ["#1677ff", "#8ab4f8", "#cf1322"])
@pytest.mark.parametrize("ground", [WHITE, "#e9eef5"])
@pytest.mark.parametrize("blur", [0.5, 2])
def test_a_shadow_is_left_out(ink, ground, blur):
    (reading,) = without_shadow(segment(shaded(ink, ground, blur)))
    alone = segment(shown(cross(28), ink, ground, margin=10))
    assert np.abs(reading.foreground - alone.foreground).max() < 0.15


@pytest.mark.parametrize("ink", ["#1677ff", "#222222"])
def test_without_a_shadow_there_is_no_such_reading(ink):
    assert list(without_shadow(segment(shown(cross(28), ink)))) == []


def test_a_black_part_is_no_shadow():
    picture = shown(cross(28), "#1677ff", margin=10)
    picture.paste("#000", (2, 2, 14, 14))
    assert list(without_shadow(segment(picture))) == []


def test_a_coloured_line_below_grey_words_is_no_drawing_with_a_shadow():
    picture = Image.new("RGB", (120, 44), WHITE)
    picture.paste("#1677ff", (6, 36, 114, 38))
    picture.paste("#999999", (10, 10, 60, 24))
    assert list(without_shadow(segment(picture))) == []
