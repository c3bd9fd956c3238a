"""The counters and timers of the service; api.routes.metrics exposes them to Prometheus.

Worker processes share their counts where the variable `settings.SHARED_METRICS` names a folder
before this module is imported.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from multiprocessing.process import BaseProcess

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import mark_process_dead

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # seconds

REGISTRY = CollectorRegistry()
REQUESTS = Counter("iconlens_requests", "Answered requests", ["route", "status"], registry=REGISTRY)
DURATIONS = Histogram(
    "iconlens_request_seconds",
    "Time from a request's headers to the end of its answer",
    ["route"],
    registry=REGISTRY,
    buckets=BUCKETS,
)
STAGES = Histogram(
    "iconlens_stage_seconds",
    "Time in each stage of a search by picture",
    ["stage"],
    registry=REGISTRY,
    buckets=BUCKETS,
)
VERDICTS = Counter(
    "iconlens_verdicts",
    "Searches by picture, by the verdict on the best result",
    ["verdict"],
    registry=REGISTRY,
)
UPLOADS = Gauge(
    "iconlens_uploads", "Uploads in memory", registry=REGISTRY, multiprocess_mode="livesum"
)
WAITING = Gauge(
    "iconlens_waiting",
    "Uploads that wait for a processor",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)


def stage(name: str) -> AbstractContextManager[object]:
    """Time one stage of a search."""
    return STAGES.labels(name).time()


@contextmanager
def waiting() -> Iterator[Callable[[], None]]:
    """Time and count a wait for a processor. Call the function that this yields when it is over."""
    with ExitStack() as wait:
        wait.enter_context(WAITING.track_inprogress())
        wait.enter_context(stage("wait"))
        yield wait.close


def forget(worker: BaseProcess) -> None:
    """Remove a dead worker's gauges; its counters stay."""
    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
