"""What can go wrong in a request: one exception a kind, and their one way to an RFC 9457 answer."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from features.search.errors import QueryError
from ingest.common.failures import Failure, SourceDown

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A request that cannot be answered as asked. The message is one sentence with what to do next."""

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
    """The request's address and headers are longer than any that the service has a use for."""

    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    name = "head-too-large"
    title = "The request's headers are too large"


class UnknownFormat(Problem):
    """The bytes are none of the picture formats that are read."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    name = "unknown-format"
    title = "The file is not a picture that can be read"


class UnusablePicture(Problem):
    """A picture that is broken, or that shows nothing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "unusable-picture"
    title = "The picture cannot be used"


class InvalidParameter(Problem):
    """A parameter whose value is not possible."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    name = "invalid-parameter"
    title = "A parameter is not valid"


class NotReady(Problem):
    """No library is being served yet."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "not-ready"
    title = "No library is being served yet"
    retry_after = 1


class StoreDown(Problem):
    """The vectors are kept in Milvus, which does not answer: what asks for no comparison is answered as ever."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "store-down"
    title = "The vectors cannot be searched"
    retry_after = 5


class Busy(Problem):
    """More requests or uploads at the same time than the settings allow."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    name = "busy"
    title = "Too many requests at the same time"
    retry_after = 1


class TooMany(Problem):
    """More searches from one client than the settings allow."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    name = "too-many"
    title = "Too many searches"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


def install(app: FastAPI) -> None:
    """Answer every failure of `app` with problem details."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(QueryError, _query)
    app.add_exception_handler(Failure, _failure)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(ClientDisconnect, _disconnected)


def body(problem: type[Problem], detail: str) -> dict[str, Any]:
    """The problem details of a kind of problem."""
    return _body(problem.status, problem.name, problem.title, detail)


def _body(status: int, name: str, title: str, detail: str) -> dict[str, Any]:
    return {
        "type": f"urn:problem-type:iconlens:{name}",
        "title": title,
        "status": int(status),
        "detail": detail,
    }


def _answer(
    status: int,
    name: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    return JSONResponse(_body(status, name, title, detail) | more, status, headers, MEDIA_TYPE)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    retry = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return _answer(error.status, error.name, error.title, str(error), {**error.headers, **retry})


def _query(request: Request, error: Exception) -> Response:
    return _problem(request, InvalidParameter(str(error)))


def _failure(request: Request, error: Exception) -> Response:
    if isinstance(error, SourceDown):
        return _problem(request, StoreDown(str(error)))
    # A part of the generation that is opened when it is first asked for turns out to be of no use to this code.
    return _answer(NotReady.status, NotReady.name, NotReady.title, str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    detail = {
        HTTPStatus.NOT_FOUND: "There is nothing at this address: see /docs for those there are.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"This address does not take {request.method}: see /docs for what it takes.",
    }.get(HTTPStatus(error.status_code), str(error.detail))
    return _answer(
        error.status_code, phrase.lower().replace(" ", "-"), phrase, detail, error.headers
    )


def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"parameter": ".".join(map(str, entry["loc"][1:])), "detail": entry["msg"]}
        for entry in error.errors()
    ]
    detail = (
        "; ".join(f"{entry['parameter']}: {entry['detail']}" for entry in errors)
        + ": see /docs for what is possible."
    )
    return _answer(
        InvalidParameter.status,
        InvalidParameter.name,
        InvalidParameter.title,
        detail,
        errors=errors,
    )


def _disconnected(request: Request, error: Exception) -> Response:
    return Response(
        status_code=499
    )  # nobody reads it: the client hung up in the middle of its upload


def defect() -> Response:
    """The answer where the service itself is at fault."""
    detail = "The service failed on this request: try again, and tell its operator to look into its log if it persists."
    return _answer(500, "internal-error", "Internal error", detail)
