"""Mattes: the coverage and the colours of icons, separated from their backgrounds."""

from io import BytesIO

import numpy as np
from PIL import Image

from features.vision.matting import extract_matte
from render.picture import depict
from tests.features.conftest import drawn

TWO_COLOURS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'.format(
    '<path fill="#e02020" d="M2 2h10v20H2z"/>'
    '<path fill="#0060c0" fill-opacity=".5" d="M12 2h10v20H12z"/>'
)


def test_a_drawing_is_separated_from_two_backgrounds():
    matte = extract_matte(depict(TWO_COLOURS, 64).jpegs).pixels
    assert matte.shape == (56, 56, 4)
    left, right, corner = matte[28, 12], matte[28, 44], matte[1, 1]
    np.testing.assert_allclose(left, [0.878, 0.125, 0.125, 1], atol=0.05)
    np.testing.assert_allclose(right, [0, 0.188, 0.376, 0.5], atol=0.05)
    np.testing.assert_allclose(corner, 0, atol=0.02)


def test_a_drawing_of_one_colour_is_separated_from_its_only_background():
    jpegs = depict(drawn("a", 1).source_code, 64).jpegs
    matte = extract_matte(jpegs).pixels
    shown = (
        np.asarray(Image.open(BytesIO(jpegs["light"])).convert("L"), np.float32)[4:-4, 4:-4] / 255
    )
    np.testing.assert_allclose(matte[..., 3], 1 - shown, atol=0.05)


def test_a_drawing_that_fills_its_frame_is_not_taken_for_the_ground():
    frame = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        '<path fill-rule="evenodd" d="M0 0h24v24H0zM4 4v16h16V4z"/></svg>'
    )
    matte = extract_matte(depict(frame, 64).jpegs).pixels
    assert matte[2, 28, 3] > 0.95
    assert matte[28, 28, 3] < 0.05
