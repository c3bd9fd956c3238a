"""The parameters of the routes, validated by pydantic; the source of /openapi.json."""

import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from features.search.criteria import Criteria
from features.store.tokens import folded

MAX_RESULTS = 100
MAX_RESULTS_PER_BOX = 10  # a screenshot may have hundreds of boxes
MAX_PAGE = 200  # icons of one page of a list
MAX_TEXT = 200  # characters of a text to search for
MAX_VALUES = 100  # values of one filter
MAX_VALUE_LENGTH = 1000  # characters

Ground = Literal["light", "dark"]
CropBox = tuple[float, float, float, float]  # x, y, width, height in pixels


def crop_box(text: str) -> CropBox:
    """x, y, width and height of `x,y,w,h`. Raises ValueError."""
    try:
        x, y, width, height = map(float, text.split(","))
    except ValueError as error:
        raise ValueError("write it as x,y,width,height in pixels, such as 12,8,32,32") from error
    if not math.isfinite(x + y + width + height) or width <= 0 or height <= 0:
        raise ValueError("its width and height must be more than 0")
    return x, y, width, height


def _check_crop(text: str) -> str:
    crop_box(text)
    return text


def _check_words(text: str) -> str:
    if len(folded(text)) > MAX_TEXT:
        raise ValueError(
            f"it has more than {MAX_TEXT} characters when its ligatures are written out"
        )
    return text


def _as_list(value: Any) -> Any:
    """A single value of a form or a JSON object as a list of one."""
    return [value] if isinstance(value, str) else value


Encoder = Annotated[
    str | None,
    Field(
        max_length=MAX_TEXT,
        description="The encoder that compares the pictures: one that the library was built with.",
        examples=["vgg16"],
    ),
]
Limit = Annotated[
    int, Field(ge=1, le=MAX_RESULTS, description="How many icons to answer, the likeliest first.")
]
WithSvg = Annotated[bool, Field(description="Whether each icon comes with its SVG.")]
WithCode = Annotated[
    bool,
    Field(description="Whether each icon comes with the code of its library's package."),
]
Words = Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_check_words)]
Values = Annotated[
    list[Annotated[str, Field(max_length=MAX_VALUE_LENGTH)]],
    Field(max_length=MAX_VALUES),
    BeforeValidator(_as_list),
]


class Filters(BaseModel):
    """Which icons to search. A field must equal one of the values given for it."""

    model_config = ConfigDict(extra="forbid")

    library: Annotated[
        Values,
        Field(
            description="Only icons of these libraries; repeat it for several.",
            examples=[["Ant Design Icons"]],
        ),
    ] = []
    style: Annotated[
        Values, Field(description="Only icons of these styles.", examples=[["outlined"]])
    ] = []
    category: Annotated[Values, Field(description="Only icons of these categories.")] = []
    license: Annotated[
        Values, Field(description="Only icons under these licences.", examples=[["MIT"]])
    ] = []

    @property
    def filters(self) -> dict[str, list[str]]:
        """The requested values by field, without the fields that nothing was requested for."""
        values = {field: getattr(self, field) for field in Filters.model_fields}
        return {field: wanted for field, wanted in values.items() if wanted}


class SimilarParameters(Filters):
    """How many similar icons to answer, and which."""

    limit: Limit = 10
    encoder: Encoder = None
    svg: WithSvg = False
    code: WithCode = False


class SearchParameters(SimilarParameters):
    """How to search: in the query string, the form, or the JSON object."""

    q: Annotated[
        Words | None,
        Field(
            description="Words of the icon's name, tags or aliases; "
            "icons that have them come first.",
            examples=["trip"],
        ),
    ] = None
    crop: Annotated[
        Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_check_crop)] | None,
        Field(
            description="Search this part only: x,y,width,height in pixels of the upright picture.",
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

    @property
    def criteria(self) -> Criteria:
        """What the answer must meet."""
        return Criteria(self.limit, self.filters, words=self.q or "", min_match=self.min_match)


class ScreenshotParameters(Filters):
    """How to search a screenshot: in the query string, the form, or the JSON object."""

    limit: Annotated[
        int,
        Field(
            ge=1,
            le=MAX_RESULTS_PER_BOX,
            description="How many icons to answer for each box, the likeliest first.",
        ),
    ] = 3
    encoder: Encoder = None
    code: WithCode = False
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
            description="Whether to answer also boxes that show no icon of the library; "
            "their verdict is `absent`."
        ),
    ] = False
    svg: WithSvg = False


class ListParameters(Filters):
    """Which icons to list."""

    offset: Annotated[
        int, Field(ge=0, description="How many icons to leave out at the beginning.")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE, description="How many icons to answer.")] = 50
    q: Annotated[
        Words | None,
        Field(
            description="Words to find in names, tags and aliases, also the beginnings of words; "
            "the best icons come first.",
            examples=["zoom"],
        ),
    ] = None
    facets: Annotated[bool, Field(description="Whether to count the values of each field.")] = False
    svg: WithSvg = False
    code: WithCode = False
