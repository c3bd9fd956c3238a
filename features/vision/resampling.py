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
    left = part.left + padding
    top = part.top + padding
    edges = (left, top, left + part.width, top + part.height)
    padded = np.zeros((height + 2 * padding, width + 2 * padding), np.float32)
    resampled = np.empty((count, size[1], size[0]), np.float32)
    for source, target in zip(planes, resampled, strict=True):
        padded[padding:-padding, padding:-padding] = source
        target[...] = np.asarray(Image.fromarray(padded).resize(size, kernel, box=edges))
    return resampled
