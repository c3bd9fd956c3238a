"""Which hypothesis is chosen: from pictures of a small library to the icon and its reading."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from features.search.criteria import Criteria
from features.search.registration.colourless import LUMINANCE
from features.search.scoring import Scorer
from tests.features.search.hypotheses.conftest import BODIES
from tests.features.search.hypotheses.drawings import (
    BLACK,
    FONT,
    WHITE,
    button,
    icon,
    shown,
    with_disc,
)

RED = "#f5222d"


def row(*pieces: tuple[str, int, int], size=(160, 44)) -> Image.Image:
    """Icons (their name, side and left edge) in a row; a piece of no such name is a word."""
    picture = Image.new("RGB", size, WHITE)
    for name, side, left in pieces:
        top = (size[1] - side) // 2
        if name in BODIES:
            picture.paste(BLACK, (left, top), icon(BODIES[name], side).getchannel("A"))
        else:
            ImageDraw.Draw(picture).text((left, size[1] // 2 - 9), name, BLACK, FONT)
    return picture


@pytest.fixture
def calls(monkeypatch) -> Counter:
    """How often the scorer's methods were called."""
    counted = Counter()
    for name in ("describe", "describe_plainly", "describe_segmented", "score"):
        method = getattr(Scorer, name)

        def count(*given, method=method, name=name, **named):
            counted[name] += 1
            return method(*given, **named)

        monkeypatch.setattr(Scorer, name, count)
    return counted


@pytest.mark.parametrize("name", ["flag", "bell", "key", "tree"])
def test_a_clear_icon_makes_no_further_hypothesis(searcher, calls, name):
    ink = None if name == "tree" else BLACK
    answer = searcher.find(shown(icon(BODIES[name], 32), ink), Criteria(3))
    assert (answer.results[0].hit.id, answer.hypothesis.kind) == (name, "whole")
    assert (answer.verdict, answer.others) == ("found", [])
    assert set(calls) == {"score"}
    assert calls["score"] == 1


def test_nothing_is_turned_where_a_part_is_sure(searcher, calls):
    picture = row(("flag", 24, 10), ("Settings", 0, 46))
    answer = searcher.find(picture, Criteria(1))
    assert answer.results[0].hit.id == "flag"
    assert calls["describe_plainly"] > 0
    assert calls["describe_segmented"] == 0, "changes and turns come after regions and parts"


def test_a_row_that_its_regions_explain_is_not_compared_as_one_icon(searcher, monkeypatch):
    kinds = []
    score = Scorer.score

    def noted(scorer, hypothesis, thorough=False):
        kinds.append(hypothesis.kind)
        return score(scorer, hypothesis, thorough)

    monkeypatch.setattr(Scorer, "score", noted)
    answer = searcher.find(row(("flag", 24, 10), ("Settings", 0, 46)), Criteria(1))
    assert answer.results[0].hit.id == "flag"
    assert set(kinds) == {"one of several"}

    kinds.clear()
    searcher.find(row(("Words", 0, 20), ("only", 0, 90)), Criteria(1))
    assert "whole" in kinds


@pytest.mark.parametrize("name", ["left", "right", "flag", "cup"])
@pytest.mark.parametrize("side", [14, 24, 40])
def test_an_upright_icon_is_not_lost_to_a_turned_one(searcher, name, side):
    answer = searcher.find(shown(icon(BODIES[name], side), "#595959", "#f5f5f5"), Criteria(2))
    assert answer.results[0].hit.id == name
    assert answer.hypothesis.turn.rotated == 0
    assert not answer.hypothesis.turn.mirrored


