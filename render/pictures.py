"""An icon's pictures, as the stages hand them on. Imports nothing that draws."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pictures:
    """An icon's JPEGs by ground, and the features of its SVG that are drawn wrong or not at all.

    An icon of one colour has one JPEG; an icon of several has two, the light ground first.
    """

    jpegs: dict[str, bytes]
    flags: tuple[str, ...]

    @property
    def multicolour(self) -> bool:
        """Whether the icon looks different on each ground."""
        return len(self.jpegs) > 1
