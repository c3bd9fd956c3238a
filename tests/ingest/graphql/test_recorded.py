"""What real servers answered: each failure ends in its exit status, with advice that helps.

`python -m tests.reliability.servers.record` records the answers anew.
"""

import json
from pathlib import Path

import pytest

from tests.ingest.graphql.replay import replaying

RECORDED = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parent / "recorded").glob("*.json"))
}
# The exit status of each fault where it lasts, and words of the message.
FAULTS = {
    "wrong token": (3, "check the credentials"),
    "wrong field": (2, "correct the source description"),
    "throttled": (4, "slow down"),
    "cap": (2, "even a page of one icon"),
    "complexity": (2, "even a page of one icon"),
    "depth": (2, "a smaller page does not help"),
}


@pytest.fixture
def played(ingest, tmp_path):
    """Crawl a server that always gives one answer; the exit status, and the server."""

    def played(answer, **settings):
        body = answer["body"].encode()
        headers = {"Content-Type": "application/json", **answer.get("headers", {})}
        with replaying() as server:
            server.answer = (answer["status"], headers, body)
            path = tmp_path / "played.toml"
            path.write_text(server.describe(**settings))
            return ingest("--source", path), server.requests

    return played


@pytest.mark.parametrize(
    ("server", "fault"),
    [
        (server, fault)
        for server, answers in RECORDED.items()
        for fault in answers
        if fault in FAULTS
    ],
)
def test_each_fault_of_a_real_server_ends_in_its_status_with_advice(played, capsys, server, fault):
    status, says = FAULTS[fault]
    ended, _ = played(RECORDED[server][fault])
    message = capsys.readouterr().err
    assert (ended, says in message) == (status, True), message


@pytest.mark.parametrize("server", RECORDED)
def test_what_a_server_refuses_for_good_is_asked_for_once(played, server):
    """No other page and no other moment helps against these."""
    for fault in ("wrong token", "wrong field", "depth"):
        if fault in RECORDED[server]:
            assert played(RECORDED[server][fault], retries=3)[1] == 1


def test_every_server_is_there_with_the_faults_that_all_have():
    assert len(RECORDED) == 7
    for answers in RECORDED.values():
        assert {"good", "wrong token", "wrong field", "throttled"} <= set(answers)
