"""The connection to a Milvus server or cluster, opened at the first request."""

import argparse
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from ingest.common.failures import ConfigurationError, SourceDown


@dataclass(frozen=True)
class Timeouts:
    """The longest that a request to Milvus may take, in seconds; both chosen by hand."""

    answer: float = 5.0  # a request that a person waits for
    build: float = 3_600.0  # a request of the night: to build an index, or to load it


TIMEOUTS = Timeouts()

ADDRESS = re.compile(r"milvus:(https?://(?:[^@/]*@)?([\w.-]+(?::\d+)?)(?:/\w+)?)", re.ASCII)

# Channels of a process share their connections by default, and then the pause before the next
# attempt too: after an outage every client would wait for the pause of another.
GRPC_OPTIONS = {"grpc.use_local_subchannel_pool": 1}


class Connection:
    """A database of a Milvus server or cluster. Safe to use from several threads."""

    def __init__(self, uri: str, place: str, timeouts: Timeouts = TIMEOUTS) -> None:
        """`place` is the host and port of `uri`, without the password that `uri` may contain."""
        self.place = place
        self.timeouts = timeouts
        self._uri = uri
        self._client: Any = None
        self._connecting = threading.Lock()

    @classmethod
    def at(cls, text: str, timeouts: Timeouts = TIMEOUTS) -> Self:
        """The connection to `milvus:http://host:19530/database`. Raises ArgumentTypeError."""
        address = ADDRESS.fullmatch(text)
        if address is None:
            raise argparse.ArgumentTypeError(
                "it names no store: "
                "write it as milvus:http://host:19530 or milvus:http://host:19530/database"
            )
        uri, place = address.groups()
        return cls(uri, place, timeouts)

    @contextmanager
    def client(self) -> Iterator[Any]:
        """pymilvus' client. Its failures are raised as SourceDown, with the reason in a sentence.

        Raises ConfigurationError when pymilvus is not installed.
        """
        try:
            # Here, because the imports take a second, and most services do not need them.
            import grpc
            from pymilvus import MilvusException
        except ImportError as error:
            raise ConfigurationError(
                "the package pymilvus is not installed: run `pip install 'iconlens[milvus]'`."
            ) from error
        try:
            yield self._connected()
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            reason = str(getattr(error, "message", "") or error).splitlines()[0]
            raise SourceDown(
                f"Milvus at {self.place} does not do what it is asked ({reason}): "
                "see that it runs and --store names it, then try again."
            ) from error

    def _connected(self) -> Any:
        """The client, which all threads share."""
        with self._connecting:
            if self._client is None:
                self._client = self._connect()
            return self._client

    def _connect(self) -> Any:
        from pymilvus import MilvusClient

        # pymilvus logs each failure besides raising it; `client` reports it already.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        timeout = self.timeouts.answer
        return MilvusClient(self._uri, timeout=timeout, grpc_options=GRPC_OPTIONS)
