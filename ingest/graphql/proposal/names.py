"""The names that icon services give to what an icon has, the likeliest first.

Names are compared in lower case, without underscores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

# Objects that only wrap: Strapi's `data { attributes }`, Relay's `edges { node }`, and the like.
WRAPPERS = frozenset({"attributes", "data", "node", "nodes", "edges", "items", "sys"})

WORDS = ("name", "title", "label", "word", "text", "value", "term", "slug", "spdx", "id", "names")
FIELDS: Mapping[str, Sequence[str]] = {
    "id": ("id", "documentid", "uuid", "uid", "key", "slug", "identifier", "name"),
    "name": ("name", "title", "label", "displayname", "iconname", "slug", "key", "id"),
    "style": ("style", "variant", "weight", "theme", "appearance", "kind"),
    "category": ("category", "group", "section", "topic", "folder"),
    "library": ("library", "set", "iconset", "collection", "pack", "package"),
    "license": ("license", "licence"),
    "updated_at": (
        "updatedat",
        "modifiedat",
        "changedat",
        "lastmodified",
        "updated",
        "publishedat",
    ),
    "tags": ("tags", "keywords", "terms", "searchterms", "labels", "tag"),
    "aliases": ("aliases", "synonyms", "alternativenames", "othernames"),
}

# What distinguishes the parts of one icon.
DISTINCT = ("family", "style", "variant", "weight", "theme", "size", "scale", "color")

DRAWING_TEXTS = ("sourcecode", "source", "markup", "html", "xml", "base64", "datauri", "dataurl")
WEAK_DRAWING_TEXTS = (
    *("code", "content", "body", "data", "raw", "text", "pathdata", "path", "d", "image"),
)
# Names of fields that hold one style of an icon, perhaps with svg before or after it.
STYLES = (
    *("outline", "outlined", "line", "filled", "fill", "solid", "regular", "bold", "thin", "light"),
    *("duotone", "twotone", "sharp", "rounded", "mono", "color", "colored", "dark"),
)
DRAWING_URLS = ("url", "src", "href", "uri", "downloadurl", "fileurl", "imageurl", "publicurl")
# Objects and lists that hold drawings; others with a URL hold portraits, pages and the like.
HOLDERS = (
    *("file", "image", "asset", "media", "picture", "icon", "glyph", "source", "content"),
    *("drawing", "drawings", "files", "images", "assets", "glyphs", "formats", "sizes"),
    *("variant", "variants", "styles", "versions", "renditions", "families"),
)

_PAGES_ON_THE_WAY = ("pageinfo", "pagination", "meta", "aggregate", "paging")
# Fields of objects that may hold something of an icon, or of a page.
ON_THE_WAY = frozenset(
    (*WRAPPERS, *HOLDERS, *_PAGES_ON_THE_WAY, "familystyle", *(chain(*FIELDS.values())))
)

SIZES = ("first", "limit", "pagesize", "perpage", "take", "size", "count", "rows", "maxresults")
PAGE_SIZES = ("pagesize", "perpage", "size", *SIZES)
CURSORS = ("after", "cursor", "aftercursor")
TOKENS = ("nexttoken", "pagetoken", "nextpagetoken", "token", "nextcursor", "cursor", "after")
NEXT = ("nexttoken", "nextpagetoken", "nextcursor", "continuationtoken", "next", "cursor")
SKIPS = ("skip", "offset", "start", "from")
PAGES = ("page", "pagenumber", "pageno", "pageindex")
TOTALS = (
    "totalcount",
    "total",
    "totalitems",
    "totaliconcount",
    "totalhits",
    "totalresults",
    "count",
)
ORDERS = ("orderby", "order", "sort", "sortby")
IDS_IN_ORDER = ("id", "idasc", "sysidasc", "idascending", "ascid")


@dataclass(frozen=True)
class ScoreSettings:
    """Points by which candidates are compared; all were chosen by hand, on ten known schemas."""

    svg: int = 100  # a drawing whose name says svg
    drawing_text: int = 70  # a drawing by another likely name
    weak_drawing_text: int = 40
    drawing_url: int = 50
    svg_in_path: int = 30  # more, where an object on the way says svg
    level: int = 3  # less, for each object on the way
    field: int = 5  # each other field of an icon
    required_field: int = 20  # id, name
    icon_in_path: int = 15  # a list whose name says icon
    paging: int = 8  # a list whose pagination is known
    total: int = 4
    unknown_argument: int = 15  # less, for each argument that a person must fill in


SCORES = ScoreSettings()


def normal(name: str) -> str:
    """A name as it is compared."""
    return name.replace("_", "").lower()


def rank(name: str, names: Sequence[str]) -> int:
    """The place of a name among others; their number where it is none of them."""
    plain = normal(name)
    return names.index(plain) if plain in names else len(names)
