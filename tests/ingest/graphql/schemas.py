"""Schemas of services that people have, each over the same few icons.

A schema is its text, its root value, and the ids that a crawl of it must find.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.ingest.graphql.service import svg

NAMES = [f"icon-{number}" for number in range(7)]
FILES = {f"{name}.svg": svg(number).encode() for number, name in enumerate(NAMES)}


@dataclass(frozen=True)
class Schema:
    """`check` is what else the proposed TOML must hold."""

    sdl: str
    data: Any
    ids: list[str]
    check: tuple[str, ...] = ()


def records(**more: Callable[[int, str], Any]) -> list[dict[str, Any]]:
    """The icons; each value of `more` makes a field of its number and name."""
    made = []
    for number, name in enumerate(NAMES):
        fields = {key: value(number, name) for key, value in more.items()}
        made.append({"id": name, "name": name.title(), **fields})
    return made


def code(number, _):
    return svg(number)


def url(_, name):
    return f"/files/{name}.svg"


def relay():
    nodes = records(svg=code, tags=lambda *_: {"nodes": [{"name": "home"}]})

    def icons(_, first=None, after=None, **order):
        start = int(after or 0)
        end = min(start + (first or 3), len(nodes))
        info = {"hasNextPage": end < len(nodes), "endCursor": str(end)}
        edges = [{"node": node} for node in nodes[start:end]]
        return {"edges": edges, "pageInfo": info, "totalCount": len(nodes)}

    sdl = """
    enum IconOrder { NAME_DESC ID_ASC }
    type Author { id: ID!, name: String, avatarUrl: String }
    type Tag { id: ID! name: String }
    type Tags { nodes: [Tag] }
    type Icon { id: ID!, name: String!, svg: String!, author: Author, tags(first: Int): Tags }
    type PageInfo { hasNextPage: Boolean!, hasPreviousPage: Boolean, endCursor: String }
    type Edge { node: Icon, cursor: String }
    type Connection { edges: [Edge], pageInfo: PageInfo!, totalCount: Int! }
    type Query {
      me: Author
      users: [Author!]!
      icons(first: Int, after: String, before: String, last: Int, orderBy: IconOrder): Connection
    }"""
    expected = ('shape = "cursor"', 'total = "icons.totalCount"', "orderBy: ID_ASC")
    return Schema(sdl, {"icons": icons}, NAMES, (*expected, 'tags = "tags.nodes[].name"'))


def skip():
    nodes = records(source_code=code, category=lambda *_: {"title": "ui"})

    def search(_, offset=0, limit=3):
        return {"results": nodes[offset : offset + min(limit, 4)], "count": len(nodes)}

    sdl = """
    type Category { title: String }
    type Glyph { id: ID!, name: String!, source_code: String, category: Category }
    type Results { results: [Glyph!]!, count: Int! }
    type Query { search(offset: Int! = 0, limit: Int! = 3): Results! }"""
    expected = ('shape = "skip"', 'total = "search.count"', 'category = "category.title"')
    return Schema(sdl, {"search": search}, NAMES, expected)


def page():
    nodes = records(markup=code)

    def icons(_, page=1, per_page=3):
        start = (page - 1) * per_page
        return {"items": nodes[start : start + per_page], "total": len(nodes)}

    sdl = """
    type Item { id: Int, name: String, markup: String }
    type Items { items: [Item], total: Int }
    type Library { title: String, IconItems(page: Int, per_page: Int): Items }
    type Query { library: Library }"""
    sdl = sdl.replace("id: Int", "id: ID")
    expected = ('shape = "page"', 'total = "library.IconItems.total"')
    return Schema(sdl, {"library": {"IconItems": icons}}, NAMES, expected)


def hasura():
    nodes = records(svg_body=code)

    def icons(_, where=None, order_by=None, limit=None, offset=0):
        after = ((where or {}).get("id") or {}).get("_gt", "")
        found = [node for node in nodes if node["id"] > after]
        return found[:limit]

    sdl = """
    enum order_by { asc desc }
    input String_comparison_exp { _eq: String, _gt: String }
    input icons_bool_exp { _and: [icons_bool_exp!], id: String_comparison_exp }
    input icons_order_by { id: order_by, name: order_by }
    type icons { id: String!, name: String!, svg_body: String }
    type icons_aggregate_fields { count(distinct: Boolean): Int! }
    type icons_aggregate { aggregate: icons_aggregate_fields, nodes: [icons!]! }
    type query_root {
      icons(where: icons_bool_exp, order_by: [icons_order_by!], limit: Int, offset: Int): [icons!]!
      icons_aggregate(where: icons_bool_exp, limit: Int): icons_aggregate!
      icons_by_pk(id: String!): icons
    }
    schema { query: query_root }"""
    aggregate = {"aggregate": {"count": len(nodes)}, "nodes": nodes}
    data = {"icons": icons, "icons_aggregate": lambda info, **_: aggregate}
    expected = ('shape = "keyset"', 'start = ""', 'total = "icons_aggregate.aggregate.count"')
    return Schema(sdl, data, NAMES, expected)


def appsync():
    nodes = records(svgUrl=url)

    def icons(_, filter=None, limit=2, **token):
        start = int(token.get("nextToken") or 0)
        end = start + limit
        return {"items": nodes[start:end], "nextToken": str(end) if end < len(nodes) else None}

    sdl = """
    input ModelIconFilterInput { name: String }
    type Icon { id: ID!, name: String!, svgUrl: AWSURL }
    scalar AWSURL
    type ModelIconConnection { items: [Icon]!, nextToken: String }
    type Query {
      getIcon(id: ID!): Icon
      listIcons(filter: ModelIconFilterInput, limit: Int, nextToken: String): ModelIconConnection
    }"""
    expected = ('next = "listIcons.nextToken"', "fetch = true")
    return Schema(sdl, {"listIcons": icons}, NAMES, expected)


def plain():
    nodes = records(content=lambda number, _: f"<path d='M{number} 0h9'/>")
    sdl = """
    type Picture { id: ID!, name: String!, content: String! }
    type Query { version: String, pictures: [Picture!]! }"""
    return Schema(sdl, {"pictures": nodes}, NAMES, (">{content}</svg>",))


def variants():
    nodes = records(
        variants=lambda number, _: [
            {"style": "bold", "svg": svg(number)},
            {"style": "thin", "svg": svg(number + 20)},
        ]
    )
    sdl = """
    type Variant { style: String!, svg: String! }
    type Icon { id: ID!, name: String!, variants: [Variant!]! }
    type Query { icons: [Icon!]! }"""
    ids = [f"{name}/{style}" for name in NAMES for style in ("bold", "thin")]
    return Schema(sdl, {"icons": nodes}, ids, ('each = "variants"', 'style = "variants[].style"'))


def styles():
    nodes = records(outline=code, filled=lambda number, _: svg(number + 30), bold=lambda *_: None)
    sdl = """
    type Icon { id: ID!, name: String!, outline: String, filled: String, bold: String }
    type Query { icons: [Icon!]! }"""
    ids = [f"{name}/{style}" for name in NAMES for style in ("outline", "filled")]
    return Schema(sdl, {"icons": nodes}, ids, ('each = ["outline", "filled", "bold"]',))


def strapi4():
    def entity(number, name):
        svg_file = {"data": {"id": f"f{number}", "attributes": {"url": f"/files/{name}.svg"}}}
        tags = {"data": [{"id": "1", "attributes": {"name": "home"}}]}
        return {"id": name, "attributes": {"name": name, "svg": svg_file, "tags": tags}}

    nodes = [entity(number, name) for number, name in enumerate(NAMES)]

    def icons(_, pagination=None, sort=None, filters=None):
        size = min((pagination or {}).get("pageSize", 3), 3)
        start = ((pagination or {}).get("page", 1) - 1) * size
        meta = {"pagination": {"total": len(nodes), "page": 1, "pageSize": size, "pageCount": 3}}
        return {"data": nodes[start : start + size], "meta": meta}

    sdl = """
    input PaginationArg { page: Int, pageSize: Int, start: Int, limit: Int }
    input IconFiltersInput { name: String }
    type Pagination { total: Int!, page: Int!, pageSize: Int!, pageCount: Int! }
    type Meta { pagination: Pagination! }
    type UploadFile { name: String!, url: String!, previewUrl: String, mime: String! }
    type UploadFileEntity { id: ID, attributes: UploadFile }
    type UploadFileEntityResponse { data: UploadFileEntity }
    type UploadFileCollection { data: [UploadFileEntity!]!, meta: Meta! }
    type Tag { name: String }
    type TagEntity { id: ID, attributes: Tag }
    type TagRelation { data: [TagEntity!]! }
    type Icon {
      name: String!, svg: UploadFileEntityResponse
      tags(pagination: PaginationArg = {}, sort: [String] = []): TagRelation
    }
    type IconEntity { id: ID, attributes: Icon }
    type IconEntityResponse { data: IconEntity }
    type IconEntityResponseCollection { data: [IconEntity!]!, meta: Meta! }
    type Query {
      uploadFiles(pagination: PaginationArg = {}, sort: [String] = []): UploadFileCollection
      icon(id: ID): IconEntityResponse
      icons(filters: IconFiltersInput, pagination: PaginationArg = {}, sort: [String] = [])
        : IconEntityResponseCollection
    }"""
    expected = ('total = "icons.meta.pagination.total"', "pageSize: $pageSize, page: $page")
    tags = 'tags = "attributes.tags.data[].attributes.name"'
    return Schema(sdl, {"icons": icons}, NAMES, (*expected, tags, 'sort: ["id"]', "fetch = true"))


def strapi5():
    nodes = records(documentId=lambda _, name: name, file=lambda _, name: {"url": url(_, name)})

    def window(pagination):
        size = min((pagination or {}).get("pageSize", 3), 3)
        start = ((pagination or {}).get("page", 1) - 1) * size
        return nodes[start : start + size]

    def connection(_, pagination=None, sort=None):
        info = {"total": len(nodes), "page": 1, "pageSize": 3, "pageCount": 3}
        return {"nodes": window(pagination), "pageInfo": info}

    sdl = """
    input PaginationArg { page: Int, pageSize: Int, start: Int, limit: Int }
    type Pagination { total: Int!, page: Int!, pageSize: Int!, pageCount: Int! }
    type UploadFile { documentId: ID!, name: String!, url: String! }
    type Icon { documentId: ID!, name: String!, file: UploadFile }
    type IconEntityResponseCollection { nodes: [Icon!]!, pageInfo: Pagination! }
    type Query {
      icons(pagination: PaginationArg = {}, sort: [String] = []): [Icon]!
      icons_connection(pagination: PaginationArg = {}, sort: [String] = [])
        : IconEntityResponseCollection
    }"""
    data = {
        "icons": lambda info, pagination=None, sort=None: window(pagination),
        "icons_connection": connection,
    }
    expected = ('icons = "icons_connection.nodes"', 'id = "documentId"')
    return Schema(sdl, data, NAMES, (*expected, 'total = "icons_connection.pageInfo.total"'))


def contentful():
    def entry(name):
        return {
            "sys": {"id": name},
            "title": name,
            "keywords": ["a", "b"],
            "svg": {"url": url(0, name)},
        }

    nodes = [entry(name) for name in NAMES]

    def collection(_, skip=0, limit=100, **others):
        return {
            "items": nodes[skip : skip + limit],
            "total": len(nodes),
            "skip": skip,
            "limit": limit,
        }

    sdl = """
    enum IconOrder { sys_id_ASC sys_id_DESC }
    type Sys { id: String!, spaceId: String!, publishedAt: String }
    type Asset { sys: Sys!, title: String, fileName: String, url: String, contentType: String }
    type Icon { sys: Sys!, title(locale: String): String, keywords: [String], svg: Asset }
    type IconCollection { total: Int!, skip: Int!, limit: Int!, items: [Icon]! }
    type AssetCollection { total: Int!, skip: Int!, limit: Int!, items: [Asset]! }
    type Query {
      assetCollection(skip: Int = 0, limit: Int = 100): AssetCollection
      icon(id: String!, preview: Boolean): Icon
      iconCollection(skip: Int = 0, limit: Int = 100, preview: Boolean, order: [IconOrder])
        : IconCollection
    }"""
    expected = ('id = "sys.id"', "order: [sys_id_ASC]", 'source_code = "svg.url"')
    return Schema(sdl, {"iconCollection": collection}, NAMES, (*expected, 'tags = "keywords"'))


def font_awesome():
    def drawing(number, family):
        return {"html": svg(number), "familyStyle": {"family": family, "style": "solid"}}

    nodes = [
        {
            "id": name,
            "label": name,
            "unicode": "f000",
            "aliases": {"names": ["x"]},
            "svgs": [drawing(number, "classic"), drawing(number + 9, "sharp")],
        }
        for number, name in enumerate(NAMES)
    ]

    def paginated(_, page, license=None, **size):
        most = size.get("pageSize") or 3
        start = (page - 1) * most
        return {"icons": nodes[start : start + most], "totalIconCount": len(nodes)}

    sdl = """
    enum License { ANY FREE PRO }
    type FamilyStyle { family: String!, style: String!, prefix: String! }
    type Svg { html: String!, width: Int!, pathData: [String!]!, familyStyle: FamilyStyle! }
    type Aliases { names: [String!] }
    type Icon { id: String!, label: String!, unicode: String!, aliases: Aliases, svgs: [Svg!] }
    type IconsPaginated { icons: [Icon!]!, totalIconCount: Int!, totalPageCount: Int! }
    type Release {
      version: String!
      icons: [Icon]!
      iconsPaginated(license: License = ANY, page: Int! = 1, pageSize: Int): IconsPaginated
    }
    type Query { release(version: String!): Release, releases: [Release] }"""
    data = {"release": lambda info, version: {"iconsPaginated": paginated}}
    ids = [f"{name}/{family}/solid" for name in NAMES for family in ("classic", "sharp")]
    expected = ('aliases = "aliases.names"', 'each = "svgs"', 'version = ""')
    return Schema(sdl, data, ids, expected)


def page_zero():
    nodes = records(image=code)
    sdl = """
    type Icon { id: ID!, name: String!, image: String! }
    type Meta { count: Int! }
    type Query { icons(page: Int!, size: Int!): [Icon!]!, _iconsMeta: Meta! }"""
    data = {
        "icons": lambda info, page, size: nodes[page * size : (page + 1) * size],
        "_iconsMeta": {"count": len(nodes)},
    }
    return Schema(sdl, data, NAMES, ("first_page = 0", 'total = "_iconsMeta.count"'))


SCHEMAS = {
    made.__name__: made
    for made in (
        relay,
        skip,
        page,
        hasura,
        appsync,
        plain,
        variants,
        styles,
        strapi4,
        strapi5,
        contentful,
        font_awesome,
        page_zero,
    )
}
