"""A drawing of an Iconify icon set: its body in its box, turned and mirrored.

Format: https://iconify.design/docs/types/iconify-json.html
"""

from dataclasses import dataclass, replace
from typing import Any

# The format's own defaults, for sets that name no box. User units.
BOX_DEFAULTS = {"left": 0, "top": 0, "width": 16, "height": 16}

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


@dataclass(frozen=True)
class Drawing:
    """A body in its box (user units), its turns and mirrorings, and whether the set hides it."""

    body: str
    left: float
    top: float
    width: float
    height: float
    quarter_turns: int = 0
    mirrored_x: bool = False
    mirrored_y: bool = False
    hidden: bool = False

    def override(self, record: dict[str, Any]) -> "Drawing":
        """This drawing as an alias changes it.

        Box values replace, turns add up, two mirrorings cancel out.
        """
        box = {key: record[key] for key in BOX_DEFAULTS if key in record}
        return replace(
            self,
            **box,
            quarter_turns=(self.quarter_turns + record.get("rotate", 0)) % 4,
            mirrored_x=self.mirrored_x != record.get("hFlip", False),
            mirrored_y=self.mirrored_y != record.get("vFlip", False),
            hidden=record.get("hidden", self.hidden),
        )

    def svg(self) -> str:
        """The whole SVG document, with the transformation of turns and mirrorings."""
        left = self.left
        top = self.top
        body = self.body
        transformations = self._transformations()
        if transformations:
            if left or top:
                transformations.append(f"translate({-left} {-top})")
            body = f'<g transform="{" ".join(transformations)}">{body}</g>'
            left = 0
            top = 0
        width = self.width
        height = self.height
        if self.quarter_turns % 2:
            width = self.height
            height = self.width
        xlink = f" {XLINK}" if "xlink:" in body else ""
        size = f'width="{width}" height="{height}"'
        box = f'viewBox="{left} {top} {width} {height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg"{xlink} {size} {box}>{body}</svg>'

    def _transformations(self) -> list[str]:
        """SVG transformations of the box at the origin; the last is applied first."""
        width = self.width
        height = self.height
        turns = (
            "",
            f"matrix(0 1 -1 0 {height} 0)",
            f"matrix(-1 0 0 -1 {width} {height})",
            f"matrix(0 -1 1 0 0 {width})",
        )
        transformations = []
        if self.quarter_turns:
            transformations.append(turns[self.quarter_turns])
        if self.mirrored_x:
            transformations.append(f"matrix(-1 0 0 1 {width} 0)")
        if self.mirrored_y:
            transformations.append(f"matrix(1 0 0 -1 0 {height})")
        return transformations
