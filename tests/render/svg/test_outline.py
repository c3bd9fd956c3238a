"""When are the paths of two SVGs equal?"""

import pytest

from render.svg.outline import outline


def svg(body, box="0 0 24 24", more=""):
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {more}>{body}</svg>'


HEART = "M12 21C5 15 2 12 2 8a5 5 0 0 1 10-2 5 5 0 0 1 10 2c0 4-3 7-10 13z"
SAME = svg(f'<path d="{HEART}"/>')


@pytest.mark.parametrize(
    "other",
    [
        svg(f'<path fill="red" stroke-width="3" d="{HEART}"/>'),
        svg(f'<g transform="translate(2 -3)"><path transform="translate(-2,3)" d="{HEART}"/></g>'),
        svg(f'<path transform="scale(2)" d="{HEART}"/>', "0 0 48 48", 'width="48"'),
        svg(f'<path transform="matrix(1 0 0 1 5 5)" d="{HEART}"/>', "5 5 24 24"),
        svg(f'<path fill="none" d="M0 0h24v24H0z"/><path d="{HEART}"/>'),
        svg(f'<g fill="none"><path d="M0 0h24"/><path fill="#000" d="{HEART}"/></g>'),
        svg(f'<defs><clipPath id="a"><path d="M0 0h9z"/></clipPath></defs><path d="{HEART}"/>'),
        svg('<path d="M12 21c-7-6-10-9-10-13 0-2.761 2.239-5 5-5s5 2.239 5 5"/>').replace(
            "M12 21c-7-6-10-9-10-13 0-2.761 2.239-5 5-5s5 2.239 5 5",
            HEART.replace("M12 21C5 15 2 12 2 8", "m12 21c-7-6-10-9-10-13"),
        ),
    ],
)
def test_the_same_paths_are_equal_however_they_are_written(other):
    assert outline(SAME).equals(outline(other))


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        ('<rect x="2" y="3" width="9" height="8"/>', "M2 3h9v8H2z"),
        ('<rect x="2" y="3" width="9" height="8" rx="1"/>', None),
        ('<circle cx="9" cy="9" r="4"/>', "M5 9a4 4 0 1 0 8 0a4 4 0 1 0-8 0z"),
        ('<polygon points="1,2 5,6 9,2"/>', "M1 2 5 6 9 2z"),
        ('<polyline points="1 2 5 6"/>', "M1 2L5 6"),
        ('<line x1="1" y1="2" x2="5" y2="6" stroke="red"/>', "M1 2L5 6"),
        ('<ellipse cx="9" cy="9" rx="4" ry="2"/>', "M5 9a4 2 0 1 0 8 0a4 2 0 1 0-8 0z"),
    ],
)
def test_shapes_are_paths(shape, path):
    found = outline(svg(shape))
    assert found.kinds
    if path is not None:
        assert found.equals(outline(svg(f'<path d="{path}"/>')))


@pytest.mark.parametrize(
    "other",
    [
        svg(f'<path d="{HEART}"/><circle cx="4" cy="4" r="1"/>'),
        svg(f'<path transform="rotate(9 12 12)" d="{HEART}"/>'),
        svg(f'<path transform="translate(0.1)" d="{HEART}"/>'),
        svg(f'<path d="{HEART}"/>', "0 0 25 25"),
    ],
)
def test_other_paths_are_not(other):
    assert not outline(SAME).equals(outline(other))


@pytest.mark.parametrize(
    "text", ["", "<svg", "<svg/>", svg('<path transform="scale()" d="M1 1h9"/>'), svg("<use/>")]
)
def test_what_has_no_outline_equals_nothing(text):
    assert not outline(text).equals(outline(text))


@pytest.mark.parametrize(
    "shape",
    [
        f'<g transform="{"a" * 200_000}"><path d="M0 0h9"/></g>',
        f'<path d="M0 0h9"/><circle r="{"1" * 200_000}!"/>',
    ],
)
def test_a_long_word_or_number_is_read_once(shape):
    assert outline(f'<svg viewBox="0 0 9 9">{shape}</svg>').kinds == "ML"
