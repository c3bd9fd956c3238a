"""An icon's pictures, as the stages hand them on. Imports nothing that draws."""

from dataclasses import dataclass

CAIROSVG = "cairosvg"
RESVG = "resvg"
CHROMIUM = "chromium"  # of `--referee chromium`


@dataclass(frozen=True)
class Choice:
    """The renderer of a picture, and why it was preferred to the other; "" where both agree."""

    renderer: str = CAIROSVG
    reason: str = ""


@dataclass(frozen=True)
class Pictures:
    """An icon's JPEGs by ground, and the features of its SVG that a browser may draw differently.

    An icon of one colour has one JPEG; an icon of several has two, the light ground first.
    """

    jpegs: dict[str, bytes]
    flags: tuple[str, ...]
    choice: Choice = Choice()

    @property
    def multicolour(self) -> bool:
        """Whether the icon looks different on each ground."""
        return len(self.jpegs) > 1
