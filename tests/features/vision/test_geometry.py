"""Boxes: their edges, and where they are after a move or in other pixels."""

import pytest

from features.vision.geometry import Box

BOX = Box(left=2, top=3.5, width=10, height=4)


def test_a_box_is_known_by_its_edges():
    assert Box.between(*BOX.edges) == BOX
    assert BOX.edges == (2, 3.5, 12, 7.5)
    assert BOX.longer_side == 10


def test_a_centred_square_has_the_same_centre():
    assert BOX.centred_square(20) == Box(-3, -4.5, 20, 20)


def test_moves_and_scales():
    assert BOX.moved(1, -0.5) == Box(3, 3, 10, 4)
    assert BOX.scaled(2, 0.5) == pytest.approx((4, 1.75, 20, 2))
