"""Specks and dither."""

from tests.benchmarks.wild import camera, pixels
from tests.benchmarks.wild.scene import Alteration, Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, alone, framed


def scan_dust(stage: Stage) -> Scene:
    """Printed and scanned: paper, dust, a little blur and tilt."""
    size = stage.side(40, 48, 64)
    after = (pixels.blurred(0.4, 1.0), pixels.tilted(1.5), camera.on_paper, pixels.dusty(10, 45))
    html = framed(stage.icon(size), "color:#1c1c1c")
    return Scene(html, "#fff", (8, 20), after=after, ratio=1.5)


def stray_pixels(stage: Stage) -> Scene:
    return _plain(stage, pixels.stray(2, 6))


def dusty_glass(stage: Stage) -> Scene:
    """Faint specks on a clean screenshot."""
    return _plain(stage, pixels.dusty(6, 20))


def gif_8_colours(stage: Stage) -> Scene:
    return _plain(stage, pixels.few_colours(8))


def gif_16_colours_on_gradient(stage: Stage) -> Scene:
    """The gradient becomes a pattern of dots."""
    icon = alone(stage, 20, 24, 32)
    ground = f"linear-gradient({stage.number(0, 359)}deg,{stage.theme.ground},{stage.theme.line})"
    return Scene(icon, ground, (4, 12), after=(pixels.few_colours(16),))


def one_bit(stage: Stage) -> Scene:
    """Black and white without anything between."""
    return _plain(stage, pixels.threshold)


def one_bit_dithered(stage: Stage) -> Scene:
    """Black and white dots, as a fax or an electronic-paper screen shows it."""
    icon = alone(stage, 24, 32, 40)
    return Scene(icon, stage.theme.panel, (4, 12), after=(pixels.dithered,))


def grainy(stage: Stage) -> Scene:
    """The noise of a camera's sensor."""
    return _plain(stage, pixels.noisy(4, 14))


def _plain(stage: Stage, after: Alteration) -> Scene:
    icon = alone(stage, 16, 20, 24, 32, 40)
    return Scene(icon, stage.theme.ground, (3, 12), after=(after,))


FAMILY = Family(
    "specks and dither",
    (
        *kinds(scan_dust, stray_pixels, dusty_glass, grainy),
        *kinds(gif_8_colours, gif_16_colours_on_gradient),
        *kinds(one_bit, one_bit_dithered, coloured=False),
    ),
)
