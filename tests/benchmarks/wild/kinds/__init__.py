"""All kinds, by the families that share a bar, and which of them the self-test simulates."""

from tests.benchmarks.wild.kinds import (
    badges,
    colours,
    controls,
    covered,
    frames,
    neighbours,
    nothing,
    resampled,
    specks,
    strokes,
    tight,
    turned,
)

FAMILIES = (
    controls.FAMILY,
    neighbours.FAMILY,
    badges.FAMILY,
    frames.FAMILY,
    tight.FAMILY,
    specks.FAMILY,
    colours.FAMILY,
    colours.TINTS,
    turned.FAMILY,
    covered.CUT,
    covered.FAMILY,
    strokes.FAMILY,
    strokes.FILLED,
    resampled.FAMILY,
    resampled.SMALL,
    resampled.FIREFOX,
    nothing.FAMILY,
)

# Names of the kinds whose alteration `features/evaluate` simulates, so that the verdict was fitted
# to such pictures. All others are measured only. Kept by hand: whoever extends the simulation adds
# the kinds that it covers.
SIMULATED: frozenset[str] = frozenset()
