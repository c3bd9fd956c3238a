"""Icons that are mirrored, turned, tilted or stretched."""

from tests.benchmarks.wild.drawings import transformed
from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, framed


def mirrored(stage: Stage) -> Scene:
    """As an interface from right to left shows it."""
    return _turned(stage, "scale(-1 1)", "scaleX(-1)", named=True)


def upside_down(stage: Stage) -> Scene:
    return _turned(stage, "scale(1 -1)", "scaleY(-1)", named=True)


def rotated_90(stage: Stage) -> Scene:
    angle = stage.dice.choice((90, 270))
    return _turned(stage, f"rotate({angle})", f"rotate({angle}deg)", named=True)


def rotated_180(stage: Stage) -> Scene:
    return _turned(stage, "rotate(180)", "rotate(180deg)", named=True)


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


def _turned(stage: Stage, attribute: str, css: str, named: bool = False) -> Scene:
    """The same turn in SVG, to compare drawings, and in CSS.

    `named`: whether an answer can name the turn.
    """
    size = stage.side(20, 24, 28, 32, 40)
    icon = stage.icon(size, stage.theme.ink, f"transform:{css}")
    html = framed(icon, f"padding:{0.25 * size}px")
    drawn = transformed(stage.svg, attribute)
    return Scene(html, stage.theme.ground, (0, 6), drawn=drawn, turned=named)


FAMILY = Family(
    "orientation",
    kinds(mirrored, upside_down, rotated_90, rotated_180, tilted, mid_spin, stretched),
)
