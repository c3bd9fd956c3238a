"""Posteriors are calibrated: of the results with a posterior of 90 %, nine of ten are right."""

import json
from dataclasses import replace

import numpy as np
import pytest

from features.search.calibration import CALIBRATION, Calibration, Evidence, fit

Trials = tuple[list[Evidence], list[list[bool]], list[Evidence]]


def evidence_of(
    apart: list[float],
    side: float = 30,
    noise: float = 0.0,
    is_part: bool = False,
    residual_peak: float = 0.0,
    outline_length: float = 4.0,
) -> Evidence:
    """The evidence of a search whose results have these distances, by pixels and by vectors."""
    distances = np.array(apart, float)
    return Evidence(
        vector_distances=distances,
        distances=distances,
        pixel_distance=apart[0],
        residual_peak=residual_peak,
        residual_energy=residual_peak**2,
        outline_length=outline_length,
        layout_log_likelihood=0.0,
        side=side,
        contrast=0.8,
        noise=noise,
        is_part=is_part,
    )


def trials(count: int, seed: int, own: float) -> Trials:
    """Trials whose right icon has a distance of about `own`, and other icons of about 0.8.

    One trial in three has a twin of the right icon. All distances grow in a small or noisy query.
    """
    random = np.random.default_rng(seed)
    present, right, absent = [], [], []
    for _ in range(count):
        side, noise = random.uniform(10, 60), random.choice([0, 0.03])
        further = 1.5 / side + 3 * noise
        others = np.sort(random.normal(0.8, 0.1, 5) + further).clip(0.02)
        mine = max(0.01, random.normal(own, 0.1) + further)
        twin = max(0.01, mine + random.normal(0, 0.02)) if random.random() < 1 / 3 else others[3]
        apart = np.sort([*others[:3], twin, mine])
        present.append(evidence_of(apart.tolist(), side, noise=noise))
        right.append((apart == mine).tolist())
        absent.append(evidence_of(others.tolist(), side, noise=noise))
    return present, right, absent


def test_match_is_a_probability():
    learned = fit(*trials(2000, 1, own=0.55))
    present, right, absent = trials(4000, 2, own=0.55)
    posteriors = np.array([learned.match(evidence)[0] for evidence in (*present, *absent)])
    true = np.array([labels[0] for labels in right] + [False] * len(absent))
    weight = np.repeat([1 - CALIBRATION.absent_prior, CALIBRATION.absent_prior], len(absent))
    bins = np.digitize(posteriors, np.linspace(0, 1, 11)[1:-1])
    for number in np.unique(bins):
        of_bin = bins == number
        if of_bin.sum() > 100:
            of_right, of_posteriors = (
                np.average(shares[of_bin], weights=weight[of_bin]) for shares in (true, posteriors)
            )
            assert of_posteriors == pytest.approx(of_right, abs=0.08)


def test_the_thresholds_keep_their_shares():
    present, right, absent = trials(3000, 3, own=0.4)
    present = [replace(evidence, is_part=True) for evidence in present]
    absent = [replace(evidence, is_part=True) for evidence in absent]
    learned = fit(present, right, absent)
    assert learned.false_accept <= CALIBRATION.false_accept_rate
    assert learned.found > 0.5
    verdicts = [learned.verdict(evidence) for evidence in present]
    assert verdicts.count("absent") <= CALIBRATION.missed_rate * len(present) + 1
    assert verdicts.count("found") / len(present) == learned.found
    assert [learned.verdict(evidence) for evidence in absent].count("found") / len(
        absent
    ) == learned.false_accept


def test_parts_that_are_alike_by_chance_do_not_raise_the_threshold_of_whole_pictures():
    """Sharpened and enlarged icons of Ant Design were unsure: parts of others are like icons."""
    learned = fit(*trials(500, 1, own=0.4))
    strict = replace(learned, found_from=0.999, found_within=2.0)
    for apart in np.linspace(0.3, 0.7, 20).tolist():
        evidence = evidence_of([apart, 0.8, 0.85])
        coloured = replace(evidence, coloured=True)
        part = replace(evidence, is_part=True)
        match = learned.match(evidence)[0]
        is_enough = match >= CALIBRATION.whole_posterior
        is_enough_coloured = match >= CALIBRATION.whole_coloured_posterior
        assert (strict.verdict(evidence) == "found") == is_enough
        assert (strict.verdict(coloured) == "found") == is_enough_coloured
        assert strict.verdict(part) != "found" or match >= strict.found_from


def test_a_plain_disc_in_a_picture_is_hardly_an_icon():
    """The eye of a face and the hole of a wheel were found, as icons of a disc."""
    learned = fit(*trials(500, 1, own=0.4))
    alone = evidence_of([0.5, 0.8, 0.85])
    part = replace(alone, is_part=True)
    disc = replace(part, is_plain_part=True)
    assert learned.verdict(part) == "found" and learned.verdict(disc) != "found"
    assert learned.match(disc)[0] < 0.5 < learned.match(part)[0]


def test_of_two_equally_near_results_neither_is_sure_but_the_icon_is_not_absent():
    learned = fit(*trials(4000, 1, own=0.5))
    ahead, tied = evidence_of([0.4, 0.8, 0.85]), evidence_of([0.4, 0.401, 0.85])
    assert learned.match(ahead)[0] > 0.9 > 0.75 > learned.match(tied)[0]
    assert (learned.verdict(ahead), learned.verdict(tied)) == ("found", "unsure")


