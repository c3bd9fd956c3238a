"""SVG as bytes becomes text. Imports nothing of ours."""

import zlib

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
GZIP_MARK = b"\x1f\x8b"
WITH_GZIP_HEADER = 16 + zlib.MAX_WBITS  # zlib's own number for it


def svg_text(content: bytes) -> str:
    """The text of an SVG: UTF-8 or, where its first bytes are a UTF-16 mark, UTF-16.

    Raises UnicodeDecodeError.
    """
    encoding = "utf-16" if content[:2] in UTF16_MARKS else "utf-8-sig"
    return content.decode(encoding)


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
