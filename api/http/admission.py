"""How many requests are worked on at a time: those beyond are asked to come back, so that no queue grows without end."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Depends, Request

from api.http.problems import Busy


async def _admitted(request: Request) -> AsyncIterator[None]:
    """Raises Busy."""
    places: asyncio.Semaphore = request.app.state.requests
    if places.locked():
        raise Busy(
            f"{request.app.state.settings.max_requests} requests are being worked on: try again in a second."
        )
    async with places:
        yield


Admitted = Depends(_admitted)
