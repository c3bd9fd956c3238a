"""Frames, rings and cards around the icon, and crops with much empty ground."""

from tests.benchmarks.wild import pixels
from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, alone, framed


def dashed_focus(stage: Stage) -> Scene:
    """The outline that a browser draws around what the keyboard chose."""
    theme, size = stage.theme, stage.side()
    line = stage.some("1px dotted", "1px dashed", "2px dashed", "2px dotted")
    colour = stage.some(theme.ink, theme.accent)
    style = f"color:{theme.ink};padding:{stage.number(3, 9)}px;border:{line} {colour}"
    return Scene(framed(stage.icon(size), style), theme.ground, (2, 8))


def double_focus(stage: Stage) -> Scene:
    """A button with a border and a ring of focus around that."""
    theme, size = stage.theme, stage.side(16, 18, 20, 24)
    style = (
        f"color:{theme.ink};padding:{stage.number(5, 9)}px;border:1px solid {theme.faint};"
        f"outline:2px solid {theme.accent};outline-offset:{stage.number(2, 3)}px;"
        f"border-radius:{stage.some('4px', '8px', '50%')}"
    )
    return Scene(framed(stage.icon(size), style), theme.ground, (6, 12))


def drop_area(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(24, 28, 32)
    style = (
        f"{stage.text(12, 400)}flex-direction:column;gap:7px;color:{theme.faint};"
        f"width:{stage.number(130, 200)}px;padding:{stage.number(14, 24)}px 8px;"
        f"border:{stage.some('1px', '2px')} dashed {theme.faint};border-radius:8px;"
        f"background:{theme.panel}"
    )
    words = f"<span>{stage.words(3)}</span>" if stage.number(0, 1) else ""
    return Scene(framed(stage.icon(size) + words, style), theme.ground, (2, 7))


def selection_handles(stage: Stage) -> Scene:
    """A design tool's selection: a thin frame with a square at each corner."""
    size = stage.side(32, 40, 48)
    colour = stage.some("#0d99ff", "#7b61ff", "#ff24bd")
    handle = stage.number(6, 9)
    half = -handle / 2 - 0.5
    corners = "".join(
        f'<span style="position:absolute;{x}:{half}px;{y}:{half}px;width:{handle}px;'
        f'height:{handle}px;background:#fff;border:1px solid {colour};box-sizing:border-box">'
        "</span>"
        for x in ("left", "right")
        for y in ("top", "bottom")
    )
    pad = stage.number(0, 8)
    style = f"padding:{pad}px;border:1px solid {colour};color:{stage.theme.ink}"
    ground = stage.theme.ground
    return Scene(framed(stage.icon(size) + corners, style), ground, (handle, handle + 14))


def size_label(stage: Stage) -> Scene:
    """A design tool's selection with the size written below."""
    size, colour = stage.side(32, 40, 48), stage.some("#0d99ff", "#7b61ff")
    label = (
        f'<span style="position:absolute;top:calc(100% + 6px);background:{colour};color:#fff;'
        f'font:500 10px {stage.font};padding:1px 5px;border-radius:3px;white-space:nowrap">'
        f"{size} × {size}</span>"
    )
    style = f"padding:{stage.number(1, 7)}px;border:1.5px solid {colour};color:{stage.theme.ink}"
    content = framed(stage.icon(size) + label, style)
    return Scene(content, stage.theme.ground, margins=(14, 10, 14, 28))


def progress_ring(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(18, 20, 24, 28)
    share, line = stage.between(0.15, 0.85), stage.some("3px", "4px", "5px")
    turn = stage.number(0, 359)
    ring = (
        '<span style="position:absolute;inset:0;border-radius:50%;'
        f"background:conic-gradient(from {turn}deg,{theme.accent} {share:.0%},{theme.line} 0);"
        f"mask:radial-gradient(farthest-side,#0000 calc(100% - {line}),#000 0)"
        '"></span>'
    )
    pad = size * stage.between(0.4, 0.8)
    style = f"padding:{pad}px;color:{stage.some(theme.ink, theme.accent)}"
    return Scene(framed(ring + stage.icon(size), style), theme.ground, (2, 9))


def spinner_arc(stage: Stage) -> Scene:
    """A quarter of a ring around the icon, with nothing where the ring is open."""
    theme, size = stage.theme, stage.side(18, 20, 24)
    arc = (
        '<span style="position:absolute;inset:0;border-radius:50%;border:3px solid transparent;'
        f'border-top-color:{theme.accent};transform:rotate({stage.number(0, 359)}deg)"></span>'
    )
    style = f"padding:{size * stage.between(0.45, 0.7)}px;color:{theme.ink}"
    return Scene(framed(arc + stage.icon(size), style), theme.ground, (2, 8))


def shadow_card(stage: Stage) -> Scene:
    """A white card with a shadow on a gradient, as screenshot tools make them."""
    size, hue = stage.side(24, 28, 32, 40), stage.number(0, 359)
    second = hue + stage.number(30, 90)
    ground = f"linear-gradient({stage.number(0, 359)}deg,hsl({hue} 75% 65%),hsl({second} 70% 60%))"
    style = (
        f"background:#fff;color:#1b1b1f;padding:{stage.number(14, 26)}px;"
        f"border-radius:{stage.number(6, 18)}px;box-shadow:0 {stage.number(4, 12)}px "
        f"{stage.number(12, 28)}px #0006"
    )
    return Scene(framed(stage.icon(size), style), ground, (16, 34))


def flat_card(stage: Stage) -> Scene:
    """A panel with a hair line and a faint shadow, a title below the icon."""
    theme, size = stage.theme, stage.side(24, 28, 32)
    style = (
        f"{stage.text(13)}flex-direction:column;gap:8px;color:{theme.ink};padding:18px;"
        f"min-width:100px;background:{theme.panel};border:1px solid {theme.line};"
        "border-radius:10px;box-shadow:0 1px 3px #0003"
    )
    return Scene(framed(stage.icon(size) + stage.words(), style), theme.ground, (3, 14))


def round_button_on_photo(stage: Stage) -> Scene:
    size = stage.side(18, 20, 24)
    fill, ink = stage.dice.choice((("#fff", "#222"), ("#1a73e8", "#fff"), ("#000b", "#fff")))
    photo = f'<div style="position:absolute;inset:0;overflow:hidden">{stage.photograph(150, 150)}'
    button = (
        f'<span style="position:relative;display:flex;background:{fill};color:{ink};'
        f'border-radius:50%;padding:{stage.number(6, 12)}px">{stage.icon(size)}</span>'
    )
    style = f"width:{stage.number(60, 110)}px;height:{stage.number(60, 110)}px;overflow:hidden"
    return Scene(framed(photo + "</div>" + button, style), "#fff", (0, 0))


def white_on_photo(stage: Stage) -> Scene:
    """The icon itself on a photograph, with the shadow that keeps it readable."""
    size = stage.side(20, 24, 28, 32)
    photo = f'<div style="position:absolute;inset:0;overflow:hidden">{stage.photograph(90, 90)}'
    icon = stage.icon(size, "#fff", "position:relative;filter:drop-shadow(0 1px 3px #000c)")
    style = f"width:{size + stage.number(14, 40)}px;height:{size + stage.number(14, 40)}px;"
    content = framed(f"{photo}</div>{icon}", f"{style}overflow:hidden")
    return Scene(content, "#fff", (0, 0))


def patterned_ground(stage: Stage) -> Scene:
    """Stripes, dots or squares behind the icon."""
    theme, size = stage.theme, stage.side(24, 28, 32, 40)
    step = stage.number(5, 12)
    ground = stage.some(
        f"repeating-linear-gradient(45deg,{theme.ground} 0 {step}px,{theme.panel} 0 {2 * step}px)",
        f"radial-gradient({theme.line} 1px,#0000 1.5px) 0 0/{step}px {step}px {theme.ground}",
        f"conic-gradient({theme.panel} 25%,{theme.ground} 0 50%,{theme.panel} 0 75%,"
        f"{theme.ground} 0) 0 0/{2 * step}px {2 * step}px",
    )
    return Scene(framed(stage.icon(size), f"color:{theme.ink}"), ground, (6, 24))


def glowing_ground(stage: Stage) -> Scene:
    """A radial gradient, brightest somewhere near the icon."""
    size, hue = stage.side(20, 24, 28, 32), stage.number(0, 359)
    light, dark = (95, 72) if stage.number(0, 1) else (38, 12)
    ground = (
        f"radial-gradient(circle at {stage.number(20, 80)}% {stage.number(20, 80)}%,"
        f"hsl({hue} 40% {light}%),hsl({hue} 45% {dark}%))"
    )
    ink = "#14181f" if light > 90 else "#f2f4f8"
    return Scene(framed(stage.icon(size), f"color:{ink}"), ground, (8, 28))


def roomy_square(stage: Stage) -> Scene:
    """The icon somewhere in a square of 450 pixels."""
    return _roomy(stage, (450, 450))


def wide_window(stage: Stage) -> Scene:
    """The icon somewhere in an empty window."""
    return _roomy(stage, (stage.number(1000, 1500), stage.number(600, 900)))


def small_in_4k(stage: Stage) -> Scene:
    return _roomy(stage, (3840, 2160))


def _roomy(stage: Stage, size: tuple[int, int]) -> Scene:
    side = stage.side(16, 18, 20, 24, 32, 40)
    icon = alone(stage, side)
    return Scene(icon, stage.theme.ground, (3, 6), after=(pixels.on_empty_ground(size),))


FAMILY = Family(
    "frames, rings, cards, roomy crops",
    kinds(
        dashed_focus,
        double_focus,
        drop_area,
        selection_handles,
        size_label,
        progress_ring,
        spinner_arc,
        shadow_card,
        flat_card,
        round_button_on_photo,
        white_on_photo,
        patterned_ground,
        glowing_ground,
        roomy_square,
        wide_window,
        small_in_4k,
    ),
)
