"""The service's settings: one table that makes the flags, the environment variables and `--help`."""

import argparse
import ipaddress
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self, get_type_hints
from urllib.parse import urlsplit

from api.logs import FORMATS
from features.search.index.milvus.server import Milvus
from features.search.index.vector_store import LOCAL, VectorStore
from ingest.common import data_folder as folder

PREFIX = "ICONLENS_"
KEY_HEADER = "X-API-Key"
KEY = re.compile(r"[\w-]+", re.ASCII)
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"  # prometheus_client's: the folder where worker processes count together
MOST_WORKERS = 4  # by default: each has 70 to 100 MB of its own, and a container may often use fewer processors than it sees
PILLOW_LIMIT = 178_000_000  # pixels; Pillow itself refuses to open more


class ApiKey(NamedTuple):
    """A key and the origins whose pages may use it; one without origins is for programs."""

    text: str
    origins: tuple[str, ...]


def _integer(lowest: int, highest: int = sys.maxsize) -> Callable[[str], int]:
    def integer(text: str) -> int:
        if (value := int(text)) < lowest:
            raise argparse.ArgumentTypeError(f"{value} is too small, the least is {lowest}")
        if value > highest:
            raise argparse.ArgumentTypeError(f"{value} is too large, the most is {highest}")
        return value

    return integer


def _origins(text: str) -> tuple[str, ...]:
    """Comma-separated origins. A trailing slash or a path would never match what a browser sends: refused."""
    origins = tuple(part.strip() for part in text.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and f"{parts.scheme}://{parts.netloc}" != origin:
            raise argparse.ArgumentTypeError(
                f"{origin!r} is not an origin, write it as https://icons.example.com"
            )
    return origins


def _keys(text: str) -> tuple[ApiKey, ...]:
    """Comma-separated keys, each with the origins it is for: `KEY=https://a.example https://b.example`."""
    keys = []
    for part in filter(None, map(str.strip, text.split(","))):
        key, _, origins = part.partition("=")
        if not KEY.fullmatch(key):
            raise argparse.ArgumentTypeError(f"{key!r} is no key, take letters, digits, - and _")
        keys.append(ApiKey(key, _origins(",".join(origins.split()))))
    return tuple(keys)


def _prefix(text: str) -> str:
    stripped = text.rstrip("/")
    if stripped and not stripped.startswith("/"):
        raise argparse.ArgumentTypeError(f"{text!r} does not begin with a slash")
    return stripped


def _proxies(text: str) -> tuple[str, ...]:
    """Comma-separated addresses and networks. Raises for one that is none: a typing error must trust nobody."""
    proxies = tuple(part.strip() for part in text.split(",") if part.strip())
    for proxy in proxies:
        try:
            ipaddress.ip_network(proxy)
        except ValueError as error:
            raise argparse.ArgumentTypeError(
                f"{error}: write addresses such as 10.0.0.5, or networks such as 10.0.0.0/24"
            ) from error
    return proxies


def _log_format(text: str) -> str:
    if text not in FORMATS:
        raise argparse.ArgumentTypeError(f"{text!r} is not one of {', '.join(FORMATS)}")
    return text


def _shown(default: object) -> object:
    return (", ".join(default) if isinstance(default, tuple) else default) or "none"


class Setting(NamedTuple):
    """How a setting is read from text, and what `--help` says of it."""

    read: Callable[[str], Any]
    explained: str


@dataclass(frozen=True)
class Settings:
    """How the service runs. Each field is a flag, `--max-bytes`, and an environment variable, `ICONLENS_MAX_BYTES`."""

    host: Annotated[str, Setting(str, "address to listen on; 0.0.0.0 for every interface")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Setting(_integer(0, 65535), "TCP port; 0 takes a free one")] = 8000
    data: Annotated[Path, Setting(Path, "data folder whose published generation is served")] = (
        folder.DEFAULT
    )
    store: Annotated[
        VectorStore,
        Setting(
            Milvus.at,
            "a Milvus server that has the vectors, such as milvus:http://host:19530, instead of memory",
        ),
    ] = LOCAL
    root_path: Annotated[
        str,
        Setting(
            _prefix,
            "prefix that a proxy takes off before it passes a request on, for example /icons",
        ),
    ] = ""
    cors_origins: Annotated[
        tuple[str, ...],
        Setting(_origins, "sites whose pages may call the service, separated by commas; * for any"),
    ] = ()
    api_keys: Annotated[
        tuple[ApiKey, ...],
        Setting(
            _keys,
            "keys that searching then needs, separated by commas; each with the sites whose pages may use it, "
            "KEY=https://a.example https://b.example, or without, for programs",
        ),
    ] = ()
    rate_limit: Annotated[
        int,
        Setting(
            _integer(0),
            "searches by picture that one client may make in a minute; 0 for any number",
        ),
    ] = 0
    trusted_proxies: Annotated[
        tuple[str, ...],
        Setting(
            _proxies,
            "proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks, separated by commas",
        ),
    ] = ("127.0.0.1", "::1")
    log_format: Annotated[
        str, Setting(_log_format, f"what the log is written as: {' or '.join(FORMATS)}")
    ] = FORMATS[0]
    max_bytes: Annotated[int, Setting(_integer(1), "largest upload, in bytes")] = 10_000_000
    max_pixels: Annotated[int, Setting(_integer(1, PILLOW_LIMIT), "largest picture, in pixels")] = (
        40_000_000
    )
    max_seconds: Annotated[
        int, Setting(_integer(1), "longest time that an upload may take to arrive, in seconds")
    ] = 30
    max_uploads: Annotated[
        int,
        Setting(
            _integer(1), "uploads held in memory at the same time; more are asked to come back"
        ),
    ] = 32
    max_requests: Annotated[
        int,
        Setting(_integer(1), "requests worked on at the same time; more are asked to come back"),
    ] = 256
    threads: Annotated[
        int, Setting(_integer(1), "processor threads for searching, of each worker")
    ] = 1
    workers: Annotated[
        int, Setting(_integer(1), "processes that serve; each has the limits and threads above")
    ] = min(MOST_WORKERS, len(os.sched_getaffinity(0)))

    @staticmethod
    def add_arguments(parser: argparse.ArgumentParser) -> None:
        """Give the parser a flag a setting, whose default is the environment variable where that is set."""
        for name, hint in get_type_hints(Settings, include_extras=True).items():
            (setting,) = hint.__metadata__
            default, variable = getattr(Settings, name), PREFIX + name.upper()
            parser.add_argument(
                "--" + name.replace("_", "-"),
                metavar=name.split("_")[-1].upper(),
                type=setting.read,
                # argparse reads a default that is a string as it reads a flag, errors included.
                default=os.environ.get(variable) or default,
                help=f"{setting.explained} (default: {_shown(default)}; environment: {variable})",
            )

    @classmethod
    def from_arguments(
        cls, parser: argparse.ArgumentParser, arguments: Sequence[str] | None
    ) -> Self:
        """The settings of a command line; exits with status 2 on one that cannot be used."""
        return cls(**vars(parser.parse_args(arguments)))
