"""Which renderer's picture is taken where the two differ, and what a browser may draw otherwise.

Learned from Chromium: docs/rendering.md says on which icons and how.
"""

from render.pictures import RESVG, Choice

# Features that Chromium draws otherwise: it draws what no renderer here does, or draws nothing.
DIFFERENT = frozenset(
    ("context-paint", "displacement", "embedded-image", "foreign-object", "linear-rgb", "tile")
)


def of(features: frozenset[str]) -> Choice:
    """The renderer for a document that the two draw differently: always resvg.

    It was right in more documents with each feature. The features are the reason.
    """
    return Choice(RESVG, ", ".join(sorted(features)) or "shapes")


def flags(features: frozenset[str]) -> tuple[str, ...]:
    """The features that a browser draws otherwise."""
    return tuple(sorted(features & DIFFERENT))
