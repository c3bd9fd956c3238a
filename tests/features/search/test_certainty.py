"""The prior calibration goes with the evidence, and separates what is near from what is not."""

import json
from dataclasses import replace

import numpy as np
import pytest

from features.search.calibration import fit
from features.search.calibration.certainty import WEIGHTS, certainty, prior_weights
from tests.features.search.test_calibration import evidence_of, trials

ENCODERS = ("glyphnet", "vgg16")


@pytest.mark.parametrize("encoder", ENCODERS)
def test_there_is_a_weight_for_each_feature(encoder):
    weights = prior_weights(encoder)
    assert len(weights) == len(evidence_of([0.2, 0.5]).first_features)
    assert np.isfinite(weights).all()
    assert json.loads(WEIGHTS.read_text())["sets"][encoder]


def test_an_encoder_without_weights_of_its_own_compares_hypotheses_by_the_default_ones():
    assert prior_weights("phash") is None
    evidence = evidence_of([0.2, 0.5])
    assert certainty(evidence, "phash") == certainty(evidence, "glyphnet")


@pytest.mark.parametrize("encoder", ENCODERS)
def test_a_near_icon_is_sure_and_a_far_one_is_not(encoder):
    near = certainty(evidence_of([0.05, 0.7, 0.8]), encoder)
    far = certainty(evidence_of([0.9, 0.95, 1.0], residual_peak=0.8), encoder)
    assert near > 0.9
    assert far < 0.1


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("luckier", [{"is_part": True, "share": 0.3}, {"is_turned": True}])
def test_one_of_many_hypotheses_is_less_sure_at_the_same_distance(encoder, luckier):
    alone = evidence_of([0.45, 0.75, 0.8], residual_peak=0.3)
    assert certainty(replace(alone, **luckier), encoder) < certainty(alone, encoder)


def test_few_trials_stay_near_the_prior_and_many_do_not_lose_it():
    prior = prior_weights("glyphnet")
    few = np.array(fit(*trials(5, 1, own=0.4), prior).first)
    without = np.array(fit(*trials(5, 1, own=0.4)).first)
    assert np.abs(few - prior)[1:].max() < 2
    assert np.abs(few - prior).sum() < np.abs(without - prior).sum()
    unseen = evidence_of([0.45, 0.75, 0.8])
    parts = replace(unseen, is_part=True)
    learned = fit(*trials(300, 2, own=0.4), prior)
    assert learned.match(parts)[0] != learned.match(unseen)[0], "no trial was a part"


def test_without_a_prior_what_no_trial_had_does_not_count():
    learned = fit(*trials(300, 2, own=0.4))
    unseen = evidence_of([0.45, 0.75, 0.8])
    turned = replace(unseen, is_turned=True)
    assert learned.match(turned)[0] == pytest.approx(learned.match(unseen)[0], abs=1e-6)
