"""The outermost middleware: request ids, security headers, the request log, metrics, HEAD."""

import logging
import re
import time
import uuid
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs, metrics
from api.http import handlers
from api.http.handlers import CLIENT_CLOSED_REQUEST
from api.http.problems import HeadTooLarge

logger = logging.getLogger("api.requests")  # part of the log's documented format

REQUEST_ID = "X-Request-ID"
# As nginx's $request_id. Any other value could be a name or a secret, and is replaced.
REQUEST_ID_PATTERN = re.compile(r"[0-9a-f]{32}", re.ASCII)
# Of an address: all values of all filters, and some. Each one is read on the event loop.
MAX_PARAMETERS = 500
NO_ROUTE = "none"  # in the log and the metrics, for an address without a route
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# For every answer that is no page: a browser that shows it as a page may load and frame nothing.
DEFAULT_POLICY = "default-src 'none'; frame-ancestors 'none'"


class RequestMiddleware:
    """Prepares each request and completes its answer.

    An exception that nothing inside handles is logged and answered with status 500.
    """

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back. The server leaves out the body after HEAD."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        method = scope["method"]
        answer = _Answer(send, _request_id(scope))
        if method == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            await self._passed(scope)(scope, receive, answer.send)
        except Exception:
            logger.exception("%s %s failed", method, self._route(scope))
            if answer.started:
                raise  # all that is left is to break the answer off
            await handlers.internal_error()(scope, receive, answer.send)
        finally:
            seconds = time.perf_counter() - began
            _record(method, self._route(scope), answer.status, seconds)

    def _passed(self, scope: Scope) -> ASGIApp:
        """What answers a request: the application, or a refusal of what takes long to read."""
        if scope["query_string"].count(b"&") < MAX_PARAMETERS:
            return self._app
        return handlers.refusal(
            HeadTooLarge(f"The address has more than {MAX_PARAMETERS} parameters: send fewer.")
        )

    def _route(self, scope: Scope) -> str:
        """The route's own path, such as /icons/{key}: never the path that the client sent."""
        if "route" in scope:
            return str(scope["route"].path)
        if "endpoint" not in scope:
            return NO_ROUTE
        mounted: str = scope["root_path"].removeprefix(self._root_path)
        return mounted or str(scope["path"]).removeprefix(self._root_path)


class _Answer:
    """Sends an answer with the headers that all have; `status` is 499 until it starts."""

    def __init__(self, send: Send, request_id: str) -> None:
        self.status = CLIENT_CLOSED_REQUEST
        self.started = False
        self._send = send
        self._request_id = request_id

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.update(SECURITY_HEADERS | {REQUEST_ID: self._request_id})
            # The headers of a 304 replace those of the answer that the client has stored.
            if self.status != HTTPStatus.NOT_MODIFIED:
                headers.setdefault("Content-Security-Policy", DEFAULT_POLICY)
        await self._send(message)


def _request_id(scope: Scope) -> str:
    """The id that the proxy sent, or a new one; log lines of this request carry it from here on."""
    sent = Headers(scope=scope).get(REQUEST_ID, "")
    request_id = sent if REQUEST_ID_PATTERN.fullmatch(sent) else uuid.uuid4().hex
    logs.request_id.set(request_id)  # never reset: each request runs in a context of its own
    return request_id


def _record(method: str, route: str, status: int, seconds: float) -> None:
    """Count a request and write its line of the log."""
    metrics.REQUESTS.labels(route, status).inc()
    metrics.DURATIONS.labels(route).observe(seconds)
    figures = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(1000 * seconds, 1),
    }
    logger.info("%s %s %d, %.1f ms", *figures.values(), extra={"figures": figures})
