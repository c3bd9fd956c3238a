"""An answer that somebody calls wrong is noted by its ids, where the operator wants it."""

import json

import pytest

from api import __main__ as command
from tests.api.conftest import Service, problem, until

ROCKET = "rocket-outlined"
OTHER = "two-colours"


@pytest.fixture(scope="module", params=["text", "json"])
def listening(published, tmp_path_factory, request):
    service = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        *("--feedback", "on", "--log-format", request.param),
    )
    yield service
    assert service.stop() == 0


def test_what_is_said_is_in_the_log_and_the_metrics_and_a_command_lists_it(
    listening, published, tmp_path, capsys
):
    said = {"index": published.name, "verdict": "found", "answered": ROCKET, "right": "图标/搜索"}
    for _ in range(2):
        answer = listening.client.post("/wrong-match", json=said)
        assert (answer.status_code, answer.content) == (204, b"")
    assert listening.client.post(
        "/wrong-match", json={"index": published.name, "answered": OTHER}
    ).is_success
    metrics = listening.client.get("/metrics").text
    assert 'iconlens_wrong_matches_total{verdict="found"} 2.0' in metrics
    assert listening.client.get("/readyz").json()["feedback"]
    # A thread reads the lines, after their requests are answered.
    until(lambda: sum("wrong match" in line for line in listening.lines) == 3)
    log = tmp_path / "log"
    log.write_text("".join(listening.lines))
    assert command.main(["feedback", str(log), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry.pop("times") for entry in listed] == [2, 1]
    assert listed[0] == said
    assert listed[1] == {"index": published.name, "verdict": "", "answered": OTHER, "right": ""}
    assert command.main(["feedback", str(log)]) == 0
    row = capsys.readouterr().out.splitlines()[3]
    assert row.split() == ["2", ROCKET, "图标/搜索", "found", published.name]


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"answered": "none"}, 404, "has no icon"),
        ({"right": "a\nb"}, 404, "has no icon"),
        ({"index": "another"}, 404, "no longer served"),
        ({"verdict": "maybe"}, 422, "verdict"),
        ({"picture": "aGk="}, 422, "picture"),
    ],
)
def test_nothing_but_what_the_library_has_is_noted(listening, published, change, status, said):
    before = [line for line in listening.lines if "wrong match" in line]
    body = {"index": published.name, "answered": ROCKET} | change
    answer = listening.client.post("/wrong-match", json=body)
    assert answer.status_code == status
    assert said in problem(answer)["detail"]
    assert [line for line in listening.lines if "wrong match" in line] == before


def test_a_report_is_limited_before_it_is_parsed(listening, published):
    body = {"index": published.name, "answered": ROCKET}
    many = dict.fromkeys(map(str, range(1000)), 0)
    answer = listening.client.post("/wrong-match", json=body | many)
    assert answer.status_code == 422
    assert len(problem(answer)["errors"]) == 20
    more = dict.fromkeys(map(str, range(3000)), 0)
    answer = listening.client.post("/wrong-match", json=body | more)
    assert answer.status_code == 413
    assert "send the ids" in problem(answer)["detail"]
    answer = listening.client.post("/wrong-match", content=b"null")
    assert answer.status_code == 422
    assert problem(answer)["detail"].startswith("Input should be an object: see /docs")


def test_it_is_off_unless_it_is_turned_on(service, published):
    said = {"index": published.name, "answered": ROCKET}
    assert service.client.post("/wrong-match", json=said).status_code == 404
    assert "feedback" not in service.client.get("/readyz").json()


def test_a_log_in_which_nothing_is_said_and_none_at_all(tmp_path, capsys):
    log = tmp_path / "log"
    log.write_text('INFO: GET / 200\n{"message": "wrong match: {\n')
    assert command.main(["feedback", str(log)]) == 0
    assert "Nobody" in capsys.readouterr().out
    assert command.main(["feedback", str(tmp_path / "none")]) == 2
    assert "name the service's log" in capsys.readouterr().err
