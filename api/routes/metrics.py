"""What /metrics answers: what this process and its siblings counted, and what is looked up when it is asked for."""

import os
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api import metrics
from api.serving import Serving
from api.settings import SHARED_METRICS
from features.build import publication as publish
from ingest.common import outcome
from ingest.common.data_folder import DataFolder

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def document(serving: Serving, folder: DataFolder) -> bytes:
    """All of it in Prometheus' text format."""
    registry = CollectorRegistry()
    if SHARED_METRICS in os.environ:
        registry.register(MultiProcessCollector(None))  # type: ignore[no-untyped-call]
    else:
        registry.register(metrics.COUNTED)
    ProcessCollector(registry=registry)
    registry.register(_Index(serving))
    registry.register(_Runs(folder))
    return generate_latest(registry)


class _Index(Collector):
    """The generation that is served."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        """Its name, age, size, and how it did when it was tested; and whether a newer one is refused."""
        library = self._serving.library
        yield _gauge("iconlens_ready", "Whether a library is served", library is not None)
        yield _gauge(
            "iconlens_index_refused",
            "Whether the published index is refused",
            self._serving.refused is not None,
        )
        if library is None:
            return
        yield InfoMetricFamily(
            "iconlens_index",
            "The index that is served",
            {"index": library.name, "encoder": library.default_encoder},
        )
        created = publish.created(library.name)
        yield _gauge(
            "iconlens_index_created_timestamp_seconds",
            "When the index that is served was made",
            _seconds(created),
        )
        yield _gauge("iconlens_index_icons", "Icons in the index", len(library.catalogue))
        if library.selftest is not None:
            recall = GaugeMetricFamily(
                "iconlens_index_recall",
                "Share of the self-test's pictures whose icon came first",
                labels=["kind"],
            )
            for kind, share in library.selftest["recall_at_1"].items():
                recall.add_metric([kind], share)
            yield recall


class _Runs(Collector):
    """The last run of each of the night's stages."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """When it ended and when one last did well, how long it took, its exit status and its figures."""
        stage = ["stage"]
        finished = GaugeMetricFamily(
            "iconlens_run_finished_timestamp_seconds",
            "When the stage's last run ended",
            labels=stage,
        )
        succeeded = GaugeMetricFamily(
            "iconlens_run_succeeded_timestamp_seconds", "When a run last ended well", labels=stage
        )
        duration = GaugeMetricFamily(
            "iconlens_run_duration_seconds", "How long the stage's last run took", labels=stage
        )
        status = GaugeMetricFamily(
            "iconlens_run_exit_status", "The exit status of the stage's last run", labels=stage
        )
        figures = GaugeMetricFamily(
            "iconlens_run_figure", "What the stage's last run counted", labels=["stage", "what"]
        )
        for name in outcome.STAGES:
            if (run := outcome.read(self._folder, name)) is None:
                continue
            finished.add_metric([name], _seconds(run.finished))
            duration.add_metric([name], _seconds(run.finished) - _seconds(run.started))
            status.add_metric([name], run.status)
            if run.succeeded is not None:
                succeeded.add_metric([name], _seconds(run.succeeded))
            for what, count in run.figures.items():
                figures.add_metric([name, what], count)
        yield from (finished, succeeded, duration, status, figures)


def _gauge(name: str, explained: str, value: float) -> Metric:
    return GaugeMetricFamily(name, explained, float(value))


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
