"""Which renderer's picture is taken where the two differ, and what a browser may draw otherwise.

Learned from Chromium: docs/rendering.md says on which icons and how.
"""

from render.pictures import RESVG, Choice

# Features that neither renderer draws.
NEVER_DRAWN = frozenset(("external", "foreign-object"))
# Features that the chosen renderer may draw otherwise than Chromium, where the two differ.
DOUBTFUL = frozenset(("text",))


def of(features: frozenset[str]) -> Choice:
    """The renderer for a document that the two draw differently: always resvg.

    It was right in more documents with each feature. The features are the reason.
    """
    return Choice(RESVG, ", ".join(sorted(features)) or "shapes")


def flags(features: frozenset[str], differ: bool) -> tuple[str, ...]:
    """The features that a browser may draw otherwise; `differ`: the renderers do not agree."""
    doubtful = NEVER_DRAWN | DOUBTFUL if differ else NEVER_DRAWN
    return tuple(sorted(features & doubtful))
