"""One drawing process for callers in several threads, who take turns."""

import contextlib
import threading
from collections.abc import Callable

from render.pictures import Pictures
from render.processes import fork_server
from render.processes.confinement import WorkerLimits
from render.processes.pool import Pool
from render.svg.screen import Undrawable


def _uncounted(seconds: float) -> None:
    """Nobody counts the processor time."""


class Desk:
    """Draws single icons as they come. Its process starts at the first icon."""

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        self._limits = limits
        self._pool: Pool | None = None
        self._turn = threading.Lock()
        # The fork server's socket needs a folder: made now, it is there when the disk is full.
        with contextlib.suppress(OSError):  # without any, `draw` says so
            fork_server.make_folder()

    def draw(
        self,
        svg: str,
        side: int,
        charge: Callable[[float], None] = _uncounted,
        seconds: float | None = None,
    ) -> Pictures:
        """The icon's pictures, `side` pixels square. Raises Undrawable with the reason.

        `charge` is called with the seconds of processor time that drawing took, the start of a
        process included. `seconds`: what the icon may take, by default those of the limits.
        """
        with self._turn:
            try:
                (drawn,) = self._ready(side).draw([("", svg)], seconds)
            except BaseException:
                self._close()  # the next icon gets a new process
                raise
        charge(drawn.seconds)
        if drawn.pictures is None:
            raise Undrawable(drawn.reason)
        return drawn.pictures

    def close(self) -> None:
        """End the process."""
        with self._turn:
            self._close()

    def _ready(self, side: int) -> Pool:
        """The pool for pictures of this size: another library may have another."""
        if self._pool is None or self._pool.size != side:
            self._close()
            self._pool = Pool(1, side, self._limits).__enter__()
        return self._pool

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.close()
        self._pool = None
