"""Resampling of a part of some planes to another size."""

import numpy as np
from PIL import Image

from features.vision.geometry import Box
from features.vision.pixels import Plane


def resample(
    planes: Plane,
    part: Box,
    size: tuple[int, int],
    padding: int,
    kernel: Image.Resampling = Image.Resampling.BICUBIC,
) -> Plane:
    """(c, h, w) → (c, height, width): a part of the planes, resampled to `size` (width, height).

    The planes are 0 outside. `padding` pixels are added on each side: as far as the part and the
    kernel reach beyond the planes. Pillow would cut the kernel off at the edge.
    """
    count, height, width = planes.shape
    padded_height = height + 2 * padding
    padded_width = width + 2 * padding
    padded = np.zeros((padded_height, padded_width), np.float32)
    inside = padded[padding:-padding, padding:-padding]  # (h, w), of each plane in turn
    moved = part.moved(padding, padding)

    new_width, new_height = size
    resampled = np.empty((count, new_height, new_width), np.float32)
    for source, target in zip(planes, resampled, strict=True):
        inside[...] = source
        picture = Image.fromarray(padded)
        resized = picture.resize(size, kernel, moved.edges)
        target[...] = np.asarray(resized)
    return resampled
