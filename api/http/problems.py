"""The kinds of RFC 9457 problem details that the service answers, one exception each."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that is refused. The message is one sentence with what to do next."""

    status = HTTPStatus.BAD_REQUEST
    name = "bad-request"
    title = "The request cannot be read"
    headers: ClassVar[Mapping[str, str]] = {}
    retry_after: int | None = None  # seconds


class Unauthorised(Problem):
    """A key is needed, and none or an unknown one was sent."""

    status = HTTPStatus.UNAUTHORIZED
    name = "unauthorised"
    title = "A key is needed"
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "ApiKey"}


class Forbidden(Problem):
    """The key is not meant for the site that sends it."""

    status = HTTPStatus.FORBIDDEN
    name = "forbidden"
    title = "The key is for another site"


class NotFound(Problem):
    """There is no such icon, or it has no such part."""

    status = HTTPStatus.NOT_FOUND
    name = "not-found"
    title = "Not found"


class WrongHost(Problem):
    """The request is for a name that is not the service's."""

    status = HTTPStatus.MISDIRECTED_REQUEST
    name = "wrong-host"
    title = "The service has another name"


class TooLarge(Problem):
    """The upload has more bytes or more pixels than the settings allow."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    name = "too-large"
    title = "The picture is too large"


class TooSlow(Problem):
    """The request did not arrive within the time that it may take."""

    status = HTTPStatus.REQUEST_TIMEOUT
    name = "too-slow"
    title = "The request took too long"


class HeadTooLarge(Problem):
    """The request's address and headers are longer than the service needs."""

    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    name = "head-too-large"
    title = "The request's headers are too large"


class UnknownFormat(Problem):
    """The bytes are in none of the supported picture formats."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    name = "unknown-format"
    title = "The file is not a picture that can be read"


class UnusablePicture(Problem):
    """The picture is broken, or shows nothing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "unusable-picture"
    title = "The picture cannot be used"


class TooCostly(Problem):
    """The search takes more processor time or memory than the settings allow."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "too-costly"
    title = "The search takes too much"


class InvalidParameter(Problem):
    """A parameter has a value that is not valid."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "invalid-parameter"
    title = "A parameter is not valid"


class NotReady(Problem):
    """No library is served yet."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "not-ready"
    title = "No library is being served yet"
    retry_after = 1


class StoreDown(Problem):
    """Milvus holds the vectors and does not answer. Requests without a comparison still work."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "store-down"
    title = "The vectors cannot be searched"
    retry_after = 5


class Busy(Problem):
    """There are more requests or uploads at the same time than the settings allow."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "busy"
    title = "Too many requests at the same time"
    retry_after = 1


class TooMany(Problem):
    """One client searches more often, or more at the same time, than the settings allow."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    name = "too-many"
    title = "Too many searches"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


def details(problem: type[Problem], detail: str) -> dict[str, Any]:
    """The problem details of one kind of problem."""
    return fields(problem.status, problem.name, problem.title, detail)


def fields(status: int, name: str, title: str, detail: str) -> dict[str, Any]:
    """The members that RFC 9457 names; `name` ends the URN of the type."""
    return {
        "type": f"urn:problem-type:iconlens:{name}",
        "title": title,
        "status": int(status),
        "detail": detail,
    }
