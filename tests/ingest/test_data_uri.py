"""Files within text."""

import base64

import pytest

from ingest import data_uri
from ingest.data_uri import DataUri, from_base64, percent_decoded

FILE = bytes(range(256))


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(FILE),
        base64.b64encode(FILE).rstrip(b"="),
        base64.urlsafe_b64encode(FILE),
        base64.encodebytes(FILE),
    ],
)
def test_base64_in_every_spelling(text):
    assert from_base64(text) == FILE
    uri = DataUri.read(b" DATA:Image/PNG;charset=x; BASE64," + text)
    assert (uri.media_type, uri.content()) == ("image/png", FILE)


@pytest.mark.parametrize("text", [b"", b"A", b"A=B=", b"!!!!", b"\xff\xff\xff\xff"])
def test_what_is_no_base64_is_refused(text):
    with pytest.raises(ValueError):
        from_base64(text)


def test_a_data_uri_may_be_percent_encoded_and_have_no_media_type():
    assert DataUri.read(b"data:,a%20b") == DataUri("", False, b"a%20b")
    assert DataUri.read(b"data:,a%20b").content() == b"a b"
    assert DataUri.read(b"data:image/png") is None
    assert DataUri.read(b"see data:,a") is None


@pytest.mark.parametrize("piece", [3, 4, 5, 65_536])
def test_escapes_are_decoded_wherever_a_piece_ends(piece, monkeypatch):
    monkeypatch.setattr(data_uri, "_PIECE", piece)
    assert percent_decoded(b"%41%c3%A9b%2541%%42 %4 %zz%") == b"A\xc3\xa9b%41%B %4 %zz%"
