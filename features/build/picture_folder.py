"""A folder of pictures as a library: no crawl, no SVG."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from features.store.library import Item, Library, Picture
from ingest.common.failures import ConfigurationError
from ingest.icon import Icon
from render.ground import GROUNDS, INK_ON_LIGHT, Colour, Palette, grounds_for, ink_for, inner_side
from render.picture import JPEG, encode
from render.svg.rasterise import EMPTY, paint

SIZE = JPEG.size  # pixels of the JPEGs' side, as `render` makes them
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"}


def read(folder: Path) -> Library:
    """All pictures below a folder: the id is the path in it, the name the file's without its suffix.

    Raises ConfigurationError when there is no picture that can be read.
    """
    items, left_out = [], {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()):
        identifier = path.relative_to(folder).as_posix()
        try:
            with Image.open(path) as image:
                pictures = _pictures(ImageOps.exif_transpose(image))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            left_out[identifier] = f"it cannot be used ({error})"
            continue
        items.append(Item(Icon(identifier, path.stem, source_code=""), pictures))
    if not items:
        raise ConfigurationError(f"{folder} holds no picture ({', '.join(sorted(SUFFIXES))}): name another folder with --images.")
    return Library(sorted(items, key=lambda item: item.icon.id), left_out)


def _pictures(image: Image.Image) -> tuple[Picture, ...]:
    """A drawing with transparency as `render` would show it; an opaque picture on the colour of its own border.

    Raises ValueError when nothing of it is visible.
    """
    drawing = image.convert("RGBA")
    lowest, _ = drawing.getchannel("A").getextrema()
    if lowest == 255:
        colour = _border(drawing)
        name = "light" if ink_for(colour) == INK_ON_LIGHT else "dark"
        return (Picture.of(name, encode(paint(_fit(drawing, SIZE), SIZE, colour))),)
    fitted = _fit(drawing, inner_side(SIZE))
    palette = Palette(fitted)
    if palette.empty:
        raise ValueError(EMPTY)
    return tuple(Picture.of(name, encode(paint(fitted, SIZE, GROUNDS[name]))) for name in grounds_for(palette))


def _fit(drawing: Image.Image, side: int) -> Image.Image:
    """The drawing scaled so that its longer side is `side` pixels."""
    scale = side / max(drawing.size)
    return drawing.resize((max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale))), Image.Resampling.LANCZOS)


def _border(drawing: Image.Image) -> Colour:
    """The median colour of the outermost pixels."""
    pixels = np.asarray(drawing.convert("RGB"))
    outermost = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = (round(float(channel)) for channel in np.median(outermost, axis=0))
    return red, green, blue
