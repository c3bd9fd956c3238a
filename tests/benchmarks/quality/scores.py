"""Figures from ranks and probabilities. Nothing here knows of icons."""

import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence

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


def calibration_error_of_equal_mass(claims: Sequence[tuple[float, bool]]) -> float:
    """As `calibration_error`, with bins that hold equally many claims (Nixon et al. 2019).

    Where most probabilities are near 0 or 1, bins of equal width leave most bins nearly empty.
    """
    ordered = sorted(claims)
    edges = [round(number * len(ordered) / BINS) for number in range(BINS + 1)]
    bins = [ordered[start:end] for start, end in itertools.pairwise(edges)]
    gaps = [abs(sum(probability - true for probability, true in one)) for one in bins]
    return sum(gaps) / len(claims)


def average_precision(claims: Sequence[tuple[float, bool]], present: int) -> float:
    """Micro average precision (Douze et al. 2021, DISC21) of answers to all queries together.

    `claims` are each query's confidence and whether its answer is right; `present` counts the
    queries that have a right answer. Of equal confidences, the wrong ones count first.
    """
    return sum(precision for precision, true in _precisions(claims) if true) / present


def recall_at_precision(
    claims: Sequence[tuple[float, bool]], present: int, least: float = 0.9
) -> float:
    """The most queries, as a share of `present`, that are answered rightly above one confidence
    from which on at least `least` of all answers are right (DISC21).
    """
    best = right = 0
    for precision, true in _precisions(claims):
        right += true
        if precision >= least:
            best = right
    return best / present


def _precisions(claims: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, bool]]:
    """The surest claim first: the share of right ones up to each, and whether it is right."""
    right = 0
    surest_first = sorted(claims, key=lambda claim: (-claim[0], claim[1]))
    for count, (_, true) in enumerate(surest_first, start=1):
        right += true
        yield right / count, true
