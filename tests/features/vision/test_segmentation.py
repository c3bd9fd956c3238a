"""Segmentations: their boxes, and the readings without edge parts and with faint parts."""

import pytest
from PIL import Image, ImageDraw

from features.vision.glyph import canonical_glyphs
from features.vision.segmentation import segment
from tests.features.vision.pictures import signed

SIZE = 32


def test_where_a_fringe_is_around_a_drawing_it_is_seen_without_too():
    picture = Image.new("RGB", (60, 50), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((15, 18, 34, 37), fill="black")
    assert segment(picture).boxes == [(15, 18, 20, 20)]
    pen.line((36, 20, 36, 30), fill="#b4b4b4")
    assert segment(picture).boxes == [pytest.approx((15, 18, 22, 20), abs=0.8), (15, 18, 20, 20)]
    assert len(canonical_glyphs(picture, SIZE).pixels) == 2
    assert len(canonical_glyphs(picture, SIZE, readings=False).pixels) == 1


@pytest.mark.parametrize(
    ("sign", "word", "ground"),
    [("#ffd166", "#000000", "#1e1e1e"), ("#d4380d", "#ffffff", "#e6f4ff")],
)
def test_words_as_dark_as_their_ground_are_part_of_another_reading(sign, word, ground):
    seen = segment(signed(sign, word, ground))
    assert seen.boxes == [pytest.approx((15, 18, 14, 14), abs=0.5)]
    assert seen.with_faint_parts.faint
    assert seen.with_faint_parts.boxes == [pytest.approx((15, 18, 53, 14), abs=0.5)]
    assert len(canonical_glyphs(signed(sign, word, ground), SIZE).pixels) == 2
    assert len(canonical_glyphs(signed(sign, word, ground), SIZE, readings=False).pixels) == 1


@pytest.mark.parametrize(
    ("word", "ground"), [("#1e1e1e", "#1e1e1e"), ("#222222", "#1e1e1e"), ("#ffffff", "#1e1e1e")]
)
def test_what_cannot_be_seen_or_is_plainly_seen_makes_no_other_reading(word, ground):
    assert segment(signed("#ffd166", word, ground)).with_faint_parts is None


def test_a_drawing_of_one_colour_has_no_reading_with_faint_parts():
    assert segment(signed("#ffffff", "#3a3a3a", "#1e1e1e")).with_faint_parts is None
