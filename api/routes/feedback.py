"""POST /wrong-match: what people say about answers, in the log and the metrics.

The service writes no file. `python -m api feedback` lists what its log has.
"""

import json
import logging
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import Response

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
    TooMany,
    Unauthorised,
)
from api.logs import WRONG_MATCH
from api.routes.icons import find_entry
from api.schemas.feedback import WrongMatch
from api.serving import ServedLibrary

logger = logging.getLogger("api.feedback")  # part of the log's documented format

router = APIRouter(tags=["Search"])
FAILURES = failures(
    Unauthorised, Forbidden, Problem, NotFound, InvalidParameter, NotReady, Busy, TooMany
)


@router.post(
    "/wrong-match",
    operation_id="noteWrongMatch",
    status_code=HTTPStatus.NO_CONTENT,
    responses=FAILURES,
)
def note_wrong_match(said: WrongMatch, library: ServedLibrary) -> Response:
    """Note that the first result of a search was wrong. The picture is not sent.

    The log holds ids of the library alone, and no other text of the client.
    """
    if said.index != library.name:
        raise NotFound("The index of this answer is no longer served: search again.")
    for identifier in (said.answered, said.right):
        if identifier is not None:
            find_entry(library, links.key(identifier))
    metrics.WRONG_MATCHES.labels(said.verdict or "untested").inc()
    logger.info("%s %s", WRONG_MATCH, json.dumps(said.model_dump()))
    return Response(status_code=HTTPStatus.NO_CONTENT)
