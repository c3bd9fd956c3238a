"""The values that a query can reach from a type of the schema, with their paths."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from ingest.graphql.proposal.names import ON_THE_WAY, WRAPPERS, normal


@dataclass(frozen=True)
class SearchSettings:
    """How far the schema is searched; all were chosen by hand."""

    leaf_depth: int = 5  # fields from an icon to a value, wrappers included
    list_depth: int = 4  # fields from the query to a list
    fields: int = 20_000  # fields visited on the way to lists; large public schemas have 10,000


SETTINGS = SearchSettings()

Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True)
class Leaf:
    """A scalar at a path. `steps` are names, `name[]` where a list is walked."""

    steps: tuple[str, ...]
    scalar: str
    is_list: bool = False  # the leaf itself is a list

    @property
    def path(self) -> str:
        """The path as a description has it."""
        return ".".join(self.steps)

    @property
    def names(self) -> tuple[str, ...]:
        """The names on the way that say something, as they are compared."""
        plain = [normal(step.removesuffix("[]")) for step in self.steps]
        inner = [name for name in plain[:-1] if name not in WRAPPERS]
        return (*inner, plain[-1])

    @property
    def lists(self) -> int:
        """The number of lists on the way."""
        return sum(step.endswith("[]") for step in self.steps)


def leaves(kind: Composite, depth: int = SETTINGS.leaf_depth) -> list[Leaf]:
    """The leaves that can be asked for without an argument. No type is entered twice on a way."""
    return list(_leaves(kind, (), (kind.name,), depth))


def _leaves(
    kind: Composite, before: tuple[str, ...], entered: tuple[str, ...], depth: int
) -> Iterator[Leaf]:
    for name, field in kind.fields.items():
        if needs_arguments(field):
            continue
        named = get_named_type(field.type)
        walked = is_list(field.type)
        if is_leaf_type(named):
            yield Leaf((*before, name), named.name, walked)
        elif isinstance(named, Composite) and depth > 1 and _leads_on(name, named, entered):
            step = f"{name}[]" if walked else name
            yield from _leaves(named, (*before, step), (*entered, named.name), depth - 1)


def _leads_on(name: str, named: Composite, entered: tuple[str, ...]) -> bool:
    """Whether something of an icon may be below a field. Else large schemas would never end."""
    plain = normal(name)
    return named.name not in entered and (plain in ON_THE_WAY or "svg" in plain)


def needs_arguments(field: GraphQLField) -> bool:
    """Whether a field cannot be asked for without an argument."""
    return any(is_required_argument(argument) for argument in field.args.values())


def is_list(kind: GraphQLOutputType) -> bool:
    """Whether a type is a list, null or not."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    return isinstance(inner, GraphQLList)
