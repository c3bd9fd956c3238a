from unittest.mock import Mock

import cairocffi
import pytest

from render.svg.drawing import draw
from render.svg.path import trace
from render.svg.resolve import resolve
from tests.render.documents import svg

KINDS = {
    cairocffi.PATH_MOVE_TO: "M",
    cairocffi.PATH_LINE_TO: "L",
    cairocffi.PATH_CURVE_TO: "C",
    cairocffi.PATH_CLOSE_PATH: "Z",
}


def context() -> cairocffi.Context:
    return cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_ARGB32, 100, 100))


def drawn(data: str) -> list[tuple]:
    """The path as cairo keeps it, coordinates to a tenth.

    After a close cairo adds a move of its own, left out here.
    """
    canvas = context()
    trace(canvas, data)
    items = [
        (KINDS[kind], *(round(number, 1) for number in numbers))
        for kind, numbers in canvas.copy_path()
    ]
    return [
        item
        for place, item in enumerate(items)
        if not (item[0] == "M" and place and items[place - 1][0] == "Z")
    ]


@pytest.mark.parametrize(
    ("data", "same"),
    [
        ("m1 2 3 4 5 6", "M1 2L4 6L9 12"),
        ("M1,2 3,4", "M1 2L3 4"),
        ("M1 2h3v4h-1-1v1", "M1 2L4 2L4 6L3 6L2 6L2 7"),
        ("M1 2H3V4H5 6", "M1 2L3 2L3 4L5 4L6 4"),
        ("M1 2c1 1 2 2 3 3 1 1 2 2 3 3", "M1 2C2 3 3 4 4 5C5 6 6 7 7 8"),
        ("M0 0c0 4 4 8 8 8s8 4 8 8", "M0 0C0 4 4 8 8 8C12 8 16 12 16 16"),
        ("M0 0S4 4 8 8", "M0 0C0 0 4 4 8 8"),
        ("M0 0h2s4 4 8 8", "M0 0h2C2 0 6 4 10 8"),
        ("M0 0Q3 3 6 0T12 0", "M0 0C2 2 4 2 6 0C8 -2 10 -2 12 0"),
        ("M0 0q3 3 6 0t6 0t6 0", "M0 0Q3 3 6 0Q9 -3 12 0Q15 3 18 0"),
        ("M0 0C1 1 2 2 3 3T6 6", "M0 0C1 1 2 2 3 3Q3 3 6 6"),
        ("M1 1h2v2z l1 1", "M1 1L3 1L3 3Z L2 2"),
        ("M1 1h2v2zm1 1h1", "M1 1L3 1L3 3Z M2 2L3 2"),
        ("M.5.5-1-1+2e0.5e1", "M0.5 0.5L-1 -1L2 5"),
        ("M1.e1 2", "M10 2"),
        ("M0 0a4 4 0 108 0", "M0 0A4 4 0 1 0 8 0"),
        ("M0 0a4 4 0 01.5.5", "M0 0A4 4 0 0 1 0.5 0.5"),
        ("M0 0A4 4 0 0 1 8 0 4 4 0 0 1 0 0", "M0 0A4 4 0 0 1 8 0A4 4 0 0 1 0 0"),
        ("M0 0A0 4 0 0 1 8 8", "M0 0L8 8"),
        ("M0 0A-4 4 0 0 1 8 0", "M0 0A4 4 0 0 1 8 0"),
        ("M0 0A1 1 0 0 1 8 0", "M0 0A4 4 0 0 1 8 0"),
        ("M2 3A4 4 0 0 1 2 3", "M2 3L2 3"),
    ],
)
def test_shorthand_draws_what_it_stands_for(data, same):
    assert drawn(data) == drawn(same) != []


@pytest.mark.parametrize(
    ("data", "before"),
    [
        ("", ""),
        ("L1 1", ""),
        ("5M1 1L2 2", "M1 1L2 2"),
        ("M4 4h16z5", "M4 4h16z"),
        ("M4 4h16z5L1 1", "M4 4h16z"),
        ("M1 1L2 2 3L4 4", "M1 1L2 2"),
        ("M1 1L2 2;L3 3", "M1 1L2 2"),
        ("M1 1LL3 3", "M1 1"),
        ("M1 1A1 1 0 2 0 4 4L5 5", "M1 1"),
        ("M1 1 L2 2 nonsense", "M1 1 L2 2"),
    ],
)
def test_after_an_error_nothing_more_is_drawn(data, before):
    assert drawn(data) == drawn(before)


@pytest.mark.parametrize(
    ("data", "extents"),
    [
        ("M2 12A10 10 0 1 1 22 12A10 10 0 1 1 2 12", (2, 2, 22, 22)),
        ("M2 12a10 5 0 0 0 20 0a10 5 0 0 0-20 0", (2, 7, 22, 17)),
        ("M12 2a10 5 90 0 0 0 20a10 5 90 0 0 0-20", (7, 2, 17, 22)),
        ("M2 2A10 10 0 0 0 12 12", (2, 2, 12, 12)),
        ("M2 2A10 10 0 0 1 12 12", (2, 2, 12, 12)),
        ("M2 12A10 10 0 0 1 12 2", (2, 2, 12, 12)),
        ("M12 2A10 10 0 1 1 2 12", (2, 2, 22, 22)),
    ],
)
def test_arcs_go_where_they_should(data, extents):
    canvas = context()
    canvas.set_tolerance(0.001)
    trace(canvas, data)
    assert canvas.path_extents() == pytest.approx(extents, abs=0.02)


def test_an_arc_is_round():
    circle = svg('<circle cx="12" cy="12" r="10"/>')
    arcs = svg('<path d="M2 12a10 10 0 0 1 20 0 10 10 0 0 1-20 0"/>')
    one, other = (
        draw(resolve(source), 64, (0, 0, 0)).picture.getchannel("A").tobytes()
        for source in (circle, arcs)
    )
    assert max(abs(left - right) for left, right in zip(one, other, strict=True)) <= 12


def test_markers_are_drawn():
    marker = (
        '<marker id="m" markerWidth="9" markerHeight="9" viewBox="0 0 9 9">'
        '<path fill="red" d="M0 0h9v9H0z"/></marker>'
    )
    source = svg(f'{marker}<path marker-start="url(#m)" d="M9 9h1"/>')
    drawing = draw(resolve(source), 24, (0, 0, 0))
    assert drawing.picture.getpixel((12, 12)) == (255, 0, 0, 255)


@pytest.mark.parametrize("arc", ["2" * 200_000, "0" * 200_000, "1 1 1" + "," * 200_000])
def test_digits_of_an_arc_are_read_once(arc):
    assert trace(Mock(), f"M0 0a{arc}") is None
