"""The counters and timers of the service; api.routes.metrics exposes them to Prometheus.

Worker processes count together (`api.counts`): each reads the sums of all.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    values,
)

from api import counts
from api.counts import COUNTS, SharedValue

# Before the first metric is made. The moment when a process first counted says nothing of a sum.
values.ValueClass = SharedValue
disable_created_metrics()  # type: ignore[no-untyped-call]

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
WRONG_MATCHES = Counter(
    "iconlens_wrong_matches",
    "Answers that somebody called wrong, by their verdict",
    ["verdict"],
    registry=REGISTRY,
)
UPLOADS = Gauge("iconlens_uploads", "Uploads in memory", registry=REGISTRY)
WAITING = Gauge("iconlens_waiting", "Uploads that wait for a processor", registry=REGISTRY)
# The metrics with labels, which count; those without show how many there are at the moment.
LABELLED: dict[str, Counter | Histogram] = {
    family.name: metric
    for metric in (REQUESTS, DURATIONS, STAGES, VERDICTS, WRONG_MATCHES)
    for family in metric.describe()  # one
}


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


def registry() -> CollectorRegistry:
    """The metrics, with every label that any process has counted."""
    for key in COUNTS.counted():
        metric, labels = counts.metric_and_labels(key)
        if metric in LABELLED:
            LABELLED[metric].labels(*labels)
    return REGISTRY


def forget(worker: int) -> None:
    """Remove the gauges of the worker of this number, which has ended; its counters stay."""
    for key in COUNTS.counted():
        metric, _ = counts.metric_and_labels(key)
        if metric not in LABELLED:
            COUNTS.clear(worker, key)
