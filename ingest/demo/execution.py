"""Executes one GraphQL request against a schema."""

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
class ExecutionSettings:
    """Limits of a query."""

    max_tokens: int = 12_000  # by hand: one for 500 files of GitHub has 9,000


SETTINGS = ExecutionSettings()


@dataclass(frozen=True)
class Answer:
    """An HTTP status and a JSON document."""

    status: int
    document: dict[str, Any]


def schema(sdl: str, resolvers: Mapping[str, Resolver]) -> GraphQLSchema:
    """A schema from its text and its resolvers, which are named `Type.field`.

    A field without a resolver is looked up in the parent, a dict.
    """
    built = build_schema(sdl)
    for name, resolver in resolvers.items():
        owner, field = name.split(".")
        built.type_map[owner].fields[field].resolve = resolver  # type: ignore[attr-defined]
    return built


@lru_cache(maxsize=64)
def _validated(schema: GraphQLSchema, query: str) -> tuple[DocumentNode, list[GraphQLError]]:
    # A crawl sends the same query for each page, so it is parsed and validated once.
    document = parse(query, max_tokens=SETTINGS.max_tokens)
    return document, validate(schema, document)


def execute(schema: GraphQLSchema, payload: object, context: object) -> Answer:
    """The answer to a request's JSON body: 200 with data, or 400 for an invalid request."""
    request = payload if isinstance(payload, dict) else {}
    query = request.get("query")
    variables = request.get("variables")
    if not isinstance(query, str) or not isinstance(variables, dict | None):
        return refusal(
            400,
            'send a JSON object with the string "query" and, where needed, the object "variables"',
        )
    try:
        document, errors = _validated(schema, query)
    except GraphQLError as error:
        errors = [error]
    except RecursionError:
        return refusal(400, "the query is nested too deeply")
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
    """An answer that holds one error and no data."""
    error: dict[str, Any] = {"message": message}
    if extensions:
        error["extensions"] = extensions
    return Answer(status, {"errors": [error]})
