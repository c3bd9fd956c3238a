"""How an upload becomes an answer: a slot, the picture's bytes, and the search in a thread.

A search never runs on the event loop: there it holds up all other requests, for as long as a large
picture takes. Side by side in one run of `python -m tests.benchmarks.serving` (848 icons, 2 workers
on 2 processors), small pictures searched on the loop gave 1.05, 1.05 and 1.06 times the answers for
1, 8 and 32 clients, and /healthz took 4.0, 6.2 and 6.9 ms in its slowest hundredth, not 3.4, 4.1
and 4.6. With both processors busy, the loop gave 0.92, 0.78 and 0.90 times the answers, and
/healthz took 93 ms, not 40 ms, with 8 clients.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

import anyio
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


async def process_upload(
    request: Request,
    parameters: Parameters,
    search: Callable[[bytes, Parameters], Outcome],
    threads: anyio.CapacityLimiter,
) -> tuple[Outcome, float]:
    """Receive a picture and call `search` with its bytes and all parameters in one of `threads`.

    Returns its result and the milliseconds since the picture's last byte. Raises Busy,
    RequestValidationError, and what `receive` and `search` raise.
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
            outcome = await _run(threads, lambda: search(upload.content, parameters))
    return outcome, round(1000 * (time.perf_counter() - started), 2)


async def _run(threads: anyio.CapacityLimiter, search: Callable[[], Outcome]) -> Outcome:
    """Run a search in a thread, and count the wait for one."""
    with metrics.waiting() as wait_is_over:

        def work() -> Outcome:
            wait_is_over()
            return search()

        return await anyio.to_thread.run_sync(work, limiter=threads)


def _with_fields(parameters: Parameters, fields: dict[str, Any]) -> Parameters:
    """The parameters of the query, replaced by those that came as fields."""
    try:
        return type(parameters).model_validate(parameters.model_dump() | fields)
    except ValidationError as error:
        errors = [entry | {"loc": ("body", *entry["loc"])} for entry in error.errors()]
        raise RequestValidationError(errors) from error
