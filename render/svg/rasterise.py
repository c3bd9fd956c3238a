"""An icon's drawing on a ground."""

from PIL import Image

from render.ground import Colour, ink_for, inner_side
from render.svg.drawing import draw
from render.svg.resolve import resolve


def rasterise(svg: str, size: int, ground: Colour) -> Image.Image:
    """Draw an icon on a ground: RGB, `size` pixels square, aspect kept, centred in the margin.

    `currentColor` is black or near white, whichever shows on the ground. Raises Undrawable.
    """
    side = inner_side(size)
    ink = ink_for(ground)
    drawing = draw(resolve(svg), side, ink)
    return paint(drawing.picture, size, ground)


def paint(drawing: Image.Image, size: int, ground: Colour) -> Image.Image:
    """Put a drawing in the middle of a square of the ground's colour."""
    picture = Image.new("RGB", (size, size), ground)
    left = (size - drawing.width) // 2
    top = (size - drawing.height) // 2
    place = (left, top)
    picture.paste(drawing, place, drawing)
    return picture
