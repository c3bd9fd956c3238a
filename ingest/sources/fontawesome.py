"""Font Awesome: a token exchange, and several icons in one node.

API: https://docs.fontawesome.com/apis/graphql
"""

from collections.abc import Mapping
from typing import Any

from ingest.common.failures import Refused
from ingest.graphql.client import Client, Token
from ingest.graphql.source import Source
from ingest.icon import SkippedIcon

MAX_TOKEN = 16_000  # characters: what servers accept in a header


async def token(client: Client, source: Source) -> Token:
    """Exchange the account's API token for a short-lived token.

    Raises Refused where the service does not accept the API token.
    """
    secret = source.secrets.expand("${FONTAWESOME_API_TOKEN}", "Font Awesome")
    url = f"{source.endpoint.rstrip('/')}/token"
    answer = await client.post(url, {"Authorization": f"Bearer {secret}"})
    access_token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(access_token, str) or len(access_token) > MAX_TOKEN:
        raise Refused(
            "Font Awesome's answer to the API token holds no access_token of at most "
            f"{MAX_TOKEN:,} characters: check FONTAWESOME_API_TOKEN."
        )
    source.secrets.remember(access_token)
    lifetime = float(answer.get("expires_in", 0))
    return {"Authorization": f"Bearer {access_token}"}, lifetime


def is_stale(data: Mapping[str, Any]) -> bool:
    """Whether no icon of a page has SVGs: so the service treats a token that has expired."""
    release = data.get("release") or {}
    page = release.get("iconsPaginated") or {}
    icons = page.get("icons") or []
    if not icons:
        return False
    return all(icon is not None and icon["svgs"] is None for icon in icons)


def records(node: Mapping[str, Any]) -> list[Any]:
    """A record for each SVG of an icon, identified by id, family and style.

    An icon without any SVG is a failure of the service, so it is skipped with a reason.
    """
    identifier = node["id"]
    if not node["svgs"]:
        return [SkippedIcon(identifier, "Font Awesome gives no SVG for it")]
    found: list[Any] = []
    for svg in node["svgs"]:
        if svg:
            found.append(_record(node, svg))
        else:
            found.append(SkippedIcon(identifier, "Font Awesome gives null for one of its SVGs"))
    return found


def _record(node: Mapping[str, Any], svg: Mapping[str, Any]) -> dict[str, Any]:
    family = svg["familyStyle"]["family"].lower()
    style = svg["familyStyle"]["style"].lower()
    if family != "classic":
        style = f"{family}-{style}"
    return {
        **node,
        "html": svg["html"],
        "style": style,
        "key": f"{node['id']}/{style}",
    }
