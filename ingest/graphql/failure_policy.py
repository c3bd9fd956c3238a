"""What a failed request means: wait and ask again, ask for less, or stop. One place decides."""

import json
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
    TransportProtocolError,
    TransportQueryError,
    TransportServerError,
)


class Kind(Enum):
    """What to do about a failed request."""

    WAIT = "ask again after a pause"
    SLOW = "ask again once, then for a smaller page"
    TOO_MUCH = "ask for a smaller page at once"
    PARTIAL = "ask again once, then for a smaller page, at last do without the icon"
    REFUSED = "the server knows us and says no: renew a token, or stop"
    MISTAKEN = "the query or the address is wrong: stop"


@dataclass(frozen=True)
class Verdict:
    """A failed request: what to do, why in words, and how many seconds the server asked us to wait."""

    kind: Kind
    reason: str
    retry_after: float | None = None


class HttpFailure(TransportServerError):
    """An answer that is no GraphQL answer by its status or type, with what its head and body said."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        super().__init__(f"HTTP {status}", status)
        self.status, self.headers, self.body = status, headers, body

    @property
    def errors(self) -> list[Any]:
        """The GraphQL errors in the body, if it holds any."""
        try:
            document = json.loads(self.body)
        except ValueError:
            return []
        errors = document.get("errors") if isinstance(document, dict) else None
        return errors if isinstance(errors, list) else []


# Codes as servers spell them, in `extensions.code` or, at GitHub, `type`.
_THROTTLED = re.compile(r"THROTTL|RATE_?LIMIT|TOO_MANY_REQUESTS")
_TOO_MUCH = re.compile(r"RESOURCE_LIMITS|COMPLEX|COST|EXCESSIVE|NODE_LIMIT|TIMEOUT|TIMED_OUT")
_UNAUTHENTICATED = re.compile(r"UNAUTHENTICATED|UNAUTHORI[SZ]ED|INVALID_TOKEN|TOKEN_EXPIRED")
_FORBIDDEN = re.compile(r"FORBIDDEN|ACCESS_DENIED|INSUFFICIENT_SCOPES")
_MISTAKEN = re.compile(r"VALIDATION|PARSE_FAILED|BAD_USER_INPUT|BAD_REQUEST|UNDEFINED_FIELD")
_TOO_MUCH_WORDS = re.compile(
    r"complexity|too (complex|large|many|expensive|costly)|exceed|timed? ?out", re.IGNORECASE
)

_SLOW_STATUS = (408, 413, 504, 524)


def judge(error: BaseException, headers: Mapping[str, str] | None) -> Verdict | None:
    """What a failed request means; `headers` are those of the answer, if there was one. None: no failure we know."""
    if isinstance(error, HttpFailure):
        return _judge_status(error)
    if isinstance(error, TransportQueryError):
        return _judge_errors(
            error.errors or [], error.data is not None, seconds_to_wait(headers or {})
        )
    if isinstance(error, TransportProtocolError) and 'No "data"' in str(error):
        return Verdict(Kind.MISTAKEN, "it answers with JSON that is not GraphQL's")
    if isinstance(error, TransportProtocolError):
        return Verdict(Kind.SLOW, "the answer is not whole GraphQL JSON")
    if isinstance(error, AssertionError):
        return Verdict(Kind.SLOW, 'the answer holds "data": null and no error')
    if isinstance(error, TransportConnectionFailed):
        return _judge_connection(error.__cause__ or error)
    return None


def _judge_connection(cause: BaseException) -> Verdict:
    if isinstance(cause, TimeoutError):
        return Verdict(Kind.SLOW, "no answer in time")
    if isinstance(cause, ClientConnectorCertificateError | InvalidURL | ValueError):
        return Verdict(Kind.MISTAKEN, f"the connection cannot be made ({cause})")
    # aiohttp's connection errors that come after the first byte: the body was cut.
    kind = Kind.SLOW if "payload" in str(cause).lower() else Kind.WAIT
    return Verdict(kind, f"the connection failed ({cause or type(cause).__name__})")


def _judge_status(failure: HttpFailure) -> Verdict:
    status, wait = failure.status, seconds_to_wait(failure.headers)
    if 300 <= status < 400:
        target = failure.headers.get("Location", "nowhere")
        return Verdict(
            Kind.MISTAKEN,
            f"it redirects to {target}, and credentials are not carried there; name that address if it is right",
        )
    if status < 300:
        return Verdict(
            Kind.REFUSED, "it answers with a web page, a login page perhaps, instead of GraphQL"
        )
    said = f"HTTP {status}" + (f": {_messages(failure.errors)}" if failure.errors else "")
    by_code = _judge_codes(failure.errors, has_data=False)
    if status == 429 or by_code is Kind.WAIT or (status == 403 and wait is not None):
        return Verdict(Kind.WAIT, f"it asks us to slow down ({said})", wait)
    if by_code is not None:
        return Verdict(by_code, said, wait)
    if status in (401, 403):
        return Verdict(Kind.REFUSED, said)
    if status in _SLOW_STATUS:
        return Verdict(Kind.SLOW, said, wait)
    return Verdict(Kind.WAIT if status >= 500 else Kind.MISTAKEN, said, wait)


def _judge_errors(errors: Sequence[Any], has_data: bool, wait: float | None) -> Verdict:
    said = _messages(errors)
    if kind := _judge_codes(errors, has_data):
        return Verdict(kind, said, wait)
    entries = [error for error in errors if isinstance(error, dict)]
    if not has_data and _TOO_MUCH_WORDS.search(said):
        return Verdict(Kind.TOO_MUCH, said)
    # An error without a path was met before any field was resolved; with a place in the query, the query is at fault.
    if (
        not has_data
        and not any("path" in entry for entry in entries)
        and any(entry.get("locations") for entry in entries)
    ):
        return Verdict(Kind.MISTAKEN, said)
    return Verdict(Kind.PARTIAL, said)


def _judge_codes(errors: Sequence[Any], has_data: bool) -> Kind | None:
    codes = " ".join(_code(error) for error in errors)
    if _UNAUTHENTICATED.search(codes) or (_FORBIDDEN.search(codes) and not has_data):
        return Kind.REFUSED
    if _THROTTLED.search(codes):
        return Kind.WAIT
    if _TOO_MUCH.search(codes):
        return Kind.TOO_MUCH
    return Kind.MISTAKEN if _MISTAKEN.search(codes) and not has_data else None


def _code(error: Any) -> str:
    if not isinstance(error, dict):
        return ""
    extensions = error.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    return f"{code or ''} {error.get('type') or ''}".upper()


def message(error: Any) -> str:
    """The text of one GraphQL error, cut to a length fit for a line."""
    text = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(text or "no message").split())[:300]


def _messages(errors: Sequence[Any]) -> str:
    return "; ".join(dict.fromkeys(message(error) for error in errors[:3])) + (
        f" and {len(errors) - 3} more" if len(errors) > 3 else ""
    )


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """What Retry-After asks, as seconds or a date; else GitHub's reset time once nothing remains. None: it does not ask."""
    value = headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    if value:
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
        except (ValueError, TypeError):
            return None
    reset = headers.get("X-RateLimit-Reset", "")
    if headers.get("X-RateLimit-Remaining") == "0" and reset.isdigit():
        return max(0.0, float(reset) - time.time())
    return None
