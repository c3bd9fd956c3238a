"""Ariadne under uvicorn: page after page with the totals in `meta`, and its cost validation."""

from typing import Any

import uvicorn
from ariadne import ObjectType, QueryType, make_executable_schema
from ariadne.asgi import GraphQL
from ariadne.validation import cost_validator
from library import FAULT, ICONS, MOST, PORT, drawing, is_refused, is_throttled, part

TYPES = """
    directive @cost(
        complexity: Int, multipliers: [String!], useMultipliers: Boolean
    ) on FIELD | FIELD_DEFINITION
    type Attributes { name: String! svg: String tags: [String!]! }
    type Icon { id: ID! attributes: Attributes! }
    type Pagination { total: Int! pageCount: Int! }
    type Meta { pagination: Pagination! }
    type Icons { data: [Icon!]! meta: Meta! }
    type Query {
        icons(page: Int!, pageSize: Int!): Icons! @cost(complexity: 1, multipliers: ["pageSize"])
    }
"""
query = QueryType()
attributes = ObjectType("Attributes")


@query.field("icons")
def resolve_icons(_: Any, info: Any, page: int, pageSize: int) -> dict:  # noqa: N803
    if is_throttled():
        raise ValueError("Throttled: request limit reached, retry after 1 second")
    if is_refused(info.context["request"].headers.get("authorization")):
        raise PermissionError("You must be logged in to see icons")
    if FAULT == "cap" and pageSize > MOST:
        raise ValueError(f"pageSize cannot exceed {MOST}")
    start = (page - 1) * pageSize
    nodes = [{"id": icon["id"], "attributes": icon} for icon in part(start, pageSize)]
    pages = -(-len(ICONS) // pageSize)
    return {"data": nodes, "meta": {"pagination": {"total": len(ICONS), "pageCount": pages}}}


attributes.set_field("svg", lambda icon, info: drawing(icon))


def rules(context: Any, document: Any, data: Any) -> list:
    if FAULT != "complexity":
        return []
    return [cost_validator(maximum_cost=150, variables=data.get("variables"))]


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    print("listening", flush=True)
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


graphql = GraphQL(make_executable_schema(TYPES, query, attributes), validation_rules=rules)


async def app(scope: Any, receive: Any, send: Any) -> None:
    await (lifespan if scope["type"] == "lifespan" else graphql)(scope, receive, send)


uvicorn.run(app, port=PORT, log_level="critical")
