"""Matrices of the plane, as SVG writes them.

https://www.w3.org/TR/css-transforms-1/#mathematical-description
"""

from math import cos, radians, sin, tan

Matrix = tuple[float, float, float, float, float, float]  # a, b, c, d, e, f

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiplied(outer: Matrix, inner: Matrix) -> Matrix:
    """The matrix that applies `inner` first and then `outer`."""
    a, b, c, d, e, f = inner
    across = _turned(outer, a, b)
    down = _turned(outer, c, d)
    origin = placed(outer, e, f)
    return (*across, *down, *origin)


def placed(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix puts a point."""
    across, down = _turned(matrix, x, y)
    *_, e, f = matrix
    return across + e, down + f


def _turned(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """What a matrix makes of a direction."""
    a, b, c, d, _, _ = matrix
    across = a * x + c * y
    down = b * x + d * y
    return across, down


def moving(x: float, y: float) -> Matrix:
    """The matrix that moves everything."""
    return (1.0, 0.0, 0.0, 1.0, x, y)


def scaling(across: float, down: float) -> Matrix:
    """The matrix that scales both axes."""
    return (across, 0.0, 0.0, down, 0.0, 0.0)


def skewing(across: float, down: float) -> Matrix:
    """The matrix that slants both axes, by degrees."""
    x = tan(radians(across))
    y = tan(radians(down))
    return (1.0, y, x, 1.0, 0.0, 0.0)


def rotation(degrees: float, x: float = 0.0, y: float = 0.0) -> Matrix:
    """The matrix of a rotation about a point."""
    angle = radians(degrees)
    sine = sin(angle)
    cosine = cos(angle)
    turn = (cosine, sine, -sine, cosine, 0.0, 0.0)
    return about(turn, x, y)


def about(matrix: Matrix, x: float, y: float) -> Matrix:
    """A matrix with its origin at a point."""
    moved = multiplied(moving(x, y), matrix)
    return multiplied(moved, moving(-x, -y))


def determinant(matrix: Matrix) -> float:
    """How much a matrix enlarges areas; negative for one that mirrors."""
    a, b, c, d, _, _ = matrix
    return a * d - b * c


def inverse(matrix: Matrix) -> Matrix:
    """The matrix that undoes one. Raises ZeroDivisionError for one without extent."""
    a, b, c, d, e, f = matrix
    size = determinant(matrix)
    a, b, c, d = (
        d / size,
        -b / size,
        -c / size,
        a / size,
    )
    turn = (a, b, c, d, 0.0, 0.0)
    x, y = placed(turn, e, f)
    return (a, b, c, d, -x, -y)
