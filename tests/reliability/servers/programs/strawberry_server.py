"""Strawberry in FastAPI: its Relay connection with its largest page, a permission class, its depth
limit.
"""

from collections.abc import Iterable
from typing import Any

import strawberry
import uvicorn
from fastapi import FastAPI
from library import FAULT, ICONS, MOST, PORT, drawing, is_refused, is_throttled, part
from strawberry import relay
from strawberry.extensions import QueryDepthLimiter
from strawberry.fastapi import GraphQLRouter
from strawberry.permission import BasePermission
from strawberry.schema.config import StrawberryConfig


class IsAuthenticated(BasePermission):
    message = "User is not authenticated"

    def has_permission(self, source: Any, info: strawberry.Info, **arguments: Any) -> bool:
        if is_throttled():
            raise ValueError("Too many requests, slow down.")
        return not is_refused(info.context["request"].headers.get("authorization"))


@strawberry.type
class Icon(relay.Node):
    key: relay.NodeID[str]
    code: str
    name: str
    tags: list[str]
    record: strawberry.Private[dict]

    @strawberry.field
    def svg(self) -> str | None:
        return drawing(self.record)


def made(icon: dict) -> Icon:
    return Icon(key=icon["id"], code=icon["id"], name=icon["name"], tags=icon["tags"], record=icon)


@strawberry.type
class Query:
    @relay.connection(relay.ListConnection[Icon], permission_classes=[IsAuthenticated])
    def icons(self) -> Iterable[Icon]:
        return [made(icon) for icon in part(0, len(ICONS) + 1)]


config = StrawberryConfig(relay_max_results=MOST if FAULT == "cap" else 10_000)
limits = [QueryDepthLimiter(max_depth=2)] if FAULT == "depth" else []
app = FastAPI()
app.include_router(
    GraphQLRouter(strawberry.Schema(Query, config=config, extensions=limits)), prefix="/graphql"
)


@app.on_event("startup")
def started() -> None:
    print("listening", flush=True)


uvicorn.run(app, port=PORT, log_level="critical")
