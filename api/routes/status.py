"""/healthz and /readyz: whether the service runs, and whether it can answer."""

from collections.abc import Mapping
from typing import Any

import anyio.to_thread
from fastapi import APIRouter, Request

from api.http.openapi import failures
from api.http.problems import NotReady, StoreDown
from api.schemas.status import Health, Ready, SelfTest
from api.serving import ServedLibrary
from ingest.copying.templates import forms_of

router = APIRouter(tags=["Status"])


@router.get(
    "/healthz",
    operation_id="getHealth",
    summary="See whether the service runs",
    responses=failures(),
)
async def get_health() -> Health:
    """Whether the process runs and answers."""
    return Health()


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="See whether a library is served",
    response_model_exclude_none=True,
    responses=failures(NotReady, StoreDown),
)
async def get_readiness(request: Request, library: ServedLibrary) -> Ready:
    """Whether a library is served, and which; with status 503, what to run."""
    await anyio.to_thread.run_sync(library.check)
    return Ready(
        index=library.name,
        icons=len(library.catalogue),
        encoders=library.encoders,
        default_encoder=library.default_encoder,
        forms=forms_of(library.copying),
        selftest=None if library.selftest is None else _selftest(library.selftest),
        feedback=request.app.state.settings.feedback or None,
        refused=request.app.state.serving.refused,
    )


def _selftest(record: Mapping[str, Any]) -> SelfTest:
    """The manifest's record, in percent."""
    recall = {kind: round(100 * share, 1) for kind, share in record["recall_at_1"].items()}
    calibration = record["calibration"]
    return SelfTest(
        recall_at_1=recall,
        screenshots=record["screenshots"],
        found=round(100 * calibration["found"], 1),
        false_accept=round(100 * calibration["false_accept"], 1),
    )
