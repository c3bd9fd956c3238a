"""Resampling of a part of some planes."""

import numpy as np
from PIL import Image

from features.vision.geometry import Box
from features.vision.scaling.resampling import resample

PLANES = np.stack([np.full((4, 6), 1, np.float32), np.full((4, 6), 0.5, np.float32)])


def test_planes_are_0_outside():
    left_half_outside = Box(-6, 0, 12, 4)
    resampled = resample(PLANES, left_half_outside, (12, 4), padding=8)
    assert resampled.shape == (2, 4, 12)
    assert not resampled[:, :, :6].any()
    np.testing.assert_array_equal(resampled[:, :, 6:], PLANES)


def test_an_area_is_averaged_by_the_box_kernel():
    half_covered = Box(-2, 0, 4, 4)
    resampled = resample(PLANES, half_covered, (1, 1), 2, Image.Resampling.BOX)
    np.testing.assert_allclose(resampled.ravel(), [0.5, 0.25], atol=1e-6)
