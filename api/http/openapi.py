"""What /openapi.json has beyond FastAPI's own: the bodies of uploads and the problem details."""

from collections.abc import Sequence
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
    TooCostly,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorised,
    UnknownFormat,
    UnusablePicture,
    WrongHost,
    details,
)
from api.http.samples import add_sample
from api.http.upload import FIELD
from api.picture import MEDIA_TYPES
from api.schemas.parameters import ScreenshotParameters, SearchParameters
from api.schemas.status import ProblemDetails

Responses = dict[int | str, dict[str, Any]]

BINARY = {"type": "string", "format": "binary"}
MAGNIFIER = (
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQAQAAAAA3iMLMAAAAN0lEQVR42gXBMQGAMBAEwb1t0qEAL+ASS3RBAh1I"
    "SBqemRSCE9/dRvolCDyb8844UqesskhLfT8uBA1jULnZrwAAAABJRU5ErkJggg=="
)
SVG = "image/svg+xml"
BASE64 = {
    "type": "string",
    "format": "byte",
    "description": "Base64, or a data: URI, or for one icon the code of an SVG.",
    "examples": [MAGNIFIER],
}


def _request_body(
    name: str, parameters: type[BaseModel], media_types: Sequence[str]
) -> dict[str, Any]:
    """The request body of a route that takes a picture and parameters; `name` begins its titles."""
    form = {
        "schema": _object(f"{name}Form", BINARY, parameters),
        "encoding": {FIELD: {"contentType": ", ".join(media_types)}},
    }
    return {
        "requestBody": {
            "required": True,
            "description": f"The picture: in the form field `{FIELD}`, as the whole body, "
            "or in base64 in a JSON object. A field or body may also be base64 or a data: URI. "
            "The parameters may stand beside it instead of in the query.",
            "content": {
                "multipart/form-data": form,
                "application/json": {"schema": _object(f"{name}Object", BASE64, parameters)},
                **{media_type: {"schema": BINARY} for media_type in media_types},
            },
        }
    }


def _object(title: str, picture: dict[str, Any], parameters: type[BaseModel]) -> dict[str, Any]:
    """The schema of an object that has the picture and the parameters as its members."""
    return {
        "title": title,
        "type": "object",
        "required": [FIELD],
        "properties": {FIELD: picture, **parameters.model_json_schema()["properties"]},
    }


SEARCH_BODY = _request_body("Search", SearchParameters, (*MEDIA_TYPES, SVG))
SCREENSHOT_BODY = _request_body("Screenshot", ScreenshotParameters, MEDIA_TYPES)


def failures(*problems: type[Problem]) -> Responses:
    """The `responses` of a route that can fail with these problems; any can with 421 and 431."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    possible: tuple[type[Problem], ...] = (*problems, WrongHost, HeadTooLarge)
    for problem in possible:
        by_status.setdefault(int(problem.status), []).append(problem)
    return {status: _failure(same_status) for status, same_status in by_status.items()}


def _failure(problems: list[type[Problem]]) -> dict[str, Any]:
    """The response of one status, with an example of each problem that has it."""
    examples = {}
    for problem in problems:
        example = details(problem, str(problem.__doc__))
        examples[problem.name] = {"summary": problem.title, "value": example}
    return {
        "model": ProblemDetails,
        "description": "; ".join(problem.title for problem in problems),
        "content": {"application/json": {"examples": examples}},
    }


NOT_MODIFIED: Responses = {
    304: {"description": "Nothing has changed since the answer with the ETag in If-None-Match"}
}
KEY_PROBLEMS = (Unauthorised, Forbidden)
UPLOAD_PROBLEMS = (Problem, TooSlow, TooLarge, UnknownFormat, UnusablePicture, TooCostly)
BUSY_PROBLEMS = (NotReady, Busy, TooMany)
SEARCH_FAILURES = failures(
    *KEY_PROBLEMS, *UPLOAD_PROBLEMS, InvalidParameter, *BUSY_PROBLEMS, StoreDown
)
LIST_FAILURES = NOT_MODIFIED | failures(*KEY_PROBLEMS, InvalidParameter, TooCostly, *BUSY_PROBLEMS)
ICON_FAILURES = NOT_MODIFIED | failures(NotFound, InvalidParameter, *BUSY_PROBLEMS)
KEYED_ICON_FAILURES = NOT_MODIFIED | failures(
    *KEY_PROBLEMS, NotFound, InvalidParameter, *BUSY_PROBLEMS
)
SIMILAR_FAILURES = NOT_MODIFIED | failures(
    *KEY_PROBLEMS, NotFound, InvalidParameter, TooCostly, *BUSY_PROBLEMS, StoreDown
)


class Application(FastAPI):
    """FastAPI whose OpenAPI document has a sample for each answer, and failures' media type."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            document = super().openapi()
            for operations in document["paths"].values():
                for operation in operations.values():
                    _set_problem_media_type(operation["responses"])
                    for response in operation["responses"].values():
                        add_sample(response, document["components"]["schemas"])
        return super().openapi()


def _set_problem_media_type(responses: dict[str, Any]) -> None:
    for status, response in responses.items():
        content = response.get("content", {})
        if status >= "400" and "application/json" in content:
            response["content"] = {MEDIA_TYPE: content["application/json"]}
