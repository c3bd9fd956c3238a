"""A drawing as a source writes it becomes SVG text: itself, a data URI, or base64.

Data URIs: RFC 2397. Nothing in the description asks for it: an SVG begins with `<`.
"""

import html
import re

from ingest.data_uri import DataUri, from_base64
from ingest.icon import LIMITS, why_not_svg
from ingest.svg_text import svg_text, unzipped

# Characters of a URL; longer ones are no address of a drawing. Chosen by hand.
LONGEST_URL = 4000

PATH_DATA = "path data"

_DRAWING_TYPES = re.compile(r"|image/svg.*|.*/xml|text/plain|application/octet-stream")
_URL = re.compile(r"(?:https?:)?//\S+|/\S+|[^\s<>{}]+\.svgz?(?:[?#]\S*)?", re.IGNORECASE)
_PATH_DATA = re.compile(r"\s*[Mm]\s*[-+.\d]")
_INSIDE = re.compile(r"\s*<(?:path|g|circle|rect|poly|line|ellipse|defs|title|use|symbol)\b")
_PICTURES = {b"\x89PNG": "a PNG", b"\xff\xd8\xff": "a JPEG", b"GIF8": "a GIF", b"RIFF": "a WebP"}


class NoDrawing(ValueError):
    """A text that should hold a drawing holds something else; the message says what."""


def decode(text: str) -> str:
    """The SVG text in `text`, or `text` itself where it is neither a data URI nor base64.

    Raises NoDrawing.
    """
    beginning = text[:100].lstrip("\ufeff \t\r\n")
    if beginning.startswith("<"):
        return text
    if len(text) > 3 * LIMITS.source_code:  # a character is three in percent encoding
        raise NoDrawing(f"source_code is longer than {3 * LIMITS.source_code:,} characters")
    if beginning.startswith("&lt;"):
        return html.unescape(text)
    content = text.encode(errors="surrogatepass")  # JSON may hold half of a character
    uri = DataUri.read(content)
    return _from_base64(text, content) if uri is None else _from_data_uri(uri)


def _from_data_uri(uri: DataUri) -> str:
    kind = uri.media_type
    if not _DRAWING_TYPES.fullmatch(kind):
        raise NoDrawing(f"source_code is a data URI of {kind[:60]!r}, not of an SVG")
    try:
        content = uri.content()
    except ValueError as error:
        raise NoDrawing(f"source_code is no sound base64 ({error})") from error
    return to_text(content)


def _from_base64(text: str, encoded: bytes) -> str:
    """The SVG in base64; the text itself where it only resembles base64, as a word does."""
    try:
        content = from_base64(encoded)
    except ValueError:
        return text
    for mark, kind in _PICTURES.items():
        if content.startswith(mark):
            raise NoDrawing(f"source_code is {kind} in base64, not an SVG")
    try:
        decoded = to_text(content)
    except NoDrawing:
        return text
    return text if why_not_svg(decoded) else decoded


def to_text(content: bytes) -> str:
    """The text of an SVG or an SVGZ. Raises NoDrawing."""
    try:
        content = unzipped(content, 4 * LIMITS.source_code)  # bytes; a character has at most four
        return svg_text(content)
    except ValueError as error:
        raise NoDrawing(f"the drawing cannot be read: {error}") from error


def is_url(text: str) -> bool:
    """Whether a text is the address of a drawing, absolute or relative."""
    return len(text) <= LONGEST_URL and _URL.fullmatch(text.strip()) is not None


def mistaken_for(text: str) -> str | None:
    """What a text is that is a part of an SVG; None where it is none."""
    if _PATH_DATA.match(text):
        return PATH_DATA
    if _INSIDE.match(text):
        return "the inside of an SVG"
    return None
