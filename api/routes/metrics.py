"""GET /metrics: what the workers counted, the served index and the last runs, for Prometheus."""

from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from api import metrics
from api.serving import Serving
from features.builder import publication
from ingest.common import outcome
from ingest.common.data_folder import DataFolder

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter(tags=["Status"])


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """What Prometheus collects: docs/operations.md explains it."""
    state = request.app.state
    content = exposition(state.serving, DataFolder(state.settings.data))
    return Response(content, media_type=MEDIA_TYPE)


def exposition(serving: Serving, folder: DataFolder) -> bytes:
    """All metrics in Prometheus' text exposition format."""
    registry = CollectorRegistry()
    registry.register(metrics.registry())
    ProcessCollector(registry=registry)
    registry.register(_IndexCollector(serving))
    registry.register(_RunCollector(folder))
    return generate_latest(registry)


class _IndexCollector(Collector):
    """Metrics of the served generation."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    def collect(self) -> Iterator[Metric]:
        """Its name, age, size and self-test; and whether a newer generation is refused."""
        library = self._serving.library
        refused = self._serving.refused is not None
        yield _gauge("iconlens_ready", "Whether a library is served", library is not None)
        yield _gauge("iconlens_index_refused", "Whether the published index is refused", refused)
        if library is None:
            return
        yield InfoMetricFamily(
            "iconlens_index",
            "The index that is served",
            {"index": library.name, "encoder": library.default_encoder},
        )
        yield _gauge(
            "iconlens_index_created_timestamp_seconds",
            "When the index that is served was made",
            _seconds(publication.created(library.name)),
        )
        yield _gauge("iconlens_index_icons", "Icons in the index", len(library.catalogue))
        if library.selftest is not None:
            yield _recall(library.selftest["recall_at_1"])


class _RunCollector(Collector):
    """Metrics of the last run of each nightly stage."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """When it ended and last succeeded, its duration, its exit status and its figures."""
        finished = _stage_gauge(
            "iconlens_run_finished_timestamp_seconds", "When the stage's last run ended"
        )
        succeeded = _stage_gauge(
            "iconlens_run_succeeded_timestamp_seconds", "When a run last ended well"
        )
        duration = _stage_gauge(
            "iconlens_run_duration_seconds", "How long the stage's last run took"
        )
        status = _stage_gauge("iconlens_run_exit_status", "The exit status of the stage's last run")
        figures = _stage_gauge("iconlens_run_figure", "What the stage's last run counted", "what")
        for stage in outcome.STAGES:
            run = outcome.read(self._folder, stage)
            if run is None:
                continue
            finished.add_metric([stage], _seconds(run.finished))
            duration.add_metric([stage], _seconds(run.finished) - _seconds(run.started))
            status.add_metric([stage], run.status)
            if run.succeeded is not None:
                succeeded.add_metric([stage], _seconds(run.succeeded))
            for name, count in run.figures.items():
                figures.add_metric([stage, name], count)
        yield from (finished, succeeded, duration, status, figures)


def _recall(shares: dict[str, float]) -> Metric:
    recall = GaugeMetricFamily(
        "iconlens_index_recall",
        "Share of the self-test's pictures whose icon came first",
        labels=["kind"],
    )
    for kind, share in shares.items():
        recall.add_metric([kind], share)
    return recall


def _gauge(name: str, explanation: str, value: float) -> Metric:
    return GaugeMetricFamily(name, explanation, float(value))


def _stage_gauge(name: str, explanation: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, explanation, labels=["stage", *labels])


def _seconds(moment: str) -> float:
    """The POSIX timestamp of a moment in ISO 8601."""
    return datetime.fromisoformat(moment).timestamp()
