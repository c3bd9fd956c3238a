"""From the bytes of an upload to an upright RGB picture, and to parts of it, within limits."""

import math
from dataclasses import dataclass

from PIL import Image, ImageOps

from api.decoding import confined, formats, frames
from api.decoding.errors import (
    CropOutside,
    PictureError,
    TooManyPixels,
    UnknownFormat,
    UnusablePicture,
)
from api.decoding.formats import MEDIA_TYPES
from api.decoding.wrapping import unwrapped
from render.ground import DARK, ENOUGH_CONTRAST, LIGHT, Colour, Palette

__all__ = [
    "MEDIA_TYPES",
    "CropOutside",
    "Picture",
    "PictureError",
    "TooManyPixels",
    "UnknownFormat",
    "UnusablePicture",
    "decode",
]

Box = tuple[int, int, int, int]  # x, y, width, height in pixels


@dataclass(frozen=True)
class GroundSettings:
    """When a picture without padding gets a border of its ground, and how wide. Chosen by hand."""

    # Share of transparent pixels. With fewer, it is a whole window with round corners.
    least_transparent: float = 0.02
    # Of the longer side.
    border: float = 0.125


GROUND = GroundSettings()


@dataclass(frozen=True)
class Picture:
    """An upright picture in RGB.

    `ground` is the colour under its transparent parts; None where it has too few of them.
    """

    image: Image.Image
    ground: Colour | None = None

    def crop(self, region: tuple[float, float, float, float]) -> tuple["Picture", Box]:
        """Return the part at x, y, width, height, and its box.

        The box is extended to whole pixels and clipped at the picture's edges. Raises CropOutside,
        and UnusablePicture for a part of one colour.
        """
        image = self.image
        x, y, width, height = region
        left = max(0, math.floor(x))
        top = max(0, math.floor(y))
        right = min(image.width, math.ceil(x + width))
        bottom = min(image.height, math.ceil(y + height))
        if left >= right or top >= bottom:
            raise CropOutside(
                "The crop lies outside of the picture, "
                f"which has {image.width} × {image.height} pixels: move it."
            )
        part = image.crop((left, top, right, bottom))
        _refuse_uniform(part)
        return Picture(part, self.ground), (left, top, right - left, bottom - top)

    def padded(self) -> tuple[Image.Image, int]:
        """The picture with background around its drawing, and the border's width in pixels.

        A transparent picture whose drawing reaches its edge gets a border of the ground: the
        background is otherwise estimated from pixels of the drawing. Any other picture gets none.
        """
        if self.ground is None or not self._reaches_edge(self.ground):
            return self.image, 0
        border = math.ceil(GROUND.border * max(self.image.size))
        return ImageOps.expand(self.image, border, self.ground), border

    def _reaches_edge(self, ground: Colour) -> bool:
        """Whether any pixel at the picture's edge differs from the ground."""
        width, height = self.image.size
        edges = (
            (0, 0, width, 1),
            (0, height - 1, width, height),
            (0, 0, 1, height),
            (width - 1, 0, width, height),
        )
        plain = tuple((value, value) for value in ground)
        return any(self.image.crop(edge).getextrema() != plain for edge in edges)


def decode(content: bytes, max_pixels: int) -> Picture:
    """Return the upright picture: the frame that shows most, on a ground.

    `content` may also be a data URI or base64 of a picture. The size is read from the header and
    checked before any pixel is decoded. Raises UnknownFormat, TooManyPixels, UnusablePicture, and
    OverBudget or Abandoned within a search.
    """
    content = unwrapped(content)
    if formats.is_confined(content):
        frame = confined.read(content, max_pixels)
    else:
        frame = frames.read(content, max_pixels, formats.DIRECT)
    picture = _on_ground(frame)
    _refuse_uniform(picture.image)
    return picture


def _refuse_uniform(image: Image.Image) -> None:
    """Raises UnusablePicture where all channels are nearly constant."""
    if frames.contrast(image) < frames.LIMITS.min_contrast:
        raise UnusablePicture(
            "The picture shows one colour and nothing else: "
            "crop it around the icon, with a little of what is around it."
        )


def _on_ground(frame: Image.Image) -> Picture:
    """The picture of a frame in RGB or RGBA.

    A transparent frame gets a light ground, or a dark one where its drawing is light.
    """
    if frame.mode == "RGB":
        return Picture(frame)
    palette = Palette(frame)
    if palette.empty:
        raise UnusablePicture("The picture is transparent all over: send one that shows the icon.")
    enough = min(ENOUGH_CONTRAST, palette.contrast_on(DARK))
    ground = LIGHT if palette.contrast_on(LIGHT) >= enough else DARK
    opaque = Image.new("RGB", frame.size, ground)
    opaque.paste(frame, mask=frame)
    transparent = frame.getchannel("A").histogram()[0]
    is_cut_out = transparent >= GROUND.least_transparent * frame.width * frame.height
    return Picture(opaque, ground if is_cut_out else None)
