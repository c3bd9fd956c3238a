"""Badges and dots on the icon."""

from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import REDS, Stage, framed


def red_dot(stage: Stage) -> Scene:
    """A plain dot at the upper right."""
    size = stage.side(16, 18, 20, 24, 28, 32)
    return _badged(stage, size, size * stage.between(0.25, 0.38), stage.some(*REDS), "")


def ringed_dot(stage: Stage) -> Scene:
    """A dot that a ring in the page's colour sets apart."""
    size = stage.side(20, 24, 28, 32)
    ring = f"box-shadow:0 0 0 {stage.some('1.5px', '2px')} {stage.theme.ground};"
    return _badged(stage, size, size * stage.between(0.3, 0.4), stage.some(*REDS), "", ring)


def count_badge(stage: Stage) -> Scene:
    size = stage.side(20, 22, 24, 28, 32)
    height = size * stage.between(0.5, 0.65)
    return _badged(stage, size, height, stage.some(*REDS), str(stage.number(1, 9)))


def long_count_badge(stage: Stage) -> Scene:
    size = stage.side(20, 24, 28, 32)
    words = stage.some("99+", "12", "47", "128")
    return _badged(stage, size, size * stage.between(0.48, 0.6), stage.some(*REDS), words)


def accent_count(stage: Stage) -> Scene:
    """A count in the page's accent colour, as a shop's cart has it."""
    size = stage.side(22, 24, 28, 32)
    fill = stage.some("#1a73e8", "#188038", "#f29900", "#7b1fa2")
    return _badged(stage, size, size * stage.between(0.5, 0.62), fill, str(stage.number(1, 9)))


def status_dot(stage: Stage) -> Scene:
    """Green, amber or grey at the lower right."""
    size = stage.side(18, 20, 24, 32)
    fill = stage.some("#22c55e", "#f59e0b", "#9ca3af", "#44b700")
    ring = f"box-shadow:0 0 0 2px {stage.theme.ground};"
    return _badged(stage, size, size * 0.34, fill, "", ring, low=True)


def plus_badge(stage: Stage) -> Scene:
    """A small round with a sign in it at the lower right."""
    size = stage.side(24, 28, 32)
    fill = stage.some("#1a73e8", "#188038", *REDS)
    sign = stage.some("+", "!", "✓", "×")
    return _badged(stage, size, size * stage.between(0.45, 0.55), fill, sign, low=True)


def new_pill(stage: Stage) -> Scene:
    size = stage.side(24, 28, 32)
    word = stage.some("new", "NEW", "beta", "pro")
    return _badged(stage, size, size * 0.45, stage.some("#f97316", "#7c3aed", *REDS), word)


def _badged(
    stage: Stage,
    size: float,
    height: float,
    fill: str,
    words: str,
    style: str = "",
    low: bool = False,
) -> Scene:
    """The icon with a pill over one of its right corners."""
    across = stage.between(0.35, 0.65) * height
    edge = "bottom" if low else "top"
    pill = (
        f'<span style="position:absolute;{edge}:{-height * 0.35:.1f}px;left:{size - across:.1f}px;'
        f"height:{height:.1f}px;min-width:{height:.1f}px;background:{fill};color:#fff;"
        f"border-radius:99px;font:600 {height * 0.72:.1f}px/{height:.1f}px {stage.font},sans-serif;"
        f"text-align:center;padding:0 {height * 0.2 if len(words) > 1 else 0:.1f}px;{style}"
        f'box-sizing:border-box">{words}</span>'
    )
    box = f"width:{size}px;height:{size}px;color:{stage.theme.ink};"
    outside = max(4.0, height * 0.5)
    wide = outside + height * 0.45 * max(0, len(words) - 1)
    margins = (stage.between(2, 8), outside + 2, wide + stage.between(2, 6), outside + 1)
    content = framed(stage.icon(size) + pill, box)
    return Scene(content, stage.theme.ground, margins=margins)


FAMILY = Family(
    "badges and dots",
    kinds(
        red_dot,
        ringed_dot,
        count_badge,
        long_count_badge,
        accent_count,
        status_dot,
        plus_badge,
        new_pill,
    ),
)
