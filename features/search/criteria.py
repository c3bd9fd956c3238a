"""What a search asks for besides the picture."""

from collections.abc import Collection
from dataclasses import dataclass, field

from features.store.catalogue import Filters


@dataclass(frozen=True)
class Criteria:
    """Which icons a search may answer with, how many, and the words that go with the picture.

    `limit` is the number of icons wanted. `filters` and `without` (ids) leave icons out.
    `words` move the icons that have them forward. Icons whose match is below `min_match` percent
    are left out of the answer.
    """

    limit: int = 10
    filters: Filters = field(default_factory=dict)
    without: Collection[str] = ()
    words: str = ""
    min_match: float | None = None
