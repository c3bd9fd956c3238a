"""Pictures that the tests of this folder segment."""

from PIL import Image, ImageDraw


def page(ink, ground, size=(60, 60), scale=1.0, at=(15, 15)):
    """A key-like drawing, 30 × 20 units, on a flat ground."""
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    x, y = at
    for left, top, right, bottom in ((0, 0, 13, 19), (14, 8, 29, 11), (24, 12, 27, 17)):
        draw.rectangle(
            (
                x + left * scale,
                y + top * scale,
                x + (right + 1) * scale - 1,
                y + (bottom + 1) * scale - 1,
            ),
            fill=ink,
        )
    return image


def labelled():
    """The key-like drawing, black on white, and a bar at the right edge like part of a label."""
    image = page("black", "white", size=(70, 60))
    ImageDraw.Draw(image).rectangle((62, 20, 69, 40), fill="black")
    return image


def two_colours(ground):
    """The key-like drawing with its middle bar in another colour."""
    image = page("#c02020", ground)
    ImageDraw.Draw(image).rectangle((29, 23, 44, 26), fill="#2050d0")
    return image


def signed(sign: str, word: str, ground: str) -> Image.Image:
    """A sign, 15 to 29, and strokes like a word's beside it, up to 68."""
    picture = Image.new("RGB", (80, 50), ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((15, 18, 28, 31), fill=sign)
    for left in range(34, 68, 6):
        pen.rectangle((left, 19, left + 3, 30), fill=word)
    return picture
