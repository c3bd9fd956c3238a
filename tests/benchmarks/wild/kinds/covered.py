"""Something lies over the icon, or a part of it is missing."""

from tests.benchmarks.wild.scene import Family, Kind, Scene, kinds
from tests.benchmarks.wild.stage import REDS, Stage, alone, framed

ARROW = "M1 1v16l4-4 3 7 3-1.3-3-6.7h6z"  # a pointer in a box of 16 × 22
HAND = "M6 1q2 0 2 2v7l1-1q2-1 3 1 2-1 3 1 2 0 2 2v4q0 5-5 5h-3q-3 0-5-4l-3-4q0-3 3-1V3q0-2 2-2z"


def cursor_over(stage: Stage) -> Scene:
    """A pointer whose tip is on the icon."""
    size = stage.side(20, 24, 28, 32)
    x, y = size * stage.between(0.4, 0.75), size * stage.between(0.4, 0.75)
    return _covered(stage, size, _pointer(stage, x, y), (4, 12))


def cursor_beside(stage: Stage) -> Scene:
    size = stage.side(20, 24, 28, 32)
    x, y = size + stage.between(1, 5), size * stage.between(0.3, 0.9)
    return _covered(stage, size, _pointer(stage, x, y), (20, 24))


def slash(stage: Stage) -> Scene:
    """A line across, as for what is switched off."""
    size = stage.side(20, 24, 28, 32)
    mark = (
        '<path d="M2 2l20 20" fill="none" stroke-linecap="round" '
        f'stroke="{stage.theme.ground}" stroke-width="6"/>'
        f'<path d="M2 2l20 20" fill="none" stroke-linecap="round" '
        f'stroke="{stage.theme.ink}" stroke-width="2"/>'
    )
    return _covered(stage, size, _drawing(mark, size), (3, 9))


def red_slash(stage: Stage) -> Scene:
    size, red = stage.side(20, 24, 28, 32), stage.some(*REDS)
    mark = f'<path d="M22 2L2 22" stroke="{red}" stroke-width="{stage.between(1.6, 3)}"/>'
    return _covered(stage, size, _drawing(mark, size), (3, 9))


def forbidden(stage: Stage) -> Scene:
    """The round sign with a bar over the icon."""
    size, red = stage.side(20, 24, 28), stage.some(*REDS)
    mark = (
        f'<g fill="none" stroke="{red}" stroke-width="1.8"><circle cx="12" cy="12" r="11"/>'
        '<path d="M4.5 4.5l15 15"/></g>'
    )
    return _covered(stage, size, _drawing(mark, size * 1.4, -size * 0.2), (8, 14))


def circled(stage: Stage) -> Scene:
    """Circled in red by hand."""
    size, red = stage.side(20, 24, 32), stage.some(*REDS)
    wobble = [stage.between(-0.7, 0.7) for _ in range(4)]
    mark = (
        f'<path d="M{7 + wobble[0]} {2 + wobble[1]}C18 -1 24 6 {23 + wobble[2]} 13S15 25 '
        f'{9 + wobble[3]} 22.5S-1 15 2 7S12 0 16 2.5" fill="none" stroke="{red}" '
        f'stroke-width="{stage.between(1, 1.9)}" stroke-linecap="round"/>'
    )
    scale = stage.between(1.6, 2.2)
    drawing = _drawing(mark, size * scale, -size * (scale - 1) / 2)
    return _covered(stage, size, drawing, (size * 0.55, size * 0.8))


