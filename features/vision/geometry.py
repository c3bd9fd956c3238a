"""Bounding boxes: the one form in which places in a picture are handed around."""

from typing import NamedTuple, Self


class Box(NamedTuple):
    """An axis-aligned bounding box in pixels: `left` and `top` are its corner, fractions allowed.

    Many boxes at once are an array (n, 4) of left, top, right, bottom instead.
    """

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def between(cls, left: float, top: float, right: float, bottom: float) -> Self:
        """The box with these edges."""
        return cls(
            left,
            top,
            right - left,
            bottom - top,
        )

    @property
    def right(self) -> float:
        """The right edge, exclusive."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge, exclusive."""
        return self.top + self.height

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge, as Pillow takes a box."""
        return self.left, self.top, self.right, self.bottom

    @property
    def longer_side(self) -> float:
        """The larger of width and height."""
        return max(self.width, self.height)

    @property
    def middle(self) -> tuple[float, float]:
        """The middle, from the left and from the top."""
        return self.left + self.width / 2, self.top + self.height / 2

    def centred_square(self, side: float) -> Self:
        """The square of that side with the same centre."""
        spare_width = self.width - side
        spare_height = self.height - side

        return type(self)(
            self.left + spare_width / 2,
            self.top + spare_height / 2,
            side,
            side,
        )

    def moved(self, across: float, down: float) -> Self:
        """The same box, that much further right and down."""
        return self._replace(
            left=self.left + across,
            top=self.top + down,
        )

    def scaled(self, across: float, down: float) -> Self:
        """The box in a picture whose pixels are that many times finer across and down."""
        return type(self)(
            self.left * across,
            self.top * down,
            self.width * across,
            self.height * down,
        )
