"""The drawing behind JPEGs: its coverage, its colours, and what it looks like on another ground."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageColor

from features.drawing import lift
from render.picture import depict
from tests.features.conftest import drawn

TWO_COLOURS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'.format(
    '<path fill="#e02020" d="M2 2h10v20H2z"/><path fill="#0060c0" fill-opacity=".5" d="M12 2h10v20H12z"/>'
)


def test_a_drawing_is_lifted_off_its_two_grounds():
    lifted = lift(depict(TWO_COLOURS, 64).jpegs).pixels
    assert lifted.shape == (56, 56, 4)
    left, right, corner = lifted[28, 12], lifted[28, 44], lifted[1, 1]
    np.testing.assert_allclose(left, [0.878, 0.125, 0.125, 1], atol=0.05)
    np.testing.assert_allclose(right, [0, 0.188, 0.376, 0.5], atol=0.05)
    np.testing.assert_allclose(corner, 0, atol=0.02)


def test_a_drawing_of_one_colour_is_lifted_off_its_only_ground():
    jpegs = depict(drawn("a", 1).source_code, 64).jpegs
    lifted = lift(jpegs).pixels
    shown = np.asarray(Image.open(BytesIO(jpegs["light"])).convert("L"), np.float32)[4:-4, 4:-4] / 255
    np.testing.assert_allclose(lifted[..., 3], 1 - shown, atol=0.05)


def test_a_drawing_that_fills_its_frame_is_not_taken_for_the_ground():
    frame = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill-rule="evenodd" d="M0 0h24v24H0zM4 4v16h16V4z"/></svg>'
    lifted = lift(depict(frame, 64).jpegs).pixels
    assert lifted[2, 28, 3] > 0.95
    assert lifted[28, 28, 3] < 0.05


def icon(body: str):
    return lift(depict(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{body}</svg>', 64).jpegs)


@pytest.mark.parametrize(
    ("ink", "tinted"), [("#000", False), ("#222", False), ("#fff", False), ("#1677ff", True), ("#f00", True), ("#888", True)]
)
def test_a_colour_that_is_neither_black_nor_white_is_the_icons_own(ink, tinted):
    drawing = icon(f'<path fill="{ink}" d="M2 2h20v20H2z"/>')
    assert drawing.colours is None
    assert drawing.tinted == tinted
    np.testing.assert_allclose(255 * drawing.ink, ImageColor.getrgb(ink), atol=8)


def test_on_a_ground_of_its_own_colour_a_drawing_changes_nothing():
    drawing = icon('<path fill="#1677ff" d="M2 2h20v20H2z"/>')
    assert np.abs(drawing.on(drawing.ink)).max() < 1e-6
    assert np.abs(drawing.on(np.zeros(3, np.float32))).max() > 0.9


def test_several_colours_on_another_ground_are_what_a_renderer_draws_there():
    drawing = lift(depict(TWO_COLOURS, 64).jpegs)
    ground = np.array([0.2, 0.8, 0.4], np.float32)
    painted = drawing.on(ground) + ground[:, None, None]
    np.testing.assert_allclose(painted[:, 28, 12], [0.878, 0.125, 0.125], atol=0.06)
    np.testing.assert_allclose(painted[:, 28, 44], [0.1, 0.588, 0.576], atol=0.06)
