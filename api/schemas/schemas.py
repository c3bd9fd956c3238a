"""What clients send and see, with examples; the source of /openapi.json."""

import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

MOST_RESULTS = 100
MOST_EACH = 10  # of one box of a screenshot, which may have hundreds
MOST_LISTED = 200
LONGEST_TEXT = 200  # characters of a text to search for
MOST_VALUES = 100  # of a field, to look among
LONGEST_VALUE = 1000  # characters

Ground = Literal["light", "dark"]


Region = tuple[float, float, float, float]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def region(text: str) -> Region:
    """x, y, width and height of `x,y,w,h`. Raises ValueError."""
    try:
        x, y, width, height = map(float, text.split(","))
    except ValueError as error:
        raise ValueError("write it as x,y,width,height in pixels, such as 12,8,32,32") from error
    if not (width > 0 and height > 0 and math.isfinite(x + y + width + height)):
        raise ValueError("its width and height must be more than 0")
    return x, y, width, height


def _region_text(text: str) -> str:
    region(text)
    return text


Encoder = Annotated[
    str | None,
    Field(
        max_length=LONGEST_TEXT,
        description="Which of the index's extractors compares the pictures; /readyz lists them.",
        examples=["vgg16"],
    ),
]
Limit = Annotated[
    int, Field(ge=1, le=MOST_RESULTS, description="How many icons to answer, the likeliest first.")
]
WithSvg = Annotated[bool, Field(description="Whether each icon comes with its SVG.")]
Values = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_VALUE)]],
    Field(max_length=MOST_VALUES),
    BeforeValidator(_as_list),
]


class Filters(BaseModel):
    """Which icons to look at. Fields are compared as a whole; of several values of one field, any will do."""

    model_config = ConfigDict(extra="forbid")

    library: Annotated[
        Values,
        Field(description="Repeat it for several libraries.", examples=[["Ant Design Icons"]]),
    ] = []
    style: Annotated[Values, Field(examples=[["outlined"]])] = []
    category: Values = []
    license: Annotated[Values, Field(examples=[["MIT"]])] = []

    @property
    def filters(self) -> dict[str, list[str]]:
        """The fields asked for and their values."""
        return {field: values for field in Filters.model_fields if (values := getattr(self, field))}


class SimilarParameters(Filters):
    """How many icons that look like another, and which."""

    limit: Limit = 10
    encoder: Encoder = None
    svg: WithSvg = False


class SearchParameters(SimilarParameters):
    """How to search; in the query string, as fields of the form, or of the JSON object."""

    q: Annotated[
        str | None,
        Field(
            max_length=LONGEST_TEXT,
            description="Words that the icon's name, tags or aliases may have; those that do come first.",
            examples=["trip"],
        ),
    ] = None
    crop: Annotated[
        Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_region_text)] | None,
        Field(
            description="Look at this part only: x,y,width,height in pixels of the picture, turned upright.",
            examples=["12,8,32,32"],
        ),
    ] = None
    min_match: Annotated[
        float | None,
        Field(
            ge=0,
            le=100,
            description="Leave out results whose `match` is less, in percent.",
            examples=[50],
        ),
    ] = None


class ListParameters(Filters):
    """Which icons to list."""

    offset: Annotated[
        int, Field(ge=0, description="How many icons to leave out at the beginning.")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED, description="How many icons to answer.")] = 50
    q: Annotated[
        str | None,
        Field(
            max_length=LONGEST_TEXT,
            description="Words to find in names, tags and aliases, the beginnings of words too; the best first.",
            examples=["zoom"],
        ),
    ] = None
    facets: Annotated[bool, Field(description="Whether to count the values of each field.")] = False
    svg: WithSvg = False


class Links(BaseModel):
    """Where to get an icon. Take these as they are: an id may hold characters that no address can."""

    icon: Annotated[str, Field(examples=["/icons/ant-design:search-outlined"])]
    svg: Annotated[
        str | None,
        Field(
            description="Absent where the library has pictures only.",
            examples=["/icons/ant-design:search-outlined/svg"],
        ),
    ] = None
    image: Annotated[
        str,
        Field(
            description="The JPEG that was indexed.",
            examples=["/icons/ant-design:search-outlined/image"],
        ),
    ]


