"""Which renderer draws, what is flagged, and which images are drawn."""

import base64
from io import BytesIO

import pytest
from PIL import Image

from render.pictures import CAIROSVG, RESVG
from render.svg import cairo
from render.svg.agreement import agree
from render.svg.drawing import Drawing, draw
from render.svg.resolve import resolve
from render.svg.screen import Undrawable
from tests.render.documents import SQUARE, svg

# In cairo, rectangles of opposite winding that touch become one.
TOUCHING = svg('<path d="M20 8H6v2h14zM4 8h2v12H4zm2 10h6v2H6z"/>')


def drawn(source: str, side: int = 56) -> Drawing:
    return draw(resolve(source), side, (0, 0, 0))


def embedded(width: int, height: int, kind: str = "PNG") -> str:
    buffer = BytesIO()
    Image.new("RGB", (width, height), (255, 0, 0)).save(buffer, kind)
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<image width="24" height="24" href="data:image/{kind.lower()};base64,{data}"/>'


def test_where_both_agree_cairosvg_draws_and_no_reason_is_given():
    choice = drawn(svg(SQUARE)).choice
    assert (choice.renderer, choice.reason) == (CAIROSVG, "")


def test_touching_rectangles_of_opposite_winding_stay_apart():
    drawing = drawn(TOUCHING)
    assert (drawing.choice.renderer, drawing.choice.reason) == (RESVG, "shapes")
    assert drawing.picture.getpixel((28, 33)) == (0, 0, 0, 0)


def test_the_reason_names_the_features():
    mask = '<mask id="m"><path fill="#808080" d="M0 0h24v24H0z"/></mask>'
    masked = drawn(svg(f'{mask}<g mask="url(#m)">{SQUARE}</g>'))
    assert masked.choice.reason == "mask" and masked.flags == ()


BLUR = '<div xmlns="http://www.w3.org/1999/xhtml" style="backdrop-filter:blur(2px)"/>'
HTML = '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ('<text x="2" y="19" font-size="18">Ag</text>', ()),
        (f"<foreignObject/>{SQUARE}", ()),
        (f'<switch><foreignObject requiredExtensions="x">{HTML}</foreignObject></switch>', ()),
        (f"<foreignObject>{HTML}</foreignObject>{SQUARE}", ("foreign-object",)),
        (f"<switch><foreignObject>{HTML}</foreignObject></switch>{SQUARE}", ("foreign-object",)),
        (f"<foreignObject>{BLUR}</foreignObject>{SQUARE}", ()),
        ('<filter id="f"><feTile/></filter><g filter="url(#f)"/>', ("tile",)),
        ('<mask id="m" color-interpolation="linearRGB"/>', ("linear-rgb",)),
        ('<image href="https://example.org/a.png" width="9" height="9"/>', ()),
        ('<image href="data:image/bmp;base64,Qk0=" width="9" height="9"/>', ("embedded-image",)),
        (f'<g fill="context-fill">{SQUARE}</g>', ("context-paint",)),
        ('<path id="p" d="M0 0h9v9"/><use href="#p" fill="context-stroke"/>', ("context-paint",)),
        (f'<defs><g id="p" fill="context-fill">{SQUARE}</g></defs><use href="#p"/>', ()),
    ],
)
def test_only_what_a_browser_draws_otherwise_is_flagged(body, flags):
    assert drawn(svg(body)).flags == flags


@pytest.mark.parametrize("mode", ["multiply", "screen", "difference"])
def test_blend_modes_are_drawn(mode):
    red = '<path fill="#f00" d="M0 0h24v24H0z"/>'
    blended = f'<path fill="#0f0" style="mix-blend-mode:{mode}" d="M0 0h24v24H0z"/>'
    colour = (0, 0, 0, 255) if mode == "multiply" else (255, 255, 0, 255)
    assert drawn(svg(red + blended)).picture.getpixel((28, 28)) == colour


def test_where_one_fails_the_other_draws(monkeypatch):
    def fails(*_):
        raise Undrawable("CairoSVG cannot draw it (KeyError: 'x')")

    expected = drawn(svg(SQUARE)).picture
    monkeypatch.setattr(cairo, "draw", fails)
    drawing = drawn(svg(SQUARE))
    assert drawing.choice.renderer == RESVG and "KeyError" in drawing.choice.reason
    assert agree(drawing.picture, expected)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_embedded_image_is_drawn(kind):
    red, green, blue, alpha = drawn(svg(embedded(8, 8, kind))).picture.getpixel((28, 28))
    assert red > 240 and max(green, blue) < 12 and alpha == 255


def test_an_image_of_too_many_pixels_is_refused():
    with pytest.raises(Undrawable, match="embeds an image of 4000 x 4000 pixels"):
        drawn(svg(embedded(4000, 4000)))


def test_no_local_image_is_read(tmp_path):
    path = tmp_path / "secret.png"
    Image.new("RGB", (8, 8), (255, 0, 0)).save(path)
    for place in (str(path), path.as_uri()):
        for name in ("href", "xlink:href"):
            body = f'<image {name}="{place}" width="24" height="24"/><path d="M0 0h2v2H0z"/>'
            drawing = drawn(svg(body))
            assert drawing.picture.getpixel((28, 28)) == (0, 0, 0, 0)


def test_pictures_that_differ_by_antialiasing_agree():
    one = Image.new("RGBA", (56, 56), (0, 0, 0, 255))
    edge = one.copy()
    for row in range(56):
        alpha = 190 if row % 2 else 255
        edge.putpixel((20, row), (0, 0, 0, alpha))
    hole = one.copy()
    hole.paste((0, 0, 0, 0), (20, 20, 22, 22))
    assert agree(one, edge) and not agree(one, hole)
