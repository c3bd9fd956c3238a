"""What a failed request means, beyond what the demonstration service can play."""

import time
from email.utils import formatdate

import pytest
from gql.transport.exceptions import TransportConnectionFailed, TransportQueryError

from ingest.graphql.failure_policy import HttpFailure, Kind, judge, seconds_to_wait


def query_error(*errors, data=None):
    return TransportQueryError("", errors=list(errors), data=data)


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (HttpFailure(401, {}, ""), Kind.REFUSED),
        (HttpFailure(403, {}, ""), Kind.REFUSED),
        (HttpFailure(403, {"Retry-After": "60"}, ""), Kind.WAIT),
        (HttpFailure(403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, ""), Kind.WAIT),
        (
            HttpFailure(
                400,
                {},
                '{"errors": [{"message": "slow down", "extensions": {"code": "RATE_LIMITED"}}]}',
            ),
            Kind.WAIT,
        ),
        (
            HttpFailure(
                400,
                {},
                '{"errors": [{"message": "no", "extensions": {"code": "UNAUTHENTICATED"}}]}',
            ),
            Kind.REFUSED,
        ),
        (
            HttpFailure(
                400,
                {},
                '{"errors": [{"message": "too much", "extensions": {"code": "QUERY_TOO_COMPLEX"}}]}',
            ),
            Kind.TOO_MUCH,
        ),
        (HttpFailure(400, {}, '["errors"]'), Kind.MISTAKEN),
        (HttpFailure(408, {}, ""), Kind.SLOW),
        (HttpFailure(413, {}, ""), Kind.SLOW),
        (HttpFailure(422, {}, ""), Kind.MISTAKEN),
        (HttpFailure(500, {}, "{"), Kind.WAIT),
        (HttpFailure(529, {}, ""), Kind.WAIT),
        (
            query_error({"message": "Cannot query field 'x'", "locations": [{"line": 1}]}),
            Kind.MISTAKEN,
        ),
        (
            query_error({"message": "x", "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}}),
            Kind.MISTAKEN,
        ),
        (
            query_error(
                {"message": "first exceeds the maximum of 100", "locations": [{"line": 1}]}
            ),
            Kind.TOO_MUCH,
        ),
        (query_error({"message": "something went wrong"}), Kind.PARTIAL),
        (
            query_error({"message": "x", "path": ["icons"], "locations": [{"line": 1}]}),
            Kind.PARTIAL,
        ),
        (query_error({"message": "x", "type": "FORBIDDEN"}, data={"icons": [None]}), Kind.PARTIAL),
        (query_error({"message": "x", "type": "FORBIDDEN"}), Kind.REFUSED),
        (query_error("not even an object"), Kind.PARTIAL),
        (query_error({"extensions": None, "message": None}), Kind.PARTIAL),
    ],
)
def test_kinds(failure, kind):
    assert judge(failure, None).kind is kind


def test_a_timeout_is_slow_and_a_bad_address_a_mistake():
    slow = TransportConnectionFailed("")
    slow.__cause__ = TimeoutError()
    assert judge(slow, None).kind is Kind.SLOW
    mistaken = TransportConnectionFailed("")
    mistaken.__cause__ = ValueError("no such port")
    assert judge(mistaken, None).kind is Kind.MISTAKEN


def test_errors_are_told_briefly():
    verdict = judge(query_error(*({"message": f"{number} " * 1000} for number in range(5))), None)
    assert len(verdict.reason) < 1000
    assert verdict.reason.endswith("and 2 more")


def test_defects_are_no_verdict():
    assert judge(RuntimeError(), None) is None


def test_retry_after_is_seconds_or_a_date():
    assert seconds_to_wait({"Retry-After": "120"}) == 120
    assert 58 <= seconds_to_wait({"Retry-After": formatdate(time.time() + 60, usegmt=True)}) <= 60
    assert seconds_to_wait({"Retry-After": formatdate(time.time() - 60, usegmt=True)}) == 0
    assert seconds_to_wait({"Retry-After": "soon"}) is None
    assert seconds_to_wait({}) is None
    assert (
        58
        <= seconds_to_wait(
            {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 60)}
        )
        <= 60
    )
    assert seconds_to_wait({"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "1"}) is None
