"""Drawings of strokes, in other widths than their own; and filled."""

from tests.benchmarks.wild.drawings import STROKE_WIDTH, restroked
from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, framed


def stroked(svg: str) -> bool:
    """Whether the drawing is of strokes in the page's colour, and nothing else."""
    in_page_colour = "currentColor" in svg and 'fill="currentColor"' not in svg
    return in_page_colour and STROKE_WIDTH.search(svg) is not None


def thinner(stage: Stage) -> Scene:
    return _restroked(stage, stage.between(0.7, 0.8))


def much_thinner(stage: Stage) -> Scene:
    return _restroked(stage, stage.between(0.5, 0.6))


def bolder(stage: Stage) -> Scene:
    return _restroked(stage, stage.between(1.2, 1.3))


def bold(stage: Stage) -> Scene:
    return _restroked(stage, stage.between(1.45, 1.55))


def heavy(stage: Stage) -> Scene:
    return _restroked(stage, stage.between(1.8, 2))


def constant_stroke(stage: Stage) -> Scene:
    """Strokes of one pixel and a half, whatever the icon's size."""
    size = stage.side(20, 24, 32, 40, 48)
    svg = STROKE_WIDTH.sub('stroke-width="1.5px" vector-effect="non-scaling-stroke"', stage.svg)
    html = framed(stage.icon(size, stage.theme.ink, svg=svg), "")
    return Scene(html, stage.theme.ground, (3, 10))


def filled_as_active(stage: Stage) -> Scene:
    """The strokes' inside filled, as the chosen entry of a bar has it."""
    svg = stage.svg.replace('fill="none"', 'fill="currentColor"')
    html = framed(stage.icon(stage.side(20, 24, 28, 32), stage.theme.accent, svg=svg), "")
    return Scene(html, stage.theme.ground, (3, 10), drawn=svg)


def filled_in_tint(stage: Stage) -> Scene:
    """The strokes' inside in a faint tint of their colour."""
    svg = stage.svg.replace('fill="none"', 'fill="currentColor" fill-opacity=".2"')
    html = framed(stage.icon(stage.side(20, 24, 28, 32), stage.theme.accent, svg=svg), "")
    return Scene(html, stage.theme.ground, (3, 10))


def _restroked(stage: Stage, factor: float) -> Scene:
    svg = restroked(stage.svg, factor)
    html = framed(stage.icon(stage.side(16, 20, 24, 28, 32), stage.theme.ink, svg=svg), "")
    return Scene(html, stage.theme.ground, (3, 10))


FAMILY = Family(
    "restroked",
    kinds(
        thinner,
        much_thinner,
        bolder,
        bold,
        heavy,
        constant_stroke,
        filled_in_tint,
        fits=stroked,
    ),
)
FILLED = Family("filled as active", kinds(filled_as_active, fits=stroked))
