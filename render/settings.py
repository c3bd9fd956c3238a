"""What decides a picture besides its icon. Imports nothing that draws, which takes a while."""

from dataclasses import dataclass
from importlib import metadata
from typing import Self

from ingest.common.failures import ConfigurationError
from render.ground import DARK, DRAWING, LIGHT, Colour

try:
    import cairocffi
except OSError as error:  # its message names a dozen files it did not find
    raise ConfigurationError(
        "the system library cairo is missing: install it (Debian: `apt-get install libcairo2`)."
    ) from error

REVISION = 8  # to be raised whenever the same icon comes out differently
PACKAGES = ("cairosvg", "resvg-py", "svg2png-py", "pillow")  # not every machine has them all


@dataclass(frozen=True)
class JpegSettings:
    """The JPEGs as a run makes them unless it is asked for another size."""

    size: int = 64  # pixels of a side; chosen by hand
    # Pillow's default quality, 75, leaves 25.7 dB at 32 pixels, and 22 % of the pixels are off by
    # more than 24 of 255.
    quality: int = 95
    subsampling: int = 0  # 4:4:4; 4:2:0, colour at half the resolution, costs 10 dB at 32 pixels


JPEG = JpegSettings()


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
        cairo = cairocffi.cairo_version_string()
        versions = [*_packages(), f"cairo {cairo}", f"revision {REVISION}"]
        return cls(
            size=size,
            quality=JPEG.quality,
            margin=DRAWING.margin,
            light=_hexadecimal(LIGHT),
            dark=_hexadecimal(DARK),
            renderer=", ".join(versions),
        )


def _packages() -> list[str]:
    """The packages that draw, of those that are installed, with their versions."""
    versions = []
    for name in PACKAGES:
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        versions.append(f"{name} {version}")
    return versions


def _hexadecimal(colour: Colour) -> str:
    return f"#{bytes(colour).hex()}"
