"""Vectors in Milvus, for libraries too large for one machine.

Each generation has a collection of its own, which is made from `features.h5`; an alias names the
collection of the generation that is served.
"""

from collections.abc import Collection
from typing import Any, Self

from features.search.index.milvus.collection import (
    ALIAS,
    build_indexes,
    collection_name,
    create,
    draft_name,
    insert,
    row_count,
)
from features.search.index.milvus.connection import TIMEOUTS, Connection, Timeouts
from features.search.index.milvus.index import MilvusIndex
from features.store.generation import BrokenGeneration, Generation
from ingest.common.failures import SourceDown


class Milvus:
    """A `VectorStore` in a database of a Milvus server or cluster.

    It connects at the first request. Safe to use from several threads. Every method raises
    SourceDown when Milvus does not answer, ConfigurationError when pymilvus is not installed.
    """

    remote = True

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._timeouts = connection.timeouts

    @classmethod
    def at(cls, text: str, timeouts: Timeouts = TIMEOUTS) -> Self:
        """The store at `milvus:http://host:19530/database`. Raises ArgumentTypeError."""
        connection = Connection.at(text, timeouts)
        return cls(connection)

    @property
    def place(self) -> str:
        """The host and port of its address."""
        return self._connection.place

    def fill(self, generation: Generation) -> None:
        """Have a generation's vectors in a collection that is loaded. Raises BrokenGeneration."""
        name = collection_name(generation.name)
        with self._connection.client() as client:
            if not self._has(client, name):
                # Under another name until it is complete: the collection of a killed run is never
                # taken for a complete one.
                draft = draft_name(generation.name)
                self._drop(client, draft)
                self._fill(client, draft, generation)
                client.rename_collection(draft, name, timeout=self._timeouts.build)
            client.load_collection(name, timeout=self._timeouts.build)
        self.verify(generation)

    def verify(self, generation: Generation) -> None:
        """Check that Milvus has every row of a generation. Raises BrokenGeneration."""
        self.check(generation.name)
        name = collection_name(generation.name)
        with self._connection.client() as client:
            answer = client.query(
                name,
                output_fields=["count(*)"],
                consistency_level="Strong",
                timeout=self._timeouts.build,
            )
        stored = answer[0]["count(*)"]
        rows = row_count(generation)
        if stored != rows:
            raise BrokenGeneration(
                f"Milvus at {self.place} has {stored} of the {rows} rows of generation "
                f"{generation.name}: drop its collection {name} "
                "and run `python -m features --store`."
            )

    def serve(self, name: str, idle: Collection[str]) -> None:
        """Let the alias name a generation's collection.

        The collections of `idle` generations leave Milvus' memory.
        """
        timeout = self._timeouts.answer
        with self._connection.client() as client:
            aliases = client.list_aliases(timeout=timeout)["aliases"]
            set_alias = client.alter_alias if ALIAS in aliases else client.create_alias
            set_alias(collection_name(name), ALIAS, timeout=timeout)
            for other in map(collection_name, idle):
                if self._has(client, other):
                    client.release_collection(other, timeout=self._timeouts.build)

    def drop(self, name: str) -> None:
        """Delete a generation's collection, complete or not, if there is one."""
        with self._connection.client() as client:
            self._drop(client, collection_name(name))
            self._drop(client, draft_name(name))

    def check(self, name: str) -> None:
        """Check that a generation's collection can be searched; start to load it if it is not.

        Raises BrokenGeneration when it is missing, SourceDown while it is loading.
        """
        collection = collection_name(name)
        timeout = self._timeouts.answer
        with self._connection.client() as client:
            from pymilvus.client.types import LoadState

            state = client.get_load_state(collection, timeout=timeout)["state"]
            if state == LoadState.NotLoad:
                client.load_collection(collection, timeout=timeout)
        if state == LoadState.Loading:
            raise SourceDown(
                f"Milvus at {self.place} is loading the vectors of generation {name}: "
                "wait a little."
            )
        if state == LoadState.NotExist:
            raise BrokenGeneration(
                f"Milvus at {self.place} does not hold the vectors of generation {name}: "
                "run `python -m features --store`."
            )

    def index(self, generation: Generation, extractor: str) -> MilvusIndex:
        """The index of a generation. Raises BrokenGeneration when its vectors are missing."""
        self.check(generation.name)
        return MilvusIndex(self._connection, generation, extractor)

    def _fill(self, client: Any, name: str, generation: Generation) -> None:
        """Make a collection with a generation's rows and indexes."""
        timeout = self._timeouts.build
        create(client, name, generation, timeout)
        insert(client, name, generation, timeout)
        client.flush(name, timeout=timeout)
        build_indexes(client, name, generation, timeout)

    def _has(self, client: Any, name: str) -> bool:
        return bool(client.has_collection(name, timeout=self._timeouts.answer))

    def _drop(self, client: Any, name: str) -> None:
        if self._has(client, name):
            client.drop_collection(name, timeout=self._timeouts.build)
