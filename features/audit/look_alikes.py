"""Do two icons look alike? Decided by their pictures alone, whatever the extractor."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from features.store.catalogue import Catalogue
from features.vision.glyph import canonical_glyphs
from render.ground import GROUNDS

SIZE = 48  # pixels of a glyph's side
PLACE = 5  # pixels of the side of what is compared at a time: a tenth of a glyph, so that a dot more or less counts
# Of contrast and of red, green, blue, so that a difference of any fits 7 bits.
LEVELS = np.array([127, 63, 63, 63], np.float32)[:, None, None]

# How far two icons' pictures may be apart anywhere, in 0..1, to be the same. Chosen on icons of ion, bi, devicon and
# material-icon-theme against resvg's drawings of 48 px in 8 levels a channel being equal: of the 58 pairs that are, 56 are
# found, and none that is not; the closest of these is at 0.0169. On sets that were not looked at for this (ri, ph, tabler,
# fluent, material-symbols, noto, openmoji, up to 1,000 icons each) 44 of 48, and one pair wrongly: two that no eye tells apart.
EQUAL = 2 / 255
# From which similarity on two icons are nearly the same, where nothing else is asked for. On ion, most of whose icons come in
# a round and a sharp shape, 245 of the 248 pairs from here on are shapes of one icon; on bi the closest different icons are at 0.73.
NEAR = 0.75

Glyph = NDArray[np.int8]


def pictures(catalogue: Catalogue, identifier: str) -> dict[str, bytes]:
    """An icon's JPEGs by ground."""
    return {
        ground: jpeg
        for ground in GROUNDS
        if (jpeg := catalogue.jpeg(identifier, ground)) is not None
    }


def looks_same(jpegs: Mapping[str, bytes], others: Mapping[str, bytes]) -> bool:
    """Whether two icons, JPEGs by ground, are equal for the eye: shape, colours, size and place, on every ground."""
    if jpegs.keys() != others.keys():
        return False
    return all(
        jpegs[ground] == others[ground] or _equal(jpegs[ground], others[ground]) for ground in jpegs
    )


def glyphs(jpegs: Mapping[str, bytes]) -> list[Glyph]:
    """An icon's canonical glyphs, one for each of its JPEGs: (4, 48, 48), or (1, 48, 48) where it has one colour only."""
    return [_glyph(jpeg) for jpeg in jpegs.values()]


def similarity(icon: Sequence[Glyph], other: Sequence[Glyph], least: float = 0.0) -> float:
    """How alike two icons are where they differ most, 0..1, by their glyphs; 0 where that is below `least`.

    Size, place, and the colour of a one-colour icon do not count, as they do not in a search.
    """
    alike = 1.0
    for one, two in zip(
        icon, other, strict=False
    ):  # those of different grounds are compared by the grounds that show them best
        alike = min(alike, 1 - _difference(one, two, 1 - least))
        if alike < least:
            return 0.0
    return alike


def _equal(jpeg: bytes, other: bytes) -> bool:
    one, two = (
        np.asarray(Image.open(BytesIO(picture)).convert("RGB"), np.float32)
        for picture in (jpeg, other)
    )
    return one.shape == two.shape and _worst(np.abs(one - two).max(axis=-1)) <= 255 * EQUAL


def _glyph(jpeg: bytes) -> Glyph:
    pixels = canonical_glyphs(Image.open(BytesIO(jpeg)), SIZE, readings=False, colour=True).pixels[
        0
    ]
    levels: Glyph = np.rint(LEVELS * pixels.transpose(2, 0, 1)).astype(np.int8)
    return levels if levels[1:].any() else levels[:1]


def _difference(one: Glyph, two: Glyph, most: float) -> float:
    """In 0..1, where two glyphs differ most; 1 where that is surely more than `most`."""
    if len(one) != len(two):
        one, two = _coloured(one), _coloured(two)
    gap = np.abs(one - two).max(axis=0)
    if (
        gap.mean() > 127 * most
    ):  # some place differs at least as much as the whole does, and the whole is quicker to look at
        return 1.0
    return _worst(gap.astype(np.float32)) / 127


def _coloured(glyph: Glyph) -> Glyph:
    return np.pad(glyph, ((0, 4 - len(glyph)), (0, 0), (0, 0)))


def _worst(gap: NDArray[np.float32]) -> float:
    """The largest mean of a place, of differences (h, w)."""
    return float(ndimage.uniform_filter(gap, PLACE).max())
