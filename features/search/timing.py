"""How the stages of a search are measured, and when a search must come to its end."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Timed(Protocol):
    """Measures the stages of searches, and limits their time."""

    def __call__(self, stage: str) -> AbstractContextManager[object]:
        """What measures one stage, by its name."""

    def check(self) -> None:
        """Raises what ends this thread's search, where it must not go on."""

    def is_late(self, share: float) -> bool:
        """Whether this thread's search has used that share of the time in which it may begin more.

        What it has found so far is then the answer.
        """


class Untimed:
    """Measures nothing, and lets a search take its time."""

    def __call__(self, stage: str) -> AbstractContextManager[object]:
        """Nothing that measures."""
        return nullcontext()

    def check(self) -> None:
        """Nothing ends it."""

    def is_late(self, share: float) -> bool:
        """Never."""
        return False


untimed = Untimed()
