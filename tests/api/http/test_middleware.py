"""Every answer has its headers, an id and an anonymous line of the log; defects answer 500."""

import asyncio
import base64
import json
import logging
import re

import httpx
import pytest

from api.app import create_app
from api.logs import JsonLines, Text
from api.settings import Settings
from tests.api.conftest import Service, problem, until

SECRET = "s3cr3t-n4m3"
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
ANSWERS = [
    "/",
    "/docs",
    "/redoc",
    "/embed.js",
    "/static/page.js",
    "/icons",
    "/icons/rocket-outlined/svg",
    "/nothing",
    "/readyz",
    "/metrics",
]


@pytest.fixture(scope="module")
def logged(published, tmp_path_factory):
    running = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        "--log-format",
        "json",
        "--api-keys",
        f"{SECRET}-key",
    )
    yield running
    assert running.stop() == 0


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_the_headers_that_keep_browsers_safe(service, path):
    headers = service.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    denied = {
        f"{device}=()" for device in ("camera", "geolocation", "microphone", "payment", "usb")
    }
    assert set(headers["permissions-policy"].split(", ")) == denied
    assert headers["content-security-policy"].count("default-src 'none'") == 1
    assert "server" not in headers
    if "sandbox" not in headers["content-security-policy"]:
        assert re.search(r"frame-ancestors '(none|self)'", headers["content-security-policy"])


def test_an_answer_that_has_not_changed_keeps_the_policy_it_was_kept_with(service):
    first = service.client.get("/icons/rocket-outlined/svg")
    again = service.client.get(
        "/icons/rocket-outlined/svg", headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert "sandbox" in first.headers["content-security-policy"]
    assert "content-security-policy" not in again.headers


def test_each_request_has_an_id_a_proxy_may_choose_it_and_nobody_else_anything(service):
    given = "0123456789abcdef" * 2
    assert (
        service.client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
        == given
    )
    others = [
        service.client.get("/healthz", headers={"X-Request-ID": sent}).headers["x-request-id"]
        for sent in (SECRET, "", given[:-1], given.upper())
    ]
    assert all(IDENTIFIER.fullmatch(identifier) for identifier in others)
    assert len(set(others)) == len(others)


def until_logged(service, identifier):
    """The line of the request with this id.

    It is written when the answer is there, and read by a thread: after a while.
    """

    def found():
        lines = [json.loads(line) for line in list(service.lines) if line.startswith("{")]
        return next((line for line in lines if line.get("request_id") == identifier), None)

    return until(found)


def test_json_lines_name_the_request_its_route_its_status_and_its_time(logged):
    for path, route, status in (
        ("/icons/x", "/icons/{key}", 401),
        ("/static/page.js", "/static", 200),
        ("/x", "none", 404),
        ("/", "/", 200),
    ):
        answer = logged.client.get(path)
        line = until_logged(logged, answer.headers["x-request-id"])
        assert (
            (line["method"], line["route"], line["status"])
            == ("GET", route, answer.status_code)
            == ("GET", route, status)
        )
        assert line["duration_ms"] >= 0
        assert (line["level"], line["logger"]) == ("info", "api.requests")


def test_the_log_holds_nothing_of_a_request_but_what_kind_it_was(logged, shot):
    client, key = logged.client, f"{SECRET}-key"
    headers = {
        "X-API-Key": key,
        "User-Agent": SECRET,
        "X-Forwarded-For": "192.0.2.77",
        "Cookie": SECRET,
        "Authorization": SECRET,
    }
    asked = [
        client.post(
            "/search", params={"q": SECRET}, files={"image": (SECRET, shot)}, headers=headers
        ),
        client.post(
            "/search", json={"image": base64.b64encode(shot).decode(), "q": SECRET}, headers=headers
        ),
        client.post("/search", content=SECRET.encode() * 9, headers=headers),
        client.post("/search", content=shot, params={SECRET: SECRET}, headers=headers),
        client.post(
            "/search",
            content=shot,
            headers={"X-API-Key": SECRET, "Origin": f"https://{SECRET}.example"},
        ),
        client.get(f"/{SECRET}", headers=headers),
        client.get(f"/icons/{SECRET}/{SECRET}", headers=headers),
        client.get(f"/icons/{SECRET}", params={"key": SECRET}, headers=headers),
        client.get(f"/static/{SECRET}%0d%0a{SECRET}", headers=headers),
        client.get("/icons", params={"q": SECRET, "library": SECRET}, headers=headers),
        client.request("DELETE", f"/icons/{SECRET}", headers=headers),
    ]
    assert {answer.status_code for answer in asked} >= {200, 401, 404, 405, 415, 422}
    until_logged(logged, asked[-1].headers["x-request-id"])
    log = "".join(logged.lines)
    assert SECRET not in log
    assert "192.0.2.77" not in log
    assert "127.0.0.1:" not in log.replace(logged.url, "")
    assert base64.b64encode(shot[:30]).decode() not in log
    assert len([line for line in logged.lines if line.startswith("{")]) >= len(asked)


def test_what_nobody_foresaw_is_a_500_with_all_headers_and_a_traceback_in_the_log(tmp_path, caplog):
    app = create_app(Settings(data=tmp_path))

    @app.get("/defect")
    def defect() -> None:
        raise ZeroDivisionError("out of the blue")

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://iconlens"
        ) as client:
            return await client.get("/defect")

    with caplog.at_level(logging.INFO, "api"):
        answer = asyncio.run(ask())
    assert answer.status_code == 500
    assert "its operator" in problem(answer)["detail"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    failed, line = caplog.records
    assert failed.message == "GET /defect failed"
    assert failed.exc_info[0] is ZeroDivisionError
    assert line.figures["status"] == 500


def test_a_line_is_one_line_whatever_is_in_it():
    record = logging.LogRecord("api", logging.ERROR, "file", 1, "two\nlines %s", ("é\r\n",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "two\nlines é\r\n"


def test_a_line_for_people_commands_no_terminal():
    harmful = "a\x1b[2J\u202e\n"
    try:
        raise ValueError(harmful)
    except ValueError as error:
        why = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("api", logging.ERROR, "file", 1, "not %s", (harmful,), why)
    line, *traceback = Text("%(message)s").format(record).split("\n")
    assert line == r"not a\u001b[2J\u202e\u000a"
    assert any(r"ValueError: a\u001b[2J\u202e" in each for each in traceback)


def test_the_text_log_names_the_request_too(service):
    identifier = service.client.get("/icons/rocket-outlined").headers["x-request-id"]
    until(lambda: any(identifier in line for line in service.lines))
    (line,) = [line for line in service.lines if identifier in line]
    assert re.fullmatch(rf"INFO: +GET /icons/{{key}} 200, [\d.]+ ms \[{identifier}\]\n", line)
