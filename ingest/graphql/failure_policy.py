"""The reaction to a failed request: retry, ask for less, or stop. Only this module decides it."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from aiohttp import ClientConnectorCertificateError, InvalidURL
from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportError,
    TransportProtocolError,
    TransportQueryError,
    TransportServerError,
)

from ingest.common import untrusted


class Reaction(Enum):
    """What the client does about a failed request."""

    RETRY = "retry after a pause"
    RETRY_ONCE = "retry once, then ask for a smaller page"
    SHRINK = "ask for a smaller page at once"
    SKIP = "retry once, then ask for a smaller page, at last skip the icon"
    TOO_LARGE = "ask for a smaller page at once, at last skip the icon"
    REFUSED = "the server denies us access: renew the token, or stop"
    STOP = "the query or the address is wrong: stop"


@dataclass(frozen=True)
class ClassifiedFailure:
    """A failed request. `retry_after`: the seconds that the server asked us to wait, if it did."""

    reaction: Reaction
    reason: str
    retry_after: float | None = None


class HttpFailure(TransportServerError):
    """An HTTP answer that is no GraphQL answer by its status or its content type."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        super().__init__(f"HTTP {status}", status)
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def errors(self) -> list[Any]:
        """The GraphQL errors in the body; empty where it holds none."""
        try:
            document = untrusted.parse_json(self.body.encode())
        except ValueError:
            return []
        errors = document.get("errors") if isinstance(document, dict) else None
        return errors if isinstance(errors, list) else []


class AnswerTooLarge(TransportError):
    """An answer is over a limit of its bytes, its values or its levels."""


# Codes as servers spell them, in `extensions.code` or, at GitHub, `type`.
_THROTTLED = re.compile(r"THROTTL|RATE_?LIMIT|TOO_MANY_REQUESTS")
_TOO_LARGE = re.compile(r"RESOURCE_LIMITS|COMPLEX|COST|EXCESSIVE|NODE_LIMIT|TIMEOUT|TIMED_OUT")
_UNAUTHENTICATED = re.compile(r"UNAUTHENTICATED|UNAUTHORI[SZ]ED|INVALID_TOKEN|TOKEN_EXPIRED")
_FORBIDDEN = re.compile(r"FORBIDDEN|ACCESS_DENIED|INSUFFICIENT_SCOPES")
_INVALID = re.compile(r"VALIDATION|PARSE_FAILED|BAD_USER_INPUT|BAD_REQUEST|UNDEFINED_FIELD")
_TOO_LARGE_WORDS = re.compile(
    r"complexity|too (complex|large|many|expensive|costly)|exceed|timed? ?out", re.IGNORECASE
)

# `str.isdigit` takes "²" too, which is no number for `float`.
_DIGITS = re.compile(r"[0-9]+")

# Request timeout, content too large, gateway timeout, and Cloudflare's "a timeout occurred".
_TOO_SLOW_STATUSES = (408, 413, 504, 524)


@dataclass(frozen=True)
class MessageSettings:
    """How much of a server's errors a message shows; all values were chosen by hand."""

    errors: int = 3
    read: int = 3000  # characters of each error before its spaces are joined
    length: int = 300  # characters of each error, so that a message fits into a line of a log


MESSAGES = MessageSettings()


def classify(
    error: BaseException, headers: Mapping[str, str] | None = None
) -> ClassifiedFailure | None:
    """The reaction to a failed request; None for an exception that is no failed request.

    `headers` are those of the answer, if there was an answer.
    """
    if isinstance(error, HttpFailure):
        return _classify_http(error)
    if isinstance(error, AnswerTooLarge):
        return ClassifiedFailure(Reaction.TOO_LARGE, str(error))
    if isinstance(error, TransportQueryError):
        wait = seconds_to_wait(headers or {})
        return _classify_errors(error.errors or [], error.data is not None, wait)
    if isinstance(error, TransportProtocolError):
        if 'No "data"' in str(error):
            return ClassifiedFailure(Reaction.STOP, "it answers with JSON that is not GraphQL's")
        return ClassifiedFailure(Reaction.RETRY_ONCE, "the answer is not whole GraphQL JSON")
    if isinstance(error, AssertionError):
        return ClassifiedFailure(Reaction.RETRY_ONCE, 'the answer holds "data": null and no error')
    if isinstance(error, TransportConnectionFailed):
        return _classify_connection(error.__cause__ or error)
    return None


