"""What holds for every request: an id, safe headers, a line in the log, its figures; HEAD is GET without the body."""

import logging
import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs, metrics
from api.http import problems

logger = logging.getLogger(__name__)

REQUEST_ID = "X-Request-ID"
GIVEN = re.compile(
    r"[0-9a-f]{32}", re.ASCII
)  # as nginx's $request_id; anything else could be a name, or a secret
NOWHERE = "none"  # what the log and the metrics call an address that there is not
HUNG_UP = 499  # nginx's status for a client that is gone before its answer
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# For whatever is not a page: should a browser ever show it as one, it may do nothing and stand in no frame.
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"


class Conduct:
    """The outermost part of the service. What no other part foresaw ends here, in the log and in an answer with status 500."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back. The server itself leaves out the body after HEAD."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method, began, status = scope["method"], time.perf_counter(), HUNG_UP
        given = Headers(scope=scope).get(REQUEST_ID, "")
        identifier = given if GIVEN.fullmatch(given) else uuid.uuid4().hex
        logs.request_id.set(
            identifier
        )  # never reset: the server runs each request in a context of its own
        if method == "HEAD":
            scope = {**scope, "method": "GET"}

        async def send_safely(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS | {REQUEST_ID: identifier})
                if (
                    status != HTTPStatus.NOT_MODIFIED
                ):  # whose headers replace those of the answer that the client has
                    headers.setdefault("Content-Security-Policy", NO_PAGE)
            await send(message)

        try:
            await self._app(scope, receive, send_safely)
        except Exception:
            logger.exception("%s %s failed", method, self._place(scope))
            if status != HUNG_UP:
                raise  # the answer has begun: all that is left is to break it off
            await problems.defect()(scope, receive, send_safely)
        finally:
            self._note(method, self._place(scope), status, time.perf_counter() - began)

    def _note(self, method: str, place: str, status: int, seconds: float) -> None:
        metrics.REQUESTS.labels(place, status).inc()
        metrics.DURATIONS.labels(place).observe(seconds)
        figures = {
            "method": method,
            "route": place,
            "status": status,
            "duration_ms": round(1000 * seconds, 1),
        }
        logger.info("%s %s %d, %.1f ms", *figures.values(), extra={"figures": figures})

    def _place(self, scope: Scope) -> str:
        """The kind of address that a request asked for, such as /icons/{key}: of those there are, never what the client wrote."""
        if "route" in scope:
            return str(scope["route"].path)
        if "endpoint" not in scope:
            return NOWHERE
        mounted: str = scope["root_path"].removeprefix(self._root_path)
        return mounted or str(scope["path"]).removeprefix(self._root_path)
