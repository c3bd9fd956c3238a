"""Whose search is next: the client's that has used the processors least of late.

So a client with many or with costly searches keeps others waiting for one step of a search at most,
whoever came first.
"""

import asyncio
import time
from dataclasses import dataclass

from api.http.load.clients import Moments


@dataclass(frozen=True)
class TurnSettings:
    """Chosen by hand."""

    # Seconds for which others go first, for each second of processor time used: how long use is
    # remembered.
    memory: float = 60


SETTINGS = TurnSettings()


@dataclass(frozen=True)
class _Waiting:
    client: str
    turn: asyncio.Future[None]


class Turns:
    """A number of threads, taken in turns. For one event loop."""

    def __init__(self, threads: int, used: Moments) -> None:
        """`used` has for each client the moment from which on its use is forgotten."""
        self._free = threads
        self._used = used
        self._waiting: list[_Waiting] = []

    async def take(self, client: str, gone: asyncio.Future[None]) -> bool:
        """Wait for a thread; False where the client is `gone` before. Pair it with `give_back`."""
        if self._free:
            self._free -= 1
            return True
        waiting = _Waiting(client, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            await asyncio.wait((waiting.turn, gone), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._leave(waiting)
            raise
        if not gone.done():
            return True
        self._leave(waiting)
        return False

    def give_back(self, client: str, spent: float) -> None:
        """A search has ended that took `spent` seconds of processor time: the next begins."""
        self._charge(client, spent)
        self._hand_on()

    def _leave(self, waiting: _Waiting) -> None:
        """Take somebody out of the queue, or hand on a turn that has come at the same moment."""
        if waiting.turn.done():
            self._hand_on()
        else:
            self._waiting.remove(waiting)

    def _hand_on(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        first = self._next()
        self._waiting.remove(first)
        first.turn.set_result(None)

    def _next(self) -> _Waiting:
        """Of clients with equal use, and of those without any, the one that came first."""
        now = time.monotonic()
        return min(self._waiting, key=lambda waiting: max(self._used[waiting.client], now))

    def _charge(self, client: str, spent: float) -> None:
        forgotten = max(self._used[client], time.monotonic())
        self._used[client] = forgotten + SETTINGS.memory * spent
