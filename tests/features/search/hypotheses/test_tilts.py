"""Tilted icons: the picture is rotated back by the angle at which it is like an icon."""

from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from features.search.criteria import Criteria
from features.search.hypotheses.changes.tilts import (
    TILTS,
    Drawing,
    _offset_of_peak,
    tilted_hypotheses,
)
from features.vision.segmentation import segment
from tests.features.search.hypotheses.conftest import BODIES
from tests.features.search.hypotheses.drawings import icon, shown


def tilted(name: str, angle: float) -> Image.Image:
    """The icon rotated clockwise, as a browser rotates it."""
    return shown(icon(BODIES[name], 160).rotate(-angle, Image.Resampling.BICUBIC)).reduce(4)


@pytest.mark.parametrize("angle", [-33, -17, 9, 12, 24, 35])
@pytest.mark.parametrize("name", ["lock", "bell", "cup"])
def test_a_tilted_icon_is_found_and_the_answer_says_about_how_far(searcher, name, angle):
    answer = searcher.find(tilted(name, angle), Criteria(1))
    assert answer.results[0].hit.id == name
    found = answer.hypothesis
    assert (found.kind, found.turn.mirrored) == ("turned", False)
    assert 0 <= found.turn.rotated < 360
    assert (found.turn.rotated - angle + 180) % 360 - 180 == pytest.approx(0, abs=4)


@pytest.mark.parametrize("angle", [-30, 15, 40])
def test_a_drawing_is_rotated_around_its_middle_on_its_own_ground(angle):
    whole = segment(tilted("key", angle))
    expected = segment(tilted("key", 0))
    found = Drawing.of(whole).levelled(angle)
    box, other = found.boxes[0], expected.boxes[0]
    assert (box.width, box.height) == pytest.approx((other.width, other.height), abs=1.5)
    np.testing.assert_allclose(found.ground, whole.ground, atol=0.01)
    assert found.foreground.sum() == pytest.approx(whole.foreground.sum(), rel=0.05)


def test_nothing_is_rotated_where_much_is_drawn_or_the_foreground_fills_the_picture(monkeypatch):
    monkeypatch.setattr(Drawing, "of", None)  # else it would be called
    dots = Image.new("RGB", (60, 60), "white")
    for place in range(TILTS.parts + 1):
        left, top = 6 + 18 * (place % 3), 6 + 18 * (place // 3)
        dots.paste("black", (left, top, left + 6, top + 6))
    stripes = Image.new("RGB", (60, 60), "white")
    stripes.paste("black", (0, 20, 60, 30))
    stripes.paste("black", (20, 0, 30, 60))
    for picture in (dots, stripes):
        described = SimpleNamespace(segmentation=segment(picture))
        assert not list(tilted_hypotheses(described, None))


def test_a_large_drawing_is_reduced_and_keeps_its_scale():
    whole = segment(tilted("key", 20).resize((180, 180)))
    found = Drawing.of(whole).levelled(20)
    assert found.channels.shape == (3, TILTS.longest_side, TILTS.longest_side)
    expected = segment(tilted("key", 0).resize((180, 180))).boxes[0]
    box = found.boxes[0].scaled(*found.scale)
    assert (box.width, box.height) == pytest.approx((expected.width, expected.height), abs=4)


@pytest.mark.parametrize(
    ("values", "peak"),
    [
        ((0.5, 0.9, 0.5), 0),
        ((0.9, 0.9, 0.3), -0.5),
        ((0.3, 0.9, 0.9), 0.5),
        ((0.4, 0.4, 0.4), 0),
        ((0.699, 0.6, 0.5), -1),
        ((0.9, 0.6, 0.5), 0),
    ],
)
def test_the_peak_is_that_of_a_parabola(values, peak):
    assert _offset_of_peak(np.array(values, np.float32)) == pytest.approx(peak, abs=1e-6)
