"""The icon sets that may be used for training, and their icons drawn for it.

Every set named here is in a package of the npm registry as `@iconify-json/SET`. No other set may be
used: the figures are about libraries that an encoder has never seen.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ingest.common.failures import ConfigurationError, SourceDown
from ingest.files.iconify import read_set
from ingest.icon import Icon
from render.ground import INK_ON_LIGHT
from render.svg.drawing import draw
from render.svg.resolve import resolve

ONE_COLOUR = (
    "mdi",
    "lucide",
    "tabler",
    "ri",
    "ph",
    "fa6-solid",
    "fa6-regular",
    "fa6-brands",
    "material-symbols",
    "heroicons",
    "fluent",
)
COLOURED = (
    "twemoji",
    "fluent-emoji-flat",
    "noto",
    "openmoji",
    "flagpack",
    "flag",
    "cryptocurrency-color",
    "catppuccin",
    "icon-park",
    "token-branded",
)
TRAINING = ONE_COLOUR + COLOURED

# Settings are chosen on these sets, which are not trained on.
VALIDATION_ONE_COLOUR = ("ion", "bi")
VALIDATION_COLOURED = ("devicon", "material-icon-theme")
VALIDATION = VALIDATION_ONE_COLOUR + VALIDATION_COLOURED

DRAWN_SIDE = 96  # pixels of the drawings that screenshots are simulated from; chosen by hand


def fetch(folder: Path) -> None:
    """Install the sets' packages below `folder` with npm.

    Raises SourceDown when npm is missing or fails.
    """
    packages = [f"@iconify-json/{name}" for name in (*TRAINING, *VALIDATION)]
    options = ("--no-save", "--no-audit", "--no-fund")
    try:
        subprocess.run(
            ["npm", "install", *options, "--prefix", folder, *packages],
            check=True,
        )
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise SourceDown(
            f"the icon sets could not be installed ({error}): "
            "check that npm is there and reaches its registry."
        ) from error


def icons(folder: Path, name: str) -> list[Icon]:
    """The icons of one fetched set, sorted by id.

    Raises ConfigurationError when it was not fetched.
    """
    package = folder / "node_modules" / "@iconify-json" / name
    if not package.is_dir():
        raise ConfigurationError(
            f"{package} is not there: run `python -m features.train fetch {folder}` first."
        )
    return read_set(package)


def sample(
    folder: Path, names: tuple[str, ...], most: int, random: np.random.Generator
) -> Iterator[Icon]:
    """At most `most` icons of each set, shuffled."""
    chosen = []
    for name in names:
        pool = icons(folder, name)
        chosen += _some(pool, most, random)
    random.shuffle(chosen)
    yield from chosen


def _some(pool: list[Icon], most: int, random: np.random.Generator) -> list[Icon]:
    """At most `most` of the icons, in their order."""
    count = min(most, len(pool))
    places = random.choice(
        len(pool),
        size=count,
        replace=False,
    )
    return [pool[place] for place in sorted(places)]


def drawing(icon: Icon) -> Image.Image:
    """The icon with transparency, `currentColor` black: 96 × 96 RGBA.

    Raises render.svg.screen.Undrawable.
    """
    svg = resolve(icon.source_code)
    drawn = draw(svg, DRAWN_SIDE, INK_ON_LIGHT).picture

    square = Image.new("RGBA", (DRAWN_SIDE, DRAWN_SIDE))
    left = (DRAWN_SIDE - drawn.width) // 2
    top = (DRAWN_SIDE - drawn.height) // 2
    square.paste(drawn, (left, top))
    return square


def premultiplied(drawing: NDArray[np.uint8]) -> NDArray[np.float32]:
    """An RGBA drawing as `simulate_screenshot` takes it: (h, w, 4) premultiplied in 0..1."""
    rgba = drawing.astype(np.float32)
    rgba = rgba / np.float32(255)

    alpha = rgba[..., 3:]
    rgba[..., :3] *= alpha
    return rgba
