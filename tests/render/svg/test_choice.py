"""Which renderer draws, what is flagged, and which images are drawn."""

import base64
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from render.pictures import CAIROSVG, RESVG
from render.svg.agreement import agree
from render.svg.drawing import Drawing, draw
from render.svg.renderers import cairo, resvg
from render.svg.resolve import resolve
from render.svg.screen import Undrawable
from render.svg.viewport import Viewport
from tests.render.documents import SQUARE, svg

# In cairo, rectangles of opposite winding that touch become one.
TOUCHING = svg('<path d="M20 8H6v2h14zM4 8h2v12H4zm2 10h6v2H6z"/>')

# The filter's region is beyond what resvg can count: it panics.
OVERFLOWING = svg(
    '<filter id="f" x="-1e38" y="-1e38" width="3e38" height="3e38"><feFlood/></filter>'
    f'<g filter="url(#f)">{SQUARE}</g>'
)
TWO_TONES = (
    '<path fill="#c63" d="M2 3L20 5L9 21z"/><circle cx="15" cy="14" r="6" fill="#07c" '
    'fill-opacity=".6"/>'
)


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


BIG = '<foreignObject width="24" height="24">'
TILE = '<filter id="f"><feFlood width="2" height="2"/><feTile/></filter>'
DISPLACED = (
    '<filter id="f"><feTurbulence baseFrequency=".1" result="t"/><feDisplacementMap scale="{}" '
    'in="SourceGraphic" in2="t"/></filter><path filter="url(#f)" d="M4 4h16v16h-16z"/>'
)
GRADIENT = '<linearGradient id="g"><stop/><stop offset="1" stop-color="red"/></linearGradient>'
FLOOD = '<filter id="f"><feFlood flood-color="red"/></filter>'
CONE = (
    '<filter id="f"><feDiffuseLighting><feSpotLight z="9" limitingConeAngle="20"/>'
    "</feDiffuseLighting></filter>"
)
NOISE = (
    '<filter id="f" x="0" width="1"><feTurbulence baseFrequency="{}"/>'
    '<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 9 0 0 0 -4"/></filter>'
)
DOTS = (
    '<pattern id="p" width="{0}" height="{0}" patternUnits="userSpaceOnUse">'
    '<path d="M0 0h1v3z"/></pattern>'
)
IMAGE = '<image width="9" height="9" '
BLUR = '<div xmlns="http://www.w3.org/1999/xhtml" style="backdrop-filter:blur(2px)"/>'
HTML = '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'


