"""What is fitted, and the record of the shipped projection."""

import json

import numpy as np
import pytest

from features.encoders import vgg16
from features.train import discriminant, projection, sets
from features.vision.glyph import GLYPH_VERSION
from ingest.common.failures import ConfigurationError


def test_fit_suppresses_what_screenshots_change():
    random = np.random.default_rng(0)
    library = random.normal(size=(400, 60)).astype(np.float32)
    nuisance = random.normal(size=60).astype(np.float32)
    screenshots = (
        library[:, None] + 4 * random.normal(size=(400, 2, 1)).astype(np.float32) * nuisance
    )
    before = projection.recall_at_1(library, screenshots)
    mean, learned = discriminant.fit(library, screenshots, principal=60, dimensions=30)
    assert learned.shape == (60, 30)
    after = projection.recall_at_1((library - mean) @ learned, (screenshots - mean) @ learned)
    assert after > 0.95 > before + 0.3


def test_the_shipped_projection_goes_with_the_code():
    record = json.loads(vgg16.PROJECTION.with_suffix(".json").read_text())
    assert record["layer"] == vgg16.LAYER
    assert record["glyph_version"] == GLYPH_VERSION
    assert set(record["training_sets"]) == set(sets.ONE_COLOUR)
    assert not set(sets.TRAINING) & set(sets.VALIDATION)
    with np.load(vgg16.PROJECTION) as learned:
        assert learned["projection"].shape == (
            learned["mean"].size,
            projection.PROJECTION.dimensions,
        )


def test_missing_sets_name_the_command(tmp_path):
    with pytest.raises(ConfigurationError, match="train fetch"):
        sets.icons(tmp_path, "mdi")
