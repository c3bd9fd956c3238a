"""Whose turn it is: decided by use, not by who came first."""

import asyncio

from api.http.load.clients import Moments
from api.http.load.turns import Turns

GREEDY, SECOND, NEW = "192.0.2.1", "192.0.2.2", "192.0.2.3"


class Queue:
    """Clients that take turns at one thread; `order` has those whose turn came."""

    def __init__(self) -> None:
        self.turns = Turns(1, Moments())
        self.order: list[str] = []
        self.gone: dict[str, asyncio.Future] = {}

    async def join(self, client: str) -> asyncio.Task:
        """A client that waits, or has its turn."""
        gone = self.gone[client] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._take(client, gone))
        await asyncio.sleep(0)
        return task

    async def _take(self, client: str, gone: asyncio.Future) -> bool:
        taken = await self.turns.take(client, gone)
        if taken:
            self.order.append(client)
        return taken

    async def end(self, client: str, spent: float = 0.0) -> None:
        """A search ends, and the next client is given its turn."""
        self.turns.give_back(client, spent)
        for _ in range(5):  # the loop's turns until a task that waits has gone on
            await asyncio.sleep(0)


def test_who_has_used_much_is_served_after_who_came_later():
    async def run() -> list[str]:
        queue = Queue()
        await queue.join(GREEDY)
        for client in (GREEDY, GREEDY, SECOND, NEW):
            await queue.join(client)
        await queue.end(GREEDY, spent=5)
        await queue.end(SECOND, spent=1)
        await queue.join(SECOND)
        await queue.end(NEW)
        await queue.end(SECOND)
        return queue.order

    assert asyncio.run(run()) == [GREEDY, SECOND, NEW, SECOND, GREEDY]


def test_of_equals_the_first_to_come_is_the_first():
    async def run() -> list[str]:
        queue = Queue()
        for client in ("a", "b", "c", "d"):
            await queue.join(client)
        for client in ("a", "b", "c"):
            await queue.end(client)
        return queue.order

    assert asyncio.run(run()) == ["a", "b", "c", "d"]


def test_who_is_gone_leaves_the_queue_and_the_next_is_served():
    async def run() -> list[str]:
        queue = Queue()
        await queue.join(GREEDY)
        second = await queue.join(SECOND)
        await queue.join(NEW)
        queue.gone[SECOND].set_result(None)
        assert await second is False
        await queue.end(GREEDY)
        await queue.end(NEW)
        assert queue.turns._free == 1
        return queue.order

    assert asyncio.run(run()) == [GREEDY, NEW]


def test_a_turn_that_comes_when_the_client_leaves_goes_to_the_next():
    async def run() -> list[str]:
        queue = Queue()
        await queue.join(GREEDY)
        second = await queue.join(SECOND)
        third = await queue.join(NEW)
        queue.gone[SECOND].set_result(None)
        third.cancel()
        await queue.end(GREEDY)  # in the same turn of the loop
        assert await second is False
        await asyncio.gather(third, return_exceptions=True)
        assert queue.turns._free == 1
        assert not queue.turns._waiting
        return queue.order

    assert asyncio.run(run()) == [GREEDY]
