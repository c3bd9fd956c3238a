"""What Font Awesome needs beyond a description: a token exchange, and several icons in one node.

API: https://docs.fontawesome.com/apis/graphql
"""

from collections.abc import Mapping
from typing import Any

from ingest.common.failures import Refused
from ingest.graphql.client import Client, Token
from ingest.graphql.mapping import Skip
from ingest.graphql.source import Source


async def token(client: Client, source: Source) -> Token:
    """Exchange the account's API token for a short-lived one. Raises Refused when the service does not take it."""
    secret = source.secrets.expand("${FONTAWESOME_API_TOKEN}", "Font Awesome")
    answer = await client.post(
        f"{source.endpoint.rstrip('/')}/token", {"Authorization": f"Bearer {secret}"}
    )
    if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
        raise Refused(
            "Font Awesome's answer to the API token holds no access_token: check FONTAWESOME_API_TOKEN."
        )
    source.secrets.remember(answer["access_token"])
    return {"Authorization": f"Bearer {answer['access_token']}"}, float(answer.get("expires_in", 0))


def is_stale(data: Mapping[str, Any]) -> bool:
    """Whether no icon of a page has SVGs: how the service treats a token that has run out."""
    icons = ((data.get("release") or {}).get("iconsPaginated") or {}).get("icons") or []
    return bool(icons) and all(icon is not None and icon["svgs"] is None for icon in icons)


def records(node: Mapping[str, Any]) -> list[Any]:
    """One record for each SVG of an icon: its key is (id, family, style). No SVG at all is a failure, not an empty icon."""
    if not node["svgs"]:
        return [Skip(node["id"], "Font Awesome gives no SVG for it")]
    return [
        _record(node, svg)
        if svg
        else Skip(node["id"], "Font Awesome gives null for one of its SVGs")
        for svg in node["svgs"]
    ]


def _record(node: Mapping[str, Any], svg: Mapping[str, Any]) -> dict[str, Any]:
    family, style = svg["familyStyle"]["family"].lower(), svg["familyStyle"]["style"].lower()
    named = style if family == "classic" else f"{family}-{style}"
    return {**node, "html": svg["html"], "style": named, "key": f"{node['id']}/{named}"}
