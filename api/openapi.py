"""What /openapi.json says beyond what FastAPI reads from the signatures: the upload's body and the problem details."""

from typing import Any

from fastapi import FastAPI

from api.picture import MEDIA_TYPES
from api.problems import MEDIA_TYPE, Busy, InvalidParameter, NotFound, NotReady, Problem, TooLarge, TooSlow, UnknownFormat
from api.schemas import ProblemDetails
from api.upload import FIELD

_BINARY = {"type": "string", "format": "binary"}
SEARCH_BODY = {
    "requestBody": {
        "required": True,
        "description": f"The picture: in the form field `{FIELD}`, or as the whole body.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: _BINARY, "limit": {"type": "integer"}, "encoder": {"type": "string"}},
                }
            },
            **{media_type: {"schema": _BINARY} for media_type in MEDIA_TYPES},
        },
    }
}


def failures(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail with these problems."""
    by_status: dict[int, list[str]] = {}
    for problem in problems:
        by_status.setdefault(int(problem.status), []).append(problem.title)
    return {status: {"model": ProblemDetails, "description": "; ".join(titles)} for status, titles in by_status.items()}


SEARCH_FAILURES = failures(Problem, TooSlow, TooLarge, UnknownFormat, InvalidParameter, NotReady, Busy)
LIST_FAILURES = failures(InvalidParameter, NotReady)
ICON_FAILURES = failures(NotFound, InvalidParameter, NotReady)


class Application(FastAPI):
    """FastAPI whose document gives failures the media type they are sent with."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    for status, response in operation["responses"].items():
                        if status >= "400" and "application/json" in response.get("content", {}):
                            response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
        return super().openapi()
