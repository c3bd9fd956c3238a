"""Running one GraphQL request against a schema, whichever shape the schema plays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    validate,
)

Resolver = Callable[..., Any]


@dataclass(frozen=True)
class Answer:
    """What goes back: HTTP status and JSON document."""

    status: int
    document: dict[str, Any]


def schema(sdl: str, resolvers: Mapping[str, Resolver]) -> GraphQLSchema:
    """A schema from its text and resolvers named `Type.field`. Other fields are looked up in the parent, a dict."""
    built = build_schema(sdl)
    for name, resolver in resolvers.items():
        owner, field = name.split(".")
        built.type_map[owner].fields[field].resolve = resolver  # type: ignore[attr-defined]
    return built


@lru_cache(maxsize=64)
def _checked(schema: GraphQLSchema, query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    # A crawl sends the same query for each page: parsing and validation are paid once.
    document = parse(query)
    return document, validate(schema, document)


def execute(schema: GraphQLSchema, payload: object, context: object) -> Answer:
    """The answer to a request's JSON body: 200 with data, or 400 where it is no valid request."""
    request = payload if isinstance(payload, dict) else {}
    query, variables = request.get("query"), request.get("variables")
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        return refusal(
            400,
            'send a JSON object with the string "query" and, where needed, the object "variables"',
        )
    try:
        document, errors = _checked(schema, query)
    except GraphQLError as error:
        errors = [error]
    if errors:
        return Answer(400, {"errors": [error.formatted for error in errors]})
    result = execute_sync(
        schema,
        document,
        context_value=context,
        variable_values=variables,
        operation_name=request.get("operationName"),
    )
    return Answer(200, dict(result.formatted))


def refusal(status: int, message: str, **extensions: str) -> Answer:
    """An answer of nothing but one error."""
    error = {"message": message} | ({"extensions": extensions} if extensions else {})
    return Answer(status, {"errors": [error]})
