"""Parts of a picture: what a frame holds, and the icon beside a word."""

import pytest
from PIL import Image, ImageDraw, ImageOps

from features.search.hypotheses.parts import part_boxes
from features.search.hypotheses.settings import HYPOTHESES
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import FONT, button, cross


def crops(picture: Image.Image, score: float = 0.0) -> list[tuple[int, int, int, int]]:
    grouped = score < HYPOTHESES.likely
    boxes = part_boxes(segment(picture), picture.size, grouped)
    return [(box.left, box.top, box.right, box.bottom) for _, box in boxes]


BUTTONS = [
    (0.5, "#1f2328", None),
    (0.15, "#1f2328", None),
    (0, "#d4380d", None),
    (0.5, "#ffffff", "#1677ff"),
    (0.2, "#ffffff", "#d4380d"),
]


@pytest.mark.parametrize(("radius", "ink", "fill"), BUTTONS)
@pytest.mark.parametrize("times", [1, 5])
def test_what_a_button_holds_is_a_part(radius, ink, fill, times):
    picture = ImageOps.scale(button(cross(), radius, ink, fill), times, Image.Resampling.NEAREST)
    (crop,) = crops(picture)
    assert 7 * times < crop[0] <= 22 * times
    assert 42 * times <= crop[2] < 58 * times
    assert crop[:2] == pytest.approx(
        tuple(64 * times - edge for edge in crop[2:]), abs=2 * times
    ), "around the middle"


def test_a_thin_frame_may_have_a_gap():
    picture = button(cross(), 0.2, "#888888", None)
    picture.paste("#ffffff", (5, 20, 8, 23))
    assert len(crops(picture)) == 1


@pytest.mark.parametrize("word", ["OK", "Settings", "Invite people"])
@pytest.mark.parametrize("below", [False, True])
def test_the_icon_without_the_word_beside_it_is_a_part(word, below):
    picture = Image.new("RGB", (160, 70), "#ffffff")
    picture.paste("#000000", (8, 10), cross())
    ImageDraw.Draw(picture).text((6, 44) if below else (38, 13), word, "#000000", FONT)
    (left, top, right, bottom) = crops(picture)[0]
    assert 0 <= left <= 6
    assert 0 <= top <= 8
    assert 30 <= right < 38
    assert 32 <= bottom < 44


def test_the_sign_of_a_logo_that_looks_much_like_one_of_the_icons_is_no_part():
    picture = Image.new("RGB", (160, 44), "#ffffff")
    picture.paste("#000000", (8, 10), cross())
    ImageDraw.Draw(picture).text((38, 13), "Settings", "#000000", FONT)
    assert [
        len(crops(picture, score)) for score in (HYPOTHESES.likely - 0.01, HYPOTHESES.likely)
    ] == [1, 0]


def test_a_picture_without_a_frame_whose_parts_are_near_one_another_has_no_others():
    picture = Image.new("RGB", (64, 64), "#ffffff")
    assert crops(picture) == []
    picture.paste("#000000", (22, 22), cross())
    picture.paste("#000000", (44, 34, 46, 38))
    assert crops(picture) == []


@pytest.mark.parametrize(
    "parts",
    [
        [(14, 16, 50, 20), (14, 30, 50, 34), (14, 44, 50, 48)],
        [(14, 16, 50, 20), (20, 30, 44, 34), (28, 44, 36, 48)],
        [(14, 28, 22, 36), (28, 28, 36, 36), (42, 28, 50, 36)],
        [(24, 24, 40, 40), (30, 8, 34, 14), (30, 50, 34, 56), (8, 30, 14, 34), (50, 30, 56, 34)],
    ],
    ids=["menu", "filter", "dots", "sun"],
)
def test_of_an_icon_s_own_parts_none_is_the_icon_beside_a_word(parts):
    picture = Image.new("RGB", (64, 64), "#ffffff")
    for part in parts:
        picture.paste("#000000", part)
    assert crops(picture) == []


@pytest.mark.parametrize(
    "outline",
    [
        [(8, 29), (8, 35), (26, 49), (38, 49), (56, 35), (56, 29), (38, 15), (26, 15)],
        [(8, 26), (8, 38), (20, 50), (56, 50), (56, 14), (20, 14)],
        [(12, 54), (12, 30), (24, 12), (40, 12), (52, 30), (52, 54)],
    ],
    ids=["eye", "tag", "door"],
)
@pytest.mark.parametrize("filled", [False, True])
def test_what_is_no_ring_or_button_frames_nothing(outline, filled):
    picture = Image.new("RGB", (64, 64), "#ffffff")
    ImageDraw.Draw(picture).polygon(outline, "#000000" if filled else None, "#000000", 3)
    ImageDraw.Draw(picture).ellipse((27, 27, 37, 37), "#ffffff" if filled else "#000000")
    assert crops(picture) == []


def test_none_of_several_squares_is_a_frame():
    picture = Image.new("RGB", (64, 64), "#ffffff")
    for left, top in ((6, 6), (6, 36), (36, 6), (36, 36)):
        ImageDraw.Draw(picture).rounded_rectangle(
            (left, top, left + 21, top + 21), 4, None, "#000000", 4
        )
    assert crops(picture) == []
    picture.paste("#ffffff", (0, 0, 64, 32))
    picture.paste("#ffffff", (32, 32, 64, 64))
    assert len(crops(picture)) == 1, "a single one is"
