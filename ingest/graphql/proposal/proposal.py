"""Proposes a description: asks for the schema, tries the likeliest lists, adapts to an answer."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphql import GraphQLError, GraphQLSchema, build_client_schema, get_introspection_query

from ingest.common.failures import ConfigurationError, Incomplete, SourceDown
from ingest.graphql.client import Client
from ingest.graphql.crawl import ClientExecutor
from ingest.graphql.drawings.decoding import NoDrawing, decode, is_url, mistaken_for
from ingest.graphql.paths.field import field_value
from ingest.graphql.proposal.document import document_of, list_path, toml_of
from ingest.graphql.proposal.icon_fields import IconFields
from ingest.graphql.proposal.listings import Listing, all_lists, listings
from ingest.graphql.retry import PageFailed
from ingest.graphql.shapes.pagination import FIRST_PAGE
from ingest.graphql.source import Source, from_document
from ingest.icon import why_not_svg

BY_HAND = "write query, icons and [fields] yourself, as docs/sources.md explains."
HEADING = """\
# Proposed by `python -m ingest --check` from the service's schema.
# docs/sources.md explains every key.
"""


@dataclass(frozen=True)
class ProposalSettings:
    """How much is tried; all were chosen by hand."""

    lists: int = 3  # lists of icons
    ways: int = 4  # drawings of each
    icons: int = 5  # icons of an answer
    others: int = 4  # other lists that are named beside a proposal
    lists_named: int = 8  # lists that are named in place of one


SETTINGS = ProposalSettings()


@dataclass(frozen=True)
class Proposal:
    """A description that was tried. `unfilled`: variables that a person must give a value.

    `others`: the paths of other lists that may hold icons.
    """

    document: dict[str, Any]
    others: tuple[str, ...]
    unfilled: tuple[str, ...] = ()

    @property
    def toml(self) -> str:
        """The description, ready to be saved."""
        heading = HEADING
        if self.others:
            heading += f"# Other lists that may hold icons: {', '.join(self.others)}\n"
        return heading + toml_of(self.document)


async def propose(client: Client, given: Mapping[str, Any], path: Path) -> Proposal:
    """A description of the service that `given` names, whose file is, or will be, at `path`.

    Raises ConfigurationError where the service does not show its schema, or has no icons, and the
    failures of `Client.execute`.
    """
    schema = await _schema(client)
    found = listings(schema)
    if not found:
        lists = ", ".join(all_lists(schema, SETTINGS.lists_named)) or "none"
        raise ConfigurationError(
            "in the service's schema no list of objects is known to have an id, a name and a "
            f"drawing (its lists: {lists}): {BY_HAND}"
        )
    first = document_of(found[0], found[0].ways[0], given)
    unfilled = _unfilled(first)
    if unfilled:
        return Proposal(first, _others(found, first), unfilled)
    for listing in found[: SETTINGS.lists]:
        for way in listing.ways[: SETTINGS.ways]:
            if _unfilled(document_of(listing, way, given)):
                continue
            document = await _tried(client, listing, way, given, path)
            if document is not None:
                return Proposal(document, _others(found, document))
    return Proposal(first, _others(found, first))


def _unfilled(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The variables of a description that have no value yet."""
    variables = document.get("variables", {})
    return tuple(name for name, value in variables.items() if value == "")


def _others(found: Iterable[Listing], document: Mapping[str, Any]) -> tuple[str, ...]:
    paths = [list_path(listing) for listing in found]
    others = [path for path in paths if path != document["icons"]]
    return tuple(others[: SETTINGS.others])


async def _schema(client: Client) -> GraphQLSchema:
    """The service's schema. Raises ConfigurationError where it does not show it."""
    # Whatever fails here is no matter of the schema.
    await client.execute("{ __typename }", {}, smallest=True)
    query = get_introspection_query(descriptions=False)
    try:
        try:
            answer = await client.execute(query, {}, smallest=True)
        except (ConfigurationError, PageFailed):
            # A limit of the query's depth is the commonest reason.
            answer = await client.execute(_shallower(query), {}, smallest=True)
        return build_client_schema(answer.data)  # type: ignore[arg-type]
    except (ConfigurationError, PageFailed) as error:
        raise ConfigurationError(
            f"the service does not show its schema ({str(error).rstrip('.')}): {BY_HAND}"
        ) from error
    except (GraphQLError, TypeError) as error:
        raise ConfigurationError(
            f"the service's schema is not sound ({error:.200}): {BY_HAND}"
        ) from error


def _shallower(query: str) -> str:
    """The query for a schema with three wrappers around a type, enough for `[Icon!]!`.

    The standard one asks for nine, and is deeper than many servers allow.
    """
    before, _, types = query.partition("fragment TypeRef on __Type {")
    wrapped = "kind name ofType { kind name ofType { kind name ofType { kind name } } }"
    assert types, "graphql-core has another query for the schema"
    return f"{before}fragment TypeRef on __Type {{ {wrapped} }}"


async def _tried(
    client: Client, listing: Listing, way: IconFields, given: Mapping[str, Any], path: Path
) -> dict[str, Any] | None:
    """The description as the first icons need it; None where they have no drawing that way."""
    document = document_of(listing, way, given)
    source = from_document(document, path)
    executor = ClientExecutor(client, smallest=True)
    size = min(SETTINGS.icons, source.traversal.size)
    try:
        page = await source.traversal.page(executor, FIRST_PAGE, size)
    except (ConfigurationError, Incomplete, PageFailed):
        return None
    if await _begins_at_zero(executor, document, page.nodes, path):
        document["pagination"]["first_page"] = 0
    for drawing in _drawings(source, page.nodes[: SETTINGS.icons]):
        if why_not_svg(drawing) is None:
            return document
        if is_url(drawing):
            return {**document, "drawings": _fetched(document, drawing.strip())}
        part = mistaken_for(drawing)
        if part is not None:
            placed = document_of(listing, way.in_svg(part), given)
            return {**placed, "pagination": document.get("pagination", {})}
    return None


async def _begins_at_zero(
    executor: ClientExecutor, document: Mapping[str, Any], nodes: list[Any], path: Path
) -> bool:
    """Whether page 0 has icons, and other ones than page 1 has, which are `nodes`."""
    pagination = document.get("pagination", {})
    if pagination.get("shape") != "page" or pagination.get("first_page") == 0:
        return False
    source = from_document({**document, "pagination": {**pagination, "first_page": 0}}, path)
    try:
        page = await source.traversal.page(executor, FIRST_PAGE, SETTINGS.icons)
    except (ConfigurationError, Incomplete, PageFailed, SourceDown):
        return False
    return page.nodes not in ([], nodes)


def _drawings(source: Source, nodes: Iterable[Any]) -> list[str]:
    """What some nodes have as drawings, decoded; a picture of another kind is left out."""
    each = source.mapping.each
    value = field_value(source.mapping.paths["source_code"], "fields.source_code", each)
    drawings = []
    for node in nodes:
        for branch in each.branches(node):
            drawing = value.value(branch)
            if isinstance(drawing, list):
                drawing = " ".join(map(str, drawing))
            with suppress(NoDrawing):
                drawings.append(decode(str(drawing or "")))
    return drawings


def _fetched(document: Mapping[str, Any], url: str) -> dict[str, Any]:
    """The table [drawings] for a drawing behind that URL."""
    drawings = {"fetch": True, **document.get("drawings", {})}
    host = urlsplit(url).netloc
    if host and host != urlsplit(document["endpoint"]).netloc:
        drawings.setdefault("hosts", [host])
    return drawings
