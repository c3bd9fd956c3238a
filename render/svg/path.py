"""Path data, drawn into a cairo context in one pass.

CairoSVG's own reader takes half of an icon's time, and never ends on `M4 4h16z5`. As SVG asks, this one stops at the first
error and keeps what came before it. Grammar and arcs: https://www.w3.org/TR/SVG2/paths.html
"""

import re
from collections.abc import Callable
from math import atan2, ceil, copysign, cos, hypot, pi, radians, sin, sqrt, tan

import cairocffi

_COMMAND = re.compile("([MmZzLlHhVvCcSsQqTtAa])([^MmZzLlHhVvCcSsQqTtAa]*)")
_FOREIGN = re.compile(r"[^\s,.\deE+\-MmZzLlHhVvCcSsQqTtAa]")
_DIGITS = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(_DIGITS)
# An arc's two flags may run into the number after them.
_ARC = re.compile(
    r"[\s,]*".join(
        f"({part})" for part in (_DIGITS, _DIGITS, _DIGITS, "[01]", "[01]", _DIGITS, _DIGITS)
    )
)


def trace(context: cairocffi.Context, data: str) -> None:
    """Add a path's segments, the value of its `d`, to the context's current path."""
    foreign = _FOREIGN.search(data)
    pen = _Pen(context)
    for letter, text in _COMMAND.findall(data if foreign is None else data[: foreign.start()]):
        kind = letter.lower()
        if pen.idle and kind != "m":
            return
        if kind == "z":
            pen.close()
            if _NUMBER.search(text):
                return
            continue
        step, width = _STEPS[kind]
        numbers = list(map(float, _NUMBER.findall(text) if kind != "a" else _arc_numbers(text)))
        for first in range(0, len(numbers) - width + 1, width):
            origin = (pen.x, pen.y) if letter == kind else (0.0, 0.0)
            step(pen, *origin, *numbers[first : first + width])
            if kind == "m":
                step = _line  # what follows the first pair of a move
        if not numbers or len(numbers) % width:
            return


def _arc_numbers(text: str) -> list[str]:
    return [number for arc in _ARC.findall(text) for number in arc]


