"""Vectors in Milvus, for where one machine ends: a collection a generation, and an alias for the one that is served.

Milvus finds the rows that come nearest to a query. What these score, how icons rank by them and which look the same is then the
matter of `index`, as for vectors in memory, so that both answer the same. Collections are made from `features.h5`.
"""

import argparse
import logging
import re
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.search.index.index import NO_FILTERS, FetchCutouts, Hit, Index
from features.store.catalogue import FILTERS, Catalogue, Filters
from features.store.generation import CATALOGUE, BrokenGeneration, Generation
from features.store.vectors import Vectors, unit
from ingest.common.console import progress
from ingest.common.failures import ConfigurationError, SourceDown

ADDRESS = re.compile(r"milvus:(https?://(?:[^@/]*@)?([\w.-]+(?::\d+)?)(?:/\w+)?)", re.ASCII)
ALIAS = "iconlens"
PATIENCE = 5.0  # seconds for an answer that somebody waits for
AT_ONCE = {
    "grpc.use_local_subchannel_pool": 1
}  # after an outage each connection tries anew, and waits for no other's pause to end
BUILDING = 3600.0  # seconds for what the night does: to build an index and to load it
INSERTED = 2000  # rows at a time: some megabytes
LONGEST = 65_535  # bytes of a text, the most that Milvus takes
EXACT_TO = 200_000  # rows: up to so many all are compared, beyond them those that a graph leads to
GRAPH = {
    "M": 32,
    "efConstruction": 256,
}  # HNSW's neighbours of each row, and how many are considered when it is built
BREADTH = 512  # rows at least that a search in the graph considers
MOST = 16_384  # rows that Milvus answers with
CLOSE = 1e-5  # scores may come out so different here and there
ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Milvus:
    """A database of a Milvus server or cluster, asked when there is something to ask. Safe to use from several threads.

    Every method raises SourceDown where it does not answer, ConfigurationError where pymilvus is not installed.
    """

    def __init__(self, uri: str, place: str) -> None:
        """`place` is the host and port of the address, which unlike `uri` holds no password."""
        self.place = place
        self._uri = uri
        self._client: Any = None
        self._connecting = threading.Lock()

    @classmethod
    def at(cls, text: str) -> "Milvus":
        """The one that `milvus:http://host:19530/database` names. Raises ArgumentTypeError."""
        named = ADDRESS.fullmatch(text)
        if named is None:
            raise argparse.ArgumentTypeError(
                "it names no store: write it as milvus:http://host:19530 or milvus:http://host:19530/database"
            )
        return cls(*named.groups())

    def fill(self, generation: Generation) -> None:
        """Have a generation's vectors in a collection that is ready to be searched. Raises BrokenGeneration."""
        name, draft = collection(generation.name), collection(generation.name) + "_draft"
        with self.asked() as client:
            if not client.has_collection(name, timeout=PATIENCE):
                # Under another name until it is whole: what a run that was ended has left is never taken for one.
                self._drop(client, draft)
                self._create(client, draft, generation)
                self._insert(client, draft, generation)
                client.flush(draft, timeout=BUILDING)
                client.create_index(draft, _indexes(client, generation), timeout=BUILDING)
                client.rename_collection(draft, name, timeout=BUILDING)
            client.load_collection(name, timeout=BUILDING)
        self.verify(generation)

    def verify(self, generation: Generation) -> None:
        """Raises BrokenGeneration where Milvus has not every row of a generation."""
        self.check(generation.name)
        with self.asked() as client:
            counted = client.query(
                collection(generation.name),
                output_fields=["count(*)"],
                consistency_level="Strong",
                timeout=BUILDING,
            )
        rows, there = _rows(generation), counted[0]["count(*)"]
        if there != rows:
            raise BrokenGeneration(
                f"Milvus at {self.place} has {there} of the {rows} rows of generation {generation.name}: drop its collection "
                f"{collection(generation.name)} and run `python -m features --store`."
            )

    def serve(self, name: str, idle: Collection[str]) -> None:
        """Let the alias name a generation's collection from now on; `idle` generations leave Milvus' memory."""
        with self.asked() as client:
            known = client.list_aliases(timeout=PATIENCE)["aliases"]
            name_it = client.alter_alias if ALIAS in known else client.create_alias
            name_it(collection(name), ALIAS, timeout=PATIENCE)
            for other in idle:
                if client.has_collection(collection(other), timeout=PATIENCE):
                    client.release_collection(collection(other), timeout=BUILDING)

    def drop(self, name: str) -> None:
        """Delete a generation's collection, whole or not, where there is one."""
        with self.asked() as client:
            for each in (collection(name), collection(name) + "_draft"):
                self._drop(client, each)

    def check(self, name: str) -> None:
        """See that a generation's collection can be searched, and have it loaded where it is not.

        Raises BrokenGeneration where there is none, SourceDown while it is being loaded.
        """
        with self.asked() as client:
            from pymilvus.client.types import LoadState

            state = client.get_load_state(collection(name), timeout=PATIENCE)["state"]
            if state == LoadState.NotLoad:
                client.load_collection(collection(name), timeout=PATIENCE)
        if state == LoadState.Loading:
            raise SourceDown(
                f"Milvus at {self.place} is loading the vectors of generation {name}: wait a little."
            )
        if state == LoadState.NotExist:
            raise BrokenGeneration(
                f"Milvus at {self.place} does not hold the vectors of generation {name}: run `python -m features --store`."
            )

    def index(self, generation: Generation, extractor: str) -> "Remote":
        """What answers searches among a generation's vectors. Raises BrokenGeneration where they are not there."""
        self.check(generation.name)
        return Remote(self, generation, extractor)

    @contextmanager
    def asked(self) -> Iterator[Any]:
        """The client, whose failures are told in a sentence."""
        try:
            import grpc
            from pymilvus import (  # takes a second, and most services need none
                MilvusClient,
                MilvusException,
            )
        except ImportError as error:
            raise ConfigurationError(
                "the package pymilvus is not installed: run `pip install 'iconlens[milvus]'`."
            ) from error
        try:
            if self._client is None:
                with self._connecting:
                    if self._client is None:
                        logging.getLogger("pymilvus").setLevel(
                            logging.CRITICAL
                        )  # each failure is raised too, and told here
                        self._client = MilvusClient(
                            self._uri, timeout=PATIENCE, grpc_options=AT_ONCE
                        )
            yield self._client
        except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError) as error:
            reason = str(getattr(error, "message", "") or error).splitlines()[0]
            raise SourceDown(
                f"Milvus at {self.place} does not do what it is asked ({reason}): see that it runs and --store names it, then try again."
            ) from error

    def _drop(self, client: Any, name: str) -> None:
        if client.has_collection(name, timeout=PATIENCE):
            client.drop_collection(name, timeout=BUILDING)

    def _create(self, client: Any, name: str, generation: Generation) -> None:
        from pymilvus import DataType

        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", DataType.INT64, is_primary=True)
        schema.add_field("icon", DataType.INT64)
        for column in ("id", "ground", "digest"):
            schema.add_field(column, DataType.VARCHAR, max_length=LONGEST)
        for column in FILTERS:
            schema.add_field(column, DataType.VARCHAR, max_length=LONGEST, nullable=True)
        for extractor, said in generation.manifest["extractors"].items():
            schema.add_field(_field(extractor), DataType.FLOAT_VECTOR, dim=said["dimensions"])
        client.create_collection(name, schema=schema, timeout=BUILDING)

    def _insert(self, client: Any, name: str, generation: Generation) -> None:
        """Every row of the vectors, and of its icon the fields that searches filter by."""
        features = {
            _field(extractor): generation.vectors(extractor) for extractor in generation.extractors
        }
        rows = next(iter(features.values()))
        with (
            closing(Catalogue(generation.path / CATALOGUE)) as catalogue,
            progress("filling Milvus", len(rows.ids)) as advance,
        ):
            for start in range(0, len(rows.ids), INSERTED):
                numbers = range(start, min(start + INSERTED, len(rows.ids)))
                vectors = {
                    field: unit(some.vectors[start : numbers.stop])
                    for field, some in features.items()
                }
                identifiers = list({rows.ids[number] for number in numbers})
                places, entries = catalogue.rows(identifiers), catalogue.entries(identifiers)
                inserted = [
                    {"row": number, "icon": places[rows.ids[number]]}
                    | {
                        "id": rows.ids[number],
                        "ground": rows.grounds[number],
                        "digest": rows.digests[number],
                    }
                    | {column: getattr(entries[rows.ids[number]], column) for column in FILTERS}
                    | {field: some[number - start] for field, some in vectors.items()}
                    for number in numbers
                ]
                client.insert(name, inserted, timeout=BUILDING)
                advance(len(inserted))


