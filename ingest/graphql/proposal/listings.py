"""The lists of icons that the queries of a schema lead to."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from graphql import GraphQLField, GraphQLSchema, get_named_type

from ingest.graphql.proposal.icon_fields import IconFields, icon_fields
from ingest.graphql.proposal.leaves import SETTINGS, Composite, is_list, leaves
from ingest.graphql.proposal.names import SCORES, normal
from ingest.graphql.proposal.paging import Paging, paging_of

# Fields beside a list of the name {}, each with the path to the number in them.
TOTALS_BESIDE = (("{}_aggregate", "aggregate.count"), ("_{}Meta", "count"))

Way = tuple[tuple[str, GraphQLField], ...]  # fields, each with its name


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
    known: dict[str, list[IconFields]] = {}
    found = []
    for way in _ways_to_lists(query):
        listing = _listing(way, known)
        if listing is not None:
            found.append(_with_total_beside(listing, query))
    return sorted(found, key=lambda listing: -listing.score)


def all_lists(schema: GraphQLSchema, most: int) -> list[str]:
    """The paths of the first lists of objects, whatever they hold."""
    query = schema.query_type
    ways = islice(_ways_to_lists(query), most) if query else ()
    return [".".join(name for name, _ in way) for way in ways]


def _ways_to_lists(query: Composite) -> Iterator[Way]:
    """The fields from the query to each list, the shortest ways first."""
    waiting: deque[tuple[Composite, Way, frozenset[str]]] = deque()
    waiting.append((query, (), frozenset((query.name,))))
    visited = 0
    while waiting and visited < SETTINGS.fields:
        kind, way, entered = waiting.popleft()
        visited += len(kind.fields)
        for name, field in kind.fields.items():
            named = get_named_type(field.type)
            if not isinstance(named, Composite) or named.name in entered:
                continue
            longer = (*way, (name, field))
            if is_list(field.type):
                yield longer
            elif len(longer) < SETTINGS.list_depth:
                waiting.append((named, longer, entered | {named.name}))


def _listing(way: Way, known: dict[str, list[IconFields]]) -> Listing | None:
    """The list at the end of a way; None where it holds no icons. `known`: by the type's name."""
    name, field = way[-1]
    entry = get_named_type(field.type)
    below: tuple[str, ...] = ()
    if isinstance(entry, Composite) and name == "edges" and "node" in entry.fields:
        entry = get_named_type(entry.fields["node"].type)
        below = ("node",)
    if not isinstance(entry, Composite):
        return None
    if entry.name not in known:
        known[entry.name] = icon_fields(leaves(entry))
    if not known[entry.name]:
        return None
    calls = [Call(step, paging_of(called)) for step, called in way]
    return Listing(tuple(calls), below, known[entry.name])


def _with_total_beside(listing: Listing, query: Composite) -> Listing:
    """A list with the number that Hasura or DatoCMS counts in a field beside it."""
    if len(listing.calls) > 1:
        return listing
    for pattern, count in TOTALS_BESIDE:
        name = pattern.format(listing.calls[0].name)
        field = query.fields.get(name)
        named = get_named_type(field.type) if field else None
        paths = [leaf.path for leaf in leaves(named, 3)] if isinstance(named, Composite) else []
        if count in paths:
            return replace(listing, total=f"{name}.{count}")
    return listing