@pytest.mark.parametrize(
    ("body", "flags"),
    [
        ('<text x="2" y="19" font-size="18">Ag</text>', ()),
        (f"<foreignObject/>{SQUARE}", ()),
        (f'<switch><foreignObject requiredExtensions="x">{HTML}</foreignObject></switch>', ()),
        (f"<foreignObject>{HTML}</foreignObject>{SQUARE}", ()),  # it has no size
        (f"{BIG}{HTML}</foreignObject><path d='M0 0h2v2z'/>", ("foreign-object",)),
        (f"<switch>{BIG}{HTML}</foreignObject></switch><path d='M0 0h2v2z'/>", ("foreign-object",)),
        (f'<g opacity="0">{BIG}{HTML}</foreignObject></g>{SQUARE}', ()),
        (
            f"<style>div{{border:1px solid}}</style>{BIG}<div xmlns='http://www.w3.org/1999/xhtml' "
            f"class='a'/></foreignObject><path d='M0 0h2v2z'/>",
            ("foreign-object",),
        ),
        (f"<foreignObject>{BLUR}</foreignObject>{SQUARE}", ()),
        (f'{TILE}<g filter="url(#f)">{SQUARE}</g>', ("tile",)),
        (f'{TILE}<g display="none" filter="url(#f)">{SQUARE}</g>', ()),
        (f'<g style="offset-path:path(&quot;M0 0h9&quot;)">{SQUARE}</g>', ()),
        (f'<g style="transform:perspective(9px) rotateY(50deg)">{SQUARE}</g>', ()),
        (
            '<g style="transform:perspective(9px) rotateY(50deg);transform-origin:9px 9px">'
            f"{SQUARE}</g>",
            ("perspective",),
        ),
        (DISPLACED.format(8), ("displacement", "turbulence")),
        (DISPLACED.format(0), ()),
        (f'<g style="offset-path:ray(45deg)">{SQUARE}</g>', ("offset-path",)),
        (f'<g style="mask:linear-gradient(red,blue)">{SQUARE}</g>', ("mask-image",)),
        (f'{IMAGE}href="https://example.org/a.png"/>', ("missing-image",)),
        (f'{IMAGE}href=""/>', ()),
        (f'{IMAGE}href="data:image/bmp;base64,Qk0="/>', ("embedded-image",)),
        (f'{IMAGE}href="data:image/bmp;base64,Qk0="/>{SQUARE}', ()),
        ('<text x="2" y="19" style="text-shadow:1px 1px red">A</text>', ("text",)),
        ('<text x="2" y="19" style="font:small-caps 12px serif">A</text>', ("text",)),
        ('<text x="2" y="19" font-size="18">中</text>', ()),
        ('<text x="2" y="19" font-size="18">a中</text>', ("text",)),
        (
            '<text y="19" font-size="18"><tspan font-weight="bold">中</tspan></text>',
            ("text",),
        ),
        ('<text x="22" y="19" direction="rtl">ab</text>', ()),
        (f'<g style="fill:contrast-color(red)">{SQUARE}</g>', ("css",)),
        (f'<g fill="context-fill">{SQUARE}</g>', ("context-paint",)),
        (
            '<path id="p" d="M0 0h9v9"/><use href="#p" x="9" fill="context-stroke"/>',
            ("context-paint",),
        ),
        (f'<defs><g id="p" fill="context-fill">{SQUARE}</g></defs><use href="#p"/>', ()),
        (
            f'{GRADIENT}<defs><g id="p" fill="context-fill">{SQUARE}</g></defs>'
            '<use href="#p" fill="url(#g)"/>',
            ("context-paint",),
        ),
        (f'{FLOOD}<g filter="url(#f)" transform="rotate(9)">{SQUARE}</g>', ("filter",)),
        (f'{FLOOD}<g filter="url(#f)">{SQUARE}</g>', ()),
        (f'{FLOOD}<g style="filter:url(#f) blur(2px)">{SQUARE}</g>', ("filter",)),
        (f'{CONE}<g filter="url(#f)">{SQUARE}</g>', ("filter",)),
        (f'{NOISE.format("1.5")}<g filter="url(#f)">{SQUARE}</g>', ("turbulence",)),
        (f'{NOISE.format(".001")}<g filter="url(#f)">{SQUARE}</g>', ()),
        ('<text y="19" font-size="18">A<tspan opacity=".2">b</tspan></text>', ("text",)),
        ('<text y="19" font-size="18" style="unicode-bidi:bidi-override">b</text>', ("text",)),
        ('<text y="19" font-size="18" text-decoration="underline">Ag</text>', ("text",)),
        ('<text y="19" font-size="3" text-decoration="underline">i</text>', ()),
        (f'{DOTS.format(3.1)}<text y="22" font-size="24" fill="url(#p)">M</text>', ("pattern",)),
        (f'{DOTS.format(3)}<text y="22" font-size="24" fill="url(#p)">M</text>', ()),
        (f'<g style="content-visibility:hidden">{SQUARE}</g>', ("css",)),
        (f'<g style="mask:url(a.png)">{SQUARE}</g>', ("css",)),
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
    assert agree(drawing.picture.convert("RGBa"), expected.convert("RGBa"))


@pytest.mark.parametrize("has_raw_pixels", [True, False])
def test_where_resvg_panics_cairosvg_draws(monkeypatch, has_raw_pixels):
    monkeypatch.setattr(resvg, "HAS_RAW_PIXELS", has_raw_pixels)
    choice = drawn(OVERFLOWING).choice
    assert choice.renderer == CAIROSVG and "an error of its own" in choice.reason
    assert drawn(svg(SQUARE)).choice.reason == ""


LIGHT = '<feDistantLight azimuth="225" elevation="45"/>'
LIT = (
    '<filter id="f"><feGaussianBlur in="SourceAlpha" stdDeviation="{}"/>'
    f'<feDiffuseLighting surfaceScale="{{}}">{LIGHT}</feDiffuseLighting></filter>'
    '<path filter="url(#f)" d="M{} {}h{}v{}z"/>'
)


def test_what_a_filter_displaces_is_drawn_where_it_was():
    assert drawn(svg(DISPLACED.format(8))).picture.getpixel((28, 28)) == (0, 0, 0, 255)


def test_images_behind_the_root_are_flagged():
    gradient = "linear-gradient(red,blue)"
    for style in (
        f"background:{gradient}",
        f"background-image:{gradient}",
        "background:url(data:image/png;base64,iVBO) red",
    ):
        behind = svg(SQUARE, f'viewBox="0 0 99 99" style="{style}"')
        assert drawn(behind).flags == ("background",)
    outside = svg(SQUARE, 'viewBox="0 0 99 99" style="background:url(a.png)"')
    assert drawn(outside).flags == ()
    framed = svg(f"<style>svg{{border:8px double}}</style>{SQUARE}")
    assert drawn(framed).flags == ("css",)


def test_a_lit_filter_is_drawn_where_resvg_rounds_its_region_twice():
    body = f'<filter id="f"><feDiffuseLighting>{LIGHT}</feDiffuseLighting></filter>'
    star = "M24 3l6 14 15 1-11 10 4 15-14-8-14 8 4-15L3 18l15-1z"
    source = svg(f'{body}<path d="{star}" filter="url(#f)"/>', 'viewBox="0 0 48 48"')
    assert drawn(source, side=128).choice.renderer == RESVG


def test_a_lit_filter_looks_alike_at_every_scale():
    units = drawn(svg(LIT.format(1, 3, 4, 4, 14, 14))).picture
    tenths = drawn(svg(LIT.format(10, 30, 40, 40, 140, 140), 'viewBox="0 0 240 240"')).picture
    assert agree(units.convert("RGBa"), tenths.convert("RGBa"))
    # Twice: what a drawing changes for its pixels counts once.
    icon = resolve(svg(LIT.format(1, 3, 4, 4, 14, 14)))
    draw(icon, 56, (0, 0, 0))
    assert draw(icon, 56, (0, 0, 0)).picture.tobytes() == units.tobytes()


@pytest.mark.skipif(not resvg.HAS_RAW_PIXELS, reason="no wheel for this machine")
@pytest.mark.parametrize(
    "body",
    [
        TWO_TONES,
        '<g style="mix-blend-mode: multiply" opacity=".3">' + TWO_TONES + "</g>",
        '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>'
        f'<g filter="url(#f)">{TWO_TONES}</g>',
        embedded(8, 8),
    ],
)
def test_both_bindings_of_resvg_draw_the_same(monkeypatch, body):
    icon = resolve(svg(body))
    viewport = Viewport((0, 0, 24, 24), 56, 56)
    raw = resvg.draw(icon.root, viewport, icon.features)
    monkeypatch.setattr(resvg, "HAS_RAW_PIXELS", False)
    decoded = resvg.draw(icon.root, viewport, icon.features)
    assert raw.mode == decoded.mode == "RGBa"
    difference = ImageChops.difference(raw, decoded)
    assert max(most for _, most in difference.getextrema()) <= 1  # of rounding, on the way to PNG


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_embedded_image_is_drawn(kind):
    red, green, blue, alpha = drawn(svg(embedded(8, 8, kind))).picture.getpixel((28, 28))
    assert red > 240 and max(green, blue) < 12 and alpha == 255


def test_an_image_of_too_many_pixels_is_refused():
    with pytest.raises(Undrawable, match="embeds an image of 4000 x 4000 pixels"):
        drawn(svg(embedded(4000, 4000)))


def test_an_image_that_pillow_takes_for_a_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(Undrawable, match="embeds an image of more than 178 million pixels"):
        drawn(svg(embedded(40, 40)))


def test_no_local_image_is_read(tmp_path):
    path = tmp_path / "secret.png"
    Image.new("RGB", (8, 8), (255, 0, 0)).save(path)
    for place in (str(path), path.as_uri()):
        for name in ("href", "xlink:href"):
            body = f'<image {name}="{place}" width="24" height="24"/><path d="M0 0h2v2H0z"/>'
            drawing = drawn(svg(body))
            assert drawing.picture.getpixel((28, 28)) == (0, 0, 0, 0)


def test_pictures_that_differ_by_antialiasing_agree():
    one = Image.new("RGBa", (56, 56), (0, 0, 0, 255))
    edge = one.copy()
    for row in range(56):
        alpha = 190 if row % 2 else 255
        edge.putpixel((20, row), (0, 0, 0, alpha))
    hole = one.copy()
    hole.paste((0, 0, 0, 0), (20, 20, 22, 22))
    assert agree(one, edge) and not agree(one, hole)
