"""Graphene under Flask: all icons in one list or slices of it, and its depth limit.

Flask refuses a request without the token before GraphQL sees it.
"""

from typing import Any

import graphene
from flask import Flask, jsonify, request
from graphene.validation import depth_limit_validator
from graphql import GraphQLError, parse, validate
from library import FAULT, MOST, PORT, drawing, is_refused, is_throttled, part
from werkzeug.serving import make_server


class Icon(graphene.ObjectType):
    id = graphene.ID(required=True)
    name = graphene.String(required=True)
    svg = graphene.String()
    tags = graphene.List(graphene.NonNull(graphene.String), required=True)

    def resolve_svg(self: dict, info: Any) -> str:
        return drawing(self)


class Query(graphene.ObjectType):
    all_icons = graphene.List(
        graphene.NonNull(Icon), first=graphene.Int(required=True), skip=graphene.Int(required=True)
    )

    def resolve_all_icons(self: None, info: Any, first: int, skip: int) -> list:
        if FAULT == "cap" and first > MOST:
            raise GraphQLError(
                f"Requesting {first} records exceeds the `first` limit of {MOST} records."
            )
        return part(skip, first)


schema = graphene.Schema(query=Query)
app = Flask(__name__)


@app.post("/graphql")
def graphql() -> Any:
    if is_refused(request.headers.get("Authorization")):
        return jsonify(message="Invalid or expired API key"), 401
    if is_throttled():
        return "Too many requests", 503
    body = request.get_json()
    if FAULT == "depth":
        errors = validate(
            schema.graphql_schema, parse(body["query"]), [depth_limit_validator(max_depth=0)]
        )
        if errors:
            return jsonify(errors=[error.formatted for error in errors]), 400
    result = schema.execute(body["query"], variables=body.get("variables"))
    return jsonify(result.formatted)


server = make_server("127.0.0.1", PORT, app, threaded=True)
print("listening", flush=True)
server.serve_forever()
