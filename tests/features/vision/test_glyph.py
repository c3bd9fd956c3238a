"""Canonical glyphs: what changes nothing about them, what they hold, and for which pictures."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from features.vision.glyph import canonical_glyphs
from tests.features.vision.pictures import labelled, page, two_colours

SIZE = 32


def alike(one, other):
    a, b = (canonical_glyphs(image, SIZE).pixels[0].ravel() for image in (one, other))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


PLAIN = page("black", "white")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(page("white", "black"), id="dark theme"),
        pytest.param(page("#d4380d", "#fffbe6"), id="tinted"),
        pytest.param(page("#bbbbbb", "#ffffff"), id="low contrast"),
        pytest.param(page("black", "white", size=(200, 90), at=(140, 50)), id="far off centre"),
        pytest.param(page("black", "white", size=(120, 120), scale=2.0, at=(30, 40)), id="larger"),
        pytest.param(
            page("black", "white", size=(900, 900), scale=15.0, at=(200, 200)),
            id="larger than is looked at",
        ),
    ],
)
def test_the_same_drawing_is_the_same_glyph(other):
    assert alike(PLAIN, other) > 0.97


def test_another_drawing_is_another_glyph():
    ring = Image.new("RGB", (60, 60), "white")
    ImageDraw.Draw(ring).ellipse((15, 15, 45, 45), outline="black", width=4)
    assert alike(PLAIN, ring) < 0.7


def test_a_gradient_is_background():
    gradient = Image.linear_gradient("L").resize((60, 60)).point(lambda value: 140 + value // 3)
    canvas = Image.merge("RGB", (gradient, gradient, gradient))
    drawing = page("black", "white").convert("L").point(lambda value: 255 - value)
    canvas.paste("black", mask=drawing)
    assert alike(PLAIN, canvas) > 0.95


def test_shape_range_aspect_and_margin():
    glyphs = canonical_glyphs(PLAIN, SIZE)
    assert glyphs.pixels.shape == (1, SIZE, SIZE, 1)
    assert glyphs.pixels.dtype == np.float32
    assert glyphs.pixels.min() >= 0 and glyphs.pixels.max() <= 1
    drawn = glyphs.pixels[0, ..., 0] > 0.5
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    assert width > 0.8 * SIZE, "the longer side fills the glyph but for its margin"
    assert abs(height / width - 20 / 30) < 0.06, "the aspect is kept"
    assert columns[0] >= 1 and columns[-1] <= SIZE - 2, "a margin is left free"


def test_says_what_it_saw():
    seen = canonical_glyphs(page("white", "#1677ff", at=(10, 20)), SIZE)
    assert seen.boxes[0] == pytest.approx((10, 20, 30, 20), abs=0.5)
    assert seen.background == pytest.approx((0x16, 0x77, 0xFF), abs=2)
    assert seen.inverted
    assert not canonical_glyphs(PLAIN, SIZE).inverted


def test_box_is_in_the_pixels_of_a_large_picture():
    seen = canonical_glyphs(
        page("black", "white", size=(900, 900), scale=15.0, at=(300, 150)), SIZE
    )
    assert seen.boxes[0] == pytest.approx((300, 150, 450, 300), abs=6)


def test_a_piece_of_a_label_is_left_out_by_the_second_reading():
    first, second = canonical_glyphs(labelled(), SIZE).pixels
    plain = canonical_glyphs(PLAIN, SIZE).pixels[0]
    assert np.abs(second - plain).mean() < 0.02 < np.abs(first - plain).mean()


def test_a_faint_second_tone_is_not_left_out_with_the_piece_of_a_label():
    toned = page("black", "white", size=(70, 60))
    pen = ImageDraw.Draw(toned)
    pen.rectangle((18, 18, 25, 31), fill="#d9d9d9")
    plain = canonical_glyphs(toned, SIZE).pixels[0]
    pen.rectangle((62, 20, 69, 40), fill="black")
    _, second = canonical_glyphs(toned, SIZE).pixels
    assert np.abs(second - plain).max() < 0.05


def test_a_library_picture_has_one_reading():
    assert len(canonical_glyphs(labelled(), SIZE, readings=False).pixels) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (2, 3), (64, 64), (3000, 2)])
@pytest.mark.parametrize("colour", ["white", "black", "#123456"])
def test_a_picture_of_nothing_gives_an_empty_glyph(size, colour):
    glyphs = canonical_glyphs(Image.new("RGB", size, colour), SIZE)
    assert glyphs.pixels.shape == (1, SIZE, SIZE, 1)
    assert not glyphs.pixels.any()
    assert glyphs.boxes[0][2:] == pytest.approx(size, rel=0.1)


def test_noise_does_not_break_it():
    random = np.random.default_rng(5)
    for _ in range(50):
        height, width = random.integers(1, 90, 2)
        picture = Image.fromarray(random.integers(0, 256, (height, width, 3), dtype=np.uint8))
        pixels = canonical_glyphs(picture, SIZE).pixels
        assert np.isfinite(pixels).all()


@pytest.mark.parametrize(
    "other", [page("#d4380d", "#fffbe6"), page("white", "#1677ff"), page("#888888", "#222222")]
)
def test_a_drawing_of_one_colour_tells_no_colour(other):
    pixels = canonical_glyphs(other, SIZE, colour=True).pixels
    assert pixels.shape == (1, SIZE, SIZE, 4)
    assert not pixels[..., 1:].any()
    np.testing.assert_array_equal(pixels[..., :1], canonical_glyphs(other, SIZE).pixels)


def test_a_drawing_of_several_colours_tells_them_whatever_is_behind_it():
    light, dark = (
        canonical_glyphs(two_colours(ground), SIZE, colour=True).pixels[0]
        for ground in ("white", "#1e1e1e")
    )
    for colours in (light, dark):
        red, blue = colours[SIZE // 2, 5, 1:], colours[SIZE // 2, -8, 1:]
        np.testing.assert_allclose(red, np.array([192, 32, 32]) / 127.5 - 1, atol=0.1)
        np.testing.assert_allclose(blue, np.array([32, 80, 208]) / 127.5 - 1, atol=0.1)
        assert not colours[0, :, 1:].any()


def test_compression_makes_no_colours():
    stream = io.BytesIO()
    page("#555555", "white").resize((28, 28)).save(stream, "JPEG", quality=60)
    assert not canonical_glyphs(Image.open(stream), SIZE, colour=True).pixels[..., 1:].any()
