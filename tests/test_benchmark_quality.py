"""The figures of the search-quality benchmark."""

import math

import pytest

from tests.benchmarks.quality import scores
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.measure import deeper
from tests.benchmarks.quality.shots import Shot, absent, few

LOOKS = {"a": "round", "a-copy": "round", "b": "square", "c": "star"}


@pytest.mark.parametrize(
    ("hits", "rank"),
    [
        (["c", "b"], 1),
        (["a", "a-copy", "c"], 2),
        (["a", "b", "c"], 3),
        (["a", "b"], math.inf),
        ([], math.inf),
    ],
)
def test_a_rank_counts_distinct_looks(hits, rank):
    assert scores.rank(hits, "star", LOOKS.__getitem__) == rank


def test_a_rank_ends_at_ten_looks():
    hits = (str(number) for number in range(100))
    assert scores.rank(hits, "10", str) == math.inf
    assert next(hits) == "10", "no hit is taken beyond the tenth look"


def test_hits_are_searched_deeper_only_when_they_are_taken():
    asked = []

    def search(limit):
        asked.append(limit)
        return [str(number) for number in range(min(limit, 25))]

    hits = deeper(search(10), search)
    assert [next(hits) for _ in range(10)] == [str(number) for number in range(10)]
    assert asked == [10]
    assert list(hits) == [str(number) for number in range(10, 25)]
    assert asked == [10, 20, 40]


def test_recall_and_reciprocal_rank():
    ranks = [1, 2, 6, math.inf]
    assert [scores.recall(ranks, depth) for depth in (1, 5, 10)] == [0.25, 0.5, 0.75]
    assert scores.mean_reciprocal_rank(ranks) == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)


def test_wilsons_interval_as_published():
    """Newcombe 1998, table I: 81 of 263, and 0 of 20."""
    assert scores.wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert scores.wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


def test_calibration_error():
    assert scores.calibration_error([(1.0, True)] * 3) == 0
    assert scores.calibration_error([(0.95, True), (0.95, False)]) == pytest.approx(0.45)
    # Half of the claims in a bin that is off by 0.1, half in one that is right.
    right = [(0.55, number < 11) for number in range(20)]
    assert scores.calibration_error(
        [*right, *((0.25, number < 7) for number in range(20))]
    ) == pytest.approx(0.05)


def test_calibration_error_with_bins_of_equal_mass():
    """Nearly all claims are sure: equal widths have them in one bin, where errors cancel."""
    claims = [(0.92, True)] * 50 + [(0.98, False)] * 50
    assert scores.calibration_error(claims) == pytest.approx(0.45)
    error = scores.calibration_error_of_equal_mass(claims)
    assert error == pytest.approx((0.08 + 0.98) / 2)


def test_micro_average_precision_by_hand():
    """Right, wrong, right, and one query whose icon was never answered."""
    claims = [(0.9, True), (0.8, False), (0.7, True), (0.1, False)]
    assert scores.average_precision(claims, 3) == pytest.approx((1 / 1 + 2 / 3) / 3)
    assert scores.average_precision([(0.5, True), (0.5, False)], 1) == 0.5, "wrong ones first"


def test_recall_at_a_precision():
    claims = [(0.9, True)] * 9 + [(0.8, False)] + [(0.7, True)] * 2 + [(0.6, False)] * 5
    # After the wrong one, 9 of 10 are right; then 11 of 12; then it falls for good.
    assert scores.recall_at_precision(claims, 20) == 11 / 20
    assert scores.recall_at_precision(claims, 20, least=0.95) == 9 / 20
    assert scores.recall_at_precision([(0.9, False)], 1) == 0


def test_absent_queries_show_no_look_of_the_library():
    library, other = (
        IconSet(name, None, dict.fromkeys(ids), {one: LOOKS[one] for one in ids})
        for name, ids in (("x", "b"), ("y", "bc"))
    )
    shots = [
        Shot(f"{number}.png", kind, other, icon)
        for number, icon in enumerate("bc")
        for kind in ("clean", "ui")
    ]
    assert [(shot.icon, shot.kind) for shot in absent(library, shots)] == [
        ("c", "clean"),
        ("c", "ui"),
    ]
    assert [(shot.icon, shot.kind) for shot in few(shots, 1)] == [("b", "clean"), ("b", "ui")]
