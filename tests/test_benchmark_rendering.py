"""The benchmark of our drawings beside Chromium's: comparing and reporting, without a browser."""

import pytest
from PIL import Image, ImageDraw

from render.ground import LIGHT
from render.pictures import CAIROSVG, RESVG, Choice
from render.svg.screen import Undrawable
from tests.benchmarks.rendering.comparison import (
    BLANK,
    COMPARISON,
    DIFFERENT,
    RIGHT,
    Compared,
    Source,
    compare,
    differing,
    drawn,
    failed,
)
from tests.benchmarks.rendering.report import report

SIDE = COMPARISON.side
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 8">'
BAR = f'{HEAD}<path d="M0 0h8v8H0z"/></svg>'
MOVING = f'{HEAD}<path d="M0 0h8v8H0z"><animate attributeName="x" dur="2s" to="1"/></path></svg>'


def source(svg=BAR, name="bar"):
    return Source("mine", name, svg)


def picture(*boxes):
    """White, with black boxes: left, top, right and bottom, the last pixel included."""
    made = Image.new("RGB", (SIDE, SIDE), LIGHT)
    for box in boxes:
        ImageDraw.Draw(made).rectangle(box, fill="black")
    return made


LIKE_CHROMIUM = picture((0, 32, 63, 95))


def test_the_drawing_is_centred_at_whole_pixels():
    ours = drawn(BAR)
    assert ours.picture.tobytes() == LIKE_CHROMIUM.tobytes()
    assert (ours.viewport["width"], ours.viewport["height"]) == ("128", "64")
    assert ours.moment == 0


def test_chromium_is_asked_for_the_moment_that_is_drawn():
    assert drawn(MOVING).moment == 2


def test_a_pixel_differs_by_more_than_a_quarter():
    grey = Image.new("RGB", (SIDE, SIDE), (191, 255, 255))
    darker = Image.new("RGB", (SIDE, SIDE), (190, 255, 255))
    white = picture()
    assert differing(grey, white) == 0
    assert differing(darker, white) == 1


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [(5, RIGHT), (6, DIFFERENT)],  # of 128: 3.9 % and 4.7 %
)
def test_an_icon_is_different_above_the_bar(rows, outcome):
    changed = LIKE_CHROMIUM.copy()
    changed.paste("black", (0, 0, SIDE, rows))
    compared = compare(source(), drawn(BAR), changed)
    assert compared.outcome == outcome
    assert compared.share == rows / SIDE


def test_an_icon_is_blank_where_only_chromium_shows_something():
    nothing = drawn(f"{HEAD}<g/></svg>")
    assert compare(source(), nothing, picture((0, 0, 3, 3))).outcome == BLANK
    assert compare(source(), nothing, picture()).outcome == RIGHT


def test_the_report_counts_each_set_and_names_what_is_wrong():
    outcomes = [
        Compared(source(name="good"), RIGHT, choice=Choice()),
        Compared(source(name="doubted"), RIGHT, 0.01, True, Choice(RESVG, "text")),
        Compared(source(name="moved"), DIFFERENT, 0.125, True, Choice(RESVG, "mask")),
        Compared(Source("other", "lost", BAR), BLANK, 0.02, False, Choice(CAIROSVG, "it fails")),
        failed(Source("other", "broken", "<svg"), Undrawable("it is not well-formed XML")),
    ]
    text = report(outcomes, "python -m …")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows[2:] == [
        "| mine | 3 | 0 | 1 | 0 | 2 | 1 | 2 | 0 |",
        "| other | 2 | 1 | 0 | 1 | 0 | 0 | 0 | 1 |",
        "| **all** | 5 | 1 | 1 | 1 | 2 | 1 | 2 | 1 |",
    ]
    assert "1 of 2 flagged icons" in text
    assert "1 of 2 that are blank or different" in text
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        "- `mine:moved`: different (12.5% of the pixels), flagged",
        "- `other:lost`: blank (2.0% of the pixels)",
        "- `other:broken`: failed (it is not well-formed XML)",
    ]
