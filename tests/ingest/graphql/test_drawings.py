"""Drawings behind URLs: fetched within limits, from named hosts, and once."""

import sqlite3

import pytest
from aiohttp import web

from ingest.graphql.drawings import fetching
from ingest.graphql.drawings.hosts import DrawingHosts, NotAllowed
from tests.ingest.graphql.service import serving, svg

SDL = "type Icon { id: ID!, file: String } type Query { icons: [Icon!]! }"
TOML = """
endpoint = "{url}"
query = "{{ icons {{ id file }} }}"
icons = "icons"
[fields]
id = "id"
name = "id"
source_code = "file"
[headers]
Authorization = "Bearer ${{ICONS_TOKEN}}"
[requests]
retries = 1
backoff = 0.01
timeout = 60
[drawings]
fetch = true
{more}
"""
NAMES = ("a", "b", "c")
FILES = {f"{name}.svg": svg(number).encode() for number, name in enumerate(NAMES)}


def nodes(address="/files/{}.svg"):
    return [{"id": name, "file": address.format(name)} for name in NAMES]


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("ICONS_TOKEN", "very-secret")
    with serving(SDL, {"icons": nodes()}, files=dict(FILES)) as service:
        yield service


@pytest.fixture
def other():
    """Another host, by its port."""
    with serving(SDL, {}, files=dict(FILES)) as other:
        yield other


@pytest.fixture
def crawl(ingest, service, tmp_path):
    def crawl(*arguments, more=""):
        path = tmp_path / "mine.toml"
        path.write_text(TOML.format(url=service.url, more=more))
        return ingest("--source", path, *arguments)

    return crawl


def host(service):
    return service.root.removeprefix("http://")


def named(service):
    return f'hosts = ["{host(service)}"]'


@pytest.mark.parametrize("address", ["/files/{}.svg", "files/{}.svg", "{root}/files/{{}}.svg"])
def test_drawings_are_fetched_from_absolute_and_relative_urls(crawl, ingest, service, address):
    service.data["icons"] = nodes(address.format("{}", root=service.root))
    assert crawl() == 0
    assert {icon.id: icon.source_code.encode() for icon in ingest.icons} == {
        name: FILES[f"{name}.svg"] for name in NAMES
    }
    assert {request.headers["authorization"] for request in service.file_requests} == {
        "Bearer very-secret"
    }


@pytest.mark.parametrize("encoding", ["iso-8859-1", "gbk", "utf-16", "utf-8"])
def test_a_drawing_is_read_in_the_encoding_that_it_names(crawl, ingest, service, encoding):
    name = "中" if encoding == "gbk" else "é"
    code = svg(0).replace("<path", f"<title>{name}</title><path")
    assert name in code
    text = f'<?xml version="1.0" encoding="{encoding}"?>{code}'
    service.files["a.svg"] = text.encode(encoding)
    assert crawl() == 0
    assert {icon.id: icon.source_code for icon in ingest.icons}["a"] == text


def test_a_drawing_in_an_encoding_that_no_browser_knows_is_skipped(crawl, ingest, service):
    service.files["a.svg"] = b'<?xml version="1.0" encoding="rot13"?>' + FILES["a.svg"]
    assert crawl("--max-skipped", 1) == 0
    (skipped,) = ingest.run["skipped"]
    assert skipped["reason"].endswith("no browser knows its encoding, rot13: save it in UTF-8")


def test_a_check_shows_the_drawings(crawl, ingest, capsys):
    assert crawl("--check") == 0
    assert "an SVG of" in capsys.readouterr().out
    assert not ingest.data.exists()


def test_the_next_night_asks_only_whether_they_changed(crawl, ingest, service):
    assert crawl() == 0
    before = ingest.bytes
    service.file_requests.clear()
    assert crawl() == 0
    assert ingest.bytes == before
    assert all("if-none-match" in request.headers for request in service.file_requests)
    service.files["b.svg"] = svg(9).encode()
    assert crawl() == 0
    assert ingest.run["changed"] == ["b"]


def test_each_is_fetched_once_a_run(crawl, service):
    service.data["icons"] = [*nodes(), {"id": "d", "file": "/files/a.svg"}]
    assert crawl(more="at_once = 1") == 0
    assert len(service.file_requests) == 3


def test_drawings_that_are_no_longer_needed_are_forgotten(crawl, ingest, service):
    assert crawl() == 0
    service.data["icons"] = nodes()[:2]
    assert crawl("--max-shrink", 50) == 0
    with sqlite3.connect(ingest.data / "drawings.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM drawings").fetchone() == (2,)


def test_no_signature_of_a_url_is_stored(crawl, ingest, service):
    service.data["icons"] = nodes("/files/{}.svg?signature=hush")
    assert crawl() == 0
    assert b"hush" not in (ingest.data / "drawings.sqlite").read_bytes()
    assert crawl() == 0
    assert "if-none-match" in service.file_requests[-1].headers


HARD_TO_BEAR = "\ud800\x1b[31m"


@pytest.mark.parametrize(
    "file", [f"/files/{HARD_TO_BEAR}.svg", f"data:{HARD_TO_BEAR},x", f"http://{HARD_TO_BEAR}/a.svg"]
)
def test_an_address_may_hold_any_character(crawl, service, file, capsys):
    service.data["icons"] = [*nodes(), {"id": "d", "file": file}]
    assert crawl("--max-skipped", 1) == 0
    assert "\x1b" not in capsys.readouterr().err


def test_a_damaged_cache_begins_anew(crawl, ingest):
    assert crawl() == 0
    (ingest.data / "drawings.sqlite").write_bytes(b"x" * 9000)
    assert crawl() == 0


