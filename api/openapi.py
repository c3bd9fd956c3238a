"""What /openapi.json says beyond what FastAPI reads from the signatures: the upload's body and the problem details."""

from typing import Any

from fastapi import FastAPI

from api.picture import MEDIA_TYPES
from api.problems import (
    MEDIA_TYPE,
    Busy,
    Forbidden,
    InvalidParameter,
    NotFound,
    NotReady,
    Problem,
    TooLarge,
    TooSlow,
    Unauthorised,
    UnknownFormat,
    UnusablePicture,
    body,
)
from api.schemas import ProblemDetails, SearchParameters
from api.upload import FIELD

_BINARY = {"type": "string", "format": "binary"}
_BASE64 = {"type": "string", "description": "Base64, or a data: URI with base64.", "examples": ["iVBORw0KGgoAAAANSUhEUgAA…"]}


def _beside_parameters(title: str, picture: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object that holds the picture and, as it likes, the parameters."""
    parameters = SearchParameters.model_json_schema()["properties"]
    return {"title": title, "type": "object", "required": [FIELD], "properties": {FIELD: picture, **parameters}}


SEARCH_BODY = {
    "requestBody": {
        "required": True,
        "description": f"The picture: in the form field `{FIELD}`, as the whole body, or in base64 in a JSON object. "
        "The parameters may stand beside it instead of in the query.",
        "content": {
            "multipart/form-data": {"schema": _beside_parameters("SearchForm", _BINARY)},
            "application/json": {"schema": _beside_parameters("SearchObject", _BASE64)},
            **{media_type: {"schema": _BINARY} for media_type in MEDIA_TYPES},
        },
    }
}


def failures(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail with these problems."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    for problem in problems:
        by_status.setdefault(int(problem.status), []).append(problem)
    return {status: _failure(same) for status, same in by_status.items()}


def _failure(problems: list[type[Problem]]) -> dict[str, Any]:
    """What one status says, with an example of each problem that has it."""
    examples = {problem.name: {"summary": problem.title, "value": body(problem, str(problem.__doc__))} for problem in problems}
    return {
        "model": ProblemDetails,
        "description": "; ".join(problem.title for problem in problems),
        "content": {"application/json": {"examples": examples}},
    }


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Nothing has changed since the answer with the ETag in If-None-Match"}}
KEY_PROBLEMS = (Unauthorised, Forbidden)
SEARCH_FAILURES = failures(*KEY_PROBLEMS, Problem, TooSlow, TooLarge, UnknownFormat, UnusablePicture, InvalidParameter, NotReady, Busy)
LIST_FAILURES = UNCHANGED | failures(*KEY_PROBLEMS, InvalidParameter, NotReady)
ICON_FAILURES = UNCHANGED | failures(NotFound, InvalidParameter, NotReady)
KEYED_ICON_FAILURES = UNCHANGED | failures(*KEY_PROBLEMS, NotFound, InvalidParameter, NotReady)


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
