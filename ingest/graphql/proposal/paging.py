"""Which pagination a field of the schema has, by its arguments and by what it answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLScalarType,
    get_named_type,
    is_required_argument,
)

from ingest.graphql.proposal.leaves import Composite, Leaf, is_list, leaves
from ingest.graphql.proposal.names import (
    CURSORS,
    IDS_IN_ORDER,
    NEXT,
    ORDERS,
    PAGE_SIZES,
    PAGES,
    SIZES,
    SKIPS,
    TOKENS,
    TOTALS,
    normal,
    rank,
)

FIRST_KEYS = {"Int": 0, "bigint": 0, "Float": 0, "uuid": "00000000-0000-0000-0000-000000000000"}


@dataclass
class Paging:
    """The pagination of a field: the keys of [pagination], and the field's arguments.

    The paths in `settings` begin at the field. `declared`: the type of each variable. `unknown`:
    the variables whose value a person must fill in.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    declared: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """The kind of pagination."""
        return str(self.settings.get("shape", "plain"))

    def use(self, name: str, argument: GraphQLArgument, variable: str) -> None:
        """Fill an argument in from a variable."""
        self.arguments[name] = f"${variable}"
        self.declared[variable] = str(argument.type)


Arguments = Mapping[str, GraphQLArgument]


def paging_of(called: GraphQLField) -> Paging:
    """The pagination of a field, and all its arguments that need a value."""
    named = get_named_type(called.type)
    answered = leaves(named, depth=3) if isinstance(named, Composite) else []
    if is_list(called.type):
        answered = []  # its leaves are the icons' own
    paging = _paging(called.args, answered)
    total = _total(answered)
    if total and paging.shape != "plain":
        paging.settings["total"] = total
    for name, argument in called.args.items():
        if name not in paging.arguments:
            _fill_in(paging, name, argument)
    return paging


def _paging(arguments: Arguments, answered: Sequence[Leaf]) -> Paging:
    size = _first(arguments, SIZES)
    after = _first(arguments, CURSORS)
    token = _first(arguments, TOKENS)
    info = _page_info(answered)
    following = _first({leaf.path: leaf for leaf in answered if len(leaf.steps) == 1}, NEXT)
    if size and after and info:
        return _sized(arguments, size, "cursor", "cursor_variable", after, page_info=info)
    if size and token and following:
        return _sized(arguments, size, "cursor", "cursor_variable", token, next=following)
    keyset = _keyset(arguments, size)
    if keyset:
        return keyset
    for shape, names, sizes in (("page", PAGES, PAGE_SIZES), ("skip", SKIPS, SIZES)):
        place = _first(arguments, names)
        size = _first(arguments, sizes)
        if size and place:
            paging = _sized(arguments, size, shape, f"{shape}_variable", place)
            if shape == "page" and arguments[place].default_value == 0:
                paging.settings["first_page"] = 0
            return paging
    return _nested(arguments, answered)


def _sized(
    arguments: Arguments, size: str, shape: str, key: str, place: str, **settings: str
) -> Paging:
    """A pagination with one argument for the size, and one for the place."""
    paging = Paging({"shape": shape, **settings, "size_variable": size, key: place})
    paging.use(size, arguments[size], size)
    paging.use(place, arguments[place], place)
    return paging


def _nested(arguments: Arguments, answered: Sequence[Leaf]) -> Paging:
    """A pagination whose arguments are the fields of one object, as Strapi's are."""
    for name, argument in arguments.items():
        kind = get_named_type(argument.type)
        if not isinstance(kind, GraphQLInputObjectType) or is_list(argument.type):  # type: ignore[arg-type]
            continue
        inner = {key: GraphQLArgument(value.type) for key, value in kind.fields.items()}
        if not _first(inner, (*PAGES, *SKIPS, *CURSORS)) or not _first(inner, SIZES):
            continue
        paging = _paging(inner, answered)
        if paging.shape == "plain":
            continue
        members = [f"{key}: {value}" for key, value in paging.arguments.items()]
        paging.arguments = {name: f"{{ {', '.join(members)} }}"}
        return paging
    return Paging()


def _keyset(arguments: Arguments, size: str | None) -> Paging | None:
    """Hasura's `where: {id: {_gt: …}}` in the order of the id."""
    where = get_named_type(arguments["where"].type) if "where" in arguments else None
    if not size or "order_by" not in arguments or not isinstance(where, GraphQLInputObjectType):
        return None
    compared = get_named_type(where.fields["id"].type) if "id" in where.fields else None
    if not isinstance(compared, GraphQLInputObjectType) or "_gt" not in compared.fields:
        return None
    key = get_named_type(compared.fields["_gt"].type)
    paging = Paging({"shape": "keyset", "start": FIRST_KEYS.get(key.name, "")})
    paging.settings["size_variable"] = size
    paging.use(size, arguments[size], size)
    paging.arguments |= {"where": "{ id: { _gt: $after } }", "order_by": "{ id: asc }"}
    paging.declared["after"] = f"{key.name}!"
    return paging


def _fill_in(paging: Paging, name: str, argument: GraphQLArgument) -> None:
    """Give an argument a value where it needs one, or where it sets the order."""
    kind = get_named_type(argument.type)
    if rank(name, ORDERS) < len(ORDERS) and paging.shape != "plain":
        order = _order(kind, list(paging.arguments))
        if order:
            paging.arguments[name] = f"[{order}]" if is_list(argument.type) else order  # type: ignore[arg-type]
            return
    if not is_required_argument(argument):
        return
    if isinstance(kind, GraphQLEnumType):
        paging.arguments[name] = next(iter(kind.values))
        return
    paging.use(name, argument, name)
    paging.unknown[name] = str(argument.type)


def _order(kind: GraphQLNamedType, used: Sequence[str]) -> str | None:
    """The order by id, where an argument of this type can ask for it."""
    if isinstance(kind, GraphQLEnumType):
        by_id = [str(value) for value in kind.values if normal(value) in IDS_IN_ORDER]
        return by_id[0] if by_id else None
    strapi = "pagination" in used and isinstance(kind, GraphQLScalarType)
    return '"id"' if strapi else None


def _first(named: Mapping[str, Any], names: Sequence[str]) -> str | None:
    """The key that is the likeliest of `names`."""
    ranked = [(rank(key, names), key) for key in named]
    place, key = min(ranked, default=(len(names), ""))
    return key if place < len(names) else None


def _page_info(answered: Sequence[Leaf]) -> str | None:
    """The path to Relay's { hasNextPage endCursor }."""
    paths = {leaf.path for leaf in answered}
    for path in paths:
        before, _, last = path.rpartition(".")
        if last == "hasNextPage" and before and f"{before}.endCursor" in paths:
            return before
    return None


def _total(answered: Sequence[Leaf]) -> str | None:
    """The path to the number of icons."""
    ranked = list(_totals(answered))
    return min(ranked)[-1] if ranked else None


def _totals(answered: Sequence[Leaf]) -> Iterator[tuple[int, int, str]]:
    for leaf in answered:
        place = rank(leaf.steps[-1], TOTALS)
        counts = place < len(TOTALS) and not leaf.lists and leaf.scalar in ("Int", "BigInt")
        pages = any("page" in normal(step) for step in leaf.steps[-1:])
        if counts and not pages:
            yield place, len(leaf.steps), leaf.path
