"""Which renderer's picture is taken where the two differ, and what a browser may draw otherwise.

Learned from Chromium: docs/rendering.md says on which icons and how.
"""

from render.pictures import CAIROSVG, RESVG, Choice

# The renderer that draws more of the icons with this feature as Chromium does, where they differ.
RULES = {"text": CAIROSVG}
OTHERWISE = RESVG
# Features that neither renderer draws.
NEVER_DRAWN = frozenset(("external", "foreign-object"))
# Features that the chosen renderer often draws otherwise than Chromium, where the two differ.
DOUBTFUL = frozenset(("text",))


def of(features: frozenset[str]) -> Choice:
    """The renderer for a document that the two draw differently."""
    for feature, renderer in RULES.items():
        if feature in features:
            return Choice(renderer, feature)
    return Choice(OTHERWISE, ", ".join(sorted(features)) or "shapes")


def flags(features: frozenset[str], differ: bool) -> tuple[str, ...]:
    """The features that a browser may draw otherwise; `differ`: the renderers do not agree."""
    doubtful = NEVER_DRAWN | DOUBTFUL if differ else NEVER_DRAWN
    return tuple(sorted(features & doubtful))
