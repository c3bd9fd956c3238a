"""The body of the answer to a list of icons."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.answers import Index
from api.schemas.icons import Icon


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

    library: Annotated[
        list[FacetValue], Field(examples=[[{"value": "Ant Design Icons", "count": 848}]])
    ]
    style: Annotated[
        list[FacetValue],
        Field(examples=[[{"value": "outlined", "count": 447}, {"value": "filled", "count": 234}]]),
    ]
    category: Annotated[
        list[FacetValue], Field(examples=[[{"value": "Suggested icons", "count": 182}]])
    ]
    license: Annotated[list[FacetValue], Field(examples=[[{"value": "MIT", "count": 848}]])]


class IconList(BaseModel):
    """A page of the library."""

    index: Index
    total: Annotated[
        int, Field(description="How many icons there are with these filters.", examples=[848])
    ]
    offset: Annotated[int, Field(description="As requested.", examples=[0])]
    limit: Annotated[int, Field(description="As requested.", examples=[50])]
    icons: list[Icon]
    next: Annotated[
        str | None,
        Field(
            description="The next page; absent on the last one.",
            examples=["/icons?style=outlined&limit=50&offset=50"],
        ),
    ] = None
    facets: Annotated[Facets | None, Field(description="Present where requested.")] = None
    nearest_words: Annotated[
        list[str] | None,
        Field(
            description="Words of the library that `q` may mean. Present where no icon has `q`.",
            examples=[["rocket", "socket"]],
        ),
    ] = None
