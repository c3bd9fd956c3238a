"""Drawings that a crawl does not take, for the lines at its end."""

from dataclasses import dataclass
from typing import Any

SHOWN = 60  # characters of an icon's id in a message; chosen by hand


@dataclass
class DroppedDrawings:
    """The icons whose drawing is one of several, where the others are dropped."""

    count: int = 0
    first: str = ""

    def add(self, identifier: Any) -> None:
        """Count one icon."""
        self.count += 1
        self.first = self.first or str(identifier)[:SHOWN]

    def lines(self) -> list[str]:
        """What to tell whoever runs the crawl; empty where nothing is dropped."""
        if not self.count:
            return []
        return [
            f"{self.count} icons have several drawings, and fields.source_code takes one "
            f"(the first such icon is {self.first!r}): write `each` to have all of them."
        ]
