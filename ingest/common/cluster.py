"""Work on a Dask cluster: batches go out to its workers, results come back as they get done.

A batch whose worker dies goes to another worker. Where the scheduler is gone, or no worker is left,
the run ends in a sentence. This is the only module that knows Dask.
"""

import logging
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ingest.common.command_line.flags import LOCAL
from ingest.common.failures import ConfigurationError, SourceDown

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

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class ClusterSettings:
    """Times and batch sizes of the work on a cluster; all chosen by hand."""

    connect_timeout: float = 10.0  # seconds for a scheduler to answer
    without_workers: float = 60.0  # seconds; a killed worker is given time to be started again
    smallest_part: int = 16  # the smallest batch is this part of the largest
    batches_ahead: int = 2  # batches for each worker thread: one in work, one on its way


SETTINGS = ClusterSettings()


class _IgnoreInterrupt(WorkerPlugin):
    """Makes the workers of this machine ignore Ctrl-C, which reaches the whole process group.

    The run that started the workers ends them.
    """

    def setup(self, worker: Worker) -> None:
        """Runs on each worker that starts."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def connect(address: str, jobs: int) -> Iterator[Client]:
    """A client of the cluster at an address such as tcp://10.0.0.5:8786.

    LOCAL starts a cluster of `jobs` processes here. Raises ConfigurationError where the address, or
    Dask's settings for it, cannot be used; SourceDown where no scheduler answers.
    """
    with _local(jobs) if address == LOCAL else _remote(address) as client:
        yield client


@contextmanager
def _local(jobs: int) -> Iterator[Client]:
    # Drawing starts processes, and a worker that is a daemon may have no child processes.
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
        client.register_plugin(_IgnoreInterrupt())
        yield client


def _remote(address: str) -> Client:
    try:
        return Client(address, timeout=SETTINGS.connect_timeout)
    except (ValueError, TypeError, RuntimeError) as error:
        # An unknown protocol, no certificate, or no encryption where it is required.
        raise ConfigurationError(
            f"--dask {address} cannot be used ({error}): docs/deploy/dask.md shows how to write it."
        ) from error
    except OSError as error:
        raise SourceDown(
            f"no Dask scheduler answers at {address}: start it, "
            "or leave --dask out to work on this machine."
        ) from error


def spread(
    client: Client, task: Callable[..., Result], items: Sequence[Item], most: int, *same: Any
) -> Iterator[Result]:
    """`task(batch, *same)` for all items, in batches of at most `most` items.

    The results come in the order in which they get done. Raises SourceDown, and whatever the task
    raises.
    """
    start = 0
    pending = set[Future[Any]]()
    last_worker_at = time.monotonic()
    while start < len(items) or pending:
        with _scheduler_required():
            threads = sum(client.nthreads().values())
            while start < len(items) and len(pending) < SETTINGS.batches_ahead * threads:
                count = _batch_size(len(items) - start, threads, most)
                batch = items[start : start + count]
                pending.add(client.submit(task, batch, *same, pure=False))
                start += count
            done, pending = _done(pending)
        for future in done:
            yield _result(future)
        if threads:
            last_worker_at = time.monotonic()
        elif time.monotonic() - last_worker_at > SETTINGS.without_workers:
            raise SourceDown(
                f"the Dask cluster has had no worker for {SETTINGS.without_workers:g} s: "
                "start one, then run this again to go on from here."
            )


def _batch_size(left: int, threads: int, most: int) -> int:
    """Items of the next batch, fewer near the end.

    Otherwise some workers would have many items left while the others have none.
    """
    return max(1, most // SETTINGS.smallest_part, min(most, left // (2 * threads)))


@contextmanager
def _scheduler_required() -> Iterator[None]:
    try:
        yield
    except (CancelledError, OSError) as error:
        raise _scheduler_gone() from error


def _scheduler_gone() -> SourceDown:
    return SourceDown(
        "the Dask scheduler has gone: start it again, then run this again to go on from here."
    )


def _done(pending: set[Future[Any]]) -> tuple[set[Future[Any]], set[Future[Any]]]:
    """The futures that are done, and the rest. Waits up to a second for the first of them."""
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
    except CancelledError as error:  # the client gave up after the future was done
        raise _scheduler_gone() from error
    except KilledWorker as error:
        raise SourceDown(
            f"workers died at the same batch {error.allowed_failures + 1} times, last "
            f"{error.last_worker.address}: read their logs, then run this again to go on from here."
        ) from error
    except (ImportError, RuntimeError) as error:
        # A scheduler answers a task that it cannot import with "deserialization".
        if isinstance(error, RuntimeError) and "deserialization" not in str(error):
            raise
        raise ConfigurationError(
            "the Dask cluster does not have this version of iconlens: install the same version on "
            "the scheduler and on each worker, with the same requirements-scale.txt."
        ) from error


@contextmanager
def sent(client: Client, file: Path) -> Iterator[None]:
    """Send a file to each worker, also to workers that start later; `received` finds it there."""
    name = f"{file.name} for {client.id}"
    with _scheduler_required():
        client.register_plugin(UploadFile(str(file), load=False), name=name)
    try:
        yield
    finally:
        with suppress(OSError):  # a scheduler that has gone holds no plugin any more
            client.unregister_worker_plugin(name)


def received(name: str) -> Path:
    """On a worker: the path of a file that was sent."""
    return Path(get_worker().local_directory) / name


def here() -> str:
    """On a worker: its address, for a sentence."""
    return get_worker().address
