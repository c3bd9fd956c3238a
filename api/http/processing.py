"""How a request becomes an answer: the picture's bytes, and the search in a thread, in its turn.

A search never runs on the event loop: there it holds up all other requests, for as long as a large
picture takes. Side by side in one run of `python -m tests.benchmarks.serving` (848 icons, 2 workers
on 2 processors), small pictures searched on the loop gave 1.05, 1.05 and 1.06 times the answers for
1, 8 and 32 clients, and /healthz took 4.0, 6.2 and 6.9 ms in its slowest hundredth, not 3.4, 4.1
and 4.6. With both processors busy, the loop gave 0.92, 0.78 and 0.90 times the answers, and
/healthz took 93 ms, not 40 ms, with 8 clients.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import anyio.to_thread
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from api import metrics
from api.budget import Abandoned, Budget, OverBudget
from api.http.load.clients import address
from api.http.load.turns import Turns
from api.http.upload import parse, receive
from api.settings import Settings

Parameters = TypeVar("Parameters", bound=BaseModel)
Outcome = TypeVar("Outcome")
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


async def process_upload(
    request: Request,
    parameters: Parameters,
    search: Callable[[bytes, Parameters], Outcome],
    turns: Turns,
    work: int = 1,
) -> tuple[Outcome, float]:
    """Receive a picture and call `search` with its bytes and all parameters in a thread.

    `work` is what the search costs, in searches for one icon. Returns its result and the
    milliseconds since the picture's last byte. Raises Busy, TooMany, RequestValidationError, and
    what `receive`, `parse`, `process` and `search` raise.
    """
    state = request.app.state
    settings: Settings = state.settings
    client = address(request)
    with (
        state.upload_places.hold(client),
        state.work_places.hold(client, work),
        metrics.UPLOADS.track_inprogress(),
    ):
        with metrics.stage("receive"):
            body = await receive(request, settings.max_bytes, settings.max_seconds)

        def parsed_and_searched() -> Outcome:
            upload = parse(body, request.headers)
            return search(upload.content, _with_fields(parameters, upload.fields))

        started = time.perf_counter()
        outcome = await process(request, parsed_and_searched, turns)
    return outcome, round(1000 * (time.perf_counter() - started), 2)


async def process(request: Request, search: Callable[[], Outcome], turns: Turns) -> Outcome:
    """Call `search` in a thread when it is this client's turn, within the budget of one search.

    It is not begun, or ends at its next step, when the client closes its connection. Raises
    Abandoned, OverBudget, and what `search` raises.
    """
    client = address(request)
    budget = Budget(request.app.state.settings.max_processor_seconds)
    async with hang_up(request) as gone:
        gone.add_done_callback(lambda _: budget.abandon())
        with metrics.waiting() as wait_is_over:
            if not await turns.take(client, gone):
                raise Abandoned
            wait_is_over()
        try:
            with request.app.state.watchdog.watched(budget):
                return await anyio.to_thread.run_sync(_within, budget, search)
        finally:
            turns.give_back(client, budget.spent)


async def answer(
    make: Callable[[], BaseModel], headers: Mapping[str, str] = NO_HEADERS
) -> Response:
    """The answer that `make` returns, as JSON, written in a thread.

    FastAPI writes an answer on the event loop: for a large one that takes a tenth of a second.
    """
    return await anyio.to_thread.run_sync(lambda: _written(make(), headers))


def _written(content: BaseModel, headers: Mapping[str, str]) -> Response:
    text = content.model_dump_json(exclude_none=True)
    return Response(text, headers=dict(headers), media_type="application/json")


def _within(budget: Budget, search: Callable[[], Outcome]) -> Outcome:
    """Run a search within a budget. Raises OverBudget where there is no memory for it, too."""
    budget.begin()
    try:
        budget.check()
        # Raised from it, the error would hold all that the search has allocated.
        with contextlib.suppress(MemoryError):
            return search()
    finally:
        budget.end()
    raise OverBudget(
        "The search takes more memory than is left for it now: "
        "crop the picture around the icon, or try again later."
    )


@contextlib.asynccontextmanager
async def hang_up(request: Request) -> AsyncIterator[asyncio.Future[None]]:
    """A future that is done when the client closes its connection. The body must be read."""
    gone = asyncio.ensure_future(_disconnect(request))
    try:
        yield gone
    finally:
        gone.cancel()


async def _disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _with_fields(parameters: Parameters, fields: dict[str, Any]) -> Parameters:
    """The parameters of the query, replaced by those that came as fields."""
    if not fields:
        return parameters
    try:
        return type(parameters).model_validate(parameters.model_dump() | fields)
    except ValidationError as error:
        raise invalid_body(error) from error


def invalid_body(error: ValidationError) -> RequestValidationError:
    """The error of a request whose body is not what its model asks for."""
    errors = [entry | {"loc": ("body", *entry["loc"])} for entry in error.errors()]
    return RequestValidationError(errors)
