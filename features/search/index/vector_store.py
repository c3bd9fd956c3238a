"""Where searches find the vectors of generations: in the data folder, or on a server besides."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from features.search.index.hit import VectorIndex
from features.search.index.memory import Index
from features.store.generation import Generation


class VectorStore(Protocol):
    """Holds the vectors of generations for searches. `features.h5` holds them too.

    Every method raises SourceDown when the store does not answer, and ConfigurationError when a
    package for it is not installed.
    """

    @property
    def remote(self) -> bool:
        """Whether it is another process, so that searches wait for it and publishing fills it."""

    def fill(self, generation: Generation) -> None:
        """Store a generation's vectors and make them searchable. Raises BrokenGeneration."""

    def verify(self, generation: Generation) -> None:
        """Check that the store has every row of a generation. Raises BrokenGeneration."""

    def serve(self, name: str, idle: Collection[str]) -> None:
        """Note which generation is served; `idle` generations may leave the store's memory."""

    def drop(self, name: str) -> None:
        """Delete the vectors of a generation, if there are any."""

    def check(self, name: str) -> None:
        """Check that a generation can be searched now.

        Raises BrokenGeneration when its vectors are missing, SourceDown while they are loading.
        """

    def index(self, generation: Generation, extractor: str) -> VectorIndex:
        """The index of a generation.

        Raises BrokenGeneration when the vectors are missing, or were made by another extractor.
        """


@dataclass(frozen=True)
class LocalVectors:
    """The vectors stay in `features.h5` alone: there is nothing to store, and nothing to check."""

    remote = False

    def __str__(self) -> str:
        return "memory"

    def fill(self, generation: Generation) -> None:
        """Do nothing."""

    def verify(self, generation: Generation) -> None:
        """Do nothing: the generation's own digests cover the vectors."""

    def serve(self, name: str, idle: Collection[str]) -> None:
        """Do nothing."""

    def drop(self, name: str) -> None:
        """Do nothing: the vectors are deleted with the generation's folder."""

    def check(self, name: str) -> None:
        """Do nothing: vectors in memory can always be searched."""

    def index(self, generation: Generation, extractor: str) -> Index:
        """The index in memory. Raises BrokenGeneration."""
        return Index.open(generation, extractor)


LOCAL = LocalVectors()
