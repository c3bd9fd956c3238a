"""Rate limits: how often one client may search by picture."""

import ipaddress
import math
import mmap
import secrets
import time
from hashlib import blake2b

from fastapi import Depends, Request

from api.http.problems import TooMany

MINUTE = 60.0  # seconds
SLOTS = 1 << 20  # of the table, 8 bytes each: 8 MB for any number of clients
ROUNDING = 1e-6  # seconds: the error of adding up float64 moments


class RateLimiter:
    """A token bucket for each client: `per_minute` requests at once, refilled evenly in a minute.

    The generic cell rate algorithm (ATM Forum, TM 4.0) needs one number a client: the moment when
    its bucket is full again. It is in the slot that a keyed hash of the client's network chooses.
    Two clients in one slot share a bucket; among a thousand clients that happens to one.
    Forked processes share the table's memory.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._key = secrets.token_bytes(16)
        # (SLOTS,) of float64: seconds of the monotonic clock; 0 is long ago
        self._full_at = memoryview(mmap.mmap(-1, 8 * SLOTS)).cast("d")

    def take(self, client: str, now: float) -> float:
        """Take one token at the moment `now`, in seconds.

        Returns 0, or, where the bucket is empty, the seconds until it has a token.
        """
        slot = self._slot(client)
        full_at = max(self._full_at[slot], now) + MINUTE / self.per_minute
        wait = full_at - now - MINUTE
        if wait > ROUNDING:
            return wait
        self._full_at[slot] = full_at
        return 0.0

    def _slot(self, client: str) -> int:
        digest = blake2b(network(client).encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest) % SLOTS


def network(client: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network of an IPv6 address.

    A host chooses its own IPv6 address within the /64.
    """
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client  # a Unix socket has no address
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or f"{int(address) >> 64:x}::/64")
    return str(address)


async def _limit(request: Request) -> None:
    """Count a request of its client. Raises TooMany."""
    limiter: RateLimiter | None = request.app.state.rate_limiter
    if limiter is None:
        return
    client = request.client.host if request.client else ""
    wait = limiter.take(client, time.monotonic())
    if wait:
        raise TooMany(
            f"{limiter.per_minute} searches a minute are the most that one client may make: "
            "try again a little later.",
            math.ceil(wait),
        )


RateLimit = Depends(_limit)
