"""The hosts that drawings may be fetched from."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from ingest.common.printable import printable

PORTS = {"http": 80, "https": 443}

LONGEST_SHOWN = 300  # characters of a URL in a message; chosen by hand
WRONG_FIELD = "does fields.source_code lead to the right URL?"

Origin = tuple[str, str, int]  # scheme, host in lower case, port


HOST = re.compile(r"(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class DrawingSettings:
    """The settings of a description's [drawings]; the defaults were chosen by hand.

    `fetch`: a drawing may be behind a URL. `hosts`: where, beside the endpoint's own host; each a
    host, or a host and a port. `at_once`: requests at the same time.
    """

    fetch: bool = False
    hosts: Sequence[str] = ()
    at_once: int = 8


class NotAllowed(Exception):
    """Nothing may be fetched from an address; the message says why, `advice` what to do."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(reason)
        self.advice = advice


@dataclass(frozen=True)
class DrawingHosts:
    """The endpoint's own host, and the hosts that the description names.

    `named` are as in DrawingSettings. `headers` are those of the description, which may
    hold secrets: they are sent to the endpoint's own origin alone.
    """

    endpoint: str
    named: Sequence[str] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def absolute(self, url: str) -> str:
        """The address behind a URL of an answer, which may be relative to the endpoint.

        Raises NotAllowed.
        """
        return self._checked(_joined(self.endpoint, url))

    def redirected(self, url: str, target: str) -> str:
        """The address that `url` redirects to. Raises NotAllowed."""
        address = _joined(url, target)
        if url.startswith("https:") and not address.startswith("https:"):
            reason = f"{shown(url)} redirects to {shown(address)}, which is not encrypted"
            raise NotAllowed(reason, "tell whoever runs the host.")
        return self._checked(address)

    def _checked(self, url: str) -> str:
        origin = _origin(url)
        if origin is None:
            raise NotAllowed(f"{shown(url)} is no address of a drawing", WRONG_FIELD)
        _, host, port = origin
        if origin != _origin(self.endpoint) and not self._names(host, port):
            raise NotAllowed(
                f"{shown(url)} is on a host that the description does not name",
                f'write hosts = ["{_host_and_port(origin)}"] under [drawings] if it is right.',
            )
        return url

    def headers_for(self, url: str) -> Mapping[str, str]:
        """The headers to send: those of the description to the endpoint's origin, else none."""
        return self.headers if _origin(url) == _origin(self.endpoint) else {}

    def _names(self, host: str, port: int) -> bool:
        names = {name.lower() for name in self.named}
        return f"{host}:{port}" in names or (host in names and port in PORTS.values())


def shown(url: str) -> str:
    """A URL for messages. Its query may hold a signature, which is a secret."""
    return printable(url.partition("?")[0])[:LONGEST_SHOWN]


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError as error:  # an IPv6 address that is none
        raise NotAllowed(f"{shown(url)} is no address of a drawing", WRONG_FIELD) from error


def _origin(url: str) -> Origin | None:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:  # a port or an IPv6 address that is none
        return None
    if port is None or not parts.hostname or _has_password(parts):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return parts.scheme, host, port


def _has_password(parts: SplitResult) -> bool:
    return parts.username is not None or parts.password is not None


def _host_and_port(origin: Origin) -> str:
    scheme, host, port = origin
    return host if port == PORTS[scheme] else f"{host}:{port}"
