"""Responses that are broken in the ways in which real networks and gateways break them."""

from email.utils import formatdate
from http import HTTPStatus
from time import time

from aiohttp import web

from ingest.demo.execution import Answer, refusal
from ingest.demo.server import json_response
from tests.ingest.demo.faulty.faults import ActiveFaults

LOGIN_PAGE = (
    "<!doctype html><title>Sign in</title><form method=post>"
    "<input name=user><input name=password type=password></form>"
)


def without_answer(request: web.Request, faults: ActiveFaults) -> web.Response | None:
    """The response of a fault that never reads the query; None where there is no such fault."""
    if "close" in faults:
        _hang_up(request)
        return web.Response()
    if "redirect" in faults:
        return web.Response(status=307, headers={"Location": faults["redirect"]})
    if "login-page" in faults:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    if (status := faults.number("status")) is not None:
        return gateway(status)
    if "busy" in faults:
        return gateway(429, faults["busy"])
    if "busy-date" in faults:
        return gateway(429, formatdate(time() + float(faults["busy-date"]), usegmt=True))
    return _errors(faults)


def _errors(faults: ActiveFaults) -> web.Response | None:
    if "busy-errors" in faults:
        answer = refusal(429, "too many requests", code="RATE_LIMITED")
        return json_response(answer, {"Retry-After": faults["busy-errors"]})
    if "throttled" in faults:
        errors = refusal(200, "Throttled", code="THROTTLED").document
        return json_response(Answer(200, {"data": None, **errors}))
    if "rate-limited" in faults:
        error = {"type": "RATE_LIMITED", "message": "API rate limit exceeded"}
        return json_response(Answer(200, {"errors": [error]}))
    if "denied" in faults:
        return json_response(refusal(200, "you must be signed in", code="UNAUTHENTICATED"))
    if "data-null" in faults:
        return json_response(Answer(200, {"data": None}))
    return None


def gateway(status: int, retry_after: str | None = None) -> web.Response:
    """The response of a proxy: a status and a line of plain text."""
    return web.Response(
        status=status,
        text=f"{status} {HTTPStatus(status).phrase}\n",
        headers={"Retry-After": retry_after} if retry_after else None,
    )


async def cut(
    request: web.Request, response: web.StreamResponse, faults: ActiveFaults
) -> web.StreamResponse:
    """The response, whole or cut in half."""
    body = getattr(response, "body", None)
    assert isinstance(body, bytes)
    half = body[: len(body) // 2]
    if "cut-json" in faults:
        return web.Response(status=response.status, body=half, content_type="application/json")
    if "cut-length" in faults:
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        unfinished = web.StreamResponse(status=response.status, headers=headers)
        await unfinished.prepare(request)
        await unfinished.write(half)
        _hang_up(request)
        return unfinished
    return response


def _hang_up(request: web.Request) -> None:
    # The bytes written so far are flushed; then the connection ends, whatever was promised.
    if request.transport is not None:
        request.transport.close()
