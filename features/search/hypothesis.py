"""A hypothesis: which part of a picture is the icon, and how the icon was changed."""

from dataclasses import dataclass, replace
from typing import Literal

from features.encoders.embedder import Description

Kind = Literal[
    "whole",
    "without edge parts",
    "with faint parts",
    "inside a frame",
    "beside text",
    "one of several",
    "without a badge",
    "without a bar",
    "without its fill",
    "without specks",
    "without margin",
    "in one colour",
    "in other colours",
    "cut off",
    "stretched",
    "turned",
    "drawing",  # an SVG
]
PARTS: tuple[Kind, ...] = ("inside a frame", "beside text", "one of several")
CHANGED: tuple[Kind, ...] = (
    "without a badge",
    "without a bar",
    "without its fill",
    "without specks",
    "without margin",
    "in one colour",
    "in other colours",
    "cut off",
    "stretched",
)


@dataclass(frozen=True)
class Turn:
    """How an icon was turned: first mirrored left to right, then rotated clockwise in degrees."""

    mirrored: bool = False
    rotated: int = 0


UPRIGHT = Turn()


@dataclass(frozen=True)
class Hypothesis:
    """One way to read a picture. `description` is in pixels of the whole picture.

    `share`: longer side of the part that is described, by that of everything drawn; at most 1.
    """

    kind: Kind
    description: Description
    turn: Turn = UPRIGHT
    share: float = 1.0

    @property
    def is_part(self) -> bool:
        """Whether the icon is taken to be a part of what the picture shows."""
        return self.kind in PARTS

    @property
    def is_changed(self) -> bool:
        """Whether the picture was changed, so that the icon is alone and complete in it."""
        return self.kind in CHANGED

    @property
    def is_turned(self) -> bool:
        """Whether the picture was mirrored or rotated."""
        return self.kind == "turned"

    @property
    def is_whole(self) -> bool:
        """Whether the picture was read as it is: no part of it, not changed, not turned."""
        return not (self.is_part or self.is_changed or self.is_turned)

    @property
    def is_altered(self) -> bool:
        """Whether the icon looks so different that its vector may be far from its picture's."""
        segmentation = self.description.segmentation
        hides = segmentation is not None and segmentation.hidden is not None
        return hides or self.kind == "in other colours"


def with_share(hypothesis: Hypothesis, side: float) -> Hypothesis:
    """A hypothesis with its share of everything drawn, whose longer side is `side` pixels."""
    return replace(hypothesis, share=min(1.0, hypothesis.description.side / side))
