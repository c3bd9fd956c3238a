"""The proxy that the environment names for an address: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.

aiohttp's `trust_env` asks two threads for it with every request. It also sends a user of ~/.netrc,
and fails where the request has an Authorization header already.
"""

from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import BasicAuth


def proxy_arguments(url: str) -> dict[str, Any]:
    """The arguments of aiohttp that send a request through its proxy; none without a proxy."""
    asked = urlsplit(url)
    proxy = getproxies().get(asked.scheme)
    if not proxy or proxy_bypass(asked.hostname or ""):
        return {}
    parts = urlsplit(proxy)
    if parts.username is None:
        return {"proxy": proxy}
    user = BasicAuth(unquote(parts.username), unquote(parts.password or ""))
    host = parts.netloc.rpartition("@")[2]
    return {"proxy": parts._replace(netloc=host).geturl(), "proxy_auth": user}