def _classify_connection(cause: BaseException) -> ClassifiedFailure:
    if isinstance(cause, TimeoutError):
        return ClassifiedFailure(Reaction.RETRY_ONCE, "no answer in time")
    if isinstance(cause, ClientConnectorCertificateError | InvalidURL | ValueError):
        return ClassifiedFailure(Reaction.STOP, f"the connection cannot be made ({cause})")
    reason = f"the connection failed ({cause or type(cause).__name__})"
    # aiohttp's errors name the payload where the body was cut after its first byte.
    if "payload" in str(cause).lower():
        return ClassifiedFailure(Reaction.RETRY_ONCE, reason)
    return ClassifiedFailure(Reaction.RETRY, reason)


def _classify_http(failure: HttpFailure) -> ClassifiedFailure:
    status = failure.status
    if 300 <= status < 400:
        target = failure.headers.get("Location", "nowhere")
        return ClassifiedFailure(
            Reaction.STOP,
            f"it redirects to {target}, and credentials are not carried there; "
            "name that address if it is right",
        )
    if status < 300:
        return ClassifiedFailure(
            Reaction.REFUSED, "it answers with a web page, a login page perhaps, instead of GraphQL"
        )
    wait = seconds_to_wait(failure.headers)
    reason = f"HTTP {status}"
    if failure.errors:
        reason += f": {_messages(failure.errors)}"
    by_code = _reaction_to_codes(failure.errors, has_data=False)
    if status == 429 or by_code is Reaction.RETRY or (status == 403 and wait is not None):
        return ClassifiedFailure(Reaction.RETRY, f"it asks us to slow down ({reason})", wait)
    if by_code is not None:
        return ClassifiedFailure(by_code, reason, wait)
    if status in (401, 403):
        return ClassifiedFailure(Reaction.REFUSED, reason)
    return ClassifiedFailure(_reaction_to_status(status), reason, wait)


def _reaction_to_status(status: int) -> Reaction:
    if status in _TOO_SLOW_STATUSES:
        return Reaction.RETRY_ONCE
    return Reaction.RETRY if status >= 500 else Reaction.STOP


def _classify_errors(
    errors: Sequence[Any], has_data: bool, wait: float | None
) -> ClassifiedFailure:
    reason = _messages(errors)
    by_code = _reaction_to_codes(errors, has_data)
    if by_code is not None:
        return ClassifiedFailure(by_code, reason, wait)
    if has_data:
        return ClassifiedFailure(Reaction.SKIP, reason)
    if _TOO_LARGE_WORDS.search(reason):
        return ClassifiedFailure(Reaction.SHRINK, reason)
    # An error without a path was met before any field was resolved. Where it also has a location
    # in the query, the query is wrong.
    entries = [error for error in errors if isinstance(error, dict)]
    has_path = any("path" in entry for entry in entries)
    has_location = any(entry.get("locations") for entry in entries)
    if has_location and not has_path:
        return ClassifiedFailure(Reaction.STOP, reason)
    return ClassifiedFailure(Reaction.SKIP, reason)


def _reaction_to_codes(errors: Sequence[Any], has_data: bool) -> Reaction | None:
    codes = " ".join(_code(error) for error in errors)
    if _UNAUTHENTICATED.search(codes):
        return Reaction.REFUSED
    if _FORBIDDEN.search(codes) and not has_data:
        return Reaction.REFUSED
    if _THROTTLED.search(codes):
        return Reaction.RETRY
    if _TOO_LARGE.search(codes):
        return Reaction.SHRINK
    if _INVALID.search(codes) and not has_data:
        return Reaction.STOP
    return None


def _code(error: Any) -> str:
    if not isinstance(error, dict):
        return ""
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return f"{code or ''} {error.get('type') or ''}".upper()


def message(error: Any) -> str:
    """The text of one GraphQL error on one line, cut to 300 characters."""
    text = error.get("message") if isinstance(error, dict) else error
    beginning = str(text or "no message")[: MESSAGES.read]
    words = beginning.split()
    return " ".join(words)[: MESSAGES.length]


def _messages(errors: Sequence[Any]) -> str:
    shown = [message(error) for error in errors[: MESSAGES.errors]]
    different = "; ".join(dict.fromkeys(shown))
    more = len(errors) - MESSAGES.errors
    if more > 0:
        return f"{different} and {more} more"
    return different


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks us to wait; None where it does not ask.

    Reads Retry-After (seconds or a date, RFC 9110), else GitHub's reset time where none of the
    hourly requests remain.
    """
    value = headers.get("Retry-After", "").strip()
    if _DIGITS.fullmatch(value):
        return float(value)
    if value:
        return _seconds_until(value)
    reset = headers.get("X-RateLimit-Reset", "")
    if headers.get("X-RateLimit-Remaining") == "0" and _DIGITS.fullmatch(reset):
        return max(0.0, float(reset) - time.time())
    return None


def _seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, moment - time.time())
