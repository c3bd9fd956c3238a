"""Icons and pictures that the tests of this folder draw."""

from PIL import Image, ImageDraw, ImageFont

from render.svg.drawing import draw
from render.svg.resolve import resolve

SCALE = 4  # pictures are drawn this much larger, then reduced, as a browser antialiases
WHITE = "#ffffff"
BLACK = "#000000"
FONT = ImageFont.load_default(size=14)


def svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{body}</svg>'


def icon(body: str, side: int = 24) -> Image.Image:
    """An icon, RGBA."""
    return draw(resolve(svg(body)), side, (0, 0, 0)).picture


def shown(
    drawing: Image.Image, ink: str | None = BLACK, ground: str = WHITE, margin: int = 8
) -> Image.Image:
    """An icon (RGBA) on a flat ground, in one ink or in its own colours."""
    size = (drawing.width + 2 * margin, drawing.height + 2 * margin)
    picture = Image.new("RGB", size, ground)
    if ink is None:
        picture.paste(drawing, (margin, margin), drawing)
    else:
        picture.paste(ink, (margin, margin), drawing.getchannel("A"))
    return picture


def cross(side: int = 20) -> Image.Image:
    drawing = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(drawing)
    pen.rectangle((side // 2 - 1, 0, side // 2, side - 1), BLACK)
    pen.rectangle((0, side // 2 - 1, side - 1, side // 2), BLACK)
    return drawing


def button(
    drawing: Image.Image, radius: float, ink: str, fill: str | None, page: str = WHITE
) -> Image.Image:
    """A page of 64 pixels with a button, and the icon (RGBA) in its middle.

    `radius` is a share of the button's side.
    """
    large = Image.new("RGB", (64 * SCALE, 64 * SCALE), page)
    box = (6 * SCALE, 6 * SCALE, 58 * SCALE, 58 * SCALE)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * 52 * SCALE, fill, fill or ink, SCALE)
    picture, left = large.reduce(SCALE), (64 - drawing.width) // 2
    picture.paste(ink, (left, left), drawing.getchannel("A"))
    return picture


def with_disc(
    picture: Image.Image, middle: tuple[float, float], radius: float, fill: str, ring: float = 0
) -> Image.Image:
    """The picture with an antialiased disc over it, white inside of the radius `ring`."""
    large = picture.resize(
        (SCALE * picture.width, SCALE * picture.height), Image.Resampling.NEAREST
    )
    pen = ImageDraw.Draw(large)
    x, y = (SCALE * place for place in middle)
    for size, colour in ((radius, fill), (ring, WHITE)):
        reach = SCALE * size
        if reach:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), colour)
    return large.reduce(SCALE)
