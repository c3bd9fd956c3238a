import json

import numpy as np
import pytest

from features.encoders import vgg16
from features.evaluate.screenshots import simulate_screenshot
from features.train import discriminant, projection, sets
from features.vision.glyph import GLYPH_VERSION

SQUARE = np.zeros((96, 96, 4), np.float32)
SQUARE[20:76, 20:76, 3] = 1


def test_simulated_screenshots_vary_and_are_reproducible():
    def series(seed):
        random = np.random.default_rng(seed)
        return [simulate_screenshot(SQUARE, False, random) for _ in range(30)]

    one, again, other = series(1), series(1), series(2)
    assert [picture.tobytes() for picture in one] == [picture.tobytes() for picture in again]
    assert [picture.tobytes() for picture in one] != [picture.tobytes() for picture in other]
    assert len({picture.size for picture in one}) > 20
    assert all(picture.mode == "RGB" and min(picture.size) >= 4 for picture in one)


def test_a_simulated_screenshot_shows_the_drawing():
    random = np.random.default_rng(3)
    for _ in range(30):
        pixels = np.asarray(simulate_screenshot(SQUARE, False, random), np.float32)
        assert np.ptp(pixels, axis=(0, 1)).max() > 15


def test_colours_of_a_multicolour_drawing_are_kept():
    red = SQUARE.copy()
    red[..., 0] = red[..., 3]
    random = np.random.default_rng(4)
    shares = [
        np.mean(
            (np.asarray(simulate_screenshot(red, True, random)).astype(int) @ [1, -1, -1]) > 150
        )
        for _ in range(20)
    ]
    assert min(shares) > 0.03


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
    with pytest.raises(sets.ConfigurationError, match="train fetch"):
        sets.icons(tmp_path, "mdi")
