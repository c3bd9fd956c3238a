"""A folder of pictures as a library: there is no crawl, and the icons have no SVG."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from features.store.library import Item, Library, Picture
from ingest.common.failures import ConfigurationError
from ingest.icon import Icon
from render.ground import GROUNDS, INK_ON_LIGHT, Colour, Palette, grounds_for, ink_for, inner_side
from render.picture import encode
from render.settings import JPEG
from render.svg.rasterise import paint
from render.svg.screen import EMPTY

SIZE = JPEG.size  # pixels of a JPEG's side, the default of `render`
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"}
OPAQUE = 255  # the alpha of a pixel without transparency


def read(folder: Path) -> Library:
    """All pictures below a folder, sorted by id.

    The id is the path within the folder. The name is the file's name without its suffix.
    Raises ConfigurationError when no picture can be read.
    """
    items: list[Item] = []
    left_out: dict[str, str] = {}
    for path in _picture_files(folder):
        identifier = path.relative_to(folder).as_posix()
        try:
            pictures = _read_pictures(path)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            left_out[identifier] = f"it cannot be used ({error})"
            continue
        icon = Icon(identifier, path.stem, source_code="")
        items.append(Item(icon, pictures))

    if not items:
        suffixes = ", ".join(sorted(SUFFIXES))
        raise ConfigurationError(
            f"{folder} holds no picture ({suffixes}): name another folder with --images."
        )
    items.sort(key=lambda item: item.icon.id)
    return Library(items, left_out)


def _picture_files(folder: Path) -> list[Path]:
    files = [
        path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()
    ]
    files.sort()
    return files


def _read_pictures(path: Path) -> tuple[Picture, ...]:
    """The JPEGs of a picture file, turned as its EXIF data says.

    Raises ValueError when nothing of it is visible, and Pillow's errors when it cannot be read.
    """
    with Image.open(path) as image:
        drawing = ImageOps.exif_transpose(image).convert("RGBA")
    lowest_alpha, _ = drawing.getchannel("A").getextrema()
    if lowest_alpha == OPAQUE:
        return (_opaque_picture(drawing),)
    return _transparent_pictures(drawing)


def _opaque_picture(drawing: Image.Image) -> Picture:
    """The picture on the colour of its own border."""
    colour = _border_colour(drawing)
    ground = "light" if ink_for(colour) == INK_ON_LIGHT else "dark"
    painted = paint(_scaled(drawing, SIZE), SIZE, colour)
    return Picture.of(ground, encode(painted))


def _transparent_pictures(drawing: Image.Image) -> tuple[Picture, ...]:
    """The drawing as `render` shows one, on each ground that it needs."""
    scaled = _scaled(drawing, inner_side(SIZE))
    palette = Palette(scaled)
    if palette.empty:
        raise ValueError(EMPTY)

    pictures = []
    for ground in grounds_for(palette):
        painted = paint(scaled, SIZE, GROUNDS[ground])
        pictures.append(Picture.of(ground, encode(painted)))
    return tuple(pictures)


def _scaled(drawing: Image.Image, side: int) -> Image.Image:
    """The drawing scaled so that its longer side is `side` pixels."""
    scale = side / max(drawing.size)
    width = round(drawing.width * scale)
    height = round(drawing.height * scale)
    # A very long drawing would be less than a pixel wide.
    size = (max(1, width), max(1, height))
    return drawing.resize(size, Image.Resampling.LANCZOS)


def _border_colour(drawing: Image.Image) -> Colour:
    """The median colour of the outermost pixels."""
    pixels = np.asarray(drawing.convert("RGB"))  # (h, w, 3)
    top = pixels[0]  # (w, 3)
    bottom = pixels[-1]
    left = pixels[:, 0]  # (h, 3)
    right = pixels[:, -1]
    border = np.concatenate([top, bottom, left, right])

    medians = np.median(border, axis=0)  # (3,)
    red, green, blue = np.rint(medians).astype(int).tolist()
    return red, green, blue
