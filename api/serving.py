"""Which library is served: a watch swaps in newly published generations, requests take leases.

A request uses one library from start to end. A replaced library is closed when the last request
that holds a lease is done. All of this runs on the event loop; only opening and reading a library
take a thread.
"""

import asyncio
import functools
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Request

from api.budget import step
from api.schemas.status import Refused
from features.search.index.vector_store import LOCAL, VectorStore
from features.search.published import PublishedLibrary
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Failure

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds between two readings of the link to the published generation


@dataclass(frozen=True)
class RereadingSettings:
    """How the files that are served are compared with their digests again. Chosen by hand."""

    # Seconds between two readings of all files. A file that changed beneath its time stamp, on a
    # failing disk or by an intruder, is served as long as this at most, and one reading more.
    interval: float = 600
    # Of a processor: what a reading takes. A library of a gigabyte is read in some minutes.
    share: float = 0.01


REREADING = RereadingSettings()
DONE = object()  # behind the last step of a reading


class NothingServed(Exception):
    """No library is served yet. The message is a sentence with what to do next."""


@dataclass
class _Held:
    library: PublishedLibrary
    requests: int = 0
    replaced: bool = False
    damaged: bool = False  # whether a file no longer has its digest

    def close_when_done(self) -> None:
        if self.replaced and not self.requests:
            self.library.close()


class Serving:
    """The library being served, if any, and the last published one that was refused, if any."""

    def __init__(self, folder: DataFolder, threads: int, store: VectorStore = LOCAL) -> None:
        self.refused: Refused | None = None
        self._folder = folder
        self._threads = threads
        self._store = store
        self._held: _Held | None = None
        self._link: tuple[str, int] | None = None

    @property
    def library(self) -> PublishedLibrary | None:
        """The served library. It may be closed at any moment: requests take a lease instead."""
        return None if self._held is None else self._held.library

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[PublishedLibrary]:
        """The library for one request, open until the request is done. Raises NothingServed."""
        held = self._held
        if held is None:
            raise NothingServed(self._why_not())
        held.requests += 1
        try:
            yield held.library
        finally:
            held.requests -= 1
            held.close_when_done()

    async def start(self) -> None:
        """Serve the published generation; where there is none, log what to run."""
        await self.refresh()
        if self._held is None and self.refused is None:
            logger.warning(self._why_not())

    async def watch(self) -> None:
        """Refresh at each interval, until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            await self.refresh()

    async def reread(self) -> None:
        """Compare the served files with their digests, at each interval, until cancelled."""
        while True:
            if self._held is not None:
                await self._reread(self._held)
            await asyncio.sleep(REREADING.interval)

    async def _reread(self, held: _Held) -> None:
        """Compare the files with their digests, and refuse the generation where they differ."""
        steps = held.library.reread()
        pause = 0.0
        while not held.replaced:
            await asyncio.sleep(pause)
            began = time.perf_counter()
            step = await anyio.to_thread.run_sync(next, steps, DONE)
            pause = (time.perf_counter() - began) / REREADING.share
            if step is DONE:
                return
            if step is not None:
                logger.error("%s of generation %s has changed", step, held.library.name)
                held.damaged = True
                return

    async def refresh(self) -> None:
        """Serve the published generation if it has another name, or its files were written to.

        A broken generation is refused and logged once. It is tried again when the link is renewed.
        """
        link = self._read_link()
        if link is None or (link == self._link and not self._damaged()):
            return
        self._link = link
        name, _ = link
        damaged = self._damaged()
        if self._held is None or self._held.library.name != name or damaged:
            library = await self._open(name, thorough=damaged)
            if library is None:
                return
            self._replace(library)
        self.refused = None

    async def _open(self, name: str, thorough: bool) -> PublishedLibrary | None:
        """The published generation, opened in a thread; None where it is refused."""
        opened = functools.partial(
            PublishedLibrary.open, self._folder, self._threads, self._store, step, thorough
        )
        try:
            return await anyio.to_thread.run_sync(opened)
        except Failure as failure:
            self._refuse(name, str(failure))
        # Whatever a damaged file makes a reader raise must not end the watch.
        except Exception as error:
            logger.exception("generation %s cannot be opened", name)
            kind = type(error).__name__
            self._refuse(name, f"it cannot be opened ({kind}: {error}): run `python -m features`.")
        return None

    def close(self) -> None:
        """Close the library once the last request is done."""
        self._replace(None)

    def _read_link(self) -> tuple[str, int] | None:
        """The published generation's name and the link's mtime; None without a readable link."""
        link = self._folder.current
        try:
            return link.readlink().name, link.lstat().st_mtime_ns
        except OSError:
            return None

    def _refuse(self, name: str, reason: str) -> None:
        self.refused = Refused(index=name, reason=reason)
        logger.error("generation %s is not served: %s", name, reason)
        if self._damaged():
            self._replace(None)

    def _damaged(self) -> bool:
        """Whether the served files were written to or have changed, and may be unreadable."""
        held = self._held
        return held is not None and (held.damaged or held.library.changed())

    def _replace(self, library: PublishedLibrary | None) -> None:
        old = self._held
        self._held = None if library is None else _Held(library)
        if old is not None:
            old.replaced = True
            old.close_when_done()
        if library is not None:
            logger.info(
                "serving generation %s: %d icons, %s",
                library.name,
                len(library.catalogue),
                ", ".join(library.encoders),
            )

    def _why_not(self) -> str:
        if self.refused is not None:
            return (
                f"The published generation {self.refused.index} is refused: {self.refused.reason}"
            )
        return (
            f"There is no published generation to read in {self._folder.root}: run `make demo`, or "
            "`python -m ingest`, `python -m render` and `python -m features` one after the other."
        )


async def _lease(request: Request) -> AsyncIterator[PublishedLibrary]:
    serving: Serving = request.app.state.serving
    async with serving.lease() as library:
        yield library


ServedLibrary = Annotated[PublishedLibrary, Depends(_lease)]
