"""Rate limits: how often one client may search by picture."""

import math
import time

from fastapi import Depends, Request

from api.http.load.clients import Moments, address
from api.http.problems import TooMany

MINUTE = 60.0  # seconds
ROUNDING = 1e-6  # seconds: the error of adding up float64 moments


class RateLimiter:
    """A token bucket for each client: `per_minute` requests at once, refilled evenly in a minute.

    The generic cell rate algorithm (ATM Forum, TM 4.0) needs one number a client: the moment when
    its bucket is full again.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._full_at = Moments()

    def take(self, client: str, now: float) -> float:
        """Take one token at the moment `now`, in seconds.

        Returns 0, or, where the bucket is empty, the seconds until it has a token.
        """
        full_at = max(self._full_at[client], now) + MINUTE / self.per_minute
        wait = full_at - now - MINUTE
        if wait > ROUNDING:
            return wait
        self._full_at[client] = full_at
        return 0.0


async def _limit(request: Request) -> None:
    """Count a request of its client. Raises TooMany."""
    limiter: RateLimiter | None = request.app.state.rate_limiter
    if limiter is None:
        return
    wait = limiter.take(address(request), time.monotonic())
    if wait:
        raise TooMany(
            f"{limiter.per_minute} searches a minute are the most that one client may make: "
            "try again a little later.",
            math.ceil(wait),
        )


RateLimit = Depends(_limit)
