"""How long to wait and to try."""

import random
import time
from dataclasses import dataclass

from ingest.common.failures import SourceDown

LONGEST_PAUSE = 30.0  # seconds between two tries when the server names no time itself


@dataclass(frozen=True)
class Patience:
    """How long to try. Seconds; `backoff` is the first pause's upper end, doubled with each try."""

    timeout: float = 30.0
    retries: int = 5
    backoff: float = 0.5

    def pause(self, tries: int) -> float:
        """Seconds until the next try. At random: clients that failed together do not come back together."""
        return random.uniform(0, min(LONGEST_PAUSE, self.backoff * 2**tries))


class Deadline:
    """The moment by which a run must have ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds left. Raises SourceDown when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise SourceDown(
                f"the run's {self.seconds:g} seconds are over: run it again to go on from here, or give it a longer --deadline."
            )
        return left