class Icon(BaseModel):
    """An icon and what the library knows about it; unknown fields are absent."""

    id: Annotated[str, Field(examples=["ant-design:search-outlined"])]
    name: Annotated[str, Field(examples=["search-outlined"])]
    library: Annotated[str | None, Field(examples=["Ant Design Icons"])] = None
    style: Annotated[str | None, Field(examples=["outlined"])] = None
    category: Annotated[str | None, Field(examples=["Suggested icons"])] = None
    tags: Annotated[list[str] | None, Field(examples=[["magnifier", "find"]])] = None
    aliases: Annotated[list[str] | None, Field(examples=[["search"]])] = None
    license: Annotated[str | None, Field(examples=["MIT"])] = None
    updated_at: Annotated[str | None, Field(examples=["2026-03-14"])] = None
    grounds: Annotated[
        list[Ground],
        Field(
            description="Grounds on which it can be seen, the one to prefer first.",
            examples=[["light"]],
        ),
    ]
    links: Links
    svg: Annotated[
        str | None,
        Field(
            description="As the library has it: anyone may have drawn it, so show it as an `<img>`. Absent where it was not asked for.",
            examples=[
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>'
            ],
        ),
    ] = None


class Result(Icon):
    """An icon that looks like the query."""

    score: Annotated[
        float,
        Field(description="How alike query and icon are: 1 is the same picture.", examples=[0.97]),
    ]
    match: Annotated[
        float | None,
        Field(
            description="Percent: of results with 90, nine of ten are right. Absent where the library was not tested with this encoder.",
            examples=[99.2],
        ),
    ] = None
    also: Annotated[
        list[Icon] | None,
        Field(description="Icons of the library that look the same; absent where there are none."),
    ] = None


class Box(BaseModel):
    """A rectangle in pixels of the picture as sent, turned upright where it says that it lies on its side."""

    x: Annotated[float, Field(examples=[14.3])]
    y: Annotated[float, Field(examples=[13.4])]
    width: Annotated[float, Field(examples=[27.3])]
    height: Annotated[float, Field(examples=[33.3])]


class Query(BaseModel):
    """What the service saw. Boxes are in pixels of the whole picture, also where it looked at a part only."""

    width: Annotated[
        int, Field(description="Pixels of the picture, turned upright.", examples=[64])
    ]
    height: Annotated[int, Field(examples=[64])]
    box: Annotated[Box, Field(description="Where it found the drawing.")]
    background: Annotated[
        str | None,
        Field(
            description="The colour around the drawing; absent for an encoder that seeks none.",
            examples=["#141414"],
        ),
    ] = None
    crop: Annotated[
        Box | None, Field(description="The part it looked at; absent for the whole picture.")
    ] = None
    inverted: Annotated[
        bool,
        Field(
            description="Whether the drawing is lighter than what is around it.", examples=[True]
        ),
    ]


class SearchAnswer(BaseModel):
    """The icons that look like the picture, the likeliest first."""

    index: Annotated[
        str,
        Field(
            description="The published index that answered.", examples=["20260314T021500Z-4f2a9c1d"]
        ),
    ]
    encoder: Annotated[str, Field(examples=["glyphnet"])]
    took_ms: Annotated[
        float,
        Field(
            description="Milliseconds from the last byte of the picture to the answer.",
            examples=[9.4],
        ),
    ]
    query: Query
    verdict: Annotated[
        Literal["found", "unsure", "absent"] | None,
        Field(
            description="Whether the library has the icon: the first result is it, may be it, or the icon is not in the library. "
            "Said by the picture alone, also where words moved results. Absent where the library was not tested with this encoder.",
            examples=["found"],
        ),
    ] = None
    false_accept: Annotated[
        float | None,
        Field(
            description="Percent of icons from elsewhere that would still be called found, measured on this library.",
            examples=[2.8],
        ),
    ] = None
    results: list[Result]


