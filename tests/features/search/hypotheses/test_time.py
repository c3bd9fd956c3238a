"""A search whose time is up answers what it has found, and says so."""

from contextlib import nullcontext
from dataclasses import replace

import pytest
from PIL import Image

from features.search.criteria import Criteria
from features.search.hypotheses import choice, regions
from features.search.hypotheses.settings import HYPOTHESES
from features.search.searcher import Searcher
from tests.features.search.hypotheses.conftest import BODIES
from tests.features.search.hypotheses.drawings import BLACK, WHITE, cross, icon, shown


class Late:
    """Time that is up from the beginning."""

    def __call__(self, stage):
        return nullcontext()

    def check(self):
        pass

    def is_late(self, share):
        return True


@pytest.fixture
def settings(monkeypatch):
    """A function that replaces some of the settings."""

    def replaced(**values):
        for module in (choice, regions):
            monkeypatch.setattr(module, "HYPOTHESES", replace(HYPOTHESES, **values))

    return replaced


@pytest.fixture
def late(searcher, monkeypatch, settings):
    """The searcher, with time for one hypothesis of a kind alone."""
    settings(in_any_case=1)
    monkeypatch.setattr(searcher, "_timed", Late())
    return searcher


def side_by_side(*names: str) -> Image.Image:
    picture = Image.new("RGB", (60 * len(names), 44), WHITE)
    for place, name in enumerate(names):
        drawing = icon(BODIES[name], 24)
        picture.paste(BLACK, (60 * place + 18, 10), drawing.getchannel("A"))
    return picture


def test_a_window_has_the_icons_found_so_far(late):
    picture = side_by_side("bell", "key", "star", "house")
    found = late.find_all(picture, 1)
    assert found.ended_early
    (region,) = found.regions
    assert region.icon in ("bell", "key", "star", "house")


def test_a_window_with_enough_time_is_complete(searcher):
    found = searcher.find_all(side_by_side("bell", "key", "star", "house"), 1)
    assert not found.ended_early
    assert [region.icon for region in found.regions] == ["bell", "key", "star", "house"]


def test_an_icon_that_is_not_found_may_be_in_what_was_not_searched(searcher, late):
    answer = late.find(shown(cross(), BLACK), Criteria(1))
    assert (answer.verdict, answer.ended_early) == ("unsure", True)


def test_an_icon_that_is_clear_takes_no_time(late):
    answer = late.find(shown(icon(BODIES["flag"], 32)), Criteria(1))
    assert (answer.verdict, answer.ended_early) == ("found", False)


def test_candidates_of_a_large_picture_are_detected_in_a_reduced_one(searcher, settings):
    picture = side_by_side("bell", "key", "star", "house").resize((960, 176), Image.Resampling.BOX)
    settings(detected=240 * 44)
    found = searcher.find_all(picture, 1).regions
    assert [region.icon for region in found] == ["bell", "key", "star", "house"]
    for place, region in enumerate(found):
        middle, _ = region.box.middle
        assert middle == pytest.approx(240 * place + 120, abs=8)


def test_another_icon_has_five_results_at_most(searcher: Searcher):
    answer = searcher.find(side_by_side("bell", "key"), Criteria(8))
    (other,) = answer.others
    assert (len(answer.results), len(other.results)) == (8, 5)
