"""The verdict on an SVG, and the probabilities of its results."""

from unittest.mock import Mock

import numpy as np
import pytest

from features.search.drawings.search import by_paths
from features.search.drawings.verdict import DECISION, matches, verdict
from features.search.index.hit import Hit


@pytest.mark.parametrize(
    ("distance", "identical", "expected"),
    [
        (0.0, False, "found"),
        (DECISION.found, False, "found"),
        (DECISION.found + 0.01, False, "unsure"),
        (DECISION.absent + 0.01, False, "absent"),
        (1.0, True, "found"),
    ],
)
def test_a_drawing_is_found_near_its_icon_or_by_its_paths(distance, identical, expected):
    assert verdict(distance, identical) == expected


def test_only_one_result_is_right():
    shares = matches(np.array([0.02, 0.05, 0.06, 0.9]), [False] * 4)
    assert shares[0] > 0.98
    assert sum(shares) <= 1
    assert shares == sorted(shares, reverse=True)


def test_identical_paths_are_as_sure_as_the_same_picture():
    assert matches(np.array([0.7, 0.8]), [True, False])[0] == pytest.approx(1, abs=1e-4)
    assert matches(np.array([0.7, 0.8]), [False, False])[0] < 0.01


def test_no_more_icons_are_compared_by_their_paths_once_the_search_is_late():
    svg = '<svg viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    hits = [Hit("a", 1.0, ()), Hit("b", 1.0, ())]
    catalogue = Mock(svgs=Mock(return_value={"a": svg, "b": svg}))
    timed = Mock(is_late=Mock(side_effect=[False, True]))
    _, identical = by_paths(svg, hits, catalogue, timed)
    assert identical == {"a"}
