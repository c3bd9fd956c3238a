"""Which renderer's picture is taken where the two differ.

Learned from Chromium: docs/rendering.md says on which icons and how.
"""

from render.pictures import RESVG, Choice


def of(features: frozenset[str]) -> Choice:
    """The renderer for a document that the two draw differently: always resvg.

    It was right in more documents with each feature. The features are the reason.
    """
    return Choice(RESVG, ", ".join(sorted(features)) or "shapes")
