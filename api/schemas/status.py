"""The bodies of /healthz, /readyz and of every failure; the source of /openapi.json."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """The service runs."""

    status: Literal["ok"] = "ok"


class Refused(BaseModel):
    """A published index that is broken and not served; the previous one still is."""

    index: str
    reason: str


class SelfTest(BaseModel):
    """How the index answered simulated screenshots of its own icons when it was built."""

    recall_at_1: Annotated[
        dict[str, float],
        Field(
            description=(
                "Percent of the screenshots whose icon came first, by kind. `altered` are "
                "resampled, sharpened, restroked and so on. `control` are whole controls with a "
                "word, and icons with a badge."
            ),
            examples=[
                {
                    "clean": 99.5,
                    "ui": 99.0,
                    "hard": 97.0,
                    "button": 98.0,
                    "altered": 95.0,
                    "control": 95.0,
                }
            ],
        ),
    ]
    screenshots: Annotated[
        int, Field(description="How many there were of each kind, at least.", examples=[60])
    ]
    found: Annotated[
        float, Field(description="Percent of the icons that were called found.", examples=[97.2])
    ]
    false_accept: Annotated[
        float,
        Field(
            description="Percent called found with the icon and its look-alikes left out.",
            examples=[2.8],
        ),
    ]


class Ready(BaseModel):
    """What is served."""

    status: Literal["ready"] = "ready"
    index: Annotated[str, Field(examples=["20260314T021500Z-4f2a9c1d"])]
    icons: Annotated[int, Field(examples=[848])]
    encoders: Annotated[list[str], Field(examples=[["glyphnet", "vgg16"]])]
    default_encoder: Annotated[str, Field(examples=["glyphnet"])]
    forms: Annotated[
        list[str],
        Field(
            description="The forms of code that the library's package has, as `code` names them.",
            examples=[["React import", "React tag"]],
        ),
    ] = []
    feedback: Annotated[
        bool | None,
        Field(description="Whether /wrong-match notes answers that were wrong; absent where not."),
    ] = None
    selftest: Annotated[
        SelfTest | None,
        Field(description="Of the default encoder; absent for a library too small to test."),
    ] = None
    refused: Refused | None = None


class InvalidEntry(BaseModel):
    """One parameter that is not valid."""

    parameter: str
    detail: str


class ProblemDetails(BaseModel):
    """RFC 9457 problem details."""

    type: Annotated[str, Field(examples=["urn:problem-type:iconlens:too-large"])]
    title: Annotated[str, Field(examples=["The picture is too large"])]
    status: Annotated[int, Field(examples=[413])]
    detail: Annotated[str, Field(description="What is wrong and what to do next.")]
    errors: Annotated[
        list[InvalidEntry] | None,
        Field(description="With status 422, the parameters that are not valid."),
    ] = None
