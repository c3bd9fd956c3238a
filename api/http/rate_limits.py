"""How often one client may search by picture: a token bucket each, all of them in one table that never grows."""

import ipaddress
import math
import mmap
import secrets
import time
from hashlib import blake2b

from fastapi import Depends, Request

from api.http.problems import TooMany

MINUTE = 60.0
SLOTS = 1 << 20
ROUNDING = 1e-6  # seconds


class Limits:
    """Each client may make `per_minute` requests at once, and gets one back every 1/`per_minute` of a minute.

    Of a client nothing is kept but the moment at which its bucket is full again (the generic cell rate algorithm), in a slot that a
    keyed hash of its network chooses. Two clients in one slot share a bucket: of a thousand clients, one has such a neighbour.
    The table is memory that forked processes share.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._key = secrets.token_bytes(16)
        self._full = memoryview(mmap.mmap(-1, 8 * SLOTS)).cast(
            "d"
        )  # by the monotonic clock; 0 is long ago

    def take(self, client: str, now: float) -> float:
        """Take one request from a client's bucket; returns 0, or, where there is none, the seconds until there is one."""
        slot = (
            int.from_bytes(blake2b(network(client).encode(), digest_size=8, key=self._key).digest())
            % SLOTS
        )
        full = max(self._full[slot], now) + MINUTE / self.per_minute
        if (early := full - now - MINUTE) > ROUNDING:
            return early
        self._full[slot] = full
        return 0.0


def network(client: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network that an IPv6 address chooses itself from."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client  # a socket of the file system has none
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or f"{int(address) >> 64:x}::/64")
    return str(address)


async def check(request: Request) -> None:
    """Let a request pass that its client may make. Raises TooMany."""
    limits: Limits | None = request.app.state.limits
    if limits is None:
        return
    if wait := limits.take(request.client.host if request.client else "", time.monotonic()):
        raise TooMany(
            f"{limits.per_minute} searches a minute are the most that one client may make: try again a little later.",
            math.ceil(wait),
        )


Limited = Depends(check)
