"""Files that come as text."""

import base64
from urllib.parse import quote

import pytest

from api.decoding.wrapping import unwrapped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(250))
SVG = b'<svg viewBox="0 0 24 24"><path d="M4 4h16v16z"/></svg>'
BASE64 = base64.b64encode(PNG)


@pytest.mark.parametrize(
    ("text", "file"),
    [
        (BASE64, PNG),
        (BASE64.rstrip(b"="), PNG),
        (base64.urlsafe_b64encode(PNG), PNG),
        (base64.encodebytes(PNG), PNG),
        (b"data:image/png;base64," + BASE64, PNG),
        (b" DATA:image/png;charset=x;BASE64," + quote(BASE64).encode(), PNG),
        (b'url("data:image/png;base64,' + BASE64 + b'");', PNG),
        (b"data:image/svg+xml," + quote(SVG).encode(), SVG),
        (b"data:image/svg+xml;utf8," + SVG, SVG),
        (b"data:image/svg+xml;base64," + base64.b64encode(SVG), SVG),
        (base64.b64encode(SVG), SVG),
        (base64.b64encode(b"%PDF-1.7 and more"), b"%PDF-1.7 and more"),
    ],
)
def test_a_file_in_a_text_is_unwrapped(text, file):
    assert unwrapped(text) == file


@pytest.mark.parametrize(
    "content", [PNG, SVG, b"", b"bell", b"data", b"aGVsbG8=", b"data:image/png;base64,!!", b"a b"]
)
def test_anything_else_stays_as_it_is(content):
    assert unwrapped(content) == content


@pytest.mark.parametrize("end", [b"!", b"=!", b"== !"])
def test_much_white_space_takes_no_quadratic_time(end):
    """It took 0.8 s for 20 KB, so days for an upload of 10 MB."""
    content = b"A" + b" " * 5_000_000 + end
    assert unwrapped(content) == content
