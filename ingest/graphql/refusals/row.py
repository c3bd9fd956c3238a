"""A row of the table of words by which servers say why they refuse a request."""

import re
from dataclasses import dataclass
from enum import IntEnum

from ingest.graphql.refusals.reaction import Reaction


class Place(IntEnum):
    """Where errors came up: before any field was read, at the list of icons, or at single icons."""

    REQUEST = 0
    LIST = 1
    ICON = 2


@dataclass(frozen=True)
class Words:
    """One row of the table.

    `pattern` is searched in the code and the message of each error. `reaches`: the innermost place
    where the words mean this. Further in they are a reason to skip an icon. `in_page` is searched
    in the text of a web page, whose other words may stand in a menu: it has whole phrases.
    """

    pattern: re.Pattern[str]
    reaction: Reaction
    advice: str
    reaches: Place = Place.LIST
    in_page: re.Pattern[str] | None = None

    def match(self, text: str, place: Place, page: str) -> bool:
        """Whether this is the row for `text` at `place`, or for the text of a web page."""
        if self.in_page is not None and self.in_page.search(page):
            return True
        return place <= self.reaches and self.pattern.search(text) is not None