class _Pen:
    """Where drawing is. Coordinates are absolute."""

    def __init__(self, context: cairocffi.Context) -> None:
        self.context = context
        self.idle = True
        self.x = self.y = 0.0
        self.start = (0.0, 0.0)
        self.control = (0.0, 0.0)  # the last control point of the last segment
        self.curve = ""  # and that segment's kind, c or q; else nothing

    def move(self, x: float, y: float) -> None:
        self.context.move_to(x, y)
        self.idle, self.start, self.curve = False, (x, y), ""
        self.x, self.y = x, y

    def line(self, x: float, y: float) -> None:
        self.context.line_to(x, y)
        self.x, self.y, self.curve = x, y, ""

    def cubic(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> None:
        self.context.curve_to(x1, y1, x2, y2, x, y)
        self.x, self.y, self.control, self.curve = x, y, (x2, y2), "c"

    def quadratic(self, x1: float, y1: float, x: float, y: float) -> None:
        self.cubic(
            self.x + 2 / 3 * (x1 - self.x),
            self.y + 2 / 3 * (y1 - self.y),
            x + 2 / 3 * (x1 - x),
            y + 2 / 3 * (y1 - y),
            x,
            y,
        )
        self.control, self.curve = (x1, y1), "q"

    def reflected(self, curve: str) -> tuple[float, float]:
        """The control point opposite the last one, if the last segment was of this kind; else the current point."""
        return (
            (2 * self.x - self.control[0], 2 * self.y - self.control[1])
            if self.curve == curve
            else (self.x, self.y)
        )

    def close(self) -> None:
        self.context.close_path()
        (self.x, self.y), self.curve = self.start, ""


# One step of each command: the pen, the origin its coordinates count from, its numbers.


def _move(pen: _Pen, ox: float, oy: float, x: float, y: float) -> None:
    pen.move(ox + x, oy + y)


def _line(pen: _Pen, ox: float, oy: float, x: float, y: float) -> None:
    pen.line(ox + x, oy + y)


def _horizontal(pen: _Pen, ox: float, oy: float, x: float) -> None:
    pen.line(ox + x, pen.y)


def _vertical(pen: _Pen, ox: float, oy: float, y: float) -> None:
    pen.line(pen.x, oy + y)


def _cubic(
    pen: _Pen, ox: float, oy: float, x1: float, y1: float, x2: float, y2: float, x: float, y: float
) -> None:
    pen.cubic(ox + x1, oy + y1, ox + x2, oy + y2, ox + x, oy + y)


def _smooth(pen: _Pen, ox: float, oy: float, x2: float, y2: float, x: float, y: float) -> None:
    pen.cubic(*pen.reflected("c"), ox + x2, oy + y2, ox + x, oy + y)


def _quadratic(pen: _Pen, ox: float, oy: float, x1: float, y1: float, x: float, y: float) -> None:
    pen.quadratic(ox + x1, oy + y1, ox + x, oy + y)


def _smooth_quadratic(pen: _Pen, ox: float, oy: float, x: float, y: float) -> None:
    pen.quadratic(*pen.reflected("q"), ox + x, oy + y)


def _arc(
    pen: _Pen,
    ox: float,
    oy: float,
    rx: float,
    ry: float,
    rotation: float,
    large: float,
    sweep: float,
    x: float,
    y: float,
) -> None:
    """An elliptical arc as cubic curves of at most a quarter turn (SVG 2, appendix B.2.4)."""
    rx, ry, x, y = abs(rx), abs(ry), ox + x, oy + y
    if not rx or not ry or (x, y) == (pen.x, pen.y):
        pen.line(x, y)
        return
    cosine, sine = cos(radians(rotation)), sin(radians(rotation))
    half_x, half_y = (pen.x - x) / 2, (pen.y - y) / 2
    # In the frame where the ellipse is the unit circle, the start is (u, v) and the end (-u, -v) about their middle.
    u, v = (cosine * half_x + sine * half_y) / rx, (cosine * half_y - sine * half_x) / ry
    distance = hypot(u, v)
    if distance > 1:  # too small to reach: enlarged until it just does
        rx, ry, u, v, distance = rx * distance, ry * distance, u / distance, v / distance, 1.0
    offset = copysign(sqrt(1 / distance**2 - 1), 1 if large != sweep else -1)
    cu, cv = offset * v, -offset * u
    first = atan2(v - cv, u - cu)
    turn = (atan2(-v - cv, -u - cu) - first) % (2 * pi)
    if not sweep:
        turn -= 2 * pi
    middle_x, middle_y = (pen.x + x) / 2, (pen.y + y) / 2

    def point(u: float, v: float) -> tuple[float, float]:
        u, v = (cu + u) * rx, (cv + v) * ry
        return cosine * u - sine * v + middle_x, sine * u + cosine * v + middle_y

    pieces = max(1, ceil(abs(turn) / (pi / 2) - 1e-9))
    reach = 4 / 3 * tan(turn / pieces / 4)
    for piece in range(1, pieces + 1):
        before, after = first + turn * (piece - 1) / pieces, first + turn * piece / pieces
        one = point(cos(before) - reach * sin(before), sin(before) + reach * cos(before))
        other = point(cos(after) + reach * sin(after), sin(after) - reach * cos(after))
        pen.cubic(*one, *other, *((x, y) if piece == pieces else point(cos(after), sin(after))))
    pen.curve = ""


_STEPS: dict[str, tuple[Callable[..., None], int]] = {
    "m": (_move, 2),
    "l": (_line, 2),
    "h": (_horizontal, 1),
    "v": (_vertical, 1),
    "c": (_cubic, 6),
    "s": (_smooth, 4),
    "q": (_quadratic, 4),
    "t": (_smooth_quadratic, 2),
    "a": (_arc, 7),
}
