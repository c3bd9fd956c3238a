"""The lists of icons that the queries of a schema lead to."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLField, GraphQLSchema, get_named_type

from ingest.graphql.proposal.icon_fields import IconFields, icon_fields
from ingest.graphql.proposal.leaves import SETTINGS, Composite, is_list, leaves
from ingest.graphql.proposal.names import SCORES, normal
from ingest.graphql.proposal.paging import Paging, paging_of


@dataclass(frozen=True)
class Call:
    """A field on the way to a list, with its pagination and arguments."""

    name: str
    paging: Paging


@dataclass(frozen=True)
class Listing:
    """A list of icons: the way to it, and the ways to read an icon from an entry.

    `below` are the steps from the last call to the list.
    """

    calls: tuple[Call, ...]
    below: tuple[str, ...]
    ways: list[IconFields]
    total: str | None = None  # path from the root, where it is not below the last call

    @property
    def paged(self) -> int:
        """The place of the call that has the pagination; -1 where none has."""
        for place in reversed(range(len(self.calls))):
            if self.calls[place].paging.shape != "plain":
                return place
        return -1

    @property
    def steps(self) -> tuple[str, ...]:
        """The path to the list."""
        return (*(call.name for call in self.calls), *self.below)

    @property
    def score(self) -> int:
        """The points by which lists are compared."""
        score = self.ways[0].score - SCORES.level * len(self.steps)
        if any("icon" in normal(step) for step in self.steps):
            score += SCORES.icon_in_path
        if self.paged >= 0:
            score += SCORES.paging
            settings = self.calls[self.paged].paging.settings
            score += SCORES.total * ("total" in settings or self.total is not None)
        unknown = [name for call in self.calls for name in call.paging.unknown]
        return score - SCORES.unknown_argument * len(unknown)


def listings(schema: GraphQLSchema) -> list[Listing]:
    """The lists of icons, the likeliest first."""
    query = schema.query_type
    if query is None:
        return []
    found = list(_listings(query, (), (query.name,)))
    counted = [_with_aggregate(listing, query) for listing in found]
    return sorted(counted, key=lambda listing: -listing.score)


def _listings(
    kind: Composite, calls: tuple[Call, ...], entered: tuple[str, ...]
) -> Iterator[Listing]:
    """The lists below a type that the query reaches by `calls`."""
    if len(calls) == SETTINGS.list_depth:
        return
    for name, field in kind.fields.items():
        named = get_named_type(field.type)
        if not isinstance(named, Composite) or named.name in entered:
            continue
        call = Call(name, paging_of(field))
        if is_list(field.type):
            yield from _listing((*calls, call), name, field)
        else:
            yield from _listings(named, (*calls, call), (*entered, named.name))


def _listing(calls: tuple[Call, ...], name: str, field: GraphQLField) -> Iterator[Listing]:
    entry = get_named_type(field.type)
    below: tuple[str, ...] = ()
    if isinstance(entry, Composite) and name == "edges" and "node" in entry.fields:
        entry = get_named_type(entry.fields["node"].type)
        below = ("node",)
    if not isinstance(entry, Composite):
        return
    ways = icon_fields(leaves(entry))
    if ways:
        yield Listing(calls, below, ways)


def _with_aggregate(listing: Listing, query: Composite) -> Listing:
    """A list with the number that Hasura counts beside it."""
    aggregate = query.fields.get(f"{listing.calls[0].name}_aggregate")
    if len(listing.calls) > 1 or aggregate is None:
        return listing
    named = get_named_type(aggregate.type)
    paths = [leaf.path for leaf in leaves(named, 3)] if isinstance(named, Composite) else []
    if "aggregate.count" not in paths:
        return listing
    total = f"{listing.calls[0].name}_aggregate.aggregate.count"
    return Listing(listing.calls, listing.below, listing.ways, total)
