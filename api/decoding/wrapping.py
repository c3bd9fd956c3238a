"""Files that come as text: data URIs and base64, also as they are copied out of code."""

import re

from api.decoding import formats
from ingest.data_uri import DataUri, from_base64
from render.svg import code

# In quotes or in a style sheet's url().
_BEFORE_URI = re.compile(rb"\s*(?:url\(\s*)?[\"']?(?=data:)", re.IGNORECASE)
_AFTER_URI = b"\"');\r\n\t "


def unwrapped(content: bytes) -> bytes:
    """The file that a data URI or base64 holds; bytes of anything else as they are.

    Base64 counts only where it holds something known: any word is base64 too.
    """
    before = _BEFORE_URI.match(content)
    uri = DataUri.read(content[before.end() :].rstrip(_AFTER_URI)) if before else None
    try:
        if uri is not None:
            return uri.content()
        data = from_base64(content)
    except ValueError:
        return content
    is_file = formats.is_known(data) or code.read(data) is not None
    return data if is_file else content
