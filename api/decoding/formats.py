"""The formats of pictures, and what else people send: both are recognised by content."""

import re
from typing import NamedTuple

from pydantic_core import from_json

from ingest.svg_text import UnknownEncoding, svg_text

# Pillow's names. Decoders of the first group read a file piece by piece, and can be stopped in
# between. Those of the second group run in a process that can be killed.
DIRECT = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "DIB")
CONFINED = ("AVIF", "HEIF", "TIFF", "ICO", "JPEG2000")
# Formats whose further frames are pages, or other views: each is decoded by itself.
PAGED = ("TIFF", "MPO")
MEDIA_TYPES = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "image/gif",
    "image/bmp",
    "image/avif",
    "image/heic",
    "image/heif",
    "image/tiff",
    "image/x-icon",
    "image/jp2",
)
NAMES = "PNG, JPEG, WebP, GIF, BMP, AVIF, HEIC, TIFF, ICO and JPEG 2000"
UNKNOWN = f"The file is none of {NAMES}, and no SVG: save or export it as PNG, JPEG or SVG."

# Major brands of ISO base media files: https://mp4ra.org/registered-types/brands
_PICTURE_BRANDS = re.compile(rb"avi[fs]|he[iv][cxms]|mi[fa]1|msf1|jp2 |jpx ")
_CONFINED_START = re.compile(
    rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+"  # TIFF and BigTIFF
    rb"|\x00\x00\x01\x00"  # ICO
    rb"|\xffO\xffQ|\x00\x00\x00\x0cjP  "  # JPEG 2000: a codestream, a file
)


class _Kind(NamedTuple):
    """Something that is no picture: how it begins, its name, and what to do instead."""

    start: re.Pattern[bytes]
    name: str
    remedy: str


def _kind(start: bytes, name: str, remedy: str) -> _Kind:
    return _Kind(re.compile(start, re.IGNORECASE | re.DOTALL), name, remedy)


_KINDS = (
    _kind(
        rb"https?://\S+\s*$",
        "the address of something on the web",
        "the service fetches nothing, so download the picture and send its file",
    ),
    _kind(
        rb"<!doctype html|<html|<head|<body|<div|<p>|<img|<meta",
        "a web page (HTML)",
        "take a screenshot of the icon, or save the picture itself and send its file",
    ),
    _kind(rb"%PDF-", "a PDF", "take a screenshot of the icon on its page, and send that"),
    _kind(rb"%!PS|\xc5\xd0\xd3\xc6", "PostScript", "export it as SVG or PNG, and send that"),
    _kind(rb"PK\x03\x04|PK\x05\x06", "a ZIP archive", "unpack it, and send one of its pictures"),
    _kind(rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ", "an archive", "unpack it, and send a picture"),
    _kind(
        rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |OggS|\x00\x00\x01\xba|FLV\x01",
        "a video",
        "pause it, take a screenshot of the icon, and send that",
    ),
    _kind(rb"8BPS", "a Photoshop document", "export it as PNG, and send that"),
    _kind(rb"icns", "an icon of macOS (ICNS)", "export it as PNG, and send that"),
    _kind(
        rb"OTTO|\x00\x01\x00\x00\x00|wOFF|wOF2|true\x00",
        "a font",
        "take a screenshot of the icon, and send that",
    ),
    _kind(rb"\{\\rtf", "a text document (RTF)", "take a screenshot of the icon, and send that"),
)


def is_confined(content: bytes) -> bool:
    """Whether bytes are a picture that a process of its own must decode."""
    if content[4:8] == b"ftyp":
        return _PICTURE_BRANDS.match(content, 8) is not None
    return _CONFINED_START.match(content) is not None


def is_known(content: bytes) -> bool:
    """Whether bytes begin like a picture that can be decoded, or like something that has a name."""
    return _is_picture(content) or any(kind.start.match(content) for kind in _KINDS)


def _is_picture(content: bytes) -> bool:
    starts = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"(\0\0\0", b"l\0\0\0|\0\0\0")
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    return is_webp or content.startswith(starts) or is_confined(content)


def refusal(content: bytes) -> str:
    """The sentence about bytes that are no picture: what they are, and what to do."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    for kind in _KINDS:
        if kind.start.match(start):
            return _sentence(kind.name, kind.remedy)
    if start[:1] in (b"{", b"[") and _begins_json(start):
        remedy = 'send {"image": "the picture in base64"} with the media type application/json'
        return _sentence("JSON of another kind", remedy)
    try:
        svg_text(content)
    except UnknownEncoding as error:
        return f"The SVG cannot be read, because {error}."
    except UnicodeDecodeError:
        return UNKNOWN
    if start and _is_text(start):
        return _sentence("text", "send the file of a picture, its base64, or the code of an SVG")
    return UNKNOWN


def _sentence(name: str, remedy: str) -> str:
    return f"This is {name}, not a picture such as PNG, JPEG or SVG: {remedy}."


def _begins_json(start: bytes) -> bool:
    """Whether bytes begin as JSON does. All of it could have millions of values."""
    try:
        from_json(start, allow_inf_nan=False, allow_partial="trailing-strings")
    except ValueError:
        return False
    return True


def _is_text(start: bytes) -> bool:
    """Whether bytes are printable text in UTF-8, which may be cut off in the last character."""
    text = start.decode(errors="replace").rstrip("\ufffd")
    visible = text.translate({ord(space): None for space in "\t\r\n"})
    return visible.isprintable() and "\ufffd" not in visible
