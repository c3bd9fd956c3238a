"""The types of pixel arrays, and two order statistics over them."""

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Mask = NDArray[np.bool_]


def ranked(values: Plane, share: float) -> Plane:
    """(…, n) → (…): the quantile `share` along the last axis, without interpolation.

    np.quantile interpolates and takes several times as long.
    """
    last = values.shape[-1] - 1
    rank = int(share * last)

    # Sorted as far as the rank needs.
    partitioned = np.partition(values, rank, axis=-1)
    quantile: Plane = partitioned[..., rank]
    return quantile


def strongest(channels: Plane) -> Plane:
    """(3, …) → (…): the maximum over the three channels."""
    first, second, third = channels
    maximum: Plane = np.maximum(first, second)
    np.maximum(maximum, third, out=maximum)
    return maximum
