"""Who counts as one client, and a table with one number for each of any number of clients."""

import ipaddress
import mmap
import secrets
from functools import lru_cache
from hashlib import blake2b

from fastapi import Request

SLOTS = 1 << 20  # of the table, 8 bytes each: 8 MB for any number of clients


class Moments:
    """A moment for each client, in seconds of the monotonic clock; 0 for a client not seen yet.

    It is in the slot that a keyed hash of the client's network chooses. Two clients in one slot
    share a moment; among a thousand clients that happens to one. Forked processes share the
    table's memory.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._table = memoryview(mmap.mmap(-1, 8 * SLOTS)).cast("d")  # (SLOTS,) of float64

    def __getitem__(self, client: str) -> float:
        return self._table[self._slot(client)]

    def __setitem__(self, client: str, moment: float) -> None:
        self._table[self._slot(client)] = moment

    def _slot(self, client: str) -> int:
        digest = blake2b(network(client).encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest) % SLOTS


def address(request: Request) -> str:
    """The address of a request's client; empty where it has none, as at a Unix socket."""
    return request.client.host if request.client else ""


@lru_cache(1024)  # parsing an address takes longer than all else that admission does
def network(client: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 network of an IPv6 address.

    A host chooses its own IPv6 address within the /64.
    """
    try:
        parsed = ipaddress.ip_address(client)
    except ValueError:
        return client  # a Unix socket has no address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or f"{int(parsed) >> 64:x}::/64")
    return str(parsed)
