"""What takes time by what was sent is done in threads: the event loop serves everybody."""

import base64
import threading
from collections import Counter

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.formparsers import MultiPartParser

from api.app import create_app
from api.http import processing, upload
from api.mcp import mounted, pictures, tools
from api.routes import feedback
from api.settings import Settings
from features.search.published import PublishedLibrary
from features.store.catalogue import Catalogue
from features.store.words import Words

# What parses, searches and writes: its owner and its name.
COSTLY = [
    (MultiPartParser, "parse"),
    (upload, "from_json"),
    (processing, "_with_fields"),
    (feedback, "_note"),
    (PublishedLibrary, "find"),
    (PublishedLibrary, "find_all"),
    (PublishedLibrary, "similar"),
    (Words, "rank"),
    (Words, "relevance"),
    (Catalogue, "_query"),
    (BaseModel, "model_dump_json"),
]


@pytest.fixture
def client(published):
    settings = Settings(data=published.folder.root, feedback=True)
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def threads(monkeypatch) -> dict[str, Counter[bool]]:
    """By function: how often it was called in a thread (True), and how often on the loop."""
    seen = {name: Counter() for _, name in COSTLY}

    def spied(name, function):
        def called(*arguments, **more):
            in_a_thread = threading.current_thread().name.startswith("AnyIO worker thread")
            seen[name][in_a_thread] += 1
            return function(*arguments, **more)

        return called

    for owner, name in COSTLY:
        monkeypatch.setattr(owner, name, spied(name, getattr(owner, name)))
    return seen


def test_nothing_is_parsed_searched_or_written_on_the_event_loop(client, published, shot, threads):
    in_json = {"image": base64.b64encode(shot).decode(), "limit": 2}
    for response in (
        client.post("/search", content=shot),
        client.post("/search", files={"image": shot}, data={"q": "rocket", "svg": "true"}),
        client.post("/search", json=in_json),
        client.post("/search/screenshot?all=true", content=shot),
        client.get("/icons?q=rocket&facets=true&svg=true"),
    ):
        assert response.status_code == 200, response.text
    similar = (
        client.get("/icons?q=rocket").json()["icons"][0]["links"]["icon"] + "/similar?svg=true"
    )
    assert client.get(similar).status_code == 200
    report = {"index": published.name, "answered": "rocket-outlined"}
    assert client.post("/wrong-match", json=report).status_code == 204
    assert [name for name, calls in threads.items() if calls[False] or not calls[True]] == []


def test_what_a_tool_reads_and_answers_has_an_event_loop_of_its_own(published, shot, monkeypatch):
    threads = set()

    def spied(function):
        def called(*arguments, **more):
            threads.add(threading.current_thread().name.partition(" ")[0])
            return function(*arguments, **more)

        return called

    monkeypatch.setattr(pictures, "content", spied(pictures.content))
    monkeypatch.setattr(tools, "_result", spied(tools._result))
    monkeypatch.setattr(mounted, "_refuse_costly", spied(mounted._refuse_costly))
    picture = {"picture": base64.b64encode(shot).decode()}
    parameters = {"name": "search_by_picture", "arguments": picture}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": parameters}
    settings = Settings(data=published.folder.root, mcp=True)
    with TestClient(create_app(settings)) as client:
        answer = client.post("/mcp", json=message, headers={"Accept": "application/json"})
    assert not answer.json()["result"]["isError"]
    assert threads == {"assistants", "AnyIO"}
