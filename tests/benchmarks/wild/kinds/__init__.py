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
_SIMULATED = """
filled-button outlined-button tinted-chip chip-with-close tab-with-underline menu-row tree-row
list-row-with-count input-with-prefix input-with-suffix label-below long-label dashed-focus
double-focus roomy-square red-dot ringed-dot count-badge cursor-over slash red-slash tight-crop
view-box-crop cut-by-a-quarter scan-dust stray-pixels one-bit one-bit-dithered gif-8-colours
inverted greyed faded mirrored upside-down rotated-90 rotated-180 thinner bold bolder reduced
enlarged enlarged-smoothly nearest-neighbour pixels-doubled sharpened chat-jpeg subpixels-dark
subpixels-light ten-to-twelve-px thirteen-to-fourteen-px round-gradient noise text-alone
"""
SIMULATED = frozenset(_SIMULATED.split())
