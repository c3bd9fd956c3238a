"""The web application: what is served where, and what runs beside the requests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from api.http import caching, problems
from api.http.admission import Admitted
from api.http.keys import Cors, NeedsKey
from api.http.middleware import Conduct
from api.http.openapi import Application
from api.http.rate_limits import Limited, Limits
from api.routes import docs, icons, screenshots, status
from api.routes import search as searching
from api.serving import Serving
from api.settings import Settings
from ingest.common.data_folder import DataFolder

STATIC = Path(__file__).parent / "static"
PAGE_HEADERS = {
    # Icons are shown as data: pictures, in the colour of the text around them; scripts come from here alone.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "Cache-Control": "no-cache",
}
# Any site may load the widget; which may search is the matter of --cors-origins. After an update nobody meets a mixture of old and new.
ASSET_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-cache"}
DESCRIPTION = "Finds icons by picture: post a screenshot of an icon, get that icon back from your own library."


def create_app(settings: Settings) -> FastAPI:
    """The service as an ASGI application; it opens the published library when it starts, or as soon as there is one."""
    app = Application(
        title="iconlens",
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.serving = Serving(DataFolder(settings.data), settings.threads, settings.store)
    app.state.requests = asyncio.Semaphore(settings.max_requests)
    app.state.limits = Limits(settings.rate_limit) if settings.rate_limit else None
    app.state.uploads = asyncio.Semaphore(settings.max_uploads)
    app.add_middleware(Cors, settings=settings)
    app.add_middleware(Conduct, root_path=settings.root_path)
    problems.install(app)
    caching.install(app)
    app.include_router(searching.router, dependencies=[NeedsKey, Limited, Admitted])
    app.include_router(screenshots.router, dependencies=[NeedsKey, Limited, Admitted])
    app.include_router(icons.router, dependencies=[Admitted])
    app.include_router(status.router)
    docs.install(app, icon="static/icon.svg")
    app.mount("/static", Assets(directory=STATIC))
    app.add_route("/", _page)
    app.add_route("/embed.js", _widget)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    serving: Serving = app.state.serving
    app.state.processors = anyio.CapacityLimiter(app.state.settings.threads)
    app.state.turn = asyncio.Lock()
    await serving.start()
    watch = asyncio.create_task(serving.watch())
    try:
        yield
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
        serving.close()


def _page(request: Request) -> Response:
    return FileResponse(STATIC / "index.html", headers=PAGE_HEADERS)


def _widget(request: Request) -> Response:
    return FileResponse(STATIC / "embed.js", headers=ASSET_HEADERS)


class Assets(StaticFiles):
    """The page's and the widget's files."""

    def file_response(self, *arguments: Any, **more: Any) -> Response:
        """A file, or that it has not changed."""
        response = super().file_response(*arguments, **more)
        response.headers.update(ASSET_HEADERS)
        return response
