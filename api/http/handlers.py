"""Exception handlers: every failure of a request becomes an answer with problem details."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from api import picture
from api.budget import Abandoned, OverBudget
from api.http.problems import (
    MEDIA_TYPE,
    InvalidParameter,
    NotReady,
    Problem,
    StoreDown,
    TooCostly,
    TooLarge,
    UnknownFormat,
    UnusablePicture,
    details,
    fields,
)
from api.serving import NothingServed
from features.search.errors import QueryError
from ingest.common.failures import Failure, SourceDown

MAX_ERRORS = 20  # of one request that are answered
CLIENT_CLOSED_REQUEST = 499  # nginx's status for a client that closes before its answer

# The problem that each error of the layers below is answered with.
PROBLEM_OF: dict[type[Exception], type[Problem]] = {
    picture.UnknownFormat: UnknownFormat,
    picture.TooManyPixels: TooLarge,
    picture.UnusablePicture: UnusablePicture,
    picture.CropOutside: InvalidParameter,
    OverBudget: TooCostly,
    NothingServed: NotReady,
    QueryError: InvalidParameter,
    SourceDown: StoreDown,
}


def install(app: FastAPI) -> None:
    """Answer every failure of `app` with problem details."""
    app.add_exception_handler(Problem, _problem)
    for error in PROBLEM_OF:
        app.add_exception_handler(error, _error_below)
    app.add_exception_handler(Failure, _failure)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(ClientDisconnect, _client_disconnect)
    app.add_exception_handler(Abandoned, _client_disconnect)


def internal_error() -> Response:
    """The answer with status 500: the service itself is at fault."""
    detail = (
        "The service failed on this request: try again, "
        "and tell its operator to look into its log if it persists."
    )
    return _answer(fields(500, "internal-error", "Internal error", detail))


def refusal(error: Problem) -> Response:
    """The answer to a request that is refused."""
    headers = dict(error.headers)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return _answer(details(type(error), str(error)), headers)


def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return refusal(error)


def _error_below(request: Request, error: Exception) -> Response:
    kind = next(kind for kind in type(error).__mro__ if kind in PROBLEM_OF)
    return refusal(PROBLEM_OF[kind](str(error)))


def _failure(request: Request, error: Exception) -> Response:
    """A part of the generation, opened on first use, is unusable. A retry would not help."""
    return _answer(details(NotReady, str(error)))


def _http_exception(request: Request, error: Exception) -> Response:
    """Answer an exception of Starlette's routing, such as 404 for an unknown address."""
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    sentences = {
        HTTPStatus.NOT_FOUND: "There is nothing at this address: see /docs for those there are.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"This address does not take {request.method}: "
        "see /docs for what it takes.",
    }
    detail = sentences.get(status, str(error.detail))
    name = status.phrase.lower().replace(" ", "-")
    return _answer(fields(status, name, status.phrase, detail), error.headers)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    entries = [
        {
            "parameter": ".".join(map(str, entry["loc"][1:])),
            "detail": entry["msg"].removeprefix("Value error, "),  # pydantic's, of our own sentence
        }
        for entry in error.errors()[:MAX_ERRORS]
    ]
    # What is wrong with the whole body is no parameter's.
    parts = [": ".join(filter(None, entry.values())) for entry in entries]
    sentences = "; ".join(parts)
    content = details(InvalidParameter, f"{sentences}: see /docs for what is possible.")
    return _answer(content | {"errors": entries})


def _client_disconnect(request: Request, error: Exception) -> Response:
    """Nobody reads this answer: the client closed the connection before it."""
    return Response(status_code=CLIENT_CLOSED_REQUEST)


def _answer(content: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(content, content["status"], headers, MEDIA_TYPE)
