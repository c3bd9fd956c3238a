"""The settings: one table that makes the flags, the environment variables and `--help`."""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self, get_type_hints

from api import parsers
from api.logs import FORMATS
from api.parsers import ApiKey
from features.search.index.milvus.server import Milvus
from features.search.index.vector_store import LOCAL, VectorStore
from ingest.common import data_folder
from ingest.common.command_line.numbers import integer

PREFIX = "ICONLENS_"  # of the environment variables
KEY_HEADER = "X-API-Key"
# By default. Each worker takes 70 to 100 MB, and a container may often use fewer processors
# than it sees.
MAX_DEFAULT_WORKERS = 4
PILLOW_LIMIT = 178_000_000  # pixels; Pillow itself refuses to open more


class Setting(NamedTuple):
    """How a setting is parsed, and its explanation in `--help`."""

    parse: Callable[[str], Any]
    explanation: str


@dataclass(frozen=True)
class Settings:
    """How the service runs.

    Each field is a flag, `--max-bytes`, and an environment variable, `ICONLENS_MAX_BYTES`.
    """

    host: Annotated[str, Setting(str, "address to listen on; 0.0.0.0 for every interface")] = (
        "127.0.0.1"
    )
    hosts: Annotated[
        tuple[str, ...],
        Setting(
            parsers.hosts,
            "names by which clients reach the service, separated by commas; requests for other "
            "names are refused, but not those for IP addresses and localhost",
        ),
    ] = ()
    port: Annotated[int, Setting(integer(0, 65535), "TCP port; 0 takes a free one")] = 8000
    data: Annotated[Path, Setting(Path, "data folder whose published generation is served")] = (
        data_folder.DEFAULT
    )
    store: Annotated[
        VectorStore,
        Setting(
            Milvus.at,
            "a Milvus server that has the vectors, such as milvus:http://host:19530, "
            "instead of memory",
        ),
    ] = LOCAL
    root_path: Annotated[
        str,
        Setting(
            parsers.path_prefix,
            "prefix that a proxy removes before it passes a request on, for example /icons",
        ),
    ] = ""
    cors_origins: Annotated[
        tuple[str, ...],
        Setting(
            parsers.origins,
            "sites whose pages may call the service, separated by commas; * for any",
        ),
    ] = ()
    api_keys: Annotated[
        tuple[ApiKey, ...],
        Setting(
            parsers.api_keys,
            "keys that searching then needs, separated by commas; each with the sites whose pages "
            "may use it, KEY=https://a.example https://b.example, or without, for programs",
        ),
    ] = ()
    rate_limit: Annotated[
        int,
        Setting(
            integer(0), "searches by picture that one client may make in a minute; 0 for any number"
        ),
    ] = 0
    trusted_proxies: Annotated[
        tuple[str, ...],
        Setting(
            parsers.proxies,
            "proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or "
            "networks, separated by commas",
        ),
    ] = ("127.0.0.1", "::1")
    mcp: Annotated[
        bool,
        Setting(
            parsers.switch,
            "on: the tools for assistants at /mcp, with the keys and limits of searches "
            "(needs the package mcp)",
        ),
    ] = False
    feedback: Annotated[
        bool,
        Setting(
            parsers.switch,
            "on: the page has a button for wrong matches, which are noted in the log and the "
            "metrics by their ids, never with the picture",
        ),
    ] = False
    log_format: Annotated[
        str, Setting(parsers.log_format, f"format of the log: {' or '.join(FORMATS)}")
    ] = FORMATS[0]
    max_bytes: Annotated[int, Setting(integer(1), "largest upload, in bytes")] = 10_000_000
    max_pixels: Annotated[int, Setting(integer(1, PILLOW_LIMIT), "largest picture, in pixels")] = (
        40_000_000
    )
    max_seconds: Annotated[
        int, Setting(integer(1), "longest time that an upload may take to arrive, in seconds")
    ] = 30
    max_uploads: Annotated[
        int, Setting(integer(1), "uploads held in memory at the same time; more are answered 503")
    ] = 32
    max_work: Annotated[
        int,
        Setting(
            integer(1),
            "work of uploads at the same time, in searches for one icon: a window counts as "
            "100; more is answered 503",
        ),
    ] = 400
    max_processor_seconds: Annotated[
        int,
        Setting(
            integer(1),
            "processor time that one search may take, in seconds; after three fifths of it a "
            "search begins nothing more, and answers what it has found",
        ),
    ] = 2
    max_memory: Annotated[
        int, Setting(integer(1), "memory that each worker may take, in megabytes")
    ] = 1500
    max_requests: Annotated[
        int, Setting(integer(1), "requests processed at the same time; more are answered 503")
    ] = 256
    threads: Annotated[
        int, Setting(integer(1), "processor threads for searching, of each worker")
    ] = 1
    workers: Annotated[
        int, Setting(integer(1), "processes that serve; each has the limits and threads above")
    ] = min(MAX_DEFAULT_WORKERS, len(os.sched_getaffinity(0)))

    @staticmethod
    def add_arguments(parser: argparse.ArgumentParser) -> None:
        """Add a flag for each setting; an environment variable replaces its default."""
        for name, hint in get_type_hints(Settings, include_extras=True).items():
            (setting,) = hint.__metadata__
            default = getattr(Settings, name)
            variable = PREFIX + name.upper()
            parser.add_argument(
                "--" + name.replace("_", "-"),
                metavar=name.split("_")[-1].upper(),
                type=setting.parse,
                # argparse parses a default that is a string as it parses a flag, errors included.
                default=os.environ.get(variable) or default,
                help=_help(setting.explanation, default, variable),
            )

    @classmethod
    def from_arguments(
        cls, parser: argparse.ArgumentParser, arguments: Sequence[str] | None
    ) -> Self:
        """The settings of a command line; exits with status 2 where they cannot be used."""
        return cls(**vars(parser.parse_args(arguments)))


def _help(explanation: str, default: object, variable: str) -> str:
    text = ", ".join(default) if isinstance(default, tuple) else default
    if isinstance(default, bool):
        text = "on" if default else "off"
    return f"{explanation} (default: {text or 'none'}; environment: {variable})"