class Remote:
    """The rows of one extractor in Milvus: answers as Index does."""

    def __init__(self, milvus: Milvus, generation: Generation, extractor: str) -> None:
        """Raises BrokenGeneration when the generation has none of this extractor, or one that this code cannot compare with."""
        self._milvus = milvus
        self._collection = collection(generation.name)
        self._field = _field(extractor)
        self._same = generation.encoder(extractor).same
        self._recipe = generation.recipes[extractor]
        self._places = generation.catalogue.rows
        self._breadth = BREADTH if _rows(generation) > EXACT_TO else 0

    def search(
        self,
        vectors: NDArray[np.float32],
        limit: int,
        without: Collection[str] = (),
        filters: Filters = NO_FILTERS,
        among: NDArray[np.bool_] | None = None,
    ) -> list[Hit]:
        """As of Index."""
        chosen = [
            f"{field} in [{', '.join(map(_quoted, values))}]" for field, values in filters.items()
        ]
        if among is not None:
            chosen.append(f"icon in {np.flatnonzero(among).tolist()}")
        if without:
            chosen.append(f"icon not in {[self._place(identifier) for identifier in without]}")
        places = self._shortlist(vectors, limit, " and ".join(chosen))
        return Index(self._read(places), self._same).search(vectors, limit) if places else []

    def similar(self, identifier: str, limit: int, filters: Filters = NO_FILTERS) -> list[Hit]:
        """As of Index."""
        return self.search(
            unit(self._read([self._place(identifier)]).vectors), limit, (identifier,), filters
        )

    def together(self, hits: Sequence[Hit], cutouts: FetchCutouts, limit: int) -> list[Hit]:
        """As of Index."""
        places = self._places([hit.id for hit in hits])
        return (
            Index(self._read(list(places.values())), self._same).together(hits, cutouts, limit)
            if places
            else []
        )

    def nearest(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """As of Index."""
        return np.array(
            [hits[0]["distance"] for hits in self._nearest_rows(vectors, 1, "")], np.float32
        )

    def _shortlist(self, vectors: NDArray[np.float32], wanted: int, chosen: str) -> list[int]:
        """So many of the icons that come nearest to the nearest of the vectors (k, d), and those as near as the last of them."""
        count = 2 * wanted + 1  # an icon has at most two rows
        while True:
            best: dict[int, float] = {}
            unseen = -np.inf  # no icon that is not among those found is nearer
            for hits in self._nearest_rows(vectors, count, chosen):
                for hit in hits:
                    best[hit["entity"]["icon"]] = max(
                        hit["distance"], best.get(hit["entity"]["icon"], -np.inf)
                    )
                if len(hits) == count:
                    unseen = max(unseen, hits[-1]["distance"])
            last = sorted(best.values())[-wanted:][:1]
            if (
                not last
                or unseen == -np.inf
                or count == MOST
                or (len(best) >= wanted and last[0] > unseen + CLOSE)
            ):
                return [place for place, score in best.items() if score >= last[0] - CLOSE]
            count = min(4 * count, MOST)

    def _nearest_rows(self, vectors: NDArray[np.float32], count: int, chosen: str) -> Sequence[Any]:
        """Of each of the vectors (k, d), the nearest rows."""
        how = {"metric_type": "IP"} | (
            {"params": {"ef": max(count, self._breadth)}} if self._breadth else {}
        )
        with self._milvus.asked() as client:
            found: Sequence[Any] = client.search(
                self._collection,
                data=list(vectors),
                anns_field=self._field,
                limit=count,
                filter=chosen,
                output_fields=["icon"],
                search_params=how,
                consistency_level="Eventually",  # nothing changes in it any more
                timeout=PATIENCE,
            )
        return found

    def _read(self, places: Sequence[int]) -> Vectors:
        """The rows of these icons."""
        columns = ["row", "id", "ground", "digest", self._field]
        with self._milvus.asked() as client:
            found = client.query(
                self._collection,
                filter=f"icon in {list(places)}",
                output_fields=columns,
                consistency_level="Eventually",
                timeout=PATIENCE,
            )
        found = sorted(found, key=lambda row: row["row"])
        ids, grounds, digests = (
            [row[column] for row in found] for column in ("id", "ground", "digest")
        )
        return Vectors(
            self._recipe,
            ids,
            grounds,
            digests,
            np.array([row[self._field] for row in found], np.float32),
        )

    def _place(self, identifier: str) -> int:
        return self._places([identifier])[identifier]


def collection(name: str) -> str:
    """The collection of a generation."""
    return f"{ALIAS}_{name.replace('-', '_')}"


def _indexes(client: Any, generation: Generation) -> Any:
    exact = _rows(generation) <= EXACT_TO
    indexes = client.prepare_index_params()
    for extractor in generation.extractors:
        kind = {"index_type": "FLAT"} if exact else {"index_type": "HNSW", "params": GRAPH}
        indexes.add_index(_field(extractor), metric_type="IP", **kind)
    for column in () if exact else ("icon", *FILTERS):
        indexes.add_index(column, index_type="INVERTED")
    return indexes


def _rows(generation: Generation) -> int:
    """How many there are, of every extractor as many."""
    return int(generation.manifest["extractors"][generation.default_extractor]["rows"])


def _field(extractor: str) -> str:
    return extractor.replace("-", "_")


def _quoted(text: str) -> str:
    return f'"{text.translate(ESCAPED)}"'
