"""Elliptical arcs as cubic curves (SVG 2, appendix B.2.4). Points are complex numbers, x + yj.

Formulas: https://www.w3.org/TR/SVG2/implnote.html#ArcConversionEndpointToCenter
"""

from cmath import phase
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, copysign, cos, pi, radians, sin, sqrt, tan

QUARTER_TURN = pi / 2
ROUNDING = 1e-9  # of a quarter turn; without it, rounding makes two curves of one quarter

Curve = tuple[complex, complex, complex]  # two control points and the end


@dataclass(slots=True)
class Arc:
    """An arc as path data has it: the ends, the radii, degrees of rotation, and two flags.

    The radii must not be 0, and the ends must differ.
    """

    start: complex
    end: complex
    rx: float
    ry: float
    rotation: float
    large: bool
    sweep: bool

    def curves(self) -> Iterator[Curve]:
        """Yield the arc's cubic curves, of at most a quarter turn each."""
        ellipse, half = self._ellipse()
        first = phase(half - ellipse.centre)
        last = phase(-half - ellipse.centre)
        turn = (last - first) % (2 * pi)
        if not self.sweep:
            turn -= 2 * pi

        quarters = abs(turn) / QUARTER_TURN
        pieces = max(1, ceil(quarters - ROUNDING))
        # How far control points are from the ends, along the circle's tangents.
        reach = 4 / 3 * tan(turn / pieces / 4) * 1j
        before = _on_circle(first)
        for piece in range(1, pieces + 1):
            angle = first + turn * piece / pieces
            after = _on_circle(angle)

            leaving = ellipse.point(before + reach * before)
            arriving = ellipse.point(after - reach * after)
            # The last curve ends where the arc does, without rounding.
            end = self.end if piece == pieces else ellipse.point(after)
            yield leaving, arriving, end
            before = after

    def _ellipse(self) -> tuple["_Ellipse", complex]:
        """The arc's ellipse, and half of the chord from its end to its start.

        The chord is measured where the ellipse has the radius 1. The centre is one of two: SVG 2,
        appendix B.2.4, and for radii that are too small B.2.5.
        """
        rx = abs(self.rx)
        ry = abs(self.ry)
        rotation = _on_circle(radians(self.rotation))
        chord = self.start - self.end
        turned = chord / 2 * rotation.conjugate()
        half = complex(
            turned.real / rx,
            turned.imag / ry,
        )
        distance = abs(half)
        if distance > 1:  # an ellipse too small to reach both ends grows until it does
            rx *= distance
            ry *= distance
            half /= distance
            distance = 1.0

        # Two ellipses have the arc's ends on them, one to each side of the chord.
        side = 1 if self.large != self.sweep else -1
        height = sqrt(1 / distance**2 - 1)  # of the centre above the chord, in halves of it
        offset = copysign(height, side)
        centre = complex(offset * half.imag, -offset * half.real)
        middle = (self.start + self.end) / 2
        return _Ellipse(centre, rx, ry, rotation, middle), half


@dataclass(slots=True)
class _Ellipse:
    """The unit circle, moved to `centre`, scaled by the radii, turned and moved to `middle`."""

    centre: complex
    rx: float
    ry: float
    rotation: complex
    middle: complex  # of the arc's ends

    def point(self, on_circle: complex) -> complex:
        """The point of the ellipse that a point of the unit circle becomes."""
        moved = self.centre + on_circle
        across = moved.real * self.rx
        along = moved.imag * self.ry
        turned = self.rotation * complex(across, along)
        return turned + self.middle


def _on_circle(angle: float) -> complex:
    x = cos(angle)
    y = sin(angle)
    return complex(x, y)
