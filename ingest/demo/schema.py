"""The schema of an icon service such as companies run: one Icon type, every pagination shape."""

import base64
import binascii
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from ingest.demo import execution
from ingest.demo.execution import Answer
from ingest.demo.library import Record, View

SDL = """
"One icon of the library."
type Icon {
  id: ID!
  name: String!
  "The whole SVG document."
  sourceCode: String
  library: String
  style: String
  category: String
  tags: [String!]!
  aliases: [String!]!
  license: String
  "ISO 8601, null where the library does not know."
  updatedAt: String
}

type PageInfo { hasNextPage: Boolean!, endCursor: String }
type IconEdge { cursor: String!, node: Icon! }
type IconConnection { edges: [IconEdge!]!, nodes: [Icon!]!, pageInfo: PageInfo!, totalCount: Int! }
type IconSlice { items: [Icon!]!, total: Int! }
type IconPage { items: [Icon!]!, page: Int!, pageSize: Int!, totalPages: Int!, total: Int! }

"Pages hold 100 icons unless asked otherwise, and never more than 1000."
type Query {
  "Plain list: the whole library in one answer."
  allIcons: [Icon!]!
  "Relay: a page after a cursor."
  iconsConnection(first: Int, after: String): IconConnection!
  "Skip and limit."
  iconsSlice(skip: Int! = 0, limit: Int): IconSlice!
  "Page numbers, from 1."
  iconsPage(page: Int! = 1, pageSize: Int): IconPage!
  "Keyset: ordered by id, those after one id."
  iconsAfter(afterId: String, limit: Int): [Icon!]!
  icon(id: String!): Icon
}
"""
Info = GraphQLResolveInfo[View]


def _all_icons(_: object, info: Info) -> list[Record]:
    view = info.context
    view.weigh(len(view.records))
    return view.records


def _connection(
    _: object, info: Info, first: int | None = None, after: str | None = None
) -> dict[str, Any]:
    view = info.context
    start = view.start(0 if after is None else _position(after))
    nodes = view.records[start : start + view.size(first)]
    end = start + len(nodes)
    endless = "loop" in view.struck or "null-cursor" in view.struck
    return {
        "edges": [
            {"cursor": _cursor(start + number), "node": node}
            for number, node in enumerate(nodes, start=1)
        ],
        "nodes": nodes,
        "pageInfo": {
            "hasNextPage": endless or end < len(view.records),
            "endCursor": None if "null-cursor" in view.struck or not nodes else _cursor(end),
        },
        "totalCount": view.total,
    }


def _slice(_: object, info: Info, skip: int = 0, limit: int | None = None) -> dict[str, Any]:
    view = info.context
    start = view.start(skip)
    return {"items": view.records[start : start + view.size(limit)], "total": view.total}


def _page(_: object, info: Info, page: int = 1, **asked: int | None) -> dict[str, Any]:
    view = info.context
    items, size = view.numbered(view.records, page, asked.get("pageSize"))
    return {
        "items": items,
        "page": page,
        "pageSize": size,
        "totalPages": -(-view.total // size),
        "total": view.total,
    }


def _after(_: object, info: Info, limit: int | None = None, **asked: str | None) -> list[Record]:
    view = info.context
    last = None if "loop" in view.struck else asked.get("afterId")
    rest = (icon for icon in view.records if last is None or icon["id"] > last)
    return sorted(rest, key=lambda icon: icon["id"])[: view.size(limit)]


def _icon(_: object, info: Info, id: str) -> Record | None:
    view = info.context
    return next((icon for icon in view.records if icon["id"] == id), None)


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"after:{position}".encode()).decode()


def _position(cursor: str) -> int:
    try:
        return int(base64.urlsafe_b64decode(cursor).removeprefix(b"after:"))
    except (ValueError, binascii.Error) as error:
        raise GraphQLError(
            f"{cursor!r} is no cursor of this list", extensions={"code": "BAD_USER_INPUT"}
        ) from error


SCHEMA = execution.schema(
    SDL,
    {
        "Query.allIcons": _all_icons,
        "Query.iconsConnection": _connection,
        "Query.iconsSlice": _slice,
        "Query.iconsPage": _page,
        "Query.iconsAfter": _after,
        "Query.icon": _icon,
    },
)


def answer(payload: object, view: View) -> Answer:
    """The answer to one POST, its JSON body given."""
    return execution.execute(SCHEMA, payload, view)