class SimilarAnswer(BaseModel):
    """The icons that look like an icon of the library, the most similar first."""

    index: Annotated[str, Field(examples=["20260314T021500Z-4f2a9c1d"])]
    encoder: Annotated[str, Field(examples=["glyphnet"])]
    icon: Icon
    results: list[Result]


class FacetValue(BaseModel):
    """A value of a field."""

    value: Annotated[str, Field(examples=["outlined"])]
    count: Annotated[
        int,
        Field(
            description="Icons that have it, with the words and all filters on other fields.",
            examples=[447],
        ),
    ]


class Facets(BaseModel):
    """The values of each field, the most frequent first."""

    library: list[FacetValue]
    style: list[FacetValue]
    category: list[FacetValue]
    license: list[FacetValue]


class IconList(BaseModel):
    """A page of the library."""

    index: Annotated[str, Field(examples=["20260314T021500Z-4f2a9c1d"])]
    total: Annotated[
        int, Field(description="How many icons there are with these filters.", examples=[848])
    ]
    offset: int
    limit: int
    icons: list[Icon]
    next: Annotated[str | None, Field(description="The next page; absent on the last one.")] = None
    facets: Annotated[Facets | None, Field(description="Present where asked for.")] = None


class Health(BaseModel):
    """The service runs."""

    status: Literal["ok"] = "ok"


class Refused(BaseModel):
    """A published index that is not served because it is broken; the one before it still is."""

    index: str
    reason: str


class SelfTest(BaseModel):
    """How the index answered screenshots simulated of its own icons when it was built."""

    recall_at_1: Annotated[
        dict[str, float],
        Field(
            description="Percent of the screenshots whose icon came first, by kind.",
            examples=[{"clean": 99.5, "ui": 99.0, "hard": 97.0, "button": 98.0}],
        ),
    ]
    screenshots: Annotated[
        int, Field(description="How many there were of each kind.", examples=[200])
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
    """What is being served."""

    status: Literal["ready"] = "ready"
    index: Annotated[str, Field(examples=["20260314T021500Z-4f2a9c1d"])]
    icons: Annotated[int, Field(examples=[848])]
    encoders: Annotated[list[str], Field(examples=[["glyphnet", "vgg16"]])]
    default_encoder: Annotated[str, Field(examples=["glyphnet"])]
    selftest: Annotated[
        SelfTest | None,
        Field(description="Of the default encoder; absent for a library too small to tell."),
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


class ScreenshotParameters(BaseModel):
    """How to search a whole screenshot; in the query string, as fields of the form, or of the JSON object."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[
        int,
        Field(
            ge=1,
            le=MOST_EACH,
            description="How many icons to answer for each box, the likeliest first.",
        ),
    ] = 3
    encoder: Encoder = None
    min_match: Annotated[
        float,
        Field(
            ge=0,
            le=100,
            description="Leave out results whose `match` is less, in percent.",
            examples=[50],
        ),
    ] = 0
    all: Annotated[
        bool,
        Field(
            description="Whether to answer also what looks like no icon of the library, with the verdict `absent`."
        ),
    ] = False


class ScreenshotIcon(BaseModel):
    """A place in the screenshot that shows an icon, and the icons of the library it looks like."""

    box: Annotated[Box, Field(description="Of what is painted.")]
    verdict: Annotated[
        Literal["found", "unsure", "absent"],
        Field(
            description="Whether it is an icon of the library: the first result is it, may be it, or it is none.",
            examples=["found"],
        ),
    ]
    results: list[Result]


class ScreenshotAnswer(BaseModel):
    """The icons of the library in a screenshot, in reading order; no two boxes overlap by much."""

    index: Annotated[
        str,
        Field(
            description="The published index that answered.", examples=["20260314T021500Z-4f2a9c1d"]
        ),
    ]
    encoder: Annotated[str, Field(examples=["glyphnet"])]
    took_ms: Annotated[
        float,
        Field(
            description="Milliseconds from the last byte of the picture to the answer.",
            examples=[412.0],
        ),
    ]
    width: Annotated[
        int, Field(description="Pixels of the picture, turned upright.", examples=[1440])
    ]
    height: Annotated[int, Field(examples=[900])]
    icons: list[ScreenshotIcon]
