"""The drawing behind JPEGs: its coverage and its colours."""

from io import BytesIO

import numpy as np
from PIL import Image

from features.vision.matting import extract_matte
from render.picture import depict
from tests.features.conftest import drawn

TWO_COLOURS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'.format(
    '<path fill="#e02020" d="M2 2h10v20H2z"/><path fill="#0060c0" fill-opacity=".5" d="M12 2h10v20H12z"/>'
)


def test_a_drawing_is_lifted_off_its_two_grounds():
    lifted = extract_matte(depict(TWO_COLOURS, 64).jpegs).pixels
    assert lifted.shape == (56, 56, 4)
    left, right, corner = lifted[28, 12], lifted[28, 44], lifted[1, 1]
    np.testing.assert_allclose(left, [0.878, 0.125, 0.125, 1], atol=0.05)
    np.testing.assert_allclose(right, [0, 0.188, 0.376, 0.5], atol=0.05)
    np.testing.assert_allclose(corner, 0, atol=0.02)


def test_a_drawing_of_one_colour_is_lifted_off_its_only_ground():
    jpegs = depict(drawn("a", 1).source_code, 64).jpegs
    lifted = extract_matte(jpegs).pixels
    shown = (
        np.asarray(Image.open(BytesIO(jpegs["light"])).convert("L"), np.float32)[4:-4, 4:-4] / 255
    )
    np.testing.assert_allclose(lifted[..., 3], 1 - shown, atol=0.05)


def test_a_drawing_that_fills_its_frame_is_not_taken_for_the_ground():
    frame = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M0 0h24v24H0zM4 4v16h16V4z"/></svg>'
    lifted = extract_matte(depict(frame, 64).jpegs).pixels
    assert lifted[2, 28, 3] > 0.95
    assert lifted[28, 28, 3] < 0.05
