"""Figures from ranks and probabilities. Nothing here knows of icons."""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence

DEPTH = 10  # ranks beyond count as not found
BINS = 10  # of the calibration error, equally wide


def rank(hits: Iterable[str], right: str, look: Callable[[str], str]) -> float:
    """The place of the right look among the hits' distinct looks, from 1; infinite beyond `DEPTH`.

    No more hits are taken than it needs.
    """
    before: set[str] = set()
    for hit in hits:
        found = look(hit)
        if found == right:
            return len(before) + 1
        before.add(found)
        if len(before) == DEPTH:
            break
    return math.inf


def recall(ranks: Sequence[float], depth: int) -> float:
    return statistics.fmean(one <= depth for one in ranks)


def mean_reciprocal_rank(ranks: Sequence[float]) -> float:
    return statistics.fmean(1 / one for one in ranks)


def wilson(share: float, n: int) -> tuple[float, float]:
    """The 95 % interval of a share of n trials (Wilson 1927)."""
    z = 1.96
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def calibration_error(claims: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error (Guo et al. 2017) of probabilities and whether each came true.

    In each bin, how far the mean probability is from the share that came true; the mean over all
    claims.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for probability, true in claims:
        bins[min(int(probability * BINS), BINS - 1)].append((probability, true))
    return sum(abs(sum(probability - true for probability, true in one)) for one in bins) / len(
        claims
    )
