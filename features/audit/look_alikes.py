"""Do two icons look alike? Their pictures alone decide, whatever the extractor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.store.catalogue import Catalogue
from features.vision.glyph import canonical_glyphs
from render.ground import GROUNDS


@dataclass(frozen=True)
class LookAlikeSettings:
    """How pictures are compared, and from where on icons count as alike."""

    side: int = 48  # pixels of a glyph's side; chosen by hand
    # Pixels of the side of the window over which differences are averaged. A tenth of a glyph, so
    # that an additional dot counts; chosen by hand.
    window: int = 5
    # The largest mean difference of two pictures in any window, 0..1, at which they are the same.
    # Chosen on icons of ion, bi, devicon and material-icon-theme. The reference is that resvg's
    # drawings at 48 pixels are equal in 8 levels a channel. Of 58 such pairs 56 are found, and no
    # other pair; the closest other pair is at 0.0169. On held-out sets (ri, ph, tabler, fluent,
    # material-symbols, noto, openmoji, up to 1,000 icons each) 44 of 48 pairs are found, and one
    # wrong pair, which no eye tells apart.
    same: float = 2 / 255
    # The similarity from which icons are nearly the same, unless another is asked for. In ion most
    # icons have a round and a sharp shape: 245 of the 248 pairs found are shapes of one icon. In bi
    # the closest different icons are at 0.73.
    near: float = 0.75
    # Glyphs are compared as int8. The levels are the most at which a difference of two values fits.
    contrast_levels: int = 127  # levels of the contrast, 0..1
    colour_levels: int = 63  # levels of each colour in either direction, -1..1


SETTINGS = LookAlikeSettings()

# A canonical glyph in whole numbers: contrast (1, side, side), or with red, green and blue
# (4, side, side).
GlyphLevels = NDArray[np.int8]


def pictures(catalogue: Catalogue, identifier: str) -> dict[str, bytes]:
    """An icon's JPEGs by ground."""
    jpegs = {}
    for ground in GROUNDS:
        jpeg = catalogue.jpeg(identifier, ground)
        if jpeg is not None:
            jpegs[ground] = jpeg
    return jpegs


def looks_same(jpegs: Mapping[str, bytes], others: Mapping[str, bytes]) -> bool:
    """Whether two icons, JPEGs by ground, are equal for the eye on every ground.

    Shape, colours, size and place all count.
    """
    if jpegs.keys() != others.keys():
        return False
    return all(_pictures_equal(jpegs[ground], others[ground]) for ground in jpegs)


def glyphs(jpegs: Mapping[str, bytes]) -> list[GlyphLevels]:
    """The canonical glyph of each of an icon's JPEGs: (4, side, side), or (1, side, side).

    A glyph has one plane where the icon has one colour.
    """
    return [_glyph(jpeg) for jpeg in jpegs.values()]


def similarity(
    icon: Sequence[GlyphLevels], other: Sequence[GlyphLevels], least: float = 0.0
) -> float:
    """The similarity of two icons, 0..1, in the window where they differ most; 0 below `least`.

    Size, place, and the colour of a one-colour icon do not count, as they do not in a search.
    """
    lowest = 1.0
    # Not strict: a light-ground glyph may meet a dark-ground glyph. Each icon's first picture is on
    # the ground that shows it best.
    for one, two in zip(icon, other, strict=False):
        lowest = min(lowest, 1 - _difference(one, two, 1 - least))
        if lowest < least:
            return 0.0
    return lowest


def _pictures_equal(jpeg: bytes, other: bytes) -> bool:
    if jpeg == other:
        return True
    one = _pixels(jpeg)
    two = _pixels(other)
    if one.shape != two.shape:
        return False

    differences = np.abs(one - two)  # (h, w, 3)
    largest = differences.max(axis=-1)  # (h, w)
    return _largest_window_mean(largest) <= 255 * SETTINGS.same


def _pixels(jpeg: bytes) -> NDArray[np.float32]:
    """(h, w, 3) in 0..255."""
    picture = Image.open(BytesIO(jpeg))
    return np.asarray(picture.convert("RGB"), np.float32)


def _glyph(jpeg: bytes) -> GlyphLevels:
    picture = Image.open(BytesIO(jpeg))
    glyph = canonical_glyphs(
        picture,
        SETTINGS.side,
        readings=False,
        colour=True,
    )
    pixels = glyph.pixels[0]  # (side, side, 4)
    planes = pixels.transpose(2, 0, 1)  # (4, side, side)

    scale = np.full((4, 1, 1), SETTINGS.colour_levels, np.float32)
    scale[0] = SETTINGS.contrast_levels
    rounded = np.rint(scale * planes)
    levels: GlyphLevels = rounded.astype(np.int8)

    has_colours = levels[1:].any()
    return levels if has_colours else levels[:1]


def _difference(one: GlyphLevels, two: GlyphLevels, most: float) -> float:
    """The difference of two glyphs, 0..1, in the window where it is largest.

    1 where the difference is certainly more than `most`.
    """
    if len(one) != len(two):
        one = _with_colour_planes(one)
        two = _with_colour_planes(two)

    differences = np.abs(one - two).max(axis=0)  # (side, side)
    # Some window differs at least as much as the whole, and the mean of the whole is faster.
    if differences.mean() > SETTINGS.contrast_levels * most:
        return 1.0
    largest = _largest_window_mean(differences.astype(np.float32))
    return largest / SETTINGS.contrast_levels


def _with_colour_planes(glyph: GlyphLevels) -> GlyphLevels:
    """(1, side, side) or (4, side, side) → (4, side, side), without colour where it had none."""
    levels = np.zeros((4, *glyph.shape[1:]), np.int8)
    levels[: len(glyph)] = glyph
    return levels


def _largest_window_mean(differences: NDArray[np.float32]) -> float:
    """The largest mean of any window of differences (h, w)."""
    means = ndimage.uniform_filter(differences, SETTINGS.window)  # (h, w)
    return float(means.max())
