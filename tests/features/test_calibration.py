"""Scores become probabilities that hold: of the results with 90 %, nine of ten are right."""

import numpy as np
import pytest

from features.calibration import ABSENT, FALSE_ACCEPT, MISSED, Calibration, fit


def trials(count: int, seed: int, own: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Searches whose right icon scores about `own`, with noise, among others that score about 0.7; less in a small drawing."""
    random = np.random.default_rng(seed)
    sides = random.uniform(10, 60, count)
    others = np.sort(random.normal(0.7, 0.06, (count, 5)) - 0.6 / sides[:, None], axis=1)[:, ::-1].clip(-1, 0.999)
    mine = (random.normal(own, 0.08, count) - 0.6 / sides).clip(-1, 0.999)
    scores = np.concatenate([mine[:, None], others[:, :4]], axis=1)
    order = np.argsort(-scores, axis=1)
    return np.take_along_axis(scores, order, axis=1), order == 0, others, sides


def test_match_is_a_probability():
    learned = fit(*trials(2000, 1, own=0.85))
    present, right, absent, sides = trials(4000, 2, own=0.85)
    told = np.array([learned.match(scores, side)[0] for some in (present, absent) for scores, side in zip(some, sides, strict=True)])
    true = np.concatenate([right[:, 0], np.zeros(len(absent), bool)])
    weight = np.repeat([1 - ABSENT, ABSENT], len(absent))
    bins = np.digitize(told, np.linspace(0, 1, 11)[1:-1])
    for number in np.unique(bins):
        of_bin = bins == number
        if of_bin.sum() > 100:
            of_right, of_told = (np.average(shares[of_bin], weights=weight[of_bin]) for shares in (true, told))
            assert of_told == pytest.approx(of_right, abs=0.08)


def test_the_thresholds_keep_their_shares():
    present, right, absent, sides = trials(3000, 3, own=0.9)
    learned = fit(present, right, absent, sides)
    assert learned.false_accept <= FALSE_ACCEPT
    assert learned.found > 0.5
    verdicts = [learned.verdict(learned.match(scores, side)[0]) for scores, side in zip(present, sides, strict=True)]
    assert verdicts.count("absent") <= MISSED * len(present) + 1
    assert verdicts.count("found") / len(present) == learned.found


def test_a_lead_makes_sure_and_a_tie_does_not():
    learned = fit(*trials(2000, 1, own=0.85))
    ahead, tied = (learned.match(np.array(scores), 30)[0] for scores in ([0.95, 0.7, 0.69], [0.8, 0.795, 0.69]))
    assert ahead > 0.9 > 0.75 > tied


def test_a_small_drawing_may_be_less_alike():
    match = fit(*trials(4000, 1, own=0.85)).match
    scores = np.array([0.8, 0.74, 0.69])
    assert match(scores, 12)[0] > match(scores, 50)[0] + 0.02


def test_results_further_down_match_less():
    match = fit(*trials(2000, 1, own=0.85)).match(np.array([0.95, 0.8, 0.7, 0.6]), 30)
    assert list(match) == sorted(match, reverse=True)


def test_perfectly_separated_trials_stay_finite():
    present = np.tile([0.99, 0.5, 0.4, 0.3, 0.2], (50, 1))
    learned = fit(
        present, np.tile([True, False, False, False, False], (50, 1)), np.tile([0.5, 0.4, 0.3, 0.2, 0.1], (50, 1)), np.full(50, 24.0)
    )
    assert np.all(np.isfinite([learned.first, learned.rest]))
    assert (learned.found, learned.false_accept) == (1.0, 0.0)


def test_a_record_is_read_back():
    learned = fit(*trials(300, 1, own=0.85))
    assert Calibration.read(learned.record()) == learned
