"""Font Awesome's shape: releases of icons with several SVGs each, which need a short-lived token.

Types after https://docs.fontawesome.com/apis/graphql/objects. Our styles have the names of theirs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from secrets import token_hex
from time import monotonic
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from ingest.demo import execution
from ingest.demo.execution import Answer, refusal
from ingest.demo.library import Record, View

API_TOKEN = "demo-api-token"
VERSION = "7.0.0"
VERSION_NAMES = ("latest", VERSION, "7.x")
MAX_PAGE = 500  # icons a page, the service's limit on complexity

SDL = """
enum Family { CLASSIC DUOTONE SHARP }
enum Style { REGULAR SOLID LIGHT THIN BRANDS }
enum License { ANY FREE PRO }
input FamilyStyleFilter { family: Family!, style: Style! }
input SvgsFilter { familyStyles: [FamilyStyleFilter!] }

type FamilyStyle { family: String!, style: String!, prefix: String! }
type FamilyStylesByLicense { free: [FamilyStyle!]!, pro: [FamilyStyle!]! }
type Aliases { names: [String!]! }
type Svg {
  familyStyle: FamilyStyle!
  html: String!
  width: Int!
  height: Int!
  pathData: [String!]!
}
type Icon {
  id: String!
  label: String!
  unicode: String!
  aliases: Aliases
  familyStylesByLicense: FamilyStylesByLicense!
  "Null without the scope svg_icons_free."
  svgs(filter: SvgsFilter): [Svg!]
}
type IconsPaginated {
  icons: [Icon!]!
  page: Int!
  pageSize: Int!
  totalIconCount: Int!
  totalPageCount: Int!
}
type IconCount { free: Int!, pro: Int! }
type Release {
  version: String!
  isLatest: Boolean!
  iconCount: IconCount!
  familyStyles: [FamilyStyle!]!
  iconsPaginated(license: License = ANY, page: Int! = 1, pageSize: Int): IconsPaginated
}
type Query { release(version: String!): Release }
"""

FAMILY_STYLES = {
    "outlined": {"family": "classic", "style": "regular", "prefix": "far"},
    "filled": {"family": "classic", "style": "solid", "prefix": "fas"},
    "two-tone": {"family": "duotone", "style": "solid", "prefix": "fad"},
}


@dataclass
class Token:
    """A short-lived token: its end (seconds of the monotonic clock) and the requests it is for."""

    end: float
    uses: float


@dataclass(frozen=True)
class Call:
    """The context of the resolvers; `entitled`: a valid token came with the request."""

    view: View
    entitled: bool


class FontAwesome:
    """The service and its tokens, each valid for `token_seconds` and for `token_uses` requests."""

    def __init__(self, token_seconds: float = 3600, token_uses: float = float("inf")):
        self.tokens: dict[str, Token] = {}
        self._seconds = token_seconds
        self._uses = token_uses

    def token(self, headers: Mapping[str, str]) -> Answer:
        """A new short-lived token for the API token, or 401."""
        if headers.get("Authorization") != f"Bearer {API_TOKEN}":
            return refusal(401, "this is no API token", code="UNAUTHORIZED")
        name = token_hex(16)
        self.tokens[name] = Token(monotonic() + self._seconds, self._uses)
        return Answer(
            200,
            {
                "access_token": name,
                "expires_in": int(self._seconds),
                "scopes": ["public", "svg_icons_free"],
                "token_type": "Bearer",
            },
        )

    def answer(self, payload: object, view: View, headers: Mapping[str, str]) -> Answer:
        """The answer to a query; 401 for an invalid token."""
        authorization = headers.get("Authorization")
        entitled = authorization is not None and self._use(authorization.removeprefix("Bearer "))
        if authorization is not None and not entitled:
            return refusal(401, "the access token is invalid or has expired", code="UNAUTHORIZED")
        return execution.execute(SCHEMA, payload, Call(view, entitled))

    def _use(self, name: str) -> bool:
        token = self.tokens.get(name)
        if token is None or token.end <= monotonic() or token.uses < 1:
            return False
        token.uses -= 1
        return True


Info = GraphQLResolveInfo[Call]


def _release(_: object, info: Info, version: str) -> dict[str, Any] | None:
    if version not in VERSION_NAMES:
        return None
    icons = _icons_by_name(info.context.view.records)
    styles: dict[str, dict[str, str]] = {}
    for icon in icons:
        for style in icon["familyStylesByLicense"]["free"]:
            styles[style["prefix"]] = style
    svgs = sum(len(icon["records"]) for icon in icons)
    return {
        "version": VERSION,
        "isLatest": True,
        "iconCount": {"free": svgs, "pro": 0},
        "familyStyles": list(styles.values()),
        "icons": icons,
    }


def _icons_paginated(
    release: dict[str, Any], info: Info, license: str, page: int, **asked: int | None
) -> dict[str, Any]:
    view = info.context.view
    icons = [] if license == "PRO" else release["icons"]
    page_size = asked.get("pageSize")
    if (page_size or 0) > MAX_PAGE:
        raise GraphQLError(f"the query is too complex: ask for pages of {MAX_PAGE} icons at most")
    items, size = view.numbered(icons, page, page_size)
    total = view.total(icons)
    return {
        "icons": items,
        "page": page,
        "pageSize": size,
        "totalIconCount": total,
        "totalPageCount": -(-total // size),
    }


def _svgs(
    icon: dict[str, Any], info: Info, filter: dict[str, Any] | None = None
) -> list[dict[str, Any]] | None:
    call = info.context
    if not call.entitled:
        return None
    records: Sequence[Record] = icon["records"]
    drawings = call.view.drawings(records)
    if drawings is None:
        return None
    styles = (filter or {}).get("familyStyles") or ()
    wanted = [(style["family"].lower(), style["style"].lower()) for style in styles]
    svgs = []
    for record, html in zip(records, drawings, strict=True):
        style = _family_style(record)
        if not wanted or (style["family"], style["style"]) in wanted:
            svgs.append(_svg(style, html))
    return svgs


def _svg(style: dict[str, str], html: str) -> dict[str, Any]:
    box = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', html)
    width, height = box.groups() if box else ("0", "0")
    return {
        "familyStyle": style,
        "html": html,
        "width": round(float(width)),
        "height": round(float(height)),
        "pathData": re.findall(r'\bd="([^"]*)"', html),
    }


def _icons_by_name(records: list[Record]) -> list[dict[str, Any]]:
    """The records of one name in several styles as one icon, in the order of the names."""
    groups = groupby(sorted(records, key=_name), key=_name)
    icons = []
    for number, (name, group) in enumerate(groups):
        icons.append(_icon(number, name, list(group)))
    return icons


def _icon(number: int, name: str, records: list[Record]) -> dict[str, Any]:
    aliases: set[str] = set()
    for record in records:
        aliases.update(record["aliases"])
    return {
        "id": name,
        "label": name.replace("-", " ").title(),
        "unicode": f"{0xE000 + number:x}",
        "aliases": {"names": sorted(aliases - {name})},
        "familyStylesByLicense": {"free": [_family_style(record) for record in records], "pro": []},
        "records": records,
    }


def _name(record: Record) -> str:
    """An id without its style: account-book-twotone in two-tone is account-book."""
    identifier: str = record["id"]
    style: str = record["style"] or ""
    for ending in (f"-{style}", f"-{style.replace('-', '')}"):
        if style and identifier.endswith(ending):
            return identifier.removesuffix(ending)
    return identifier


def _family_style(record: Record) -> dict[str, str]:
    style = record["style"] or "solid"
    return FAMILY_STYLES.get(style, {"family": "classic", "style": style, "prefix": f"fa-{style}"})


SCHEMA = execution.schema(
    SDL, {"Query.release": _release, "Release.iconsPaginated": _icons_paginated, "Icon.svgs": _svgs}
)
