"""Files within text: data URIs (RFC 2397) and base64 (RFC 4648). Imports nothing of ours."""

import base64
import binascii
import re
import string
from dataclasses import dataclass
from typing import Self

_START = re.compile(rb"\s*data:([^,]*),", re.IGNORECASE)
# Possessive: white space, which both ends may have, would otherwise be tried in quadratic time.
_BASE64 = re.compile(rb"[\sA-Za-z0-9+/_-]++={0,2}\s*+")
_SPACES = string.whitespace.encode()
_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})++")
_ESCAPE = 3  # bytes of an escape
# Bytes that are decoded at a time: all of their parts are held until they are joined.
_PIECE = 65_536
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


@dataclass(frozen=True)
class DataUri:
    """The parts of a data URI; `data` is what follows the comma."""

    media_type: str  # in small letters; may be empty
    is_base64: bool
    data: bytes

    @classmethod
    def read(cls, text: bytes) -> Self | None:
        """The data URI that a text is; None for any other text."""
        start = _START.match(text)
        if start is None:
            return None
        media_type, *parameters = start[1].decode(errors="replace").lower().split(";")
        is_base64 = "base64" in map(str.strip, parameters)
        return cls(media_type.strip(), is_base64, text[start.end() :])

    def content(self) -> bytes:
        """The file. Raises ValueError for what is no base64, though it says so."""
        content = percent_decoded(self.data)
        return from_base64(content) if self.is_base64 else content


def percent_decoded(text: bytes) -> bytes:
    """A text without its percent encoding (RFC 3986, section 2.1); what is no escape stays.

    `urllib` holds a list of what is between two percent signs: 200 times the memory of the text.
    """
    decoded = bytearray()
    start = 0
    while start < len(text):
        end = start + _PIECE
        cut = text.rfind(b"%", end - _ESCAPE + 1, end)  # of an escape that goes on after the piece
        if cut >= 0:
            end = cut
        decoded += _ESCAPES.sub(_unescaped, text[start:end])
        start = end
    return bytes(decoded)


def _unescaped(escapes: re.Match[bytes]) -> bytes:
    return binascii.unhexlify(escapes[0].replace(b"%", b""))


def from_base64(text: bytes) -> bytes:
    """The bytes of base64 in either alphabet, with or without padding and white space.

    Raises ValueError for any other text.
    """
    if _BASE64.fullmatch(text) is None:
        raise ValueError("it has characters that base64 does not have")
    # Without a list of the pieces between spaces, which takes twenty times the memory.
    characters = text.translate(_URL_SAFE, _SPACES).rstrip(b"=")
    padding = b"=" * (-len(characters) % 4)
    return base64.b64decode(characters + padding, validate=True)