def arrow_pointing(stage: Stage) -> Scene:
    """An arrow of an annotation tool whose tip ends at the icon."""
    size, red = stage.side(24, 28, 32), stage.some(*REDS)
    mark = (
        f'<path d="M23 23L5 5M4 12V4h8" fill="none" stroke="{red}" stroke-width="2.6" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )
    drawing = _drawing(mark, size, size * stage.between(0.75, 1))
    return _covered(stage, size, drawing, (size * 0.8, size))


def highlighted(stage: Stage) -> Scene:
    """A text marker's stripe over the icon."""
    size = stage.side(20, 24, 32)
    paint = stage.some("#fff200", "#7cff6b", "#ff9ff3")
    stripe = (
        f'<span style="position:absolute;left:-{size * 0.4}px;right:-{size * 0.3}px;'
        f"top:{size * 0.1}px;bottom:{size * 0.05}px;background:{paint};mix-blend-mode:multiply;"
        f'transform:rotate({stage.between(-6, 6)}deg);border-radius:3px"></span>'
    )
    scene = _covered(stage, size, stripe, (size * 0.3, size * 0.7))
    return Scene(scene.html.replace(stage.theme.ink, "#1b1b1b"), "#fff", scene.margin)


def letter_over(stage: Stage) -> Scene:
    size = stage.side(24, 28, 32)
    letter = (
        f'<span style="position:absolute;left:{size * stage.between(0.25, 0.55)}px;'
        f"top:{size * stage.between(0.1, 0.4)}px;"
        f"font:700 {size * stage.between(0.4, 0.6):.1f}px/1 {stage.font};"
        f'color:{stage.some(*REDS)}">'
        f"{stage.some('A', 'R', '7', 'é', 'W')}</span>"
    )
    return _covered(stage, size, letter, (4, 10))


def half_filled(stage: Stage) -> Scene:
    """The left part in the accent colour, the rest in grey, as a rating shows it."""
    size, share = stage.side(20, 24, 28, 32), stage.number(30, 70)
    return _in_two_colours(stage, size, f"inset(0 {100 - share}% 0 0)")


def level(stage: Stage) -> Scene:
    """Filled from below, as a battery or a voice level shows it."""
    size, share = stage.side(20, 24, 28, 32), stage.number(30, 70)
    return _in_two_colours(stage, size, f"inset({100 - share}% 0 0 0)")


def cut_by_a_quarter(stage: Stage) -> Scene:
    """The crop misses a quarter of the icon, at one side."""
    size = stage.side(20, 24, 28, 32)
    margins = [stage.between(2, 8) for _ in range(4)]
    margins[stage.number(0, 3)] = -size * stage.between(0.2, 0.25)
    icon = alone(stage, size)
    return Scene(icon, stage.theme.ground, margins=tuple(margins))


def cut_at_a_corner(stage: Stage) -> Scene:
    """The crop misses some of the icon at two sides."""
    size = stage.side(20, 24, 28, 32)
    margins = [stage.between(2, 8) for _ in range(4)]
    for side in (stage.dice.choice((0, 2)), stage.dice.choice((1, 3))):
        margins[side] = -size * stage.between(0.1, 0.15)
    icon = alone(stage, size)
    return Scene(icon, stage.theme.ground, margins=tuple(margins))


def behind_an_edge(stage: Stage) -> Scene:
    """A panel lies over a fifth of the icon."""
    size, theme = stage.side(24, 28, 32), stage.theme
    panel = (
        f'<span style="position:absolute;left:{size * stage.between(0.78, 0.85)}px;top:-60px;'
        f"bottom:-60px;width:70px;background:{theme.accent};"
        'box-shadow:-1px 0 3px #0005"></span>'
    )
    return _covered(stage, size, panel, (5, 12))


def _covered(stage: Stage, size: float, cover: str, margin: tuple[float, float]) -> Scene:
    box = f"width:{size}px;height:{size}px;color:{stage.theme.ink}"
    return Scene(framed(stage.icon(size) + cover, box), stage.theme.ground, margin)


def _drawing(shapes: str, size: float, left: float = 0) -> str:
    """Shapes in a box of 24 × 24, that many pixels from the icon's upper left corner."""
    return (
        f'<svg viewBox="0 0 24 24" style="position:absolute;left:{left:.1f}px;top:{left:.1f}px;'
        f'width:{size:.1f}px;height:{size:.1f}px;overflow:visible">{shapes}</svg>'
    )


def _pointer(stage: Stage, x: float, y: float) -> str:
    path = stage.some(ARROW, ARROW, HAND)
    fill, line = stage.dice.choice((("#000", "#fff"), ("#fff", "#000")))
    return (
        f'<svg viewBox="0 0 16 22" style="position:absolute;left:{x:.1f}px;top:{y:.1f}px;'
        f'width:14px;height:19px;overflow:visible"><path d="{path}" fill="{fill}" '
        f'stroke="{line}" stroke-width="1.2"/></svg>'
    )


def _in_two_colours(stage: Stage, size: int, clip: str) -> Scene:
    theme = stage.theme
    faint = stage.icon(size, theme.line, "position:absolute")
    paint = stage.some(theme.accent, "#f5a623", "#e0245e")
    strong = stage.icon(size, paint, f"position:absolute;clip-path:{clip}")
    box = f"width:{size}px;height:{size}px"
    return Scene(framed(faint + strong, box), theme.ground, (3, 9))


FAMILY = Family(
    "covered",
    (
        *kinds(cursor_over, cursor_beside, slash, red_slash, forbidden, circled),
        *kinds(arrow_pointing, highlighted, letter_over, behind_an_edge),
        *kinds(half_filled, level, coloured=False),
    ),
)
CUT = Family("cut off", (Kind(cut_by_a_quarter), Kind(cut_at_a_corner)))