@pytest.mark.parametrize(
    ("transpose", "turn"),
    [
        (Image.Transpose.FLIP_LEFT_RIGHT, (True, 0)),
        (Image.Transpose.FLIP_TOP_BOTTOM, (True, 180)),
        (Image.Transpose.ROTATE_270, (False, 90)),
        (Image.Transpose.ROTATE_180, (False, 180)),
        (Image.Transpose.ROTATE_90, (False, 270)),
    ],
)
def test_a_turned_icon_is_found_and_the_answer_says_how(searcher, transpose, turn):
    picture = shown(icon(BODIES["key"], 40)).transpose(transpose)
    answer = searcher.find(picture, Criteria(1))
    assert answer.results[0].hit.id == "key"
    found = answer.hypothesis
    assert (found.kind, found.turn.mirrored, found.turn.rotated) == ("turned", *turn)
    box = ImageOps.invert(picture.convert("L")).getbbox()
    assert found.description.boxes[0].edges == pytest.approx(box, abs=1.5)


@pytest.mark.parametrize("size", [(56, 40), (40, 56)])
@pytest.mark.parametrize("name", ["key", "star", "bell"])
def test_a_stretched_icon_is_found_and_the_answer_says_so(searcher, name, size):
    picture = shown(icon(BODIES[name], 160).resize(size, Image.Resampling.BOX))
    answer = searcher.find(picture, Criteria(1))
    assert answer.results[0].hit.id == name
    assert answer.hypothesis.kind == "stretched"
    box = ImageOps.invert(picture.convert("L")).getbbox()
    assert answer.hypothesis.description.boxes[0].edges == pytest.approx(box, abs=3)


@pytest.mark.parametrize(
    "beside", [("Settings", 0, 48), ("3", 0, 44), ("chevron", 14, 46)], ids=lambda piece: piece[0]
)
@pytest.mark.parametrize("name", ["bell", "folder", "key"])
def test_the_icon_beside_something_else_is_meant(searcher, name, beside):
    answer = searcher.find(row((name, 24, 12), beside), Criteria(1))
    assert answer.results[0].hit.id == name
    left, _, right, _ = answer.hypothesis.description.boxes[0].edges
    assert 10 <= left < right <= 38


def test_of_two_icons_either_is_the_answer_and_the_other_is_in_others(searcher):
    answer = searcher.find(row(("bell", 24, 20), ("key", 24, 90)), Criteria(2))
    assert answer.hypothesis.kind == "one of several"
    (other,) = answer.others
    assert {answer.results[0].hit.id, other.icon} == {"bell", "key"}
    assert other.verdict == "found"
    best, further = answer.hypothesis.description.boxes[0], other.box
    assert best.right < further.left or further.right < best.left


@pytest.mark.parametrize(("first", "second"), [(30, 20), (20, 30)])
def test_of_equally_sure_icons_the_largest_is_meant(searcher, first, second):
    picture = row(("bell", first, 20), ("key", second, 90), size=(160, 60))
    answer = searcher.find(picture, Criteria(1))
    assert answer.results[0].hit.id == ("bell" if first > second else "key")


def test_the_leading_icon_is_meant_and_not_what_closes_the_control(searcher):
    picture = row(("house", 22, 10), ("Home", 0, 40), ("close", 22, 128))
    answer = searcher.find(picture, Criteria(1))
    assert answer.results[0].hit.id == "house"
    assert "close" in [other.icon for other in answer.others]


def test_others_are_in_reading_order_and_none_overlaps(searcher):
    picture = row(
        ("bell", 30, 8), ("key", 20, 70), ("star", 20, 120), ("cup", 20, 170), size=(200, 40)
    )
    answer = searcher.find(picture, Criteria(1))
    lefts = [other.box.left for other in answer.others]
    assert lefts == sorted(lefts)
    assert len(answer.others) == 3
    boxes = sorted([answer.hypothesis.description.boxes[0], *(one.box for one in answer.others)])
    assert all(one.right <= after.left for one, after in pairwise(boxes))


@pytest.mark.parametrize(
    ("radius", "ink", "fill"),
    [(0.5, BLACK, None), (0.15, "#1f2328", None), (0.5, WHITE, "#1677ff"), (0.2, WHITE, "#d4380d")],
)
def test_icons_in_buttons_are_found(searcher, radius, ink, fill):
    right = []
    for name in ("flag", "bell", "key", "house", "star", "cup"):
        answer = searcher.find(button(icon(BODIES[name], 24), radius, ink, fill), Criteria(1))
        right.append(answer.results[0].hit.id == name)
    assert sum(right) >= len(right) - 1


