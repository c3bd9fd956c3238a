"""Which library is served: the watch that swaps in a newly published generation, and the leases of the requests.

A request works on one library from start to end. A library that has been replaced is closed when the last request that
holds it is done. All of this happens on the event loop; only opening a library runs in a thread.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import anyio.to_thread
from fastapi import Depends, Request

from api.http.problems import NotReady
from api.metrics import stage
from api.schemas.schemas import Refused
from features.search.index.milvus import Milvus
from features.search.published import PublishedLibrary
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Failure

logger = logging.getLogger(__name__)

INTERVAL = 1.0  # seconds between two looks at the link to the published generation


@dataclass
class _Held:
    library: PublishedLibrary
    requests: int = 0
    replaced: bool = False

    def close_when_done(self) -> None:
        if self.replaced and not self.requests:
            self.library.close()


class Serving:
    """The library being served, if any, and the last published one that was refused, if any."""

    def __init__(self, folder: DataFolder, threads: int, store: Milvus | None = None) -> None:
        self.refused: Refused | None = None
        self._folder = folder
        self._threads = threads
        self._store = store
        self._held: _Held | None = None
        self._link: tuple[str, int] | None = None

    @property
    def library(self) -> PublishedLibrary | None:
        """The library being served, for a look at what it is; it may be closed at any moment: requests take a lease."""
        return None if self._held is None else self._held.library

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[PublishedLibrary]:
        """The library for one request; it stays open until the request is done with it. Raises NotReady."""
        held = self._held
        if held is None:
            raise NotReady(self._why_not())
        held.requests += 1
        try:
            yield held.library
        finally:
            held.requests -= 1
            held.close_when_done()

    async def start(self) -> None:
        """Serve what is published; where nothing is, say what to run, and wait for it."""
        await self.refresh()
        if self._held is None and self.refused is None:
            logger.warning(self._why_not())

    async def watch(self) -> None:
        """Look at the link again and again, until cancelled."""
        while True:
            await asyncio.sleep(INTERVAL)
            await self.refresh()

    async def refresh(self) -> None:
        """Serve the published generation if it is another than the one served, or that one's files were written to.

        A broken one is refused, said once in the log, and tried again only when the link is made anew.
        """
        link = self._read_link()
        if link is None or (link == self._link and not self._damaged()):
            return
        self._link = link
        if self._held is None or self._held.library.name != link[0] or self._damaged():
            try:
                library = await anyio.to_thread.run_sync(
                    PublishedLibrary.open, self._folder, self._threads, self._store, stage
                )
            except Failure as failure:
                self._refuse(link[0], str(failure))
                return
            except (
                Exception
            ) as error:  # whatever a damaged file makes a reader do must not end the watch
                logger.exception("generation %s cannot be opened", link[0])
                self._refuse(
                    link[0],
                    f"it cannot be opened ({type(error).__name__}: {error}): run `python -m features`.",
                )
                return
            self._replace(library)
        self.refused = None

    def close(self) -> None:
        """Let go of the library once the last request is done."""
        self._replace(None)

    def _read_link(self) -> tuple[str, int] | None:
        """The name of the published generation and when it was published, as the link says; None without a readable link."""
        try:
            return self._folder.current.readlink().name, self._folder.current.lstat().st_mtime_ns
        except OSError:
            return None

    def _refuse(self, name: str, reason: str) -> None:
        self.refused = Refused(index=name, reason=reason)
        logger.error("generation %s is not served: %s", name, reason)
        if self._damaged():
            self._replace(None)

    def _damaged(self) -> bool:
        """Whether what is served may have become unreadable."""
        return self._held is not None and self._held.library.changed()

    def _replace(self, library: PublishedLibrary | None) -> None:
        old, self._held = self._held, None if library is None else _Held(library)
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
            f"There is no published generation to read in {self._folder.root}: "
            "run `make demo`, or `python -m ingest`, `python -m render` and `python -m features` one after the other."
        )


async def _lease(request: Request) -> AsyncIterator[PublishedLibrary]:
    serving: Serving = request.app.state.serving
    async with serving.lease() as library:
        yield library


Served = Annotated[PublishedLibrary, Depends(_lease)]
