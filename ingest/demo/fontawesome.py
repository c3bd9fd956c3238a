"""Font Awesome's shape: releases of icons with several SVGs each, which only a short-lived token opens.

Types after https://docs.fontawesome.com/apis/graphql/objects. Our styles go by the names of theirs.
"""

import re
from collections.abc import Mapping
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
MOST = 500  # icons a page: more is too complex

SDL = """
enum Family { CLASSIC DUOTONE SHARP }
enum Style { REGULAR SOLID LIGHT THIN BRANDS }
enum License { ANY FREE PRO }
input FamilyStyleFilter { family: Family!, style: Style! }
input SvgsFilter { familyStyles: [FamilyStyleFilter!] }

type FamilyStyle { family: String!, style: String!, prefix: String! }
type FamilyStylesByLicense { free: [FamilyStyle!]!, pro: [FamilyStyle!]! }
type Aliases { names: [String!]! }
type Svg { familyStyle: FamilyStyle!, html: String!, width: Int!, height: Int!, pathData: [String!]! }
type Icon {
  id: String!
  label: String!
  unicode: String!
  aliases: Aliases
  familyStylesByLicense: FamilyStylesByLicense!
  "Null without the scope svg_icons_free."
  svgs(filter: SvgsFilter): [Svg!]
}
type IconsPaginated { icons: [Icon!]!, page: Int!, pageSize: Int!, totalIconCount: Int!, totalPageCount: Int! }
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
    """A short-lived token: when it ends (seconds of the monotonic clock) and how many requests it opens."""

    ends: float
    uses: float


@dataclass(frozen=True)
class Call:
    """What the resolvers need to know of a request."""

    view: View
    entitled: bool


class FontAwesome:
    """The service with the tokens it gave out, good for `token_seconds` and for `token_uses` requests."""

    def __init__(self, token_seconds: float = 3600, token_uses: float = float("inf")):
        self._seconds, self._uses = token_seconds, token_uses
        self._tokens: dict[str, Token] = {}

    def expire(self) -> None:
        """Make every token invalid."""
        self._tokens.clear()

    def token(self, headers: Mapping[str, str]) -> Answer:
        """A new short-lived token for the API token, or 401."""
        if headers.get("Authorization") != f"Bearer {API_TOKEN}":
            return refusal(401, "this is no API token", code="UNAUTHORIZED")
        self._tokens[name := token_hex(16)] = Token(monotonic() + self._seconds, self._uses)
        scopes = ["public", "svg_icons_free"]
        return Answer(
            200,
            {
                "access_token": name,
                "expires_in": int(self._seconds),
                "scopes": scopes,
                "token_type": "Bearer",
            },
        )

    def answer(self, payload: object, view: View, headers: Mapping[str, str]) -> Answer:
        """The answer to a query; 401 for a token that is not, or no longer, valid."""
        authorization = headers.get("Authorization")
        entitled = authorization is not None and self._spend(authorization.removeprefix("Bearer "))
        if authorization is not None and not entitled and "mute-token" not in view.struck:
            return refusal(401, "the access token is invalid or has expired", code="UNAUTHORIZED")
        return execution.execute(SCHEMA, payload, Call(view, entitled))

    def _spend(self, name: str) -> bool:
        token = self._tokens.get(name)
        if token is None or token.ends <= monotonic() or token.uses < 1:
            return False
        token.uses -= 1
        return True


Info = GraphQLResolveInfo[Call]


def _release(_: object, info: Info, version: str) -> dict[str, Any] | None:
    icons = _group(info.context.view.records)
    known = version in ("latest", VERSION, VERSION.split(".")[0] + ".x")
    count = {"free": sum(len(icon["records"]) for icon in icons), "pro": 0}
    styles = list(
        {
            style["prefix"]: style
            for icon in icons
            for style in icon["familyStylesByLicense"]["free"]
        }.values()
    )
    return (
        {
            "version": VERSION,
            "isLatest": True,
            "iconCount": count,
            "familyStyles": styles,
            "icons": icons,
        }
        if known
        else None
    )


def _icons_paginated(
    release: dict[str, Any], info: Info, license: str, page: int, **asked: int | None
) -> dict[str, Any]:
    view = info.context.view
    icons = [] if license == "PRO" else release["icons"]
    if (asked.get("pageSize") or 0) > MOST:
        raise GraphQLError(f"the query is too complex: ask for pages of {MOST} icons at most")
    items, size = view.numbered(icons, page, asked.get("pageSize"))
    total = len(icons) + (view.struck.number("total") or 0)
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
    sources = [record["sourceCode"] for record in icon["records"]]
    if not info.context.entitled or None in sources:
        return None
    failed = next((source for source in sources if isinstance(source, GraphQLError)), None)
    if failed is not None:
        raise failed
    wanted = [
        (entry["family"].lower(), entry["style"].lower())
        for entry in (filter or {}).get("familyStyles") or ()
    ]
    svgs = [_svg(record) for record in icon["records"]]
    return [
        svg
        for svg in svgs
        if not wanted or (svg["familyStyle"]["family"], svg["familyStyle"]["style"]) in wanted
    ]


def _svg(record: Record) -> dict[str, Any]:
    html = record["sourceCode"]
    box = re.search(r'viewBox="\S+ \S+ ([\d.]+) ([\d.]+)"', html)
    width, height = (round(float(side)) for side in box.groups()) if box else (0, 0)
    paths = re.findall(r'\bd="([^"]*)"', html)
    return {
        "familyStyle": _family_style(record),
        "html": html,
        "width": width,
        "height": height,
        "pathData": paths,
    }


def _group(records: list[Record]) -> list[dict[str, Any]]:
    """Records of one name in several styles, as one icon, in the order of the names."""
    groups = groupby(sorted(records, key=_base), key=_base)
    return [_icon(number, name, list(group)) for number, (name, group) in enumerate(groups)]


def _icon(number: int, name: str, records: list[Record]) -> dict[str, Any]:
    return {
        "id": name,
        "label": name.replace("-", " ").title(),
        "unicode": f"{0xE000 + number:x}",
        "aliases": {
            "names": sorted({alias for record in records for alias in record["aliases"]} - {name})
        },
        "familyStylesByLicense": {"free": [_family_style(record) for record in records], "pro": []},
        "records": records,
    }


def _base(record: Record) -> str:
    """An id without its style: account-book-twotone in two-tone is account-book."""
    identifier: str = record["id"]
    style: str = record["style"] or ""
    endings = (f"-{style}", f"-{style.replace('-', '')}")
    return next(
        (
            identifier.removesuffix(ending)
            for ending in endings
            if style and identifier.endswith(ending)
        ),
        identifier,
    )


def _family_style(record: Record) -> dict[str, str]:
    style = record["style"] or "solid"
    return FAMILY_STYLES.get(style, {"family": "classic", "style": style, "prefix": f"fa-{style}"})


SCHEMA = execution.schema(
    SDL, {"Query.release": _release, "Release.iconsPaginated": _icons_paginated, "Icon.svgs": _svgs}
)
