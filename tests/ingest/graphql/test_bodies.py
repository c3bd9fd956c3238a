"""Answers that are right but unusual: a byte order mark, another media type, encoded twice."""

import json

import pytest

from tests.ingest.graphql.replay import replaying

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h4v4z"/></svg>'
PAGE = {
    "data": {
        "icons": [{"id": "a", "name": "A", "svg": SVG}],
        "pageInfo": {"hasNextPage": False, "endCursor": None},
    }
}
CONTENT = json.dumps(PAGE).encode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"\xef\xbb\xbf" + CONTENT),
        ("text/html", CONTENT),
        ("text/html; charset=utf-8", b"\xef\xbb\xbf \n" + CONTENT),
        ("text/plain", CONTENT),
        ("application/json; charset=utf-16", CONTENT.decode().encode("utf-16")),
        ("application/json; charset=iso-8859-1", CONTENT.replace(b'"A"', b'"\xc4"')),
        ("application/json; charset=no-such", CONTENT),
        ("application/json", json.dumps(json.dumps(PAGE)).encode()),
        ("application/json", json.dumps({**PAGE, "errors": []}).encode()),
        ("application/json", json.dumps({**PAGE, "errors": None}).encode()),
        ("application/json", json.dumps({**PAGE, "message": "OK"}).encode()),
    ],
)
def test_an_unusual_answer_is_read(ingest, tmp_path, kind, body):
    with replaying() as server:
        server.answer = (200, {"Content-Type": kind}, body)
        path = tmp_path / "source.toml"
        path.write_text(server.describe())
        assert ingest("--source", path) == 0
    assert [icon.id for icon in ingest.icons] == ["a"]