@pytest.mark.parametrize("harder", [{"side": 12}, {"noise": 0.03}])
def test_a_small_or_noisy_query_may_have_a_larger_distance(harder):
    learned = fit(*trials(4000, 1, own=0.45))
    apart = [0.6, 0.8, 0.85]
    assert (
        learned.match(evidence_of(apart, **harder))[0]
        > learned.match(evidence_of(apart, side=50))[0] + 0.02
    )


def test_a_part_of_a_picture_is_less_sure_where_parts_are_rarely_right():
    present, right, absent = trials(2000, 1, own=0.45)
    absent = [replace(evidence, is_part=number % 3 == 0) for number, evidence in enumerate(absent)]
    learned = fit(present, right, absent)
    apart = [0.4, 0.8, 0.85]
    assert (
        learned.match(evidence_of(apart))[0]
        > learned.match(evidence_of(apart, is_part=True))[0] + 0.1
    )


def test_a_peak_in_the_residual_makes_a_result_less_sure():
    present, right, absent = trials(2000, 1, own=0.45)
    random = np.random.default_rng(5)
    present, absent = (
        [replace(evidence, residual_peak=random.uniform(0, most)) for evidence in some]
        for some, most in ((present, 0.2), (absent, 0.8))
    )
    learned = fit(present, right, absent)
    apart = [0.5, 0.8, 0.85]
    assert (
        learned.match(evidence_of(apart, residual_peak=0.1))[0]
        > learned.match(evidence_of(apart, residual_peak=0.7))[0] + 0.1
    )


def test_a_plain_drawing_is_less_sure_where_plain_drawings_match_by_chance():
    present, right, absent = trials(2000, 1, own=0.45)
    random = np.random.default_rng(5)
    present, absent = (
        [replace(evidence, outline_length=random.uniform(least, 8)) for evidence in some]
        for some, least in ((present, 3), (absent, 1))
    )
    learned = fit(present, right, absent)
    apart = [0.55, 0.8, 0.85]
    assert (
        learned.match(evidence_of(apart, outline_length=6))[0]
        > learned.match(evidence_of(apart, outline_length=1.5))[0] + 0.1
    )


def test_a_likely_layout_makes_a_result_surer():
    present, right, absent = trials(2000, 1, own=0.45)
    random = np.random.default_rng(5)
    present, absent = (
        [replace(evidence, layout_log_likelihood=random.uniform(least, 4)) for evidence in some]
        for some, least in ((present, 0), (absent, -2.5))
    )
    learned = fit(present, right, absent)
    evidence = evidence_of([0.55, 0.8, 0.85])
    assert (
        learned.match(replace(evidence, layout_log_likelihood=3))[0]
        > learned.match(replace(evidence, layout_log_likelihood=-2))[0] + 0.1
    )


def test_lower_results_have_lower_posteriors():
    match = fit(*trials(2000, 1, own=0.5)).match(evidence_of([0.3, 0.6, 0.8, 0.9]))
    assert list(match) == sorted(match, reverse=True)


def test_an_only_result_has_a_match():
    learned = fit(*trials(500, 1, own=0.4))
    assert learned.match(evidence_of([0.05])).shape == (1,)


def test_perfectly_separated_trials_stay_finite():
    present, absent = evidence_of([0.1, 1.0, 1.1, 1.2, 1.3]), evidence_of([1.0, 1.1, 1.2, 1.3, 1.4])
    learned = fit([present] * 50, [[True, False, False, False, False]] * 50, [absent] * 50)
    assert np.all(np.isfinite([*learned.first, *learned.rest]))
    assert (learned.found, learned.false_accept) == (1.0, 0.0)


def test_evidence_beyond_the_trials_counts_as_at_their_limit():
    """An empty gradient, 2 pixels wide with hardly any contrast, was found with a match of 100."""
    learned = fit(*trials(1000, 1, own=0.45))
    least = learned.limits["side"][0]
    apart = [0.9, 0.95, 1.0]
    smallest = evidence_of(apart, side=least)
    smaller = replace(smallest, side=least / 8, contrast=0.01)
    assert learned.match(smaller).tolist() == learned.match(smallest).tolist()
    assert learned.verdict(smaller) == learned.verdict(smallest)


def test_a_search_that_misses_its_icon_counts_as_one_for_an_absent_icon():
    present, right, absent = trials(1000, 1, own=0.4)
    missed = [[False] * 5 for _ in absent]
    learned = fit([*present, *absent], [*right, *missed], absent)
    without = fit(present, right, absent)
    apart = [0.4, 0.8, 0.85]
    assert learned.verdict(evidence_of(apart)) == "found"
    for further in (0.15, 0.3):
        evidence = evidence_of([distance + further for distance in apart])
        assert learned.match(evidence)[0] < without.match(evidence)[0]
    assert learned.absent_below == pytest.approx(without.absent_below, abs=0.01)


def test_a_record_is_read_back():
    learned = fit(*trials(300, 1, own=0.4))
    assert Calibration.read(json.loads(json.dumps(learned.record()))) == learned