def test_another_host_must_be_named_and_gets_no_secret(crawl, ingest, service, other, capsys):
    service.data["icons"] = nodes(f"{other.root}/files/{{}}.svg")
    assert crawl() == 2
    said = capsys.readouterr().err
    assert f'write hosts = ["{host(other)}"] under [drawings] if it is right.' in said
    assert not other.file_requests
    assert crawl(more=named(other)) == 0
    assert len(ingest.icons) == 3
    assert "authorization" not in other.file_requests[0].headers


def redirecting(target):
    return lambda request: web.Response(status=302, headers={"Location": target})


def test_a_redirect_is_followed_to_a_named_host_without_the_secret(
    crawl, ingest, service, other, capsys
):
    service.files["a.svg"] = redirecting(f"{other.root}/files/b.svg?signature=hush")
    assert crawl() == 5
    said = capsys.readouterr().err
    assert "is on a host that the description does not name" in said
    assert "hush" not in said
    assert not other.file_requests
    assert crawl(more=named(other)) == 0
    assert "authorization" not in other.file_requests[0].headers
    assert ingest.icons[0].source_code.encode() == FILES["b.svg"]


def test_redirects_that_do_not_end_skip_the_icon(crawl, service, capsys):
    service.files["a.svg"] = redirecting("/files/a.svg")
    assert crawl() == 5
    assert "redirects more than 5 times" in capsys.readouterr().err
    asked = [request.path for request in service.file_requests]
    assert asked.count("/files/a.svg") == 1 + 5
    assert crawl("--max-skipped", 1) == 0


# One URL fails: the icon is named, and may be allowed for. All fail: the status says why.
FAULTS = [
    (404, 2, "HTTP 404: does fields.source_code lead to the right URL?"),
    (403, 3, "HTTP 403"),
    (401, 3, "only the endpoint's own host gets"),
    (500, 4, "HTTP 500: run it again later."),
    (503, 4, "HTTP 503: run it again later."),
    (429, 4, "it asks us to slow down (HTTP 429)"),
    (lambda _: web.Response(text="<html>", content_type="text/html"), 3, "web page"),
    (b"<html></html>", 5, "can be used, the first is a: source_code is not an SVG"),
]


@pytest.mark.parametrize(("fault", "status", "said"), FAULTS)
def test_one_url_fails_and_all_fail(crawl, service, capsys, fault, status, said):
    service.files["b.svg"] = fault
    assert crawl() == 5
    one = capsys.readouterr().err
    assert "1 icon cannot be had and 0 may be missing: b: " in one
    assert crawl("--max-skipped", 1) == 0
    service.files = dict.fromkeys(FILES, fault)
    capsys.readouterr()
    assert crawl() == status
    everything = capsys.readouterr().err
    assert said in everything
    assert len(everything.splitlines()) == 1


def test_a_host_that_goes_down_ends_the_run(crawl, service, other, capsys):
    service.data["icons"] = [nodes()[0], *nodes("http://127.0.0.1:9/{}.svg")]
    # One at a time: else the drawing that is there may come between two that are not.
    assert crawl(more='hosts = ["127.0.0.1:9"]\nat_once = 1') == 4
    assert "3 drawings in a row cannot be fetched" in capsys.readouterr().err


def test_a_drawing_over_the_limit_is_skipped(crawl, service, monkeypatch, capsys):
    service.files["b.svg"] = b"<svg>" + b" " * fetching.SETTINGS.max_bytes
    assert crawl() == 5
    assert "b: " in (said := capsys.readouterr().err)
    assert "the drawing is larger than 4 MB" in said


def test_the_drawings_of_one_page_may_not_fill_the_memory(crawl, service, capsys):
    service.files = dict.fromkeys(FILES, b"<svg>" + b" " * 900000)
    assert crawl("--max-library", 1) == 2
    assert "larger --max-library" in capsys.readouterr().err


HOSTS = DrawingHosts("https://icons.example.com/graphql", ("cdn.example.com", "b:8443"))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("/a.svg", "https://icons.example.com/a.svg"),
        ("//cdn.example.com/a.svg", "https://cdn.example.com/a.svg"),
        ("https://CDN.example.com/a.svg", "https://CDN.example.com/a.svg"),
        ("http://cdn.example.com/a.svg", "http://cdn.example.com/a.svg"),
        ("https://b:8443/a.svg", "https://b:8443/a.svg"),
    ],
)
def test_these_may_be_fetched(url, address):
    assert HOSTS.absolute(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/a.svg",
        "https://cdn.example.com.evil.com/a.svg",
        "https://cdn.example.com:22/a.svg",
        "https://b/a.svg",
        "https://icons.example.com:8443/a.svg",
        "http://icons.example.com/a.svg",
        "https://user:word@cdn.example.com/a.svg",
        "https://cdn.example.com@evil.com/a.svg",
        "https://[::1/a.svg",
        "https://cdn.example.com:99999/a.svg",
        "ftp://cdn.example.com/a.svg",
    ],
)
def test_these_may_not(url):
    with pytest.raises(NotAllowed):
        HOSTS.absolute(url)


def test_a_redirect_may_not_leave_encryption():
    with pytest.raises(NotAllowed, match="not encrypted"):
        HOSTS.redirected("https://cdn.example.com/a", "http://cdn.example.com/a")


def test_headers_go_to_the_endpoints_own_origin_alone():
    hosts = DrawingHosts("https://a/graphql", ("b", "a:8443"), {"Authorization": "x"})
    assert hosts.headers_for("https://a/x.svg")
    assert not hosts.headers_for("https://b/x.svg")
    assert not hosts.headers_for("http://a/x.svg")
    assert not hosts.headers_for("https://a:8443/x.svg")
