"""Drawings that a crawl does not take, for the lines at its end."""

from dataclasses import dataclass


@dataclass
class DroppedDrawings:
    """The icons whose drawing is one of several, where the others are dropped."""

    count: int = 0
    first: str = ""

    def add(self, shown: str) -> None:
        """Count one icon; `shown` is as much of its id as a message has room for."""
        self.count += 1
        self.first = self.first or shown

    def lines(self) -> list[str]:
        """What to tell whoever runs the crawl; empty where nothing is dropped."""
        if not self.count:
            return []
        return [
            f"{self.count} icons have several drawings, and fields.source_code takes one "
            f"(the first such icon is {self.first!r}): write `each` to have all of them."
        ]
