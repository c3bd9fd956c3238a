"""A small drawing in a large picture is cut out of it and segmented again."""

import pytest
from PIL import Image

from features.search.criteria import Criteria
from features.search.hypotheses.focus import focus
from features.search.scoring import Scorer
from tests.features.search.hypotheses.conftest import BODIES
from tests.features.search.hypotheses.drawings import BLACK, WHITE, icon, shown


@pytest.fixture
def scorer(searcher) -> Scorer:
    return searcher._scorer(Criteria(1), searcher.cutout_cache())


def in_4k(side: int, at: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", (3840, 2160), WHITE)
    picture.paste(BLACK, at, icon(BODIES["key"], side).getchannel("A"))
    return picture


@pytest.mark.parametrize(("side", "at"), [(24, (1900, 1000)), (48, (3700, 40)), (16, (90, 2030))])
def test_a_small_drawing_in_a_4k_picture_is_found_with_its_box(searcher, side, at):
    answer = searcher.find(in_4k(side, at), Criteria(1))
    assert answer.results[0].hit.id == "key"
    assert answer.verdict == "found"
    left, top, right, bottom = answer.hypothesis.description.boxes[0].edges
    x, y = at
    assert x <= left + 1 < right - 1 <= x + side
    assert y <= top + 1 < bottom - 1 <= y + side
    assert right - left > 0.7 * side, "in the picture's own pixels"


def test_the_part_is_in_the_picture_s_own_pixels(scorer):
    picture = in_4k(24, (1900, 1000))
    part = focus(picture, scorer.describe(picture), scorer)
    right, bottom = part.left + part.image.width, part.top + part.image.height
    assert part.left < 1900 < 1924 < right
    assert part.top < 1000 < 1024 < bottom
    assert max(part.image.size) < 5 * 24
    assert part.image.tobytes() == picture.crop((part.left, part.top, right, bottom)).tobytes()
    assert max(part.readings.whole.segmentation.scale) == 1


@pytest.mark.parametrize(("side", "margin"), [(24, 8), (24, 60), (900, 8)])
def test_a_picture_that_keeps_its_strokes_is_not_cut(scorer, side, margin):
    picture = shown(icon(BODIES["key"], side), margin=margin)
    part = focus(picture, scorer.describe(picture), scorer)
    assert part.image is picture
    assert (part.left, part.top) == (0, 0)


@pytest.mark.parametrize("name", ["key", "cup", "bell"])
def test_an_icon_of_repeated_pixels_is_found_where_it_is(searcher, name):
    small = shown(icon(BODIES[name], 20), margin=7)
    picture = small.resize((3 * small.width, 3 * small.height), Image.Resampling.NEAREST)
    cropped = picture.crop((4, 2, *picture.size))
    answer = searcher.find(cropped, Criteria(1))
    assert (answer.results[0].hit.id, answer.verdict) == (name, "found")
    box = answer.hypothesis.description.boxes[0]
    there = searcher.find(small, Criteria(1)).hypothesis.description.boxes[0]
    expected = there.scaled(3, 3).moved(-4, -2)
    assert box.edges == pytest.approx(expected.edges, abs=0.5)
