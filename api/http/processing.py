"""How an upload becomes an answer: a slot, the picture's bytes, and the search itself."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

import anyio.to_thread
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from api import metrics
from api.http.problems import Busy
from api.http.upload import receive
from api.settings import Settings

Parameters = TypeVar("Parameters", bound=BaseModel)
Outcome = TypeVar("Outcome")
Search = Callable[[bytes, Parameters], Outcome]
QuickTest = Callable[[bytes, Parameters], bool]


async def process_upload(
    request: Request,
    parameters: Parameters,
    search: Search[Parameters, Outcome],
    is_quick: QuickTest[Parameters] = lambda content, parameters: False,
) -> tuple[Outcome, float]:
    """Receive a picture, call `search` with its bytes and all parameters.

    Returns its result and the milliseconds since the picture's last byte. A search that is
    `is_quick` runs on the event loop, any other in a thread. Raises Busy, RequestValidationError,
    and what `receive` and `search` raise.
    """
    settings: Settings = request.app.state.settings
    slots: asyncio.Semaphore = request.app.state.upload_slots
    if slots.locked():
        raise Busy(f"{settings.max_uploads} uploads are being worked on: try again in a second.")
    async with slots:
        with metrics.UPLOADS.track_inprogress():
            with metrics.stage("receive"):
                upload = await receive(request, settings.max_bytes, settings.max_seconds)
            if upload.fields:
                parameters = _with_fields(parameters, upload.fields)
            started = time.perf_counter()
            outcome = await _run(request, upload.content, parameters, search, is_quick)
    return outcome, round(1000 * (time.perf_counter() - started), 2)


async def _run(
    request: Request,
    content: bytes,
    parameters: Parameters,
    search: Search[Parameters, Outcome],
    is_quick: QuickTest[Parameters],
) -> Outcome:
    """Run a search where it takes the least time, and count the wait for a processor.

    PLACEHOLDER
    """
    with metrics.waiting() as wait_is_over:

        def work() -> Outcome:
            wait_is_over()
            return search(content, parameters)

        if not is_quick(content, parameters):
            return await anyio.to_thread.run_sync(work, limiter=request.app.state.search_threads)
        async with request.app.state.loop_turn:
            # All else that is ready runs between two searches. The lock makes the other searches
            # wait, so that they are not ready all at once.
            await asyncio.sleep(0)
            return work()


def _with_fields(parameters: Parameters, fields: dict[str, Any]) -> Parameters:
    """The parameters of the query, replaced by those that came as fields."""
    try:
        return type(parameters).model_validate(parameters.model_dump() | fields)
    except ValidationError as error:
        errors = [entry | {"loc": ("body", *entry["loc"])} for entry in error.errors()]
        raise RequestValidationError(errors) from error
