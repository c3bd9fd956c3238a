"""Under which names the service answers.

A site can point its own name at the service's address (DNS rebinding). To a browser, the service is
then a part of that site, whose pages may read every answer. The name in `Host` tells the two apart.
"""

import ipaddress
from collections.abc import Collection

from starlette.datastructures import URL
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http import handlers
from api.http.problems import WrongHost

LOCALHOST = "localhost"


class HostMiddleware:
    """Refuses requests for other names than those of the settings, where these name any.

    IP addresses and localhost are never refused: no site can point them elsewhere.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = {*hosts, LOCALHOST}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        answering = self._app
        if scope["type"] == "http" and not self._is_own(_host(scope)):
            answering = handlers.refusal(
                WrongHost(
                    "The service does not answer under this name: take one that its setting "
                    "`hosts` names, or its IP address."
                )
            )
        await answering(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        return host in self._hosts or _is_address(host)


def _host(scope: Scope) -> str:
    """The host that a request is for, without its port.

    Where `Host` is missing or is no host, which no browser sends, it is the server's own address.
    """
    return URL(scope=scope).hostname or ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
