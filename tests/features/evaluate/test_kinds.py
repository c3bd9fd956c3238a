"""The kinds of pictures that the self-test simulates: plausible, reproducible, of bounded size."""

from functools import partial

import numpy as np
import pytest

from features.evaluate import crops
from features.evaluate.kinds import EMPTY, SIMULATED, one_round
from features.evaluate.screenshots import KINDS
from features.evaluate.strokes import restroked
from features.vision.segmentation import segment

SIDE = 96
MOST_PIXELS = 600 * 600  # of a picture, so that a thread of the self-test takes 10 MB


def icon(draw) -> np.ndarray:
    """(s, s, 4): a drawing by its coverage at each pixel, from -1 to 1 across and down."""
    rows, columns = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    drawing = np.zeros((SIDE, SIDE, 4), np.float32)
    drawing[..., 3] = draw(columns, rows)
    return drawing


def ring(x, y, width):
    return abs(np.hypot(x, y) - 0.7) < width / 2


ICONS = {
    "ring": icon(partial(ring, width=0.15)),
    "disc": icon(lambda x, y: np.hypot(x, y) < 0.8),
    "square": icon(lambda x, y: np.ones_like(x)),
    "dot": icon(lambda x, y: np.hypot(x, y) < 0.2),
    "dash": icon(lambda x, y: (abs(y) < 0.08) & (abs(x) < 0.6)),
}


def series(kind: str, drawing: np.ndarray, count: int):
    for seed in range(count):
        yield SIMULATED[kind].simulate(drawing, False, np.random.default_rng((5, seed)))


@pytest.mark.parametrize("kind", SIMULATED)
def test_each_kind_shows_its_icon_in_a_picture_of_bounded_size(kind):
    for drawing in ICONS.values():
        for picture in series(kind, drawing, 6):
            assert picture.mode == "RGB"
            assert picture.width * picture.height <= MOST_PIXELS
            assert not segment(picture).is_empty


@pytest.mark.parametrize("kind", SIMULATED)
def test_each_kind_varies_and_is_reproducible(kind):
    first, again = (list(series(kind, ICONS["ring"], 8)) for _ in range(2))
    assert [one.tobytes() for one in first] == [one.tobytes() for one in again]
    assert len({one.tobytes() for one in first}) == len(first)


@pytest.mark.parametrize("kind", EMPTY)
def test_a_picture_without_an_icon_is_reproducible_and_of_bounded_size(kind):
    for seed in range(20):
        first, again = (EMPTY[kind].simulate(np.random.default_rng(seed)) for _ in range(2))
        assert first.tobytes() == again.tobytes()
        assert first.width * first.height <= MOST_PIXELS


def test_half_of_the_pictures_with_an_icon_are_plain():
    names = [name for name in one_round() if name in SIMULATED]
    plain = [name for name in names if name in (*KINDS, "button")]
    assert len(names) == 2 * len(plain)
    assert set(one_round()) == {*SIMULATED, *EMPTY}


def test_strokes_become_thicker_or_thinner_and_no_part_or_hole_is_lost():
    widths = []
    for seed in range(40):
        changed = restroked(ICONS["ring"], np.random.default_rng(seed))[..., 3]
        across = changed[SIDE // 2, : SIDE // 2]
        widths.append(across.sum() / ICONS["ring"][SIDE // 2, : SIDE // 2, 3].sum())
        assert changed[SIDE // 2, SIDE // 2] == 0
    assert min(widths) < 0.85
    assert max(widths) > 1.5
    assert all(0.6 < width < 2.2 for width in widths)


def test_strokes_that_nearly_touch_do_not_run_together():
    two = icon(lambda x, y: (abs(abs(x) - 0.15) < 0.1) & (abs(y) < 0.8))
    for seed in range(20):
        changed = restroked(two, np.random.default_rng(seed))[..., 3]
        assert changed[SIDE // 2, SIDE // 2 - 1 : SIDE // 2 + 1].min() < 0.5


def test_a_badge_leaves_three_quarters_of_the_drawing():
    """A dot as large as the whole drawing would show another icon, or none."""
    corner = icon(lambda x, y: np.hypot(x - 0.6, y + 0.6) < 0.3)
    drawn = corner[..., 3] > 0
    rows, columns = np.nonzero(drawn)
    for seed in range(50):
        badge = crops.badge_for(drawn, np.random.default_rng(seed))
        away = np.hypot(columns / SIDE - badge.x, rows / SIDE - badge.y)
        assert np.mean(away < badge.radius) <= crops.CROPS.covered


def test_subpixels_leave_coloured_fringes_on_a_grey_drawing():
    fringed = 0
    for picture in series("subpixels", ICONS["ring"], 20):
        pixels = np.asarray(picture, int)
        red_to_blue = pixels[..., 0] - pixels[..., 2]
        fringed += np.ptp(red_to_blue[picture.height // 2]) > 20
    assert fringed > 10


def test_a_tight_crop_ends_where_the_drawing_ends():
    for picture in series("tight", ICONS["ring"], 10):
        pixels = np.asarray(picture, int)
        ground = pixels[0, 0]
        for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
            assert abs(edge - ground).max() > 25
