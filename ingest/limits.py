"""The most that a source, or the files of an import, may give."""

from dataclasses import dataclass

from ingest.common.failures import ConfigurationError
from ingest.common.untrusted import MEGABYTE, megabytes
from ingest.icon import Icon


@dataclass(frozen=True)
class SourceLimits:
    """Bytes of one answer and of a whole library; both were chosen by hand.

    With them a crawl takes less than 1 GB, whatever the source answers: a character of an answer
    can take four bytes, and two readings are compared.
    """

    max_answer: int = 32 * MEGABYTE  # decompressed; a page of 500 icons has some 2 MB
    # Memory of the icons. 85,000 icons of the benchmark's sets take 150 MB.
    max_library: int = 200 * MEGABYTE


class LibrarySize:
    """The memory that the icons received so far take, which `most` limits.

    An icon that comes again counts again: it took its place in the checkpoint too.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0

    def add(self, icon: Icon) -> None:
        """Count one icon. Raises ConfigurationError where that is too much."""
        self._bytes += icon.memory
        if self._bytes > self._most:
            raise ConfigurationError(
                f"the icons take more than {megabytes(self._most)}: if the library is as large as "
                "that, run again with a larger --max-library."
            )
