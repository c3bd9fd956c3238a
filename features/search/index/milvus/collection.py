"""The collection of a generation in Milvus: its name, its fields, its rows and its indexes."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from features.store.catalogue import FILTERS, Catalogue
from features.store.generation import CATALOGUE, Generation
from features.store.vectors import Vectors, unit
from ingest.common.console import progress

ALIAS = "iconlens"  # names the collection of the generation that is served


@dataclass(frozen=True)
class CollectionSettings:
    """How collections are filled and indexed."""

    rows_per_insert: int = 2_000  # some megabytes; chosen by hand
    longest_text: int = 65_535  # bytes: the most that Milvus accepts
    # Rows up to which Milvus compares all of them, so that answers are exact. Beyond, it searches a
    # graph (HNSW). Chosen by hand.
    exact_up_to: int = 200_000
    # With these three, HNSW found all of the nearest 10 and 0.9999 of the nearest 105 rows among
    # 16,000 real rows.
    neighbours: int = 32  # links of a row of the graph on each level: M
    build_breadth: int = 256  # rows considered for them when the graph is built: efConstruction
    search_breadth: int = 512  # rows that a search considers at least: ef


SETTINGS = CollectionSettings()


def collection_name(generation: str) -> str:
    """The name of a generation's collection."""
    suffix = generation.replace("-", "_")
    return f"{ALIAS}_{suffix}"


def draft_name(generation: str) -> str:
    """The name of a generation's collection until it is complete."""
    return collection_name(generation) + "_draft"


def field_name(extractor: str) -> str:
    """The name of the field with an extractor's vectors."""
    return extractor.replace("-", "_")


def row_count(generation: Generation) -> int:
    """The number of rows, which is the same for every extractor."""
    records = generation.manifest["extractors"]
    record = records[generation.default_extractor]
    return int(record["rows"])


def is_exact(generation: Generation) -> bool:
    """Whether searches compare all rows, instead of those that a graph leads to."""
    return row_count(generation) <= SETTINGS.exact_up_to


def create(client: Any, name: str, generation: Generation, timeout: float) -> None:
    """Make an empty collection with the fields of a generation's rows."""
    from pymilvus import DataType

    longest = SETTINGS.longest_text
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("icon", DataType.INT64)
    for column in ("id", "ground", "digest"):
        schema.add_field(column, DataType.VARCHAR, max_length=longest)
    for column in FILTERS:
        schema.add_field(column, DataType.VARCHAR, max_length=longest, nullable=True)
    for extractor, record in generation.manifest["extractors"].items():
        schema.add_field(
            field_name(extractor),
            DataType.FLOAT_VECTOR,
            dim=record["dimensions"],
        )
    client.create_collection(name, schema=schema, timeout=timeout)


def insert(client: Any, name: str, generation: Generation, timeout: float) -> None:
    """Insert every row of a generation's vectors, with the fields of its icon for filters."""
    features = {
        field_name(extractor): generation.vectors(extractor)
        for extractor in generation.extractors  # all have the same rows
    }
    count = row_count(generation)
    with (
        closing(Catalogue(generation.path / CATALOGUE)) as catalogue,
        progress("filling Milvus", count) as advance,
    ):
        for block in _blocks(count):
            records = _records(block, features, catalogue)
            client.insert(name, records, timeout=timeout)
            advance(len(records))


def build_indexes(client: Any, name: str, generation: Generation, timeout: float) -> None:
    """Index the vectors of a collection and, where searches use a graph, the fields of filters."""
    exact = is_exact(generation)
    graph = {"M": SETTINGS.neighbours, "efConstruction": SETTINGS.build_breadth}
    kind = {"index_type": "FLAT"} if exact else {"index_type": "HNSW", "params": graph}
    indexes = client.prepare_index_params()
    for extractor in generation.extractors:
        indexes.add_index(field_name(extractor), metric_type="IP", **kind)
    if not exact:
        for column in ("icon", *FILTERS):
            indexes.add_index(column, index_type="INVERTED")
    client.create_index(name, indexes, timeout=timeout)


def search_parameters(generation: Generation, count: int) -> dict[str, Any]:
    """How Milvus searches for the `count` nearest rows."""
    if is_exact(generation):
        return {"metric_type": "IP"}
    return {"metric_type": "IP", "params": {"ef": max(count, SETTINGS.search_breadth)}}


def _blocks(count: int) -> Iterator[range]:
    """The numbers of the rows that are inserted at a time."""
    size = SETTINGS.rows_per_insert
    for start in range(0, count, size):
        stop = min(start + size, count)
        yield range(start, stop)


def _records(
    block: range, features: dict[str, Vectors], catalogue: Catalogue
) -> Sequence[dict[str, Any]]:
    """The records of some rows as Milvus inserts them."""
    rows, *_ = features.values()
    identifiers = rows.ids[block.start : block.stop]
    icons = list(set(identifiers))
    numbers = catalogue.rows(icons)
    entries = catalogue.entries(icons)
    records: list[dict[str, Any]] = [
        {
            "row": row,
            "icon": numbers[identifier],
            "id": identifier,
            "ground": rows.grounds[row],
            "digest": rows.digests[row],
        }
        for row, identifier in zip(block, identifiers, strict=True)
    ]
    for record in records:
        entry = entries[record["id"]]
        for column in FILTERS:
            record[column] = getattr(entry, column)
    for field, some in features.items():
        vectors = unit(some.vectors[block.start : block.stop])
        for record, vector in zip(records, vectors, strict=True):
            record[field] = vector
    return records
