"""Reactions to failed requests that the demonstration service cannot play."""

import time
from email.utils import formatdate

import pytest
from gql.transport.exceptions import TransportConnectionFailed

from ingest.graphql.failure_policy import FailedAnswer, HttpFailure, classify
from ingest.graphql.refusals.reaction import Reaction
from ingest.graphql.refusals.waiting import seconds_in_words, seconds_to_wait


def query_error(*errors, data=None, executed=True):
    return FailedAnswer(200, {}, list(errors), data, executed)


@pytest.mark.parametrize(
    ("failure", "reaction"),
    [
        (HttpFailure(401, {}, ""), Reaction.REFUSED),
        (HttpFailure(403, {}, ""), Reaction.REFUSED),
        (HttpFailure(403, {"Retry-After": "60"}, ""), Reaction.THROTTLED),
        (
            HttpFailure(403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, ""),
            Reaction.THROTTLED,
        ),
        (
            HttpFailure(
                400,
                {},
                '{"errors": [{"message": "slow down", "extensions": {"code": "RATE_LIMITED"}}]}',
            ),
            Reaction.THROTTLED,
        ),
        (
            HttpFailure(
                400,
                {},
                '{"errors": [{"message": "no", "extensions": {"code": "UNAUTHENTICATED"}}]}',
            ),
            Reaction.REFUSED,
        ),
        (
            HttpFailure(
                400,
                {},
                '{"errors": [{"message": "x", "extensions": {"code": "QUERY_TOO_COMPLEX"}}]}',
            ),
            Reaction.LOWER,
        ),
        (HttpFailure(400, {}, '["errors"]'), Reaction.STOP),
        (HttpFailure(408, {}, ""), Reaction.RETRY_ONCE),
        (HttpFailure(413, {}, ""), Reaction.RETRY_ONCE),
        (HttpFailure(422, {}, ""), Reaction.STOP),
        (HttpFailure(500, {}, "{"), Reaction.RETRY),
        (HttpFailure(529, {}, ""), Reaction.RETRY),
        (
            query_error({"message": "Cannot query field 'x'", "locations": [{"line": 1}]}),
            Reaction.STOP,
        ),
        (
            query_error({"message": "x", "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}),
            Reaction.STOP,
        ),
        (
            query_error(
                {"message": "first exceeds the maximum of 100", "locations": [{"line": 1}]}
            ),
            Reaction.LOWER,
        ),
        (query_error({"message": "something went wrong"}), Reaction.SKIP),
        (
            query_error({"message": "x", "path": ["icons"], "locations": [{"line": 1}]}),
            Reaction.SKIP,
        ),
        (query_error({"message": "x", "type": "FORBIDDEN"}, data={"icons": [None]}), Reaction.SKIP),
        (query_error({"message": "x", "type": "FORBIDDEN"}), Reaction.REFUSED),
        (query_error("not even an object"), Reaction.SKIP),
        (query_error({"extensions": None, "message": None}), Reaction.SKIP),
    ],
)
def test_reactions(failure, reaction):
    assert classify(failure).reaction is reaction


def test_a_timeout_is_retried_once_and_a_bad_address_stops():
    slow = TransportConnectionFailed("")
    slow.__cause__ = TimeoutError()
    assert classify(slow).reaction is Reaction.RETRY_ONCE
    mistaken = TransportConnectionFailed("")
    mistaken.__cause__ = ValueError("no such port")
    assert classify(mistaken).reaction is Reaction.STOP


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("Rate limit exceeded, retry in 3 seconds", 3),
        ("Please wait a few minutes before you try again.", 60),
        ("try again in 2 minutes", 120),
        ("Throttled, retry after 30s", 30),
        ("come back tomorrow", None),
    ],
)
def test_a_wait_in_words(words, seconds):
    assert seconds_in_words(words) == seconds
    failure = classify(HttpFailure(403, {}, f"Too many requests. {words}"))
    assert (failure.reaction, failure.retry_after) == (Reaction.THROTTLED, seconds)


def test_reasons_are_short():
    failure = classify(query_error(*({"message": f"{number} " * 1000} for number in range(5))))
    assert len(failure.reason) < 1000
    assert failure.reason.endswith("and 2 more")


def test_defects_are_no_failed_requests():
    assert classify(RuntimeError()) is None


def test_retry_after_is_seconds_or_a_date():
    assert seconds_to_wait({"Retry-After": "120"}) == 120
    assert seconds_to_wait({"Retry-After": "3s"}) == 3
    assert seconds_to_wait({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "7"}) == 7
    later = time.time() + 600
    assert 500 <= seconds_to_wait({"Retry-After": formatdate(later, usegmt=True)}) <= 600
    assert seconds_to_wait({"Retry-After": formatdate(time.time() - 60, usegmt=True)}) == 0
    assert seconds_to_wait({"Retry-After": "soon"}) is None
    assert seconds_to_wait({}) is None
    reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(later))}
    assert 500 <= seconds_to_wait(reset) <= 600
    assert seconds_to_wait({"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "1"}) is None
