"""What decides a picture besides its icon."""

from dataclasses import dataclass
from typing import Self

import cairocffi
import cairosvg
import PIL

from render.ground import DARK, DRAWING, LIGHT, Colour
from render.picture import JPEG
from render.svg import resvg

REVISION = 5  # to be raised whenever the same icon comes out differently


@dataclass(frozen=True)
class RenderSettings:
    """All that decides a picture besides its icon: with other settings everything is drawn again.

    The fields are those of the manifest's "settings".
    """

    size: int  # pixels of a side
    quality: int  # of the JPEG, 0..100
    margin: float  # of a side, on each side
    light: str  # the grounds, as #rrggbb
    dark: str
    renderer: str  # versions of the libraries and of this package

    @classmethod
    def current(cls, size: int) -> Self:
        """The settings of this version at one size."""
        versions = (
            f"cairosvg {cairosvg.VERSION}",
            f"cairo {cairocffi.cairo_version_string()}",
            f"resvg {resvg.version()}",
            f"pillow {PIL.__version__}",
            f"revision {REVISION}",
        )
        return cls(
            size=size,
            quality=JPEG.quality,
            margin=DRAWING.margin,
            light=_hexadecimal(LIGHT),
            dark=_hexadecimal(DARK),
            renderer=", ".join(versions),
        )


def _hexadecimal(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
