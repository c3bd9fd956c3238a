"""The proxy that the environment names for an address: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.

aiohttp's `trust_env` asks two threads for it with every request. It also sends a user of ~/.netrc,
and fails where the request has an Authorization header already.
"""

from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_arguments(url: str) -> dict[str, Any]:
    """The arguments of aiohttp that send a request through its proxy; none without a proxy."""
    asked = urlsplit(url)
    proxy = getproxies().get(asked.scheme)
    if not proxy or proxy_bypass(asked.hostname or ""):
        return {}
    return {"proxy": proxy}
