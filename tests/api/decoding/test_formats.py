"""What is no picture is named, with what to do instead."""

import pytest

from api import picture
from api.decoding.errors import UnknownFormat


@pytest.mark.parametrize(
    ("content", "name", "remedy"),
    [
        (b"<!DOCTYPE html><title>x</title>", "a web page", "screenshot"),
        (b"  <html><svg></svg>", "a web page", "screenshot"),
        (b"https://example.com/icon.png\n", "the address", "download"),
        (b"%PDF-1.7 ...", "a PDF", "screenshot"),
        (b'{"icon": "bell"}', "JSON of another kind", '"image"'),
        (b"PK\x03\x04....", "a ZIP archive", "unpack"),
        (b"\x1f\x8b\x08", "an archive", "unpack"),
        (b"\0\0\0\x18ftypmp42", "a video", "pause"),
        (b"\x1aE\xdf\xa3webm", "a video", "pause"),
        (b"8BPS\0\1", "a Photoshop document", "PNG"),
        (b"%!PS-Adobe", "PostScript", "SVG or PNG"),
        (b"icns\0\0", "an icon of macOS", "PNG"),
        (b"wOF2\0\1", "a font", "screenshot"),
        (b"{\\rtf1 x}", "a text document", "screenshot"),
        ("ein Glöckchen".encode(), "text", "base64"),
        (b"x" * 4095 + "é".encode(), "text", "base64"),
        (b"\x01\x02\x03\xff", "none of PNG, JPEG, WebP", "save or export"),
    ],
)
def test_what_is_no_picture_is_named(content, name, remedy):
    with pytest.raises(UnknownFormat) as refused:
        picture.decode(content, 1000)
    assert name in str(refused.value) and remedy in str(refused.value)
    assert "PNG, JPEG" in str(refused.value)
