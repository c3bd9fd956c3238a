"""POST /wrong-match: what people say about answers, in the log and the metrics.

The service writes no file. `python -m api feedback` lists what its log has.
"""

import json
import logging
from http import HTTPStatus

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from api import metrics
from api.http import links
from api.http.openapi import failures
from api.http.problems import (
    Busy,
    Forbidden,
    InvalidParameter,
    NotFound,
    NotReady,
    Problem,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorised,
)
from api.http.processing import invalid_body
from api.http.upload import receive
from api.logs import WRONG_MATCH
from api.routes.icons import find_entry
from api.schemas.feedback import WrongMatch
from api.serving import ServedLibrary
from features.search.published import PublishedLibrary

logger = logging.getLogger("api.feedback")  # part of the log's documented format

router = APIRouter(tags=["Search"])
FAILURES = failures(
    Unauthorised,
    Forbidden,
    Problem,
    NotFound,
    TooLarge,
    TooSlow,
    InvalidParameter,
    NotReady,
    Busy,
    TooMany,
)
MAX_BYTES = 16_384  # two ids of 1,000 characters, escaped in JSON, take 12,000
BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": WrongMatch.model_json_schema()}},
    }
}


@router.post(
    "/wrong-match",
    operation_id="noteWrongMatch",
    summary="Report a wrong match",
    status_code=HTTPStatus.NO_CONTENT,
    response_description="Noted",
    responses=FAILURES,
    openapi_extra=BODY,
)
async def note_wrong_match(request: Request, library: ServedLibrary) -> Response:
    """Note that the first result of a search was wrong. The picture is not sent.

    The log holds ids of the library alone, and no other text of the client.
    """
    seconds = request.app.state.settings.max_seconds
    body = await receive(request, MAX_BYTES, seconds, "send the ids of an answer and nothing else")
    # FastAPI would parse it on the event loop: many wrong members take a tenth of a second.
    return await anyio.to_thread.run_sync(_note, library, body)


def _note(library: PublishedLibrary, body: bytes) -> Response:
    try:
        said = WrongMatch.model_validate_json(body)
    except ValidationError as error:
        raise invalid_body(error) from error
    if said.index != library.name:
        raise NotFound("The index of this answer is no longer served: search again.")
    for identifier in (said.answered, said.right):
        if identifier is not None:
            find_entry(library, links.key(identifier))
    metrics.WRONG_MATCHES.labels(said.verdict or "untested").inc()
    logger.info("%s %s", WRONG_MATCH, json.dumps(said.model_dump()))
    return Response(status_code=HTTPStatus.NO_CONTENT)
