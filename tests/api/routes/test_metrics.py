"""/metrics: what Prometheus is told, and the alerts that docs/deploy/alerts.yml makes of it."""

import re
import subprocess
import sys
import threading

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ingest.common import outcome
from ingest.common.failures import SourceDown
from tests.api.conftest import ROOT, Service, problem, until

DOCUMENT = (ROOT / "docs" / "operations.md").read_text()
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "docs" / "deploy" / "alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
STAGES = {
    "receive",
    "wait",
    "decode",
    "embed",
    "compare",
    "words",
    "refine",
    "group",
    "describe",
    "recognise",
}


def collected(service) -> dict[tuple, float]:
    """Each sample's value by its name and its labels, in order of their names."""
    answer = service.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [
        sample
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    ]
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for sample in samples
    }


@pytest.fixture(scope="module")
def measured(published, tmp_path_factory):
    running = Service(published.folder.root, tmp_path_factory.mktemp("scratch"))
    yield running
    assert running.stop() == 0


def test_searches_are_counted_and_timed_by_stage(measured, shot):
    before = collected(measured)
    for _ in range(3):
        assert (
            measured.client.post("/search", params={"q": "rocket"}, content=shot).json()["verdict"]
            == "found"
        )
    assert measured.client.post("/search/screenshot", content=shot).status_code == 200
    assert measured.client.post("/search", content=b"no picture").status_code == 415
    after = collected(measured)

    def more(*sample):
        return after[sample] - before.get(sample, 0)

    assert (
        more("iconlens_requests_total", "/search", "200")
        == more("iconlens_verdicts_total", "found")
        == 3
    )
    assert more("iconlens_requests_total", "/search", "415") == 1
    assert more("iconlens_request_seconds_count", "/search") == 4
    counts = {stage: more("iconlens_stage_seconds_count", stage) for stage in STAGES}
    assert counts == {
        "receive": 5,
        "wait": 5,
        "decode": 5,
        "embed": 3,
        "compare": 3,
        "words": 3,
        "refine": 3,
        "group": 3,
        "describe": 3,
        "recognise": 1,
    }
    assert 0 < sum(more("iconlens_stage_seconds_sum", stage) for stage in STAGES) < 60


def test_uploads_under_way_are_counted_while_they_last(measured, shot):
    arriving, go_on = threading.Event(), threading.Event()

    def slowly():
        yield shot[:50]
        arriving.set()
        go_on.wait(30)
        yield shot[50:]

    def post():
        with httpx.Client(base_url=measured.url, timeout=60) as client:
            answers.append(client.post("/search", content=slowly()).status_code)

    answers: list[int] = []
    thread = threading.Thread(target=post)
    thread.start()
    assert arriving.wait(30)
    until(lambda: collected(measured)[("iconlens_uploads",)] == 1)
    go_on.set()
    thread.join()
    assert answers == [200]
    after = collected(measured)
    assert (after[("iconlens_uploads",)], after[("iconlens_waiting",)]) == (0, 0)


def test_addresses_that_clients_make_up_make_no_new_metrics(measured):
    for number in range(50):
        measured.client.get(f"/nothing-{number}")
        measured.client.get(f"/icons/nothing-{number}")
    routes = {sample[1] for sample in collected(measured) if sample[0] == "iconlens_requests_total"}
    assert routes <= {
        "/search",
        "/search/screenshot",
        "/icons/{key}",
        "/icons",
        "/metrics",
        "none",
        "/readyz",
        "/healthz",
    }


def test_the_index_and_the_night_are_told(own_copy, published, start):
    with outcome.recorded(own_copy, "ingest"):
        pass
    with pytest.raises(SourceDown), outcome.recorded(own_copy, "ingest") as figures:
        figures |= {"pages": 2}
        raise SourceDown("no answer")
    service = start(own_copy.root)
    told = collected(service)
    assert (
        told[("iconlens_index_info", "glyphnet", published.name)] == told[("iconlens_ready",)] == 1
    )
    assert told[("iconlens_index_icons",)] == len(published.icons)
    assert told[("iconlens_run_exit_status", "ingest")] == 4
    finished, succeeded = (
        told[(f"iconlens_run_{end}_timestamp_seconds", "ingest")]
        for end in ("finished", "succeeded")
    )
    assert finished >= succeeded > 1.7e9
    assert told[("iconlens_run_figure", "ingest", "pages")] == 2
    assert told[("process_resident_memory_bytes",)] > 1e6
    assert not [
        sample for sample in told if sample[0].startswith("iconlens_run") and sample[-1] == "render"
    ]
    assert told[("iconlens_index_refused",)] == 0

    (own_copy.generations / published.smaller / "features.h5").write_bytes(b"")
    own_copy.current.unlink()
    own_copy.current.symlink_to(f"generations/{published.smaller}")
    until(lambda: collected(service)[("iconlens_index_refused",)] == 1)
    assert collected(service)[("iconlens_ready",)] == 1


