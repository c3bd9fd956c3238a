"""Turned icons: every plane and every box of a segmentation is turned back alike."""

import numpy as np
import pytest
from PIL import Image

from features.search.hypotheses.changes.turns import TURNS, turned_back
from features.search.hypothesis import UPRIGHT, Turn
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import BLACK, icon

# Its own mirror image in no way.
FLAG = '<path d="M5 2h3v20H5zM8 4h12v6H8z"/>'
NAMES = [f"{'mirrored ' * turn.mirrored}{turn.rotated}" for turn in TURNS]


def upright() -> Image.Image:
    """The flag at one side of a picture that is wider than high, on a gradient."""
    ramp = np.linspace(255, 225, 70).astype(np.uint8)
    picture = Image.fromarray(np.repeat(np.tile(ramp, (50, 1))[..., None], 3, axis=2))
    picture.paste(BLACK, (12, 7), icon(FLAG, 36).getchannel("A"))
    return picture


def turned(picture: Image.Image, turn: Turn) -> Image.Image:
    """The picture mirrored, then rotated clockwise."""
    if turn.mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return picture.rotate(-turn.rotated, expand=True)


def test_there_are_all_ways_to_turn_a_picture_but_the_diagonal_mirrors():
    assert len(set(TURNS)) == 5
    assert UPRIGHT not in TURNS
    shown = {turned(upright(), turn).tobytes() for turn in TURNS}
    flipped = upright().transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    assert flipped.tobytes() in shown
    assert len(shown) == 5


@pytest.mark.parametrize("turn", TURNS, ids=NAMES)
def test_planes_and_boxes_round_trip(turn):
    expected = segment(upright())
    found = turned_back(segment(turned(upright(), turn)), turn)
    for name in ("channels", "difference", "contrast", "foreground"):
        np.testing.assert_allclose(
            getattr(found, name), getattr(expected, name), atol=0.02, err_msg=name
        )
    assert found.background.shape[1:] in ((1, 1), expected.channels.shape[1:])
    for box, other in zip(found.boxes, expected.boxes, strict=True):
        assert tuple(box) == pytest.approx(tuple(other), abs=0.1)


@pytest.mark.parametrize("turn", TURNS, ids=NAMES)
def test_a_reduced_picture_keeps_its_scale_along_each_side(turn):
    large = upright().resize((700, 510))
    found = turned_back(segment(turned(large, turn)), turn)
    assert found.scale == pytest.approx(segment(large).scale, rel=0.01)
