"""The body of the answer to a list of icons."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.answers import Icon, Index


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

    index: Index
    total: Annotated[
        int, Field(description="How many icons there are with these filters.", examples=[848])
    ]
    offset: int
    limit: int
    icons: list[Icon]
    next: Annotated[str | None, Field(description="The next page; absent on the last one.")] = None
    facets: Annotated[Facets | None, Field(description="Present where requested.")] = None
