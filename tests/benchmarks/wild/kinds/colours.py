"""Icons of several colours whose colours are altered, and two-tone icons in other tints."""

import re

from tests.benchmarks.wild.scene import Family, Kind, Scene, kinds
from tests.benchmarks.wild.stage import Stage, framed

_OPACITY = re.compile(r'\b(?:(fill|stroke)-)?opacity="0?\.\d+"')


def two_tone(svg: str) -> bool:
    """Whether a part of a drawing in the page's colour is fainter than the rest."""
    return "currentColor" in svg and _OPACITY.search(svg) is not None


def inverted(stage: Stage) -> Scene:
    """All of the picture inverted, as an accessibility setting does it."""
    return _filtered(stage, "invert(1)", of_page=True)


def dark_mode(stage: Stage) -> Scene:
    """Inverted and with its hues turned back, as dark-mode extensions do it."""
    return _filtered(stage, "invert(1) hue-rotate(180deg)", of_page=True)


def greyed(stage: Stage) -> Scene:
    return _filtered(stage, "grayscale(1)", colourless=True)


def faded(stage: Stage) -> Scene:
    """A disabled button's icon."""
    return _filtered(stage, f"opacity({stage.between(0.3, 0.5)})")


def greyed_and_faded(stage: Stage) -> Scene:
    return _filtered(stage, f"grayscale(1) opacity({stage.between(0.4, 0.6)})", colourless=True)


def sepia(stage: Stage) -> Scene:
    """The warm light of an evening setting."""
    return _filtered(stage, f"sepia({stage.between(0.6, 1)})", of_page=True, colourless=True)


def washed_out(stage: Stage) -> Scene:
    look = f"saturate({stage.between(0.25, 0.5)}) contrast(.7) brightness(1.15)"
    return _filtered(stage, look)


def night_shift(stage: Stage) -> Scene:
    """Blue taken out of the whole screen."""
    html = framed(_icon(stage), "")
    veil = f"linear-gradient(#ff{stage.some('a0', 'b4', '90')}0055,#ffa00055)"
    style = f"<style>.night{{background:{veil};background-blend-mode:multiply}}</style>"
    cover = f'<div style="position:absolute;inset:0;mix-blend-mode:multiply;background:{veil}">'
    return Scene(f"{style}{html}{cover}</div>", stage.theme.ground, (3, 12))


def two_tone_tinted(stage: Stage) -> Scene:
    """Both tones in colours of their own."""
    hue = stage.number(0, 359)
    second = f"hsl({hue + stage.number(20, 180)} 75% {stage.number(55, 75)}%)"
    svg = _OPACITY.sub(lambda part: f'style="{part[1] or "color"}:{second}"', stage.svg)
    ink = f"hsl({hue} 65% {stage.number(22, 40)}%)"
    html = framed(stage.icon(stage.side(20, 24, 32, 40), ink, svg=svg), "")
    return Scene(html, stage.some("#fff", "#f8fafc"), (3, 12))


def two_tone_on_colour(stage: Stage) -> Scene:
    """White tones on a filled shape."""
    html = framed(
        stage.icon(stage.side(20, 24, 32), "#fff"),
        f"background:{stage.theme.accent};padding:{stage.number(8, 16)}px;border-radius:8px",
    )
    return Scene(html, stage.theme.ground, (1, 6))


def gradient_filled(stage: Stage) -> Scene:
    """A drawing of one colour, filled with a gradient."""
    hue, size = stage.number(0, 359), stage.side(24, 28, 32, 40)
    paint = f"linear-gradient(90deg,hsl({hue} 80% 55%),hsl({hue + 80} 80% 45%))"
    icon = stage.icon(size, "#000")
    veil = f'<span style="position:absolute;inset:0;background:{paint};mix-blend-mode:screen">'
    html = framed(f"{icon}{veil}</span>", "background:#fff;isolation:isolate;padding:6px")
    return Scene(html, "#fff", (0, 5))


def drop_shadow(stage: Stage) -> Scene:
    size = stage.side(28, 32, 40, 48)
    right, down, blur = stage.number(1, 3), stage.number(1, 4), stage.number(1, 4)
    shade = f"drop-shadow({right}px {down}px {blur}px #0008)"
    ink = stage.theme.accent
    html = framed(stage.icon(size, ink, f"filter:{shade}"), "")
    return Scene(html, stage.some("#fff", "#e9eef5", "#f5f5f4"), (6, 14))


def disabled(stage: Stage) -> Scene:
    """A drawing of one colour at a third of its strength."""
    share = stage.between(0.25, 0.4)
    html = framed(stage.icon(stage.side(), stage.theme.ink, f"opacity:{share}"), "")
    return Scene(html, stage.theme.ground, (3, 10))


def _icon(stage: Stage) -> str:
    return stage.icon(stage.side(20, 24, 28, 32, 40), stage.theme.ink)


def _filtered(stage: Stage, look: str, of_page: bool = False, colourless: bool = False) -> Scene:
    """The icon, or the page around it too, through a CSS filter."""
    if not of_page:
        html = framed(f'<span style="display:flex;filter:{look}">{_icon(stage)}</span>', "")
        return Scene(html, stage.theme.ground, (3, 12), colourless=colourless)
    style = f"background:{stage.theme.ground};padding:{stage.number(3, 12)}px;filter:{look}"
    html = framed(_icon(stage), style)
    return Scene(html, stage.theme.ground, (0, 0), colourless=colourless)


FAMILY = Family(
    "several colours, altered",
    (
        *kinds(
            inverted,
            dark_mode,
            greyed,
            faded,
            greyed_and_faded,
            sepia,
            washed_out,
            night_shift,
            coloured=True,
        ),
    ),
)
TINTS = Family(
    "tints, shadows, gradients",
    (
        *kinds(two_tone_tinted, two_tone_on_colour, fits=two_tone),
        Kind(gradient_filled, coloured=False),
        Kind(drop_shadow),
        Kind(disabled, coloured=False),
    ),
)
