"""Parsers of the settings, for argparse's `type`. Each raises ArgumentTypeError."""

import argparse
import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from api.logs import FORMATS

HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?", re.ASCII)
KEY = re.compile(r"[\w-]+", re.ASCII)


class ApiKey(NamedTuple):
    """A key and the origins whose pages may use it. A key without origins is for programs."""

    text: str
    origins: tuple[str, ...]


def origins(text: str) -> tuple[str, ...]:
    """Comma-separated origins.

    A trailing slash or a path is refused: it would never match what a browser sends.
    """
    parsed = _parts(text)
    for origin in parsed:
        address = urlsplit(origin)
        if origin != "*" and f"{address.scheme}://{address.netloc}" != origin:
            raise argparse.ArgumentTypeError(
                f"{origin!r} is not an origin, write it as https://icons.example.com"
            )
    return parsed


def hosts(text: str) -> tuple[str, ...]:
    """Comma-separated host names in lower case. One with a scheme or a port is refused."""
    parsed = _parts(text.lower())
    for host in parsed:
        if not HOST.fullmatch(host):
            raise argparse.ArgumentTypeError(
                f"{host!r} is no host name, write it as icons.example.com"
            )
    return parsed


def api_keys(text: str) -> tuple[ApiKey, ...]:
    """Comma-separated keys with their origins: `KEY=https://a.example https://b.example`."""
    return tuple(_api_key(part) for part in _parts(text))


def _api_key(text: str) -> ApiKey:
    key, _, sites = text.partition("=")
    if not KEY.fullmatch(key):
        raise argparse.ArgumentTypeError(f"{key!r} is no key, take letters, digits, - and _")
    return ApiKey(key, origins(",".join(sites.split())))


def path_prefix(text: str) -> str:
    """A path such as /icons, without a slash at its end."""
    stripped = text.rstrip("/")
    if stripped and not stripped.startswith("/"):
        raise argparse.ArgumentTypeError(f"{text!r} does not begin with a slash")
    return stripped


def proxies(text: str) -> tuple[str, ...]:
    """Comma-separated addresses and networks. A typing error must not make any proxy trusted."""
    parsed = _parts(text)
    for proxy in parsed:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise argparse.ArgumentTypeError(
                f"{error}: write addresses such as 10.0.0.5, or networks such as 10.0.0.0/24"
            ) from error
    return parsed


def log_format(text: str) -> str:
    """One of the log's formats."""
    if text not in FORMATS:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(FORMATS)}")
    return text


def switch(text: str) -> bool:
    """`on` or `off`."""
    if text not in ("on", "off"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off")
    return text == "on"


def _parts(text: str) -> tuple[str, ...]:
    """The non-empty parts between commas."""
    parts = (part.strip() for part in text.split(","))
    return tuple(part for part in parts if part)
