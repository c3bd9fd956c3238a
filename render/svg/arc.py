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
        pieces = max(1, ceil(abs(turn) / QUARTER_TURN - ROUNDING))
        reach = 4 / 3 * tan(turn / pieces / 4) * 1j  # along the circle's tangent
        for piece in range(1, pieces + 1):
            before = _on_circle(first + turn * (piece - 1) / pieces)
            after = _on_circle(first + turn * piece / pieces)
            yield (
                ellipse.point(before + reach * before),
                ellipse.point(after - reach * after),
                self.end if piece == pieces else ellipse.point(after),
            )

    def _ellipse(self) -> tuple["_Ellipse", complex]:
        """The arc's ellipse, and half of the chord from its end to its start.

        The chord is measured where the ellipse has the radius 1.
        """
        rx = abs(self.rx)
        ry = abs(self.ry)
        rotation = _on_circle(radians(self.rotation))
        half = (self.start - self.end) / 2 * rotation.conjugate()
        half = complex(half.real / rx, half.imag / ry)
        distance = abs(half)
        if distance > 1:  # an ellipse too small to reach both ends grows until it does
            rx *= distance
            ry *= distance
            half /= distance
            distance = 1.0
        offset = copysign(sqrt(1 / distance**2 - 1), 1 if self.large != self.sweep else -1)
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
        scaled = complex(moved.real * self.rx, moved.imag * self.ry)
        return self.rotation * scaled + self.middle


def _on_circle(angle: float) -> complex:
    return complex(cos(angle), sin(angle))
