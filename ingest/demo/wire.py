"""Answers as they go over the wire: whole, or broken in the ways that real networks and gateways break them."""

import json
from email.utils import formatdate
from http import HTTPStatus
from time import time

from aiohttp import web

from ingest.demo.execution import Answer, refusal
from ingest.demo.faults import Struck

LOGIN_PAGE = "<!doctype html><title>Sign in</title><form method=post><input name=user><input name=password type=password></form>"


def instead(request: web.Request, struck: Struck) -> web.Response | None:
    """What a fault answers without a look at the question; None when the question is to be answered."""
    if "close" in struck:
        _hang_up(request)
        return web.Response()
    if "redirect" in struck:
        return web.Response(status=307, headers={"Location": struck["redirect"]})
    if "login-page" in struck:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    if (status := struck.number("status")) is not None:
        return gateway(status)
    if "busy" in struck:
        return gateway(429, struck["busy"])
    if "busy-date" in struck:
        return gateway(429, formatdate(time() + float(struck["busy-date"]), usegmt=True))
    if "busy-errors" in struck:
        return _whole(refusal(429, "too many requests", code="RATE_LIMITED"), struck["busy-errors"])
    if "throttled" in struck:
        return _whole(
            Answer(200, {"data": None, **refusal(200, "Throttled", code="THROTTLED").document})
        )
    if "rate-limited" in struck:
        return _whole(
            Answer(
                200, {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
            )
        )
    if "denied" in struck:
        return _whole(refusal(200, "you must be signed in", code="UNAUTHENTICATED"))
    if "data-null" in struck:
        return _whole(Answer(200, {"data": None}))
    return None


def gateway(status: int, retry_after: str | None = None) -> web.Response:
    """What a proxy answers: a status and a line of plain text."""
    return web.Response(
        status=status,
        text=f"{status} {HTTPStatus(status).phrase}\n",
        headers={"Retry-After": retry_after} if retry_after else None,
    )


async def send(request: web.Request, answer: Answer, struck: Struck) -> web.StreamResponse:
    """The answer, whole or cut."""
    whole = _whole(answer)
    body = whole.body
    assert isinstance(body, bytes)
    if "cut-json" in struck:
        return web.Response(
            status=answer.status, body=body[: len(body) // 2], content_type="application/json"
        )
    if "cut-length" in struck:
        cut = web.StreamResponse(
            status=answer.status,
            headers={"Content-Type": "application/json", "Content-Length": str(len(body))},
        )
        await cut.prepare(request)
        await cut.write(body[: len(body) // 2])
        _hang_up(request)
        return cut
    return whole


def _whole(answer: Answer, retry_after: str | None = None) -> web.Response:
    headers = {"Retry-After": retry_after} if retry_after else None
    body = json.dumps(answer.document, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(
        status=answer.status, body=body, content_type="application/json", headers=headers
    )


def _hang_up(request: web.Request) -> None:
    # What was written is flushed first; then the connection ends whatever was promised.
    if request.transport is not None:
        request.transport.close()
