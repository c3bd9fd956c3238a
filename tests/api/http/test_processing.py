"""What a client that is gone has asked for is dropped, and what costs too much is ended."""

import asyncio
import threading
from types import SimpleNamespace

import pytest

from api import budget
from api.budget import Abandoned, OverBudget
from api.http.load.admission import Places
from api.http.load.clients import Moments
from api.http.load.turns import Turns
from api.http.load.watchdog import Watchdog
from api.http.problems import Busy
from api.http.processing import process, process_upload
from api.schemas.parameters import SearchParameters
from api.settings import Settings
from tests.api.conftest import until


class Client:
    """A client's request, as far as `process` knows it; `hang_up` closes its connection."""

    def __init__(self, address: str = "192.0.2.1", seconds: int = 60) -> None:
        self.client = SimpleNamespace(host=address)
        state = SimpleNamespace(
            settings=Settings(max_processor_seconds=seconds), watchdog=Watchdog()
        )
        self.app = SimpleNamespace(state=state)
        self._gone = asyncio.Event()

    def hang_up(self) -> None:
        self._gone.set()

    async def receive(self) -> dict:
        await self._gone.wait()
        return {"type": "http.disconnect"}


def one_thread() -> Turns:
    return Turns(1, Moments())


def endless() -> None:
    """A search of steps without end: one that ends by itself may do so before it is told to."""

    def step() -> None:
        with budget.step("compare"):
            pass

    until(step)


def test_a_search_ends_at_its_next_step_when_its_client_hangs_up():
    async def run() -> None:
        client = Client()
        begun = threading.Event()

        def search() -> None:
            begun.set()
            endless()

        asked = asyncio.create_task(process(client, search, one_thread()))
        await asyncio.to_thread(begun.wait)
        client.hang_up()
        with pytest.raises(Abandoned):
            await asked

    asyncio.run(run())


def test_a_search_that_waits_is_never_begun_when_its_client_hangs_up():
    async def run() -> list[str]:
        turns = one_thread()
        first, second, third = Client("192.0.2.1"), Client("192.0.2.2"), Client("192.0.2.3")
        begun, may_end = threading.Event(), threading.Event()
        searched = []

        def long_search() -> None:
            begun.set()
            may_end.wait()

        working = asyncio.create_task(process(first, long_search, turns))
        await asyncio.to_thread(begun.wait)
        waiting = [
            asyncio.create_task(process(client, lambda name=name: searched.append(name), turns))
            for name, client in (("second", second), ("third", third))
        ]
        await asyncio.sleep(0)
        second.hang_up()
        with pytest.raises(Abandoned):
            await waiting[0]
        may_end.set()
        await asyncio.gather(working, waiting[1])
        return searched

    assert asyncio.run(run()) == ["third"]


def test_a_search_ends_when_its_processor_time_is_used_up():
    with pytest.raises(OverBudget, match="0 seconds of processor time: crop the picture"):
        asyncio.run(ask(endless, seconds=0))


def test_a_search_without_memory_is_refused_and_the_next_is_answered():
    def greedy() -> None:
        raise MemoryError

    with pytest.raises(OverBudget, match="more memory than is left") as refused:
        asyncio.run(ask(greedy))
    assert refused.value.__cause__ is refused.value.__context__ is None  # which would hold memory
    assert asyncio.run(ask(lambda: "found")) == "found"


def test_the_watchdog_watches_a_search_while_it_runs():
    client = Client()
    watched = client.app.state.watchdog._running

    async def run() -> int:
        return await process(client, lambda: len(watched), one_thread())

    assert (asyncio.run(run()), len(watched)) == (1, 0)


def test_a_search_that_fails_gives_its_turn_back():
    async def run() -> int:
        turns = one_thread()
        with pytest.raises(ZeroDivisionError):
            await process(Client(), lambda: 1 // 0, turns)
        return await process(Client(), lambda: 1, turns)

    assert asyncio.run(run()) == 1


@pytest.mark.parametrize("taken", ["upload_places", "work_places"])
def test_an_upload_is_refused_where_its_places_are_taken(taken):
    client = Client()
    state = client.app.state
    state.upload_places, state.work_places = Places(1, "uploads"), Places(1, "searches")
    upload = process_upload(client, SearchParameters(), lambda *_: "found", one_thread())
    with getattr(state, taken).hold("192.0.2.2"), pytest.raises(Busy):
        asyncio.run(upload)


async def ask(search, seconds: int = 60):
    return await process(Client(seconds=seconds), search, one_thread())
