"""GET, persisted queries, extensions, and headers that may be left out."""

import asyncio
import ssl
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from aiohttp import web

from ingest.demo.execution import schema
from ingest.sources.ready_made import load
from tests.ingest.graphql.service import Service, serving, svg

SDL = """
type Icon { id: ID!, svg: String! }
type Query { icons(limit: Int!, skip: Int!): [Icon!]! }
"""
QUERY = "query ($limit: Int!, $skip: Int!) { icons(limit: $limit, skip: $skip) { id svg } }"
HASH = sha256(QUERY.encode()).hexdigest()
TOML = """
endpoint = "{url}"
{query}
icons = "icons"
[fields]
id = "id"
name = "id"
source_code = "svg"
[pagination]
shape = "skip"
size = 2
[requests]
retries = 0
{more}
"""
ICONS = [{"id": str(number), "svg": svg(number)} for number in range(5)]


def page(_, limit, skip):
    return ICONS[skip : skip + limit]


@pytest.fixture
def crawl(ingest, tmp_path):
    """Crawl a service as [requests] says; the exit status, and the requests that came."""

    def crawl(more, query=f"query = '{QUERY}'", arguments=(), **settings):
        with serving(SDL, {"icons": page}, **settings) as service:
            path = tmp_path / "mine.toml"
            path.write_text(TOML.format(url=service.url, query=query, more=more))
            status = ingest("--source", path, *arguments)
            return status, list(service.requests)

    return crawl


def test_a_get_carries_all_in_its_address(crawl, ingest):
    status, requests = crawl('method = "GET"\n[requests.extensions]\nclient = "icons"')
    assert status == 0
    assert len(ingest.icons) == 5
    assert {request.method for request in requests} == {"GET"}
    assert requests[0].body["variables"] == {"limit": 2, "skip": 0}
    assert requests[0].body["extensions"] == {"client": "icons"}
    # Apollo Server refuses a GET without it.
    assert requests[0].headers["apollo-require-preflight"] == "true"


def test_a_hash_is_sent_and_the_query_only_where_it_is_unknown(crawl, ingest):
    known = {}
    status, requests = crawl('persisted = "automatic"', persisted=known)
    assert status == 0
    assert len(ingest.icons) == 5
    assert [("query" in request.body) for request in requests[:3]] == [False, True, False]
    assert sum("query" in request.body for request in requests) == 1


def test_a_server_without_persisted_queries_gets_the_query(crawl, ingest):
    status, requests = crawl('persisted = "automatic"\nmethod = "GET"')
    assert status == 0
    assert len(ingest.icons) == 5
    assert ["query" in request.body for request in requests[:3]] == [False, True, True]


def test_only_the_hash_of_the_query_as_written_is_sent(crawl, ingest):
    status, requests = crawl('persisted = "only"', persisted={HASH: QUERY}, strict=True)
    assert status == 0
    assert len(ingest.icons) == 5
    assert not any("query" in request.body for request in requests)


def test_a_registered_name_needs_no_query_in_the_description(crawl, ingest):
    more = 'persisted = "only"\ndocument_id = "icons-v2"\ndocument_key = "documentId"'
    status, requests = crawl(more, query="", persisted={"icons-v2": QUERY}, strict=True)
    assert status == 0
    assert requests[0].body["documentId"] == "icons-v2"
    assert "extensions" not in requests[0].body


def test_further_members_are_sent(crawl):
    more = 'persisted = "only"\ndocument_key = "query"\n[requests.body]\npersisted = true'
    _, requests = crawl(more, persisted={})
    assert requests[0].body["persisted"] is True
    assert requests[0].body["query"] == HASH


def test_extensions_and_body_may_hold_secrets_of_the_environment(crawl, monkeypatch, capsys):
    monkeypatch.setenv("CLIENT_KEY", "very-secret")
    more = '[requests.extensions]\nclient = { key = "${CLIENT_KEY}" }'
    status, requests = crawl(more)
    assert status == 0
    assert requests[0].body["extensions"] == {"client": {"key": "very-secret"}}


def test_a_header_with_an_empty_default_is_left_out(crawl, monkeypatch):
    headers = '[headers]\nX-Tenant = "${TENANT:-}"'
    _, requests = crawl(headers)
    assert "x-tenant" not in requests[0].headers
    monkeypatch.setenv("TENANT", "blue")
    _, requests = crawl(headers)
    assert requests[0].headers["x-tenant"] == "blue"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('method = "PUT"', "requests.method = 'PUT' is not known: choose one of POST, GET"),
        ('persisted = "yes"', "choose one of no, automatic, only"),
        ("persisted = true", "choose one of no, automatic, only"),
        ("document_id = 3", "requests.document_id = 3 has the wrong type: it must be a text"),
        ('extensions = "x"', "write a line [requests.extensions]"),
        ('ca_file = "/nowhere.pem"', "requests.ca_file = '/nowhere.pem' cannot be read"),
        ("tries = 3", '[requests] has no key "tries": did you mean "retries"?'),
    ],
)
def test_a_mistake_is_one_sentence(crawl, capsys, more, said):
    status, requests = crawl(more)
    assert status == 2
    assert not requests
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def test_another_form_of_request_is_another_crawl(tmp_path):
    path = tmp_path / "mine.toml"
    keys = set()
    for more in ("", 'method = "GET"', 'persisted = "automatic"', "[requests.body]\na = 1"):
        text = TOML.format(url="http://a/", query=f"query = '{QUERY}'", more=more)
        path.write_text(text)
        keys.add(load(str(path)).key)
    path.write_text(text + "[drawings]\nfetch = true")
    keys.add(load(str(path)).key)
    assert len(keys) == 5


TLS = Path(__file__).parent / "tls"


@contextmanager
def encrypted(sdl, data):
    """The address of a service whose certificate signs itself."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    runner = web.AppRunner(Service(schema(sdl, {}), data, files={"a.svg": b"<svg/>"}).application())
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start():
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()

    asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield f"https://localhost:{runner.addresses[0][1]}/graphql"
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_an_authority_of_ones_own_is_trusted_for_queries_and_drawings(ingest, tmp_path, capsys):
    sdl = "type Icon { id: ID!, url: String! } type Query { icons: [Icon!]! }"
    path = tmp_path / "mine.toml"
    with encrypted(sdl, {"icons": [{"id": "a", "url": "/files/a.svg"}]}) as url:
        assert ingest("--check", "--endpoint", url) == 2
        said = capsys.readouterr().err
        assert "ca_file = … under [requests]" in said
        assert "schema" not in said
        trusted = f'[requests]\nca_file = "{TLS / "certificate.pem"}"'
        path.write_text(f'endpoint = "{url}"\n{trusted}')
        assert ingest("--source", path, "--check") == 0
        path.write_text(capsys.readouterr().out)
        assert ingest("--source", path) == 0
    assert ingest.icons[0].source_code == "<svg/>"
