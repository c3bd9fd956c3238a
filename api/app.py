"""The ASGI application: its routes, its middleware and its state."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.middleware.gzip import GZipMiddleware

from api.http import caching, handlers
from api.http.hosts import HostMiddleware
from api.http.keys import CorsMiddleware, KeyRequired
from api.http.load.admission import Admission, Places
from api.http.load.clients import Moments
from api.http.load.rate_limits import RateLimit, RateLimiter
from api.http.load.turns import Turns
from api.http.load.watchdog import Watchdog
from api.http.middleware import RequestMiddleware
from api.http.openapi import Application
from api.routes import copying, docs, feedback, icons, metrics, screenshots, search, status
from api.routes.drawings import new_desk
from api.serving import Serving
from api.settings import Settings
from ingest.common.data_folder import DataFolder


@dataclass(frozen=True)
class ThreadSettings:
    """How many threads a worker has at most; requests wait for one. Chosen by hand.

    anyio's default is 40, and each may keep memory of its own.
    """

    kinds: int = 3  # searches, windows and lists have `--threads` each
    others: int = 6  # for short work: one icon, writing an answer, reading the served files


THREADS = ThreadSettings()
STATIC = Path(__file__).parent / "static"
PAGE_HEADERS = {
    # Icons are pictures in data: URIs, in the colour of the text. Scripts come from this host only.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Cache-Control": "no-cache",
}
# Any site may load the widget; --cors-origins says which may search. Browsers revalidate each
# file, or an update could mix old and new files.
ASSET_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
DESCRIPTION = (
    "Finds icons by picture: post a screenshot of an icon, "
    "get that icon back from your own library."
)


def create_app(settings: Settings) -> FastAPI:
    """The service. It opens the published library at its start, or as soon as there is one."""
    app = Application(
        title="iconlens",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    _set_state(app, settings)
    app.add_middleware(CorsMiddleware, settings=settings)
    if settings.hosts:
        app.add_middleware(HostMiddleware, hosts=settings.hosts)
    app.add_middleware(RequestMiddleware, root_path=settings.root_path)  # the outermost
    handlers.install(app)
    caching.install(app)
    app.include_router(search.router, dependencies=[KeyRequired, RateLimit, Admission])
    app.include_router(screenshots.router, dependencies=[KeyRequired, RateLimit, Admission])
    app.include_router(copying.router, dependencies=[Admission])
    app.include_router(icons.router, dependencies=[Admission])
    app.include_router(status.router)
    app.include_router(metrics.router)
    if settings.feedback:
        app.include_router(feedback.router, dependencies=[KeyRequired, RateLimit, Admission])
    if settings.mcp:
        from api.mcp import mounted  # needs a package that the service does without

        mounted.install(app)
    docs.install(app, icon="static/icon.svg")
    app.mount("/static", GZipMiddleware(_Assets(directory=STATIC)))
    app.add_route("/", _page)
    app.add_route("/embed.js", _widget)
    return app


def _set_state(app: FastAPI, settings: Settings) -> None:
    """What the routes share. Tables of clients made before the fork are shared by all workers."""
    app.state.settings = settings
    app.state.serving = Serving(DataFolder(settings.data), settings.threads, settings.store)
    app.state.rate_limiter = RateLimiter(settings.rate_limit) if settings.rate_limit else None
    app.state.request_places = Places(settings.max_requests, "requests")
    app.state.upload_places = Places(settings.max_uploads, "uploads")
    app.state.work_places = Places(settings.max_work, "searches, a window counted as 100,")
    used = Moments()
    app.state.search_turns = Turns(settings.threads, used)
    # Of their own: the search of a screenshot takes much longer, and others would wait for it.
    app.state.screenshot_turns = Turns(settings.threads, used)
    app.state.list_turns = Turns(settings.threads, used)
    app.state.watchdog = Watchdog()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    serving: Serving = app.state.serving
    limiter = anyio.to_thread.current_default_thread_limiter()
    limiter.total_tokens = THREADS.kinds * app.state.settings.threads + THREADS.others
    app.state.desk = new_desk()
    await serving.start()
    watches = [
        asyncio.create_task(serving.watch()),
        asyncio.create_task(serving.reread()),
        asyncio.create_task(app.state.watchdog.watch()),
    ]
    try:
        async with _assistants(app):
            yield
    finally:
        for watch in watches:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
        serving.close()
        app.state.desk.close()


@asynccontextmanager
async def _assistants(app: FastAPI) -> AsyncIterator[None]:
    """Answer assistants while the block runs, where the settings say so."""
    if not app.state.settings.mcp:
        yield
        return
    from api.mcp import mounted

    async with mounted.running(app):
        yield


def _page(request: Request) -> Response:
    return FileResponse(STATIC / "index.html", headers=PAGE_HEADERS)


def _widget(request: Request) -> Response:
    return FileResponse(STATIC / "embed.js", headers=ASSET_HEADERS)


class _Assets(StaticFiles):
    """The files of the page and of the widget."""

    def file_response(self, *arguments: Any, **more: Any) -> Response:
        """A file, or a 304 where it has not changed."""
        response = super().file_response(*arguments, **more)
        response.headers.update(ASSET_HEADERS)
        return response
