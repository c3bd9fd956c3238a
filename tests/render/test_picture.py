from io import BytesIO

import pytest
from PIL import Image, ImageChops, JpegImagePlugin

from render.ground import DARK, GROUNDS, LIGHT
from render.picture import depict
from render.svg.rasterise import rasterise
from render.svg.screen import Undrawable
from tests.render.documents import SQUARE, svg


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


def coloured(*colours: str) -> str:
    return svg(
        "".join(
            f'<path fill="{colour}" d="M{4 * place} 2h4v20h-4z"/>'
            for place, colour in enumerate(colours)
        )
    )


@pytest.mark.parametrize(
    ("colour", "ground"),
    [
        ("black", "light"),
        ("#1677ff", "light"),
        ("#888", "light"),
        ("white", "dark"),
        ("#ffe58f", "dark"),
        ("#fff2", "dark"),
    ],
)
def test_one_colour_gets_the_ground_it_shows_on(colour, ground):
    pictures = depict(coloured(colour), 64)
    assert list(pictures.jpegs) == [ground] and not pictures.multicolour
    shown = ImageChops.difference(
        opened(pictures.jpegs[ground]), Image.new("RGB", (64, 64), GROUNDS[ground])
    )
    assert max(highest for _, highest in shown.getextrema()) >= 12


@pytest.mark.parametrize(
    "body",
    [
        '<path fill-opacity=".15" fill="currentColor" d="M0 0h24v24H0z"/>'
        '<path fill="currentColor" d="M4 4h9v9z"/>',
        '<path fill="currentColor" d="M0 0h24v12H0z"/><path d="M0 12h24v12H0z"/>',
        '<circle cx="12" cy="12" r="9" fill="none" stroke="#1677ff" opacity=".5"/>'
        '<circle cx="12" cy="12" r="4" fill="#1677ff"/>',
        '<path fill="#111" d="M0 0h24v12H0z"/><path fill="#1a1a1a" d="M0 12h24v12H0z"/>',
        '<path fill="none" stroke="red" d="M0 0h24" visibility="hidden"/>'
        '<path d="M0 0l24 24v-9z"/>',
    ],
)
def test_opacity_and_antialiasing_are_no_second_colour(body):
    assert not depict(svg(body), 64).multicolour


@pytest.mark.parametrize(
    "colours",
    [
        ("red", "blue"),
        ("#000", "#fff"),
        ("#333", "#666"),
        ("currentColor", "#1677ff"),
        ("#e00", "#0a0", "#00e"),
    ],
)
def test_several_colours_get_both_grounds_light_first(colours):
    pictures = depict(coloured(*colours), 64)
    assert list(pictures.jpegs) == ["light", "dark"] and pictures.multicolour
    for ground, jpeg in pictures.jpegs.items():
        assert opened(jpeg).getpixel((1, 1)) == pytest.approx(GROUNDS[ground], abs=2)


def test_current_colour_beside_another_colour_turns_with_the_ground():
    pictures = depict(coloured("currentColor", "#1677ff"), 64)
    place = (6, 32)  # in the first bar
    assert opened(pictures.jpegs["light"]).getpixel(place) == pytest.approx((0, 0, 0), abs=12)
    assert opened(pictures.jpegs["dark"]).getpixel(place) == pytest.approx((240, 240, 240), abs=12)


def test_the_jpeg_is_small_lossless_to_the_eye_and_not_subsampled():
    source = coloured("#e00", "#0a0", "#00e")
    picture = opened(depict(source, 64).jpegs["dark"])
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (64, 64))
    assert JpegImagePlugin.get_sampling(picture) == 0
    difference = ImageChops.difference(picture, rasterise(source, 64, DARK))
    assert max(highest for _, highest in difference.getextrema()) <= 40
    reference = BytesIO()
    rasterise(source, 64, DARK).save(reference, "JPEG", quality=95, subsampling=0)
    tables = vars(picture)["quantization"]
    assert tables == vars(opened(reference.getvalue()))["quantization"]


@pytest.mark.parametrize("size", [32, 64, 100])
def test_the_size_is_as_asked(size):
    assert opened(depict(svg(SQUARE), size).jpegs["light"]).size == (size, size)


def test_the_same_icon_always_gives_the_same_bytes():
    source = coloured("red", "currentColor")
    assert depict(source, 64) == depict(source, 64)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<script>1</script>",
        '<path fill="none" d="M0 0h9v9"/>',
        '<path d="M99 99h9v9z"/>',
        '<path opacity=".02" d="M0 0h9v9z"/>',
        "<image/>",
    ],
)
def test_an_empty_drawing_is_no_picture(body):
    with pytest.raises(Undrawable, match="nothing of it is visible"):
        depict(svg(body), 64)


def test_white_on_light_does_not_vanish():
    assert ImageChops.difference(
        opened(depict(coloured("#fff"), 64).jpegs["dark"]), Image.new("RGB", (64, 64), DARK)
    ).getbbox()
    assert LIGHT == (255, 255, 255)
