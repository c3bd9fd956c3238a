"""Texts stand on whole pixels, as browsers on Linux draw them."""

from xml.etree.ElementTree import Element

import pytest
from PIL import ImageChops

from render.svg.drawing import draw
from render.svg.renderers.hinting import hint
from render.svg.resolve import resolve
from render.svg.viewport import Viewport
from tests.render.documents import svg

SIDE = 48
VIEWPORT = Viewport((0.0, 0.0, 24.0, 24.0), SIDE, SIDE)  # two pixels a unit


def hinted(body: str) -> Element:
    root = resolve(svg(body)).root
    hint(root, VIEWPORT)
    return next(element for element in root.iter() if element.tag.endswith("}text"))


def baseline(body: str) -> float:
    """The pixels of a baseline that is 10 units down before."""
    numbers = hinted(body).attrib["transform"].removeprefix("matrix(").removesuffix(")").split()
    return 2 * (float(numbers[3]) * 10 + float(numbers[5]))


@pytest.mark.parametrize("y", [18.9, 19.05, 19.3])
def test_stems_end_at_a_whole_pixel(y: float):
    icon = resolve(svg(f'<text x="3" y="{y}" font-size="18" font-weight="bold">H</text>'))
    picture = draw(icon, SIDE, (0, 0, 0)).picture
    alpha = picture.getchannel("A")
    stem = max(range(SIDE), key=lambda x: sum(alpha.crop((x, 0, x + 1, SIDE)).tobytes()))
    column = alpha.crop((stem, 0, stem + 1, SIDE)).tobytes().rstrip(b"\0")
    assert column[-1] > 250
    assert len(column) == round(2 * y)


@pytest.mark.parametrize(
    ("body", "pixels"),
    [
        ('<text y="10">a</text>', 20),
        ('<g transform="translate(0 .2)"><text y="10">a</text></g>', 19.6),  # 20 with the group
        ('<text dy="10">a</text>', 20),
        ('<text y="3"><tspan x="1" y="10">a</tspan></text>', 20),  # as Figma and Sketch write it
        ('<text><tspan><tspan y="10">a</tspan></tspan></text>', 20),
        ('<text y="10" dominant-baseline="middle">a</text>', 29),  # an x is 18 pixels high
        ('<text y="10" style="alignment-baseline:central">a</text>', 31),
        ('<text y="10" dominant-baseline="hanging">a</text>', 44),
    ],
)
def test_a_baseline_is_on_a_whole_pixel(body: str, pixels: float):
    assert baseline(body) == pytest.approx(pixels)


@pytest.mark.parametrize(
    "body",
    [
        '<text y="10" transform="rotate(9)">a</text>',
        '<text y="10 12">ab</text>',
        '<text y="10">a<tspan dy="3">b</tspan></text>',
        '<text y="10">a<tspan y="3">b</tspan></text>',
        '<text y="10" fill="none" stroke="red">a</text>',
        '<text y="10" dominant-baseline="mathematical">a</text>',
        '<text y="1e999">a</text>',
        '<text y="10" font-size=".1">a</text>',
        '<path id="p" d="M0 9h9"/><text y="10"><textPath href="#p">a</textPath></text>',
    ],
)
def test_a_text_without_one_known_baseline_stays(body: str):
    text = hinted(body)
    assert "scale" not in text.get("transform", "") and "matrix" not in text.get("transform", "")


def test_a_document_that_is_drawn_twice_stays_the_same():
    icon = resolve(svg('<text y="18.3" font-size="15" dominant-baseline="middle">Ag</text>'))
    first = draw(icon, SIDE, (0, 0, 0)).picture
    again = draw(icon, SIDE, (0, 0, 0)).picture
    assert ImageChops.difference(first, again).getbbox() is None
