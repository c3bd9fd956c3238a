"""Admission control: requests beyond the limit are answered 503, so that no queue can grow."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Depends, Request

from api.http.problems import Busy


async def _admit(request: Request) -> AsyncIterator[None]:
    """Hold a slot while the request is processed. Raises Busy where none is free."""
    slots: asyncio.Semaphore = request.app.state.request_slots
    if slots.locked():
        raise Busy(
            f"{request.app.state.settings.max_requests} requests are being worked on: "
            "try again in a second."
        )
    async with slots:
        yield


Admission = Depends(_admit)
