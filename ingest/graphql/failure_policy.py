"""The reaction to a failed request: retry, ask for less, or stop. Only this module decides it.

First counts what stands between (`ingest/graphql/refusals/head.py`), then the words of the answer
(`ingest/graphql/refusals/words.py`), then its HTTP status, at last where its errors came up.
"""

from collections.abc import Mapping
from http import HTTPStatus
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
    page_text,
    place,
    title,
)
from ingest.graphql.refusals.connection import classify_connection
from ingest.graphql.refusals.head import advice_for, from_between, redirected
from ingest.graphql.refusals.reaction import ClassifiedFailure, Reaction
from ingest.graphql.refusals.row import Place, Words
from ingest.graphql.refusals.waiting import seconds_in_words, seconds_to_wait

# Request timeout, content too large, gateway timeout, and Cloudflare's "a timeout occurred".
_TOO_SLOW_STATUSES = (408, 413, 504, 524)
# What a row of the table means only where GraphQL answers.
_OF_QUERIES = (Reaction.LOWER, Reaction.SHRINK, Reaction.RETRY_ONCE)
_REFUSING_PAGE = (
    "a web server or a firewall before GraphQL sends this page: "
    "have it let this machine through, or check the credentials"
)


class FailedAnswer(TransportError):
    """An answer that is not the data of a query.

    `errors` are GraphQL errors, or those of a gateway before it. `data` is the part that came with
    them. `executed`: the server was reading data when they came up. `page` is the text of a web
    page that came in place of an answer.
    """

    page = ""

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
        self.page = page_text(body)


class WebPage(TransportError):
    """A web page came in place of GraphQL."""

    def __init__(self, body: str) -> None:
        super().__init__("a web page")
        self.title = title(body)
        self.text = page_text(body)


class NotJson(TransportError):
    """A text came in place of GraphQL: neither JSON nor a web page."""

    def __init__(self, body: str) -> None:
        super().__init__("not JSON")
        self.words = title(body)


class AnswerTooLarge(TransportError):
    """An answer is over a limit of its bytes, its values or its levels."""


def classify(error: BaseException) -> ClassifiedFailure | None:
    """The reaction to a failed request; None for an exception that is no failed request."""
    if isinstance(error, FailedAnswer):
        return _classify_answer(error)
    if isinstance(error, WebPage):
        return _classify_page(error)
    if isinstance(error, NotJson):
        return _classify_text(error)
    if isinstance(error, AnswerTooLarge):
        return ClassifiedFailure(Reaction.TOO_LARGE, str(error))
    if isinstance(error, TransportProtocolError):
        if 'No "data"' in str(error):
            return ClassifiedFailure(
                Reaction.STOP,
                "it answers with JSON that is not GraphQL's",
                "check that the endpoint is that of GraphQL",
            )
        return ClassifiedFailure(Reaction.RETRY_ONCE, str(error))
    if isinstance(error, TransportConnectionFailed):
        return classify_connection(error.__cause__ or error)
    return None


def _classify_page(page: WebPage) -> ClassifiedFailure:
    called = f' ("{page.title}")' if page.title else ""
    known = words.row(page.title, Place.REQUEST, page.text)
    if known is not None and known.reaction not in _OF_QUERIES:
        return _by_row(known, f"it answers with a web page{called} instead of GraphQL", page.title)
    return ClassifiedFailure(
        Reaction.REFUSED,
        f"it answers with a web page{called}, a login page perhaps, instead of GraphQL",
        "check the credentials, and whether the endpoint is that of GraphQL",
    )


def _classify_text(text: NotJson) -> ClassifiedFailure:
    shown = f' ("{text.words}")' if text.words else ""
    reason = f"the answer is not JSON{shown}"
    known = words.row(text.words, Place.REQUEST)
    if known is not None and known.reaction not in _OF_QUERIES:
        return _by_row(known, reason, text.words)
    advice = "check that the endpoint is that of GraphQL, or run it again later"
    return ClassifiedFailure(Reaction.RETRY_ONCE, reason, advice)


def _by_row(row: Words, reason: str, text: str, wait: float | None = None) -> ClassifiedFailure:
    """The reaction of a row; `text` may say how long to wait where the headers do not."""
    if row.reaction is Reaction.THROTTLED:
        return _throttled(reason, seconds_in_words(text) if wait is None else wait)
    return ClassifiedFailure(row.reaction, reason, row.advice, wait)


def _classify_answer(answer: FailedAnswer) -> ClassifiedFailure:
    """The first that tells: the head, the table of words, the status, the errors' place."""
    if 300 <= answer.status < 400:
        return redirected(answer.headers)
    reason = _reason(answer)
    between = from_between(answer.status, answer.headers, reason)
    if between is not None:
        return between
    wait = seconds_to_wait(answer.headers)
    where = place(answer.errors, answer.has_data)
    text = codes_and_words(answer.errors)
    known = words.row(text, where, answer.page)
    if known is None or (answer.status == 429 and known.reaction is Reaction.REFUSED):
        return _classify_status(answer, where, reason, wait)
    if answer.status == 403 and answer.page and known.advice == words.PERMISSION:
        return ClassifiedFailure(Reaction.REFUSED, reason, _REFUSING_PAGE)
    return _by_row(known, reason, text, wait)


def _classify_status(
    answer: FailedAnswer, where: Place, reason: str, wait: float | None
) -> ClassifiedFailure:
    """The reaction to an answer whose words are not known."""
    status = answer.status
    if status == 429 or (status == 403 and wait is not None):
        return _throttled(reason, wait)
    if status in (401, 403):
        return ClassifiedFailure(Reaction.REFUSED, reason)
    advice = advice_for(status)
    if advice is not None:
        return ClassifiedFailure(Reaction.STOP, reason, advice)
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
        nothing = answer.status == HTTPStatus.OK
        return 'the answer holds "data": null and no error' if nothing else f"HTTP {answer.status}"
    text = messages(answer.errors)
    if answer.status < 300:
        return text
    # Web servers repeat the status in the title of their pages.
    return f"HTTP {answer.status}: {text.removeprefix(str(answer.status)).lstrip(' :')}"
