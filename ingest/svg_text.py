"""SVG as bytes becomes text. Imports nothing of ours.

Encodings: https://www.w3.org/TR/xml/#sec-guessing, https://encoding.spec.whatwg.org/#names-and-labels
"""

import re
import zlib

import webencodings

# The first bytes of a document, and its encoding.
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([-\w]{1,40})[\"']")
GZIP_MARK = b"\x1f\x8b"
WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS  # zlib's own number for it


class UnknownEncoding(ValueError):
    """A document names an encoding that browsers do not know. The message says what to do."""


def svg_text(content: bytes) -> str:
    """The text of an SVG in the encoding of its first bytes, of its XML declaration, or UTF-8.

    Raises UnicodeDecodeError and UnknownEncoding, which are ValueErrors.
    """
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    declared = _DECLARED.match(content)
    if declared is None:
        return content.decode("utf-8")
    label = declared[1].decode("ascii")
    found = webencodings.lookup(label)
    if found is None:
        raise UnknownEncoding(f"no browser knows its encoding, {label}: save it in UTF-8")
    # A declaration that is read byte by byte is not in UTF-16, whatever it says.
    is_wrong = found.name.startswith("utf-16")
    return content.decode("utf-8") if is_wrong else str(found.codec_info.decode(content)[0])


def text_bytes(text: str) -> bytes:
    """The bytes of a text, of which `svg_text` makes it again, whatever encoding its code names."""
    is_code = text.lstrip().startswith("<")
    return text.encode("utf-8-sig" if is_code else "utf-8")


def unzipped(content: bytes, most: int) -> bytes:
    """The content of an SVGZ, at most `most` bytes and one more; other content as it is.

    Raises ValueError for damaged content.
    """
    if not content.startswith(GZIP_MARK):
        return content
    decompressor = zlib.decompressobj(WITH_GZIP_HEADER)
    try:
        return decompressor.decompress(content, most + 1)
    except zlib.error as error:
        raise ValueError(f"it is a damaged SVGZ ({error})") from error
