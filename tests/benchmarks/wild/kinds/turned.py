"""Icons that are mirrored, turned, tilted or stretched."""

import re

from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, framed

_OPENING = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_VIEW_BOX = re.compile(r'viewBox="([^"]+)"')


def mirrored(stage: Stage) -> Scene:
    """As an interface from right to left shows it."""
    return _turned(stage, "scale(-1 1)", "scaleX(-1)")


def upside_down(stage: Stage) -> Scene:
    return _turned(stage, "scale(1 -1)", "scaleY(-1)")


def rotated_90(stage: Stage) -> Scene:
    angle = stage.dice.choice((90, 270))
    return _turned(stage, f"rotate({angle})", f"rotate({angle}deg)")


def rotated_180(stage: Stage) -> Scene:
    return _turned(stage, "rotate(180)", "rotate(180deg)")


def tilted(stage: Stage) -> Scene:
    angle = stage.dice.choice((-1, 1)) * stage.number(8, 20)
    return _turned(stage, f"rotate({angle})", f"rotate({angle}deg)")


def mid_spin(stage: Stage) -> Scene:
    """Any angle, as of a mark that turns while one waits."""
    angle = stage.number(25, 335)
    return _turned(stage, f"rotate({angle})", f"rotate({angle}deg)")


def stretched(stage: Stage) -> Scene:
    """Wider or higher than drawn."""
    factor = stage.between(1.2, 1.45)
    x, y = (factor, 1) if stage.number(0, 1) else (1, factor)
    return _turned(stage, f"scale({x} {y})", f"scale({x},{y})")


def _turned(stage: Stage, attribute: str, css: str) -> Scene:
    """The same turn in SVG, to compare drawings, and in CSS."""
    size = stage.side(20, 24, 28, 32, 40)
    icon = stage.icon(size, stage.theme.ink, f"transform:{css}")
    html = framed(icon, f"padding:{0.25 * size}px")
    return Scene(html, stage.theme.ground, (0, 6), drawn=turned_svg(stage.svg, attribute))


def turned_svg(svg: str, transform: str) -> str:
    """The drawing, transformed around the middle of its box."""
    left, top, width, height = (float(one) for one in _VIEW_BOX.search(svg)[1].split())
    x, y = left + width / 2, top + height / 2
    around = f"translate({x} {y}) {transform} translate({-x} {-y})"
    opening = _OPENING.search(svg)[0]
    body = svg[len(opening) : svg.rindex("</svg>")]
    return f'{opening}<g transform="{around}">{body}</g></svg>'


FAMILY = Family(
    "orientation",
    kinds(mirrored, upside_down, rotated_90, rotated_180, tilted, mid_spin, stretched),
)
