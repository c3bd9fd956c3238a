"""The parent's end of a drawing process."""

import json
import time
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

Source = tuple[str, str]  # an icon's key and its SVG


@dataclass(eq=False)
class WorkerHandle:
    """A drawing process, and the icons it has been sent."""

    process: BaseProcess
    connection: Connection
    pending: deque[Source] = field(default_factory=deque)  # sent and not yet answered
    given: int = 0  # icons sent since its start
    batch: int = 0  # icons sent last
    heard: float = 0.0  # when it last answered, or was sent icons while it had none

    @property
    def ready_for_more(self) -> bool:
        """Whether it has answered half of the last batch: it has read that batch."""
        half = self.batch // 2
        return len(self.pending) <= half

    def give(self, icons: list[Source], seconds: float) -> None:
        """Send it icons, each with `seconds` of processor time.

        Raises ConnectionError where the process has ended.
        """
        sources = [source for _, source in icons]
        message = json.dumps([seconds, *sources], ensure_ascii=False).encode()
        self.connection.send_bytes(message)
        if not self.pending:
            self.heard = time.monotonic()
        self.pending.extend(icons)
        self.given += len(icons)
        self.batch = len(icons)

    def end(self, grace: float = 0.0) -> int:
        """Kill the process unless it ends within `grace` seconds.

        Returns its exit status, negative for a signal.
        """
        self.connection.close()
        self.process.join(grace)
        self.process.kill()
        self.process.join()
        return self.process.exitcode or 0
