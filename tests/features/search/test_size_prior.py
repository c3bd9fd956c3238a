"""The prior of layouts: usual sizes on whole pixels are likely, and nothing is impossible."""

import numpy as np
import pytest

from features.search.size_prior import log_likelihood


def likely(side: float, left: float = 7, top: float = 5, pixel: float = 1) -> float:
    return float(
        log_likelihood(np.array([side]), np.array([left]), np.array([top]), (pixel, pixel))[0]
    )


@pytest.mark.parametrize(
    ("usual", "other"),
    [(24, 24.8), (24, 23.2), (24, 25), (48, 46.5), (30, 29.3), (128, 124), (26, 26.4)],
)
def test_usual_sizes_are_likelier_than_others(usual, other):
    assert likely(usual) > likely(other) + 0.5


@pytest.mark.parametrize("axis", [0, 1])
def test_squares_begin_on_a_pixel_or_between_two(axis):
    def at(edge: float) -> float:
        return likely(24, *((edge, 5) if axis == 0 else (7, edge)))

    assert at(3) > at(3.1) > at(3.5) > at(3.25)
    assert at(-11) == pytest.approx(at(3))
    assert at(2.95) == pytest.approx(at(3.05))


def test_in_scaled_pictures_all_layouts_are_equally_likely():
    least = likely(500.3, 0.27, 0.77)
    assert likely(400.7, 0.27, 0.77) == pytest.approx(least), (
        "beyond the usual sizes, no size is likelier than another"
    )
    assert least < likely(24) < least + 7


def test_a_reduced_picture_determines_the_layout_less():
    edges = [likely(24, edge, 5, 5) for edge in (7, 7.3, 7.6)]
    assert max(edges) - min(edges) < 0.1, "its position is not determined"
    assert likely(24) > likely(24, pixel=2) > likely(24, pixel=5)
    assert likely(24, pixel=2) - likely(24.8, 7.4, 4.6, pixel=2) < likely(24) - likely(
        24.8, 7.4, 4.6
    )