def test_the_bar_of_an_exclamation_mark_is_not_meant(searcher):
    answer = searcher.find(shown(icon(BODIES["warning"], 40)), Criteria(1))
    assert (answer.results[0].hit.id, answer.hypothesis.is_part) == ("warning", False)


def test_a_disc_is_still_a_disc(searcher):
    picture = button(Image.new("RGBA", (4, 4)), 0.5, "#1677ff", "#1677ff")
    answer = searcher.find(picture, Criteria(1))
    assert (answer.results[0].hit.id, answer.hypothesis.is_part) == ("disc", False)


def test_a_badge_like_an_icon_is_not_meant(searcher):
    bell = shown(icon(BODIES["bell"], 40), margin=14)
    answer = searcher.find(with_disc(bell, (52, 14), 6, RED), Criteria(1))
    assert (answer.results[0].hit.id, answer.hypothesis.kind) == ("bell", "without a badge")


def with_dot(name: str) -> Image.Image:
    return with_disc(shown(icon(BODIES[name], 32)), (36, 12), 6, RED)


def struck_out(name: str) -> Image.Image:
    picture = shown(icon(BODIES[name], 48))
    large = picture.resize((4 * picture.width, 4 * picture.height), Image.Resampling.LANCZOS)
    ImageDraw.Draw(large).line(((30, 30), (226, 226)), RED, 16)
    return large.reduce(4)


def cut_by_a_quarter(name: str) -> Image.Image:
    picture = shown(icon(BODIES[name], 48))
    left, _, right, _ = ImageOps.invert(picture.convert("L")).getbbox()
    return picture.crop((left + (right - left) // 4, 0, *picture.size))


def without_margin(name: str) -> Image.Image:
    picture = shown(icon(BODIES[name], 48))
    return picture.crop(ImageOps.invert(picture.convert("L")).getbbox())


@pytest.mark.parametrize("made", [with_dot, struck_out, cut_by_a_quarter, without_margin])
def test_covered_and_cut_icons_are_found(searcher, made):
    names = ("flag", "bell", "house", "cup", "lock")
    found = [searcher.find(made(name), Criteria(1)).results[0].hit.id for name in names]
    right = [one == name for one, name in zip(found, names, strict=True)]
    assert sum(right) >= len(names) - 1, found


@pytest.mark.parametrize("altered", [ImageOps.invert, ImageOps.grayscale], ids=["inverted", "grey"])
def test_an_icon_of_several_colours_is_found_in_other_colours(searcher, altered):
    picture = altered(shown(icon(BODIES["tree"], 40), None)).convert("RGB")
    assert searcher.find(picture, Criteria(1)).results[0].hit.id == "tree"


def greyed(picture: Image.Image) -> Image.Image:
    """As a page's grayscale(1) does."""
    luminance = np.asarray(picture, np.float32) @ LUMINANCE
    return Image.fromarray(np.round(luminance).astype(np.uint8)).convert("RGB")


@pytest.mark.parametrize("altered", [lambda picture: picture, ImageOps.invert, greyed])
@pytest.mark.parametrize("hand", ["light hand", "medium hand", "dark hand"])
def test_an_icon_in_altered_colours_is_not_taken_for_its_twin(searcher, altered, hand):
    picture = altered(shown(icon(BODIES[hand], 36), None))
    assert searcher.find(picture, Criteria(1)).results[0].hit.id == hand


@pytest.mark.parametrize("size", [(24, 24), (120, 48), (900, 600)])
def test_where_nothing_is_drawn_the_answer_is_absent(searcher, size):
    width, height = size
    ramp = np.linspace(40, 220, width).astype(np.uint8)
    gradient = Image.fromarray(np.repeat(np.tile(ramp, (height, 1))[..., None], 3, axis=2))
    for picture in (Image.new("RGB", size, "#d4380d"), gradient):
        answer = searcher.find(picture, Criteria(3))
        assert (answer.verdict, answer.results, answer.others) == ("absent", [], [])
