"""The variants of an icon: the same drawing in other styles and sizes, by the icons' names."""

from collections.abc import Sequence

from features.store.catalogue import Catalogue
from features.store.entry import Entry
from ingest.copying.naming import base, words

MOST = 200  # icons of the same words that are compared; chosen by hand


def variants(catalogue: Catalogue, entry: Entry) -> Sequence[Entry]:
    """The icons of the same library whose names differ in style and size only, itself too.

    Empty where there is no other.
    """
    name = base(entry.name, entry.style)
    filters = {} if entry.library is None else {"library": [entry.library]}
    _, candidates = catalogue.list(0, MOST, filters, " ".join(words(name)))
    same = [each for each in candidates if base(each.name, each.style) == name]
    if len(same) < 2:
        return []
    return sorted(same, key=lambda each: each.id)
