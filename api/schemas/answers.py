"""The bodies of the answers, with examples; the source of /openapi.json."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.icons import Icon
from features.search.hypothesis import Kind as Reading

Verdict = Literal["found", "unsure", "absent"]
Index = Annotated[
    str,
    Field(description="The published index that answered.", examples=["20260314T021500Z-4f2a9c1d"]),
]
Encoder = Annotated[str, Field(examples=["glyphnet"])]
EndedEarly = Annotated[
    bool,
    Field(
        description="Whether the search had no time for all of the picture. The answer is what it "
        "had found by then: crop the picture to have more.",
        examples=[False],
    ),
]


class Result(Icon):
    """An icon that looks like the query."""

    score: Annotated[
        float,
        Field(
            description="How similar query and icon are: 1 for the same picture.", examples=[0.97]
        ),
    ]
    match: Annotated[
        float | None,
        Field(
            description="Percent: of results with 90, nine of ten are right. "
            "Absent where the library was not tested with this encoder.",
            examples=[99.2],
        ),
    ] = None
    identical: Annotated[
        bool | None,
        Field(
            description="Whether its paths equal those of the SVG that was searched; "
            "colours do not count. Absent where the query is no SVG.",
            examples=[True],
        ),
    ] = None
    also: Annotated[
        list[Icon] | None,
        Field(description="Icons of the library that look the same; absent where there are none."),
    ] = None


class Box(BaseModel):
    """A rectangle in pixels of the picture, after its EXIF orientation was applied."""

    x: Annotated[float, Field(examples=[14.3])]
    y: Annotated[float, Field(examples=[13.4])]
    width: Annotated[float, Field(examples=[27.3])]
    height: Annotated[float, Field(examples=[33.3])]


class Query(BaseModel):
    """What the service found in the picture. Boxes are in pixels of the whole picture."""

    width: Annotated[int, Field(description="Pixels of the upright picture.", examples=[64])]
    height: Annotated[int, Field(examples=[64])]
    box: Annotated[Box, Field(description="The bounding box of the drawing.")]
    background: Annotated[
        str | None,
        Field(
            description="The colour around the drawing; "
            "absent for an encoder without segmentation.",
            examples=["#141414"],
        ),
    ] = None
    crop: Annotated[
        Box | None, Field(description="The part that was searched; absent for the whole picture.")
    ] = None
    inverted: Annotated[
        bool,
        Field(description="Whether the drawing is lighter than its background.", examples=[True]),
    ]
    reading: Annotated[
        Reading,
        Field(
            description="How the picture was read: as one icon (`whole`), as the part of it that "
            "a frame holds, and so on; or as a `drawing`, which an SVG is: its boxes are in "
            "pixels in which it was drawn.",
            examples=["whole"],
        ),
    ]
    mirrored: Annotated[
        bool,
        Field(description="Whether the icon is mirrored in the picture.", examples=[False]),
    ]
    rotated: Annotated[
        int,
        Field(
            ge=0,
            lt=360,
            description="Degrees by which the icon is turned clockwise in the picture. Those of a "
            "tilted icon are an estimate.",
            examples=[0],
        ),
    ]


class ScreenshotIcon(BaseModel):
    """A place in a picture that shows an icon, and the icons of the library it looks like."""

    box: Annotated[
        Box | None,
        Field(description="The bounding box of the drawing; absent where it is an SVG."),
    ] = None
    verdict: Annotated[
        Verdict | None,
        Field(
            description="Whether the library has the icon: the first result is it, may be it, "
            "or none is. Absent where the library was not tested with this encoder.",
            examples=["found"],
        ),
    ] = None
    results: list[Result]


class SearchAnswer(BaseModel):
    """The icons that look like the picture, the likeliest first."""

    index: Index
    encoder: Encoder
    took_ms: Annotated[
        float,
        Field(
            description="Milliseconds from the last byte of the picture to the answer.",
            examples=[9.4],
        ),
    ]
    query: Query
    verdict: Annotated[
        Verdict | None,
        Field(
            description="Whether the library has the icon: the first result is it, may be it, "
            "or the icon is not in the library. It depends on the picture alone, also where words "
            "moved results. Absent where the library was not tested with this encoder.",
            examples=["found"],
        ),
    ] = None
    false_accept: Annotated[
        float | None,
        Field(
            description="Percent of the self-test's pictures that were called found, with their "
            "icon and its look-alikes left out.",
            examples=[2.8],
        ),
    ] = None
    words_found: Annotated[
        bool | None,
        Field(
            description="Whether a result has one of the words of `q`, or they had no effect. "
            "Absent without `q`.",
            examples=[True],
        ),
    ] = None
    results: list[Result]
    others: Annotated[
        list[ScreenshotIcon],
        Field(
            description="The further icons in the picture, in reading order, or in the code of "
            "several SVGs. Each has the first five results at most."
        ),
    ]
    ended_early: EndedEarly = False


class ScreenshotAnswer(BaseModel):
    """The icons of the library in a screenshot, in reading order; no two boxes overlap by much."""

    index: Index
    encoder: Encoder
    took_ms: Annotated[
        float,
        Field(
            description="Milliseconds from the last byte of the picture to the answer.",
            examples=[412.0],
        ),
    ]
    width: Annotated[int, Field(description="Pixels of the upright picture.", examples=[1440])]
    height: Annotated[int, Field(examples=[900])]
    icons: list[ScreenshotIcon]
    ended_early: EndedEarly = False


class SimilarAnswer(BaseModel):
    """The icons that look like an icon of the library, the most similar first."""

    index: Index
    encoder: Encoder
    icon: Icon
    results: list[Result]
