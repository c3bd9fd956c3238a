"""Lengths along a path.

https://www.w3.org/TR/SVG2/paths.html#DistanceAlongAPath
"""

from math import atan2, degrees, dist

from render.svg.path import trace
from render.svg.resolve.geometry.boxes import cubic

Point = tuple[float, float]
Line = tuple[Point, Point]
_PIECES = 16  # lines that a curve is measured by; chosen by hand


class _Lines:
    """What `trace` draws into: it notes the path as lines; a move starts at length 0 anew."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._at: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)

    def move_to(self, x: float, y: float) -> None:
        self._at = self._start = (x, y)

    def line_to(self, x: float, y: float) -> None:
        self.lines.append((self._at, (x, y)))
        self._at = (x, y)

    def curve_to(self, *points: float) -> None:
        x0, y0 = self._at
        x1, y1, x2, y2, x3, y3 = points
        columns = (x0, x1, x2, x3)
        rows = (y0, y1, y2, y3)
        for piece in range(1, _PIECES + 1):
            share = piece / _PIECES
            x = cubic(share, columns)
            y = cubic(share, rows)
            self.line_to(x, y)

    def close_path(self) -> None:
        self.line_to(*self._start)


def _measured(data: str) -> tuple[list[Line], list[float]]:
    """The lines of a path, and the length of each."""
    recorder = _Lines()
    trace(recorder, data)
    lengths = [dist(start, end) for start, end in recorder.lines]
    return recorder.lines, lengths


def total(data: str) -> float:
    """The length of a path."""
    _, lengths = _measured(data)
    return sum(lengths)


def along(data: str, share: float) -> tuple[float, float, float] | None:
    """The point at a share of a path's length, and the direction there in degrees.

    None for a path without any line.
    """
    lines, lengths = _measured(data)
    clipped = min(max(share, 0.0), 1.0)
    left = clipped * sum(lengths)
    found = None
    for line, length in zip(lines, lengths, strict=True):
        if not length:
            continue
        passed = min(left / length, 1.0)
        found = _on_line(line, passed)
        if left <= length:
            break
        left -= length
    return found


def _on_line(line: Line, share: float) -> tuple[float, float, float]:
    """The point at a share of a line, and its direction in degrees."""
    (x, y), (end_x, end_y) = line
    across = end_x - x
    down = end_y - y
    angle = degrees(atan2(down, across))
    return x + across * share, y + down * share, angle