def test_without_a_library_it_says_that_it_is_not_ready_and_nothing_of_an_index(start, tmp_path):
    told = collected(start(tmp_path / "data"))
    assert told[("iconlens_ready",)] == 0
    assert not [sample for sample in told if sample[0].startswith("iconlens_index_icons")]


def test_what_several_processes_count_is_told_together():
    program = """
import os
from pathlib import Path

from api import metrics
from api.counts import COUNTS
from api.routes.metrics import exposition
from api.serving import Serving
from ingest.common.data_folder import DataFolder

def as_worker(number):
    if not (child := os.fork()):
        COUNTS.count_as(number)
        metrics.VERDICTS.labels("found").inc()
        metrics.UPLOADS.inc()
        with metrics.stage("decode"):
            pass
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

COUNTS.allocate(3)
for number in range(3):
    as_worker(number)
metrics.forget(2)
as_worker(2)  # in the place of the one that has ended
folder = DataFolder(Path("nowhere"))
print(exposition(Serving(folder, 1), folder).decode())
"""
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert 'iconlens_verdicts_total{verdict="found"} 4.0' in shown
    assert "iconlens_uploads 3.0" in shown
    assert 'iconlens_stage_seconds_bucket{le="30.0",stage="decode"} 4.0' in shown
    assert 'iconlens_stage_seconds_count{stage="decode"} 4.0' in shown
    assert "iconlens_ready 0.0" in shown


def test_workers_count_together_and_write_no_file(published, start, shot):
    service = start(published.folder.root, "--workers", "2")
    for _ in range(8):  # a connection each, so that both workers get some
        assert httpx.post(f"{service.url}/search", content=shot, timeout=30).status_code == 200
    until(lambda: collected(service)[("iconlens_verdicts_total", "found")] == 8)
    assert [path for path in service.scratch.rglob("*") if not path.is_dir()] == []


def test_every_metric_is_documented_and_none_that_there_is_not(measured):
    text = measured.client.get("/metrics").text
    names = {
        name
        for name in re.findall(r"^# TYPE (iconlens_\w+)", text, re.M)
        if not name.endswith("_created")
    }
    assert len(names) > 10
    documented = set(re.findall(r"^\| `(iconlens_\w+)", DOCUMENT, re.M))
    unseen = {"iconlens_verdicts_total", "iconlens_wrong_matches_total"}
    assert documented - unseen <= names | {"iconlens_index_info"}
    assert names - documented == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_asks_for_what_there_is_and_is_in_the_document(rule, measured):
    samples = set(re.findall(r"^(\w+)[ {]", measured.client.get("/metrics").text, re.M))
    families = set(re.findall(r"^# TYPE (\w+)", measured.client.get("/metrics").text, re.M))
    asked = set(re.findall(r"\biconlens_\w+|\bprocess_\w+", rule["expr"]))
    assert asked or rule["expr"].startswith("up{")
    assert asked <= samples | families | {"iconlens_verdicts_total"}
    assert rule["annotations"]["summary"]
    assert f"`{rule['alert']}`" in DOCUMENT


def test_not_ready_says_why(own_copy, published, start):
    service = start(own_copy.root)
    assert service.client.get("/readyz").status_code == 200
    service.stop()
    (own_copy.generations / published.name / "features.h5").write_bytes(b"")
    refusing = start(own_copy.root)
    answer = refusing.client.get("/readyz")
    assert answer.status_code == 503
    assert published.name in problem(answer)["detail"]
    assert "python -m features" in problem(answer)["detail"]
