"""Path data, drawn into a cairo context in one pass. Grammar: https://www.w3.org/TR/SVG2/paths.html

CairoSVG's own reader takes half of an icon's time, and never ends on `M4 4h16z5`. As SVG asks,
this reader stops at the first error and draws what comes before it.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from render.svg.arc import Arc
from render.svg.parsing.numbers import NUMBER

if TYPE_CHECKING:
    import cairocffi

_COMMAND = re.compile("([MmZzLlHhVvCcSsQqTtAa])([^MmZzLlHhVvCcSsQqTtAa]*)")
_FOREIGN = re.compile(r"[^\s,.\deE+\-MmZzLlHhVvCcSsQqTtAa]")
_NUMBER = re.compile(NUMBER)
# An arc's two flags may run into the number after them.
_ARC_PARTS = (NUMBER, NUMBER, NUMBER, "[01]", "[01]", NUMBER, NUMBER)
_ARC = re.compile("".join(rf"[\s,]*+({part})" for part in _ARC_PARTS))

Point = tuple[float, float]


def trace(context: "cairocffi.Context", data: str) -> None:
    """Add a path's segments, the value of its `d`, to the context's current path."""
    foreign = _FOREIGN.search(data)
    if foreign is not None:
        data = data[: foreign.start()]
    pen = _Pen(context)
    for letter, text in _COMMAND.findall(data):
        kind = letter.lower()
        if pen.idle and kind != "m":
            return
        if kind == "z":
            pen.close()
            if _NUMBER.search(text):
                return
            continue

        segment, axes = _SEGMENTS[kind]
        width = len(axes)  # numbers of a segment
        found = _arc_numbers(text) if kind == "a" else _NUMBER.findall(text)
        numbers = list(map(float, found))
        for first in range(0, len(numbers) - width + 1, width):
            part = numbers[first : first + width]
            if letter == kind:  # relative to the current point
                origin = (pen.x, pen.y, 0.0)
                part = [origin[axis] + number for axis, number in zip(axes, part)]  # noqa: B905
            segment(pen, *part)
            if kind == "m":
                segment = _Pen.line  # the pairs after a move's first are lines
        if not numbers or len(numbers) % width:
            return


def _arc_numbers(text: str) -> list[str]:
    """The numbers of arcs, up to the first error.

    Were what follows an error searched too, digits would be read again from each of them on.
    """
    numbers: list[str] = []
    end = 0
    while arc := _ARC.match(text, end):
        numbers.extend(arc.groups())
        end = arc.end()
    return numbers


class _Pen:
    """The current point. All coordinates are absolute."""

    def __init__(self, context: "cairocffi.Context") -> None:
        self.context = context
        self.idle = True  # until the first move
        self.x = self.y = 0.0
        self.start: Point = (0.0, 0.0)  # of the current subpath
        self.control: Point = (0.0, 0.0)  # the last control point of the last segment
        self.curve = ""  # the last segment's kind: c for a cubic curve, q for a quadratic one

    def move(self, x: float, y: float) -> None:
        self.context.move_to(x, y)
        self.idle = False
        self.start = (x, y)
        self.x = x
        self.y = y
        self.curve = ""

    def line(self, x: float, y: float) -> None:
        self.context.line_to(x, y)
        self.x = x
        self.y = y
        self.curve = ""

    def horizontal(self, x: float) -> None:
        self.line(x, self.y)

    def vertical(self, y: float) -> None:
        self.line(self.x, y)

    def cubic(self, x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> None:
        self.context.curve_to(x1, y1, x2, y2, x, y)
        self.x = x
        self.y = y
        self.control = (x2, y2)
        self.curve = "c"

    def smooth_cubic(self, x2: float, y2: float, x: float, y: float) -> None:
        x1, y1 = self._reflected("c")
        self.cubic(x1, y1, x2, y2, x, y)

    def quadratic(self, x1: float, y1: float, x: float, y: float) -> None:
        """Cairo has cubic curves alone: their control points lie at two thirds of the way."""
        self.context.curve_to(
            self.x + 2 / 3 * (x1 - self.x),
            self.y + 2 / 3 * (y1 - self.y),
            x + 2 / 3 * (x1 - x),
            y + 2 / 3 * (y1 - y),
            x,
            y,
        )
        self.x = x
        self.y = y
        self.control = (x1, y1)
        self.curve = "q"

    def smooth_quadratic(self, x: float, y: float) -> None:
        x1, y1 = self._reflected("q")
        self.quadratic(x1, y1, x, y)

    def arc(
        self,
        rx: float,
        ry: float,
        rotation: float,
        large: float,
        sweep: float,
        x: float,
        y: float,
    ) -> None:
        start = complex(self.x, self.y)
        end = complex(x, y)
        if not rx or not ry or start == end:
            self.line(x, y)
            return

        arc = Arc(
            start,
            end,
            rx,
            ry,
            rotation,
            large=bool(large),
            sweep=bool(sweep),
        )
        for one, two, point in arc.curves():
            self.context.curve_to(
                one.real,
                one.imag,
                two.real,
                two.imag,
                point.real,
                point.imag,
            )
        self.x = x
        self.y = y
        self.curve = ""

    def close(self) -> None:
        self.context.close_path()
        self.x, self.y = self.start
        self.curve = ""

    def _reflected(self, curve: str) -> Point:
        """The last control point mirrored at the current point, after a segment of this kind."""
        if self.curve != curve:
            return self.x, self.y
        x, y = self.control
        return (
            2 * self.x - x,
            2 * self.y - y,
        )


# How each command draws its numbers, and what is added to each of them in a relative command:
# 0 stands for the current point's x, 1 for its y, 2 for nothing.
_SEGMENTS: dict[str, tuple[Callable[..., None], tuple[int, ...]]] = {
    "m": (_Pen.move, (0, 1)),
    "l": (_Pen.line, (0, 1)),
    "h": (_Pen.horizontal, (0,)),
    "v": (_Pen.vertical, (1,)),
    "c": (_Pen.cubic, (0, 1, 0, 1, 0, 1)),
    "s": (_Pen.smooth_cubic, (0, 1, 0, 1)),
    "q": (_Pen.quadratic, (0, 1, 0, 1)),
    "t": (_Pen.smooth_quadratic, (0, 1)),
    "a": (_Pen.arc, (2, 2, 2, 2, 2, 0, 1)),
}
