"""The errors in the body of an answer, whatever its shape.

GraphQL's specification asks for a list of objects with a `message`. Gateways, proxies and
frameworks before a GraphQL server answer in shapes of their own.
"""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.common import untrusted
from ingest.graphql.refusals.row import Place


@dataclass(frozen=True)
class MessageSettings:
    """How much of a server's errors a message shows; all values were chosen by hand."""

    errors: int = 3
    read: int = 3000  # characters of each error before its spaces are joined
    length: int = 300  # characters of each error, so that a message fits into a line of a log
    page: int = 20_000  # characters of a web page that are searched for known phrases


MESSAGES = MessageSettings()

# Where an answer that is not GraphQL's has its words: AWS and Fastify say `message`, OAuth
# `error_description`, FastAPI `detail`, problem documents (RFC 9457) `detail` and `title`.
# Apigee `fault` with a `faultstring`.
_WORDS = (
    *("message", "Message", "error_description", "detail", "title", "reason", "msg"),
    *("error", "faultstring", "fault"),
)
# Where servers put a code: Apollo, Hasura; GitHub; AppSync; Spring and Netflix DGS; Fastify; Rails.
_CODES = ("code", "classification", "errorType", "type", "error", "exception")

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def decoded(document: Any) -> Any:
    """The document; where it is a string that holds a JSON document, the document in the string."""
    if not isinstance(document, str):
        return document
    try:
        return untrusted.parse_json(document.encode())
    except ValueError:
        return document


def errors_of(document: Any) -> list[Any]:
    """The errors in a document, GraphQL's or others; empty where it holds none."""
    if isinstance(document, str):
        return [{"message": document}]
    if not isinstance(document, dict):
        return []
    errors = document.get("errors")
    if isinstance(errors, list):
        return errors
    if errors:
        return errors_of(errors) or [{"message": str(errors)[: MESSAGES.read]}]
    if document.get("data") is not None:
        return []
    for key in _WORDS:
        words = document.get(key)
        if isinstance(words, dict) and (errors := errors_of(words)):
            return errors
        if isinstance(words, str) and words:
            return [{**document, "message": words}]
    return []


def errors_in_text(text: str) -> list[Any]:
    """The errors in the body of an answer that may not be JSON: its title or its first words."""
    try:
        errors = errors_of(decoded(untrusted.parse_json(text.encode())))
    except ValueError:
        errors = []
    words = "" if errors else title(text)
    return [{"message": words}] if words else errors


def title(text: str) -> str:
    """The title of a web page, else the first words of a text without its tags."""
    beginning = text[: MESSAGES.read]
    found = _TITLE.search(beginning)
    # Express calls each of its pages "Error".
    says_more = found is not None and found[1].strip() != "Error"
    words = found[1] if found and says_more else _TAG.sub(" ", beginning)
    if "<" in words or words.lstrip()[:1] in ("{", "["):
        return ""  # the beginning of JSON or of a script says nothing to a person
    return " ".join(html.unescape(words).split())[: MESSAGES.length]


def page_text(text: str) -> str:
    """The text of a web page without its tags; "" where it is no web page."""
    if not text.lstrip().startswith("<"):
        return ""
    words = _TAG.sub(" ", text[: MESSAGES.page])
    return " ".join(html.unescape(words).split())


def message(error: Any) -> str:
    """The text of one GraphQL error on one line, cut to 300 characters."""
    text = error.get("message") if isinstance(error, dict) else error
    beginning = str(text or "no message")[: MESSAGES.read]
    words = beginning.split()
    return " ".join(words)[: MESSAGES.length]


def messages(errors: Sequence[Any]) -> str:
    """The texts of the first errors, each once, and how many more there are."""
    shown = [message(error) for error in errors[: MESSAGES.errors]]
    different = "; ".join(dict.fromkeys(shown))
    more = len(errors) - MESSAGES.errors
    if more > 0:
        return f"{different} and {more} more"
    return different


def codes_and_words(errors: Sequence[Any]) -> str:
    """What the table of words is searched in: the code and the message of the first errors."""
    parts: list[str] = []
    for error in errors[: MESSAGES.errors]:
        parts += [*_codes(error), message(error)]
    return " ; ".join(parts)


def _codes(error: Any) -> list[str]:
    if not isinstance(error, dict):
        return []
    extensions = error.get("extensions")
    codes = []
    for table in (error, extensions if isinstance(extensions, dict) else {}):
        named = [table.get(key) for key in _CODES]
        codes += [code[: MESSAGES.length] for code in named if isinstance(code, str)]
    return codes


def place(errors: Sequence[Any], has_data: bool) -> Place:
    """Where errors came up, by their paths. `has_data`: a part of the icons came with them."""
    places = [_place_of(error) for error in errors]
    with_path = [one for one in places if one is not Place.REQUEST]
    if with_path:
        return min(with_path)
    return Place.ICON if has_data else Place.REQUEST


def _place_of(error: Any) -> Place:
    path = error.get("path") if isinstance(error, dict) else None
    if not isinstance(path, list) or not path:
        return Place.REQUEST
    if any(isinstance(step, int) for step in path):
        return Place.ICON
    return Place.LIST
