"""Whether the service runs, and whether it can answer: for load balancers, containers and people."""

from collections.abc import Mapping
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.http.openapi import failures
from api.http.problems import NotReady, StoreDown
from api.routes import metrics as exposition
from api.schemas import schemas
from api.serving import Served
from ingest.common.data_folder import DataFolder

router = APIRouter(tags=["Status"])


@router.get("/healthz", operation_id="getHealth", responses=failures())
async def get_health() -> schemas.Health:
    """Whether the process runs and answers."""
    return schemas.Health()


@router.get(
    "/readyz",
    operation_id="getReadiness",
    response_model_exclude_none=True,
    responses=failures(NotReady, StoreDown),
)
async def get_readiness(request: Request, library: Served) -> schemas.Ready:
    """Whether a library is being served, and which; with status 503, what to run."""
    await anyio.to_thread.run_sync(library.check)
    return schemas.Ready(
        index=library.name,
        icons=len(library.catalogue),
        encoders=library.encoders,
        default_encoder=library.default_encoder,
        selftest=None if library.selftest is None else _selftest(library.selftest),
        refused=request.app.state.serving.refused,
    )


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """What Prometheus collects: docs/operations.md explains it."""
    folder = DataFolder(request.app.state.settings.data)
    return Response(
        exposition.document(request.app.state.serving, folder), media_type=exposition.MEDIA_TYPE
    )


def _selftest(tested: Mapping[str, Any]) -> schemas.SelfTest:
    """The manifest's record, in percent."""
    calibration = tested["calibration"]
    return schemas.SelfTest(
        recall_at_1={kind: round(100 * share, 1) for kind, share in tested["recall_at_1"].items()},
        screenshots=tested["screenshots"],
        found=round(100 * calibration["found"], 1),
        false_accept=round(100 * calibration["false_accept"], 1),
    )
