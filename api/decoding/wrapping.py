"""Files that come as text: data URIs (RFC 2397) and base64 (RFC 4648)."""

import base64
import re
import string
from urllib.parse import unquote_to_bytes

from api.decoding import formats
from render.svg import code

# In quotes or in a style sheet's url(), as it is copied out of code.
_DATA_URI = re.compile(rb"\s*(?:url\(\s*)?[\"']?data:(?P<media>[^,]*),", re.IGNORECASE)
_AFTER_URI = b"\"');\r\n\t "
# Possessive: white space, which both ends may have, would otherwise be tried in quadratic time.
_BASE64 = re.compile(rb"[\sA-Za-z0-9+/_-]++={0,2}\s*+")
_SPACES = string.whitespace.encode()
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def unwrapped(content: bytes) -> bytes:
    """The file that a data URI or base64 holds; bytes of anything else as they are.

    Base64 counts only where it holds something known: any word is base64 too.
    """
    uri = _DATA_URI.match(content)
    if uri is not None:
        data = unquote_to_bytes(content[uri.end() :].rstrip(_AFTER_URI))
        is_base64 = uri["media"].lower().rstrip().endswith(b";base64")
        return _decoded(data) or content if is_base64 else data
    if _BASE64.fullmatch(content):
        data = _decoded(content)
        if formats.is_known(data) or code.read(data) is not None:
            return data
    return content


def _decoded(text: bytes) -> bytes:
    """The bytes of base64 in either alphabet, with or without padding; empty where it is none."""
    # Without a list of the pieces between spaces, which takes twenty times the memory.
    characters = text.translate(_URL_SAFE, _SPACES).rstrip(b"=")
    padding = b"=" * (-len(characters) % 4)
    try:
        return base64.b64decode(characters + padding, validate=True)
    except ValueError:
        return b""
