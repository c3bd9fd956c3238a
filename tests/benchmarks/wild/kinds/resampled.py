"""What systems, chats and cameras do to a screenshot; and small sizes."""

from tests.benchmarks.wild import camera, pixels
from tests.benchmarks.wild.kinds import controls, neighbours
from tests.benchmarks.wild.scene import Alteration, Family, Kind, Scene, kinds
from tests.benchmarks.wild.stage import DARK, LIGHT, Stage, Theme, alone, framed


def enlarged(stage: Stage) -> Scene:
    """A bitmap that the system enlarges by a quarter or a half."""
    return _plain(stage, pixels.rescaled(stage.dice.choice((1.25, 1.5)), "bilinear"))


def enlarged_smoothly(stage: Stage) -> Scene:
    return _plain(stage, pixels.rescaled(stage.between(1.1, 2.2), "bicubic"))


def nearest_neighbour(stage: Stage) -> Scene:
    """Enlarged by a half without smoothing: every other pixel is doubled."""
    return _plain(stage, pixels.rescaled(1.5, "nearest"))


def pixels_doubled(stage: Stage) -> Scene:
    return _plain(stage, pixels.rescaled(stage.dice.choice((2, 3)), "nearest"))


def reduced(stage: Stage) -> Scene:
    """A picture for a page that shows it smaller."""
    return _plain(stage, pixels.rescaled(stage.between(0.55, 0.85), "area"), 24, 28, 32, 40)


def sharpened(stage: Stage) -> Scene:
    return _plain(stage, pixels.sharpened)


def chat_jpeg(stage: Stage) -> Scene:
    """Reduced and compressed twice, as messengers pass pictures on."""
    after = (pixels.rescaled(stage.between(0.7, 1), "area"), pixels.compressed(45, 60))
    icon = alone(stage, 20, 24, 28, 32, 40)
    return Scene(icon, stage.theme.ground, (4, 14), after=after, quality=stage.number(45, 65))


def ten_to_twelve_px(stage: Stage) -> Scene:
    return _small(stage, 10, 12)


def thirteen_to_fourteen_px(stage: Stage) -> Scene:
    return _small(stage, 13, 14)


def any_size(stage: Stage) -> Scene:
    """Any size from 11 to 49 CSS pixels, none likelier than another."""
    size = stage.number(11, 49)
    icon = alone(stage, size)
    return Scene(icon, stage.theme.ground, (2, 10))


def between_pixels(stage: Stage) -> Scene:
    """Sizes and places that no device pixel fits."""
    size = stage.between(11, 21)
    shift = f"margin:{stage.between(0, 1)}px 0 0 {stage.between(0, 1)}px"
    html = framed(stage.icon(size, stage.theme.ink, shift), "")
    return Scene(html, stage.theme.ground, (2, 7), ratio=stage.dice.choice((1, 1.1, 1.25)))


def subpixels_light(stage: Stage) -> Scene:
    """Red, green and blue sampled a third of a pixel apart, as for text on LCD screens."""
    return _subpixels(stage, stage.dice.choice(LIGHT))


def subpixels_dark(stage: Stage) -> Scene:
    return _subpixels(stage, stage.dice.choice(DARK))


def photographed_screen(stage: Stage) -> Scene:
    """A telephone's photograph of a screen: its raster, perspective, vignette, noise, JPEG."""
    icon = alone(stage, 24, 28, 32, 40)
    return Scene(
        icon, stage.theme.ground, (6, 16), after=(camera.photographed,), ratio=2, quality=70
    )


def drawn_by_hand(stage: Stage) -> Scene:
    """Lines that waver a little."""
    icon = alone(stage, 40, 48, 64, colour="#20242c")
    after = (camera.wavering(0.012, 0.022),)
    return Scene(icon, "#fdfdf8", (8, 20), after=after, ratio=2)


def _plain(stage: Stage, after: Alteration, *sides: int) -> Scene:
    icon = alone(stage, *sides)
    ratio = stage.dice.choice((1, 1, 1.5))
    return Scene(icon, stage.theme.ground, (3, 12), after=(after,), ratio=ratio)


def _small(stage: Stage, low: int, high: int) -> Scene:
    size = stage.number(low, high)
    icon = alone(stage, size)
    return Scene(icon, stage.theme.ground, (2, 6), ratio=1)


def _subpixels(stage: Stage, theme: Theme) -> Scene:
    html = framed(stage.icon(stage.side(12, 14, 16, 18, 20, 24)), f"color:{theme.ink}")
    return Scene(html, theme.ground, (2, 8), after=(pixels.subpixels,), ratio=3)


FAMILY = Family(
    "resampled, compressed, photographed",
    kinds(
        enlarged,
        enlarged_smoothly,
        nearest_neighbour,
        pixels_doubled,
        reduced,
        sharpened,
        chat_jpeg,
        subpixels_light,
        subpixels_dark,
        photographed_screen,
        drawn_by_hand,
    ),
)
SMALL = Family(
    "small, and any size",
    kinds(ten_to_twelve_px, thirteen_to_fourteen_px, between_pixels, any_size),
)
FIREFOX = Family(
    "by Firefox",
    (
        Kind(ten_to_twelve_px, browser="firefox"),
        Kind(controls.filled_button, browser="firefox"),
        Kind(controls.tinted_chip, browser="firefox"),
        Kind(neighbours.one_digit, browser="firefox"),
    ),
)
