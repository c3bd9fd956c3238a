"""Elements move along paths, and turn about lines in space."""

import pytest

from tests.render.svg.resolve.resolved import root_of
from tests.render.svg.resolve.test_geometry import RECT, numbers


@pytest.mark.parametrize(
    ("declared", "matrix"),
    [
        ("offset-distance:50%", [1, 0, 0, 1, 14, 3]),
        ("offset-distance:5px", [1, 0, 0, 1, 9, 3]),
        ("offset-distance:5px;offset-rotate:90deg", [0, 1, -1, 0, 9, 3]),
        ("offset-rotate:reverse", [-1, 0, 0, -1, 4, 3]),
    ],
)
def test_an_element_moves_along_its_path(declared, matrix):
    path = f"offset-path:path('M4 3h20');{declared}"
    transform = root_of(RECT.format(f'style="{path}"'))[0].get("transform", "")
    assert numbers(transform) == pytest.approx(matrix, abs=1e-6)


def test_a_rotation_about_a_line_in_space_is_seen_from_far_away():
    style = 'style="transform:rotate3d(1,1,0,60deg)"'
    transform = root_of(RECT.format(style))[0].get("transform", "")
    assert numbers(transform) == pytest.approx([0.75, 0.25, 0.25, 0.75, 0, 0])
