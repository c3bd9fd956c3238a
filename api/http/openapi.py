"""What /openapi.json says beyond what FastAPI reads from the signatures: the upload's body and the problem details."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from api.http.problems import (
    MEDIA_TYPE,
    Busy,
    Forbidden,
    HeadTooLarge,
    InvalidParameter,
    NotFound,
    NotReady,
    Problem,
    StoreDown,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorised,
    UnknownFormat,
    UnusablePicture,
    body,
)
from api.http.upload import FIELD
from api.picture import MEDIA_TYPES
from api.schemas.schemas import ProblemDetails, ScreenshotParameters, SearchParameters

_BINARY = {"type": "string", "format": "binary"}
_MAGNIFIER = (
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQAAAAA3iMLMAAAAN0lEQVR42gXBMQGAMBAEwb1t0qEAL+ASS3RBAh1ISBqemRSCE9/dRvolCDyb8844UqesskhLfT8uBA1jULnZrwAA"
    "AABJRU5ErkJggg=="
)
_BASE64 = {
    "type": "string",
    "format": "byte",
    "description": "Base64, or a data: URI with base64.",
    "examples": [_MAGNIFIER],
}


def _upload(name: str, parameters: type[BaseModel]) -> dict[str, Any]:
    """The request body of a route that takes a picture and, beside it, parameters; `name` begins the titles of its schemas."""

    def beside(title: str, picture: dict[str, Any]) -> dict[str, Any]:
        properties = {FIELD: picture, **parameters.model_json_schema()["properties"]}
        return {
            "title": f"{name}{title}",
            "type": "object",
            "required": [FIELD],
            "properties": properties,
        }

    return {
        "requestBody": {
            "required": True,
            "description": f"The picture: in the form field `{FIELD}`, as the whole body, or in base64 in a JSON object. "
            "The parameters may stand beside it instead of in the query.",
            "content": {
                "multipart/form-data": {
                    "schema": beside("Form", _BINARY),
                    "encoding": {FIELD: {"contentType": ", ".join(MEDIA_TYPES)}},
                },
                "application/json": {"schema": beside("Object", _BASE64)},
                **{media_type: {"schema": _BINARY} for media_type in MEDIA_TYPES},
            },
        }
    }


SEARCH_BODY = _upload("Search", SearchParameters)
SCREENSHOT_BODY = _upload("Screenshot", ScreenshotParameters)


def failures(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail with these problems, besides what any can fail with."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    possible: tuple[type[Problem], ...] = (*problems, HeadTooLarge)
    for problem in possible:
        by_status.setdefault(int(problem.status), []).append(problem)
    return {status: _failure(same) for status, same in by_status.items()}


def _failure(problems: list[type[Problem]]) -> dict[str, Any]:
    """What one status says, with an example of each problem that has it."""
    examples = {
        problem.name: {"summary": problem.title, "value": body(problem, str(problem.__doc__))}
        for problem in problems
    }
    return {
        "model": ProblemDetails,
        "description": "; ".join(problem.title for problem in problems),
        "content": {"application/json": {"examples": examples}},
    }


UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Nothing has changed since the answer with the ETag in If-None-Match"}
}
KEY_PROBLEMS = (Unauthorised, Forbidden)
SEARCH_FAILURES = failures(
    *KEY_PROBLEMS,
    Problem,
    TooSlow,
    TooLarge,
    UnknownFormat,
    UnusablePicture,
    InvalidParameter,
    TooMany,
    NotReady,
    StoreDown,
    Busy,
)
LIST_FAILURES = UNCHANGED | failures(*KEY_PROBLEMS, InvalidParameter, NotReady, Busy)
ICON_FAILURES = UNCHANGED | failures(NotFound, InvalidParameter, NotReady, Busy)
KEYED_ICON_FAILURES = UNCHANGED | failures(
    *KEY_PROBLEMS, NotFound, InvalidParameter, NotReady, Busy
)
SIMILAR_FAILURES = UNCHANGED | failures(
    *KEY_PROBLEMS, NotFound, InvalidParameter, TooMany, NotReady, StoreDown, Busy
)


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
                            response["content"] = {
                                MEDIA_TYPE: response["content"].pop("application/json")
                            }
        return super().openapi()
