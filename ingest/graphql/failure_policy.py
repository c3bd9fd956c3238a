"""The reaction to a failed request: retry, ask for less, or stop. Only this module decides it.

First count the words of the answer (`ingest/graphql/refusals/words.py`), then its HTTP status, at
last where its errors came up.
"""

from collections.abc import Mapping
from typing import Any

from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportError,
    TransportProtocolError,
)

from ingest.graphql.refusals import words
from ingest.graphql.refusals.body import (
    codes_and_words,
    errors_in_text,
    messages,
    place,
    title,
)
from ingest.graphql.refusals.connection import PROXY_WANTS_USER, classify_connection
from ingest.graphql.refusals.reaction import ClassifiedFailure, Reaction
from ingest.graphql.refusals.waiting import seconds_in_words, seconds_to_wait
from ingest.graphql.refusals.words import HTTP_2, Place

# Request timeout, content too large, gateway timeout, and Cloudflare's "a timeout occurred".
_TOO_SLOW_STATUSES = (408, 413, 504, 524)
# Upgrade required, AWS's "unsupported protocol version", HTTP version not supported.
_HTTP_2_STATUSES = (426, 464, 505)
_PROXY_USER_STATUS = 407


class FailedAnswer(TransportError):
    """An answer that is not the data of a query.

    `errors` are GraphQL errors, or those of a gateway before it. `data` is the part that came with
    them. `executed`: the server was reading data when they came up.
    """

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        errors: list[Any],
        data: Any = None,
        executed: bool = False,
    ) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.headers = headers
        self.errors = errors
        self.data = data
        self.executed = executed

    @property
    def has_data(self) -> bool:
        """Whether any part of the data came."""
        return isinstance(self.data, dict) and any(part is not None for part in self.data.values())


class HttpFailure(FailedAnswer):
    """An HTTP answer that is no GraphQL answer by its status."""

    def __init__(self, status: int, headers: Mapping[str, str], body: str) -> None:
        super().__init__(status, headers, errors_in_text(body))


class WebPage(TransportError):
    """A web page came in place of GraphQL."""

    def __init__(self, body: str) -> None:
        super().__init__("a web page")
        self.title = title(body)


class AnswerTooLarge(TransportError):
    """An answer is over a limit of its bytes, its values or its levels."""


def classify(error: BaseException) -> ClassifiedFailure | None:
    """The reaction to a failed request; None for an exception that is no failed request."""
    if isinstance(error, FailedAnswer):
        return _classify_answer(error)
    if isinstance(error, WebPage):
        return _classify_page(error)
    if isinstance(error, AnswerTooLarge):
        return ClassifiedFailure(Reaction.TOO_LARGE, str(error))
    if isinstance(error, TransportProtocolError):
        if 'No "data"' in str(error):
            return ClassifiedFailure(Reaction.STOP, "it answers with JSON that is not GraphQL's")
        return ClassifiedFailure(Reaction.RETRY_ONCE, str(error))
    if isinstance(error, TransportConnectionFailed):
        return classify_connection(error.__cause__ or error)
    return None


def _classify_page(page: WebPage) -> ClassifiedFailure:
    called = f' ("{page.title}")' if page.title else ""
    known = words.row(page.title, Place.REQUEST)
    if known is not None and known.reaction is Reaction.REFUSED:
        reason = f"it answers with a web page{called} instead of GraphQL"
        return ClassifiedFailure(known.reaction, reason, known.advice)
    return ClassifiedFailure(
        Reaction.REFUSED,
        f"it answers with a web page{called}, a login page perhaps, instead of GraphQL",
        "check the credentials, and whether the endpoint is that of GraphQL",
    )


def _classify_answer(answer: FailedAnswer) -> ClassifiedFailure:
    """The first of the table of words, of the status, and of the place of the errors that tells."""
    if 300 <= answer.status < 400:
        return _classify_redirect(answer)
    reason = _reason(answer)
    wait = seconds_to_wait(answer.headers)
    where = place(answer.errors, answer.has_data)
    text = codes_and_words(answer.errors)
    known = words.row(text, where)
    if known is None:
        return _classify_status(answer, where, reason, wait)
    if known.reaction is not Reaction.THROTTLED:
        return ClassifiedFailure(known.reaction, reason, known.advice, wait)
    if wait is None:
        wait = seconds_in_words(text)
    return _throttled(reason, wait)


def _classify_redirect(answer: FailedAnswer) -> ClassifiedFailure:
    target = answer.headers.get("Location", "nowhere")
    return ClassifiedFailure(
        Reaction.STOP,
        f"it redirects to {target}, and credentials are not carried there",
        "name that address if it is right",
    )


def _classify_status(
    answer: FailedAnswer, where: Place, reason: str, wait: float | None
) -> ClassifiedFailure:
    """The reaction to an answer whose words are not known."""
    status = answer.status
    if status == 429 or (status == 403 and wait is not None):
        return _throttled(reason, wait)
    if status in (401, 403):
        return ClassifiedFailure(Reaction.REFUSED, reason)
    if status in _HTTP_2_STATUSES:
        return ClassifiedFailure(Reaction.STOP, reason, HTTP_2)
    if status == _PROXY_USER_STATUS:
        return ClassifiedFailure(Reaction.STOP, reason, PROXY_WANTS_USER)
    if where is not Place.REQUEST:
        return ClassifiedFailure(Reaction.SKIP, reason)
    if status in _TOO_SLOW_STATUSES:
        return ClassifiedFailure(Reaction.RETRY_ONCE, reason, retry_after=wait)
    if status >= 500:
        return ClassifiedFailure(Reaction.RETRY, reason, retry_after=wait)
    if status >= 400 or _has_location(answer):
        return ClassifiedFailure(Reaction.STOP, reason)
    if answer.executed and answer.errors:
        return ClassifiedFailure(Reaction.SKIP, reason)
    # A refusal in words that no row knows: it may be temporary, or about the size of the page.
    return ClassifiedFailure(Reaction.RETRY_ONCE, reason, retry_after=wait)


def _throttled(reason: str, wait: float | None) -> ClassifiedFailure:
    return ClassifiedFailure(
        Reaction.THROTTLED, f"it asks us to slow down ({reason})", retry_after=wait
    )


def _has_location(answer: FailedAnswer) -> bool:
    """Whether an error names a place in the query, which is wrong there."""
    return any(error.get("locations") for error in answer.errors if isinstance(error, dict))


def _reason(answer: FailedAnswer) -> str:
    if not answer.errors:
        nothing = answer.status < 300
        return 'the answer holds "data": null and no error' if nothing else f"HTTP {answer.status}"
    text = messages(answer.errors)
    return text if answer.status < 300 else f"HTTP {answer.status}: {text}"
