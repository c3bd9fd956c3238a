"""Work on a Dask cluster: batches go out to its workers, results come back as they get done. The one module that knows Dask.

A batch whose worker dies goes to another one; a cluster that is gone, or has no worker left, ends the run in a sentence.
"""

import logging
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from ingest.common.failures import ConfigurationError, SourceDown
from ingest.common.flags import LOCAL

try:
    import dask
    from distributed import (
        CancelledError,
        Client,
        Future,
        KilledWorker,
        LocalCluster,
        Worker,
        get_worker,
        wait,
    )
    from distributed.diagnostics.plugin import UploadFile, WorkerPlugin
except ImportError as error:
    raise ConfigurationError(
        "the package distributed is not installed: run `pip install 'iconlens[dask]'`."
    ) from error

CONNECTING = 10.0  # seconds that a scheduler may take to answer
DESERTED = 60.0  # seconds that a cluster may be without any worker: one that was killed is given time to come back
SMALLER = 16  # the smallest batch is this part of the largest
AHEAD = 2  # batches for each of the workers' threads: one it works on, one on its way

Item = TypeVar("Item")
Result = TypeVar("Result")


class _Deaf(WorkerPlugin):
    """Keeps Ctrl-C, which reaches the whole group, from workers of this machine: the run that started them ends them."""

    def setup(self, worker: Worker) -> None:
        """On each worker that starts."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def connect(address: str, jobs: int) -> Iterator[Client]:
    """The cluster at an address such as tcp://10.0.0.5:8786, or one of `jobs` processes here for LOCAL.

    Raises ConfigurationError where the address, or Dask's settings for it, cannot be used, SourceDown where nothing answers.
    """
    if address == LOCAL:
        # Workers that are not daemons may have children: the processes that draw.
        with (
            dask.config.set({"distributed.worker.daemon": False}),
            LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            client.register_plugin(_Deaf())
            yield client
        return
    try:
        client = Client(address, timeout=CONNECTING)
    except (
        ValueError,
        TypeError,
        RuntimeError,
    ) as error:  # no such protocol; no certificate; no encryption where it is required
        raise ConfigurationError(
            f"--dask {address} cannot be used ({error}): docs/deploy/dask.md shows how to write it."
        ) from error
    except OSError as error:
        raise SourceDown(
            f"no Dask scheduler answers at {address}: start it, or leave --dask out to work on this machine."
        ) from error
    with client:
        yield client


def spread(
    client: Client, task: Callable[..., Result], items: Sequence[Item], most: int, *same: Any
) -> Iterator[Result]:
    """`task(batch, *same)` for all items, in batches of at most so many; the results in the order in which they get done.

    Raises SourceDown, and whatever the task raises.
    """
    start, pending = 0, set[Future[Any]]()
    peopled = time.monotonic()
    while start < len(items) or pending:
        with _scheduler_there():
            threads = sum(client.nthreads().values())
            while start < len(items) and len(pending) < AHEAD * threads:
                # Small batches near the end, so that no worker has many left while the others have none.
                count = max(1, most // SMALLER, min(most, (len(items) - start) // (2 * threads)))
                pending.add(client.submit(task, items[start : start + count], *same, pure=False))
                start += count
            done, pending = _done(pending)
        for future in done:
            yield _result(future)
        if threads:
            peopled = time.monotonic()
        elif time.monotonic() - peopled > DESERTED:
            raise SourceDown(
                f"the Dask cluster has had no worker for {DESERTED:g} s: start one, then run this again to go on from here."
            )


@contextmanager
def _scheduler_there() -> Iterator[None]:
    try:
        yield
    except (CancelledError, OSError) as error:
        raise SourceDown(
            "the Dask scheduler has gone: start it again, then run this again to go on from here."
        ) from error


def _done(pending: set[Future[Any]]) -> tuple[set[Future[Any]], set[Future[Any]]]:
    """Those of the pending that are done, waiting a second for the first of them; and the rest."""
    if not pending:
        time.sleep(1)
        return set(), pending
    try:
        done, rest = wait(pending, timeout=1, return_when="FIRST_COMPLETED")
    except TimeoutError:
        return set(), pending
    return done, rest


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except KilledWorker as error:
        died = f"workers died at the same batch {error.allowed_failures + 1} times, last {error.last_worker.address}"
        raise SourceDown(
            f"{died}: read their logs, then run this again to go on from here."
        ) from error
    except (ImportError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "deserialization" not in str(error):
            raise  # not what a scheduler says to a task that it cannot import
        remedy = "install the same version on the scheduler and on each worker, with the same requirements-scale.txt"
        raise ConfigurationError(
            f"the Dask cluster does not have this version of iconlens: {remedy}."
        ) from error


@contextmanager
def sent(client: Client, file: Path) -> Iterator[None]:
    """Each worker, those too that come later, has the file in its own folder, where `received` finds it."""
    name = f"{file.name} for {client.id}"
    with _scheduler_there():
        client.register_plugin(UploadFile(str(file), load=False), name=name)
    try:
        yield
    finally:
        with suppress(OSError):  # a scheduler that has gone has forgotten it
            client.unregister_worker_plugin(name)


def received(name: str) -> Path:
    """On a worker: a file that was sent."""
    return Path(get_worker().local_directory) / name


def here() -> str:
    """On a worker: its address, for a sentence."""
    return get_worker().address
