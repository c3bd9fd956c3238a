"""What a search saw becomes probabilities that hold: of the results with 90 %, nine of ten are right."""

from dataclasses import replace

import numpy as np
import pytest

from features.search.calibration import SETTINGS, Calibration, fit
from features.search.evidence import Evidence

Trials = tuple[list[Evidence], list[list[bool]], list[Evidence]]


def saw(
    apart: list[float],
    side: float = 30,
    noise: float = 0.0,
    part: bool = False,
    spot: float = 0.0,
    outline: float = 4.0,
) -> Evidence:
    distances = np.array(apart, float)
    of_best = {"spot": spot, "bulk": spot**2, "outline": outline, "layout": 0.0}
    return Evidence(
        distances, distances, distances, **of_best, side=side, strength=0.8, noise=noise, part=part
    )


def trials(count: int, seed: int, own: float) -> Trials:
    """Searches whose right icon is about `own` away, among others about 0.8 away, of which one in three is its twin; all further off
    in a small or noisy drawing."""
    random = np.random.default_rng(seed)
    present, right, absent = [], [], []
    for _ in range(count):
        side, noise = random.uniform(10, 60), random.choice([0, 0.03])
        further = 1.5 / side + 3 * noise
        others = np.sort(random.normal(0.8, 0.1, 5) + further).clip(0.02)
        mine = max(0.01, random.normal(own, 0.1) + further)
        twin = max(0.01, mine + random.normal(0, 0.02)) if random.random() < 1 / 3 else others[3]
        apart = np.sort([*others[:3], twin, mine])
        present.append(saw(apart.tolist(), side, noise=noise))
        right.append((apart == mine).tolist())
        absent.append(saw(others.tolist(), side, noise=noise))
    return present, right, absent


def test_match_is_a_probability():
    learned = fit(*trials(2000, 1, own=0.55))
    present, right, absent = trials(4000, 2, own=0.55)
    told = np.array([learned.match(seen)[0] for seen in (*present, *absent)])
    true = np.array([labels[0] for labels in right] + [False] * len(absent))
    weight = np.repeat([1 - ABSENT, ABSENT], len(absent))
    bins = np.digitize(told, np.linspace(0, 1, 11)[1:-1])
    for number in np.unique(bins):
        of_bin = bins == number
        if of_bin.sum() > 100:
            of_right, of_told = (
                np.average(shares[of_bin], weights=weight[of_bin]) for shares in (true, told)
            )
            assert of_told == pytest.approx(of_right, abs=0.08)


def test_the_thresholds_keep_their_shares():
    present, right, absent = trials(3000, 3, own=0.4)
    learned = fit(present, right, absent)
    assert learned.false_accept <= FALSE_ACCEPT
    assert learned.found > 0.5
    verdicts = [learned.verdict(seen) for seen in present]
    assert verdicts.count("absent") <= MISSED * len(present) + 1
    assert verdicts.count("found") / len(present) == learned.found
    assert [learned.verdict(seen) for seen in absent].count("found") / len(
        absent
    ) == learned.false_accept


def test_two_that_are_as_near_are_each_unsure_but_the_icon_is_there():
    learned = fit(*trials(4000, 1, own=0.5))
    ahead, tied = saw([0.4, 0.8, 0.85]), saw([0.4, 0.401, 0.85])
    assert learned.match(ahead)[0] > 0.9 > 0.75 > learned.match(tied)[0]
    assert learned.verdict(ahead) == learned.verdict(tied) == "found"


@pytest.mark.parametrize("harder", [{"side": 12}, {"noise": 0.03}])
def test_a_small_or_noisy_drawing_may_be_further_off(harder):
    learned = fit(*trials(4000, 1, own=0.45))
    apart = [0.6, 0.8, 0.85]
    assert learned.match(saw(apart, **harder))[0] > learned.match(saw(apart, side=50))[0] + 0.02


def test_a_part_of_a_picture_is_less_sure_where_that_is_rarely_right():
    present, right, absent = trials(2000, 1, own=0.45)
    absent = [replace(seen, part=number % 3 == 0) for number, seen in enumerate(absent)]
    learned = fit(present, right, absent)
    apart = [0.4, 0.8, 0.85]
    assert learned.match(saw(apart))[0] > learned.match(saw(apart, part=True))[0] + 0.1


def test_of_two_that_are_as_near_the_one_that_leaves_a_spot_unexplained_is_less_sure():
    present, right, absent = trials(2000, 1, own=0.45)
    random = np.random.default_rng(5)
    present, absent = (
        [replace(seen, spot=random.uniform(0, most)) for seen in some]
        for some, most in ((present, 0.2), (absent, 0.8))
    )
    learned = fit(present, right, absent)
    apart = [0.5, 0.8, 0.85]
    assert learned.match(saw(apart, spot=0.1))[0] > learned.match(saw(apart, spot=0.7))[0] + 0.1


def test_a_plain_drawing_is_less_sure_where_plain_ones_are_like_much():
    present, right, absent = trials(2000, 1, own=0.45)
    random = np.random.default_rng(5)
    present, absent = (
        [replace(seen, outline=random.uniform(least, 8)) for seen in some]
        for some, least in ((present, 3), (absent, 1))
    )
    learned = fit(present, right, absent)
    apart = [0.55, 0.8, 0.85]
    assert learned.match(saw(apart, outline=6))[0] > learned.match(saw(apart, outline=1.5))[0] + 0.1


def test_a_drawing_that_lies_as_pages_lay_icons_out_is_surer():
    present, right, absent = trials(2000, 1, own=0.45)
    random = np.random.default_rng(5)
    present, absent = (
        [replace(seen, layout=random.uniform(least, 4)) for seen in some]
        for some, least in ((present, 0), (absent, -2.5))
    )
    learned = fit(present, right, absent)
    seen = saw([0.55, 0.8, 0.85])
    assert (
        learned.match(replace(seen, layout=3))[0] > learned.match(replace(seen, layout=-2))[0] + 0.1
    )


def test_results_further_down_match_less():
    match = fit(*trials(2000, 1, own=0.5)).match(saw([0.3, 0.6, 0.8, 0.9]))
    assert list(match) == sorted(match, reverse=True)


def test_an_only_result_has_a_match():
    learned = fit(*trials(500, 1, own=0.4))
    assert learned.match(saw([0.05])).shape == (1,)


def test_perfectly_separated_trials_stay_finite():
    present, absent = saw([0.1, 1.0, 1.1, 1.2, 1.3]), saw([1.0, 1.1, 1.2, 1.3, 1.4])
    learned = fit([present] * 50, [[True, False, False, False, False]] * 50, [absent] * 50)
    assert np.all(np.isfinite([*learned.there, *learned.first, *learned.rest]))
    assert (learned.found, learned.false_accept) == (1.0, 0.0)


def test_a_record_is_read_back():
    learned = fit(*trials(300, 1, own=0.4))
    assert Calibration.read(learned.record()) == learned
