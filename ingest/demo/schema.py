"""The schema of an icon service such as companies run: one Icon type in every pagination shape."""

from typing import Any

from graphql import GraphQLResolveInfo

from ingest.demo import execution
from ingest.demo.execution import Answer
from ingest.demo.library import Record, View, make_cursor, read_cursor

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
type IconConnection {
  edges: [IconEdge!]!
  nodes: [Icon!]!
  pageInfo: PageInfo!
  totalCount: Int!
}
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
    return info.context.everything()


def _connection(
    _: object, info: Info, first: int | None = None, after: str | None = None
) -> dict[str, Any]:
    view = info.context
    start = view.start(0 if after is None else read_cursor(after))
    nodes = view.records[start : start + view.page_size(first)]
    edges = []
    for end, node in enumerate(nodes, start=start + 1):
        edges.append({"cursor": make_cursor(end), "node": node})
    return {
        "edges": edges,
        "nodes": nodes,
        "pageInfo": view.page_info(start, start + len(nodes)),
        "totalCount": view.total(view.records),
    }


def _slice(_: object, info: Info, skip: int = 0, limit: int | None = None) -> dict[str, Any]:
    view = info.context
    start = view.start(skip)
    items = view.records[start : start + view.page_size(limit)]
    return {"items": items, "total": view.total(view.records)}


def _page(_: object, info: Info, page: int = 1, **asked: int | None) -> dict[str, Any]:
    view = info.context
    items, size = view.numbered(view.records, page, asked.get("pageSize"))
    total = view.total(view.records)
    return {
        "items": items,
        "page": page,
        "pageSize": size,
        "totalPages": -(-total // size),
        "total": total,
    }


def _after(_: object, info: Info, limit: int | None = None, **asked: str | None) -> list[Record]:
    view = info.context
    size = view.page_size(limit)
    return view.after(asked.get("afterId"))[:size]


def _icon(_: object, info: Info, id: str) -> Record | None:
    for icon in info.context.records:
        if icon["id"] == id:
            return icon
    return None


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
