"""The tools at /mcp of a service: for many assistants, with the keys and limits of searches."""

import asyncio
import base64
import contextlib
import json
from types import SimpleNamespace

import httpx
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.requests import Request

from api.budget import Abandoned
from api.http.load.admission import Places
from api.mcp import mounted
from api.settings import Settings
from tests.api.conftest import Service, encoded, problem, until

ROCKET = "rocket-outlined"
HEADERS = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def open_to_assistants(published, tmp_path_factory):
    service = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        *("--mcp", "on", "--api-keys", "ci,web=https://a.example", "--rate-limit", "3"),
        *("--hosts", "icons.test"),
    )
    yield service
    assert service.stop() == 0
    assert "Traceback" not in "".join(service.lines)


@pytest.fixture
def picture(screenshot) -> str:
    return base64.b64encode(encoded(screenshot(ROCKET))).decode()


def call(service: Service, tool: str, arguments: dict, key: str | None = "ci") -> httpx.Response:
    message = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }
    headers = HEADERS | ({"X-API-Key": key} if key else {})
    return service.client.post("/mcp", json=message, headers=headers)


def told(response: httpx.Response) -> dict:
    assert response.status_code == 200, response.text
    return response.json()["result"]


def test_an_assistant_searches_with_the_official_client(open_to_assistants, picture):
    async def session():
        async with (
            httpx.AsyncClient(headers={"X-API-Key": "ci"}, timeout=60) as http,
            Client(
                streamable_http_client(f"{open_to_assistants.url}/mcp", http_client=http)
            ) as assistant,
        ):
            tools = await assistant.list_tools()
            found = await assistant.call_tool("search_by_picture", {"picture": picture})
            return {tool.name for tool in tools.tools}, found

    tools, found = asyncio.run(session())
    assert "search_window" in tools
    assert found.structured_content["icons"][0]["id"] == ROCKET
    assert found.content[1].mime_type == "image/png"


def test_keys_are_asked_for_as_in_a_search(open_to_assistants):
    words = {"words": "rocket"}
    assert told(call(open_to_assistants, "search_by_words", words))["structuredContent"]["total"]
    for key, status in ((None, 401), ("wrong", 401), ("web", 403)):
        answer = call(open_to_assistants, "search_by_words", words, key)
        assert answer.status_code == status
        assert problem(answer)["detail"]


def test_a_caller_beyond_its_limit_is_refused_and_another_is_not(open_to_assistants, picture):

    def refusal():
        """The fourth search is refused, or a later one: after 20 s one more is allowed."""
        answer = told(call(open_to_assistants, "search_by_picture", {"picture": picture}))
        return answer.get("isError") and answer

    assert "3 searches a minute" in until(refusal)["content"][0]["text"]
    forwarded = {"X-Forwarded-For": "192.0.2.7"}
    message = {"picture": picture}
    open_to_assistants.client.headers.update(forwarded)
    try:
        assert not told(call(open_to_assistants, "search_by_picture", message)).get("isError")
    finally:
        del open_to_assistants.client.headers["X-Forwarded-For"]


def test_no_path_is_read(open_to_assistants, tmp_path):
    answer = told(call(open_to_assistants, "search_window", {"picture": str(tmp_path / "a.png")}))
    assert answer["isError"] and "Files are not read" in answer["content"][0]["text"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b" " * (mounted.LIMITS.size + 1), 413, "4,000,000 bytes"),
        (b"[" + b"1," * 20_000 + b"1]", 400, "more than 10000 values"),
        (json.dumps({"params": ["[" + "1," * 1_000_000 + "1]"]}).encode(), 400, "A text of the"),
        (json.dumps({"a" * 2000: 1}).encode(), 400, "more than 1000 characters"),
        (json.dumps({"picture": "," * 20_000}).encode(), 400, "Validation error"),
        (b"{", 400, "Parse error"),
    ],
)
def test_a_message_that_costs_much_is_not_parsed(open_to_assistants, body, status, said):
    headers = HEADERS | {"X-API-Key": "ci", "Content-Type": "application/json"}
    answer = open_to_assistants.client.post("/mcp", content=body, headers=headers)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text


def test_a_long_list_of_wrong_names_is_refused_in_a_short_sentence(open_to_assistants):
    wrong = {"words": "rocket", "library": [1] * 9000}
    answer = told(call(open_to_assistants, "search_by_words", wrong))
    assert answer["isError"] and len(answer["content"][0]["text"]) < 30_000


def test_a_tool_ends_when_its_caller_hangs_up():
    ended = []
    state = SimpleNamespace(
        upload_places=Places(9, "uploads"), settings=Settings(), assistants=SimpleNamespace()
    )
    messages = [{"type": "http.request", "body": b"{}"}, {"type": "http.disconnect"}]

    async def answer(*_):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append(True)
            raise

    async def receive():
        return messages.pop(0)

    async def asked():
        state.assistants.answer = answer
        scope = {"type": "http", "method": "POST", "headers": [], "client": ("192.0.2.1", 1)}
        request = Request(scope | {"app": SimpleNamespace(state=state)}, receive)
        with pytest.raises(Abandoned):
            await mounted._answer(request)
        for _ in range(3):
            await asyncio.sleep(0)
        return list(ended)  # the end of the event loop cancels whatever is left

    assert asyncio.run(asked()) == [True]


def test_its_log_and_names_are_those_of_any_request(open_to_assistants):
    with contextlib.closing(httpx.Client(timeout=60)) as client:
        answer = client.post(f"{open_to_assistants.url}/mcp", headers={"Host": "other.test"})
    assert answer.status_code == 421
    call(open_to_assistants, "search_by_words", {"words": "rocket"})
    for said in ("POST /mcp 200", "GET /icons 200"):  # a thread reads the lines
        until(lambda said=said: said in "".join(open_to_assistants.lines))


def test_without_the_setting_there_is_nothing(service):
    assert service.client.post("/mcp", json={}).status_code == 404
