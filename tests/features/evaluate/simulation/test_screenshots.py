"""Simulated screenshots: they vary, can be made again, and show the drawing in its colours."""

import numpy as np

from features.evaluate.simulation.screenshots import simulate_screenshot

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
