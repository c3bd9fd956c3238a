"""What is said about an answer that was wrong."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.answers import Verdict

Identifier = Annotated[str, Field(max_length=1000, examples=["ant-design:search-outlined"])]


class WrongMatch(BaseModel):
    """An answer of a search that somebody calls wrong. The picture is not part of it."""

    model_config = ConfigDict(extra="forbid")

    index: Annotated[
        str,
        Field(
            max_length=100,
            description="The answer's `index`.",
            examples=["20260314T021500Z-4f2a9c1d"],
        ),
    ]
    verdict: Annotated[Verdict | None, Field(description="The answer's `verdict`.")] = None
    answered: Annotated[Identifier, Field(description="The `id` of the first result.")]
    right: Annotated[
        Identifier | None, Field(description="The `id` of the right icon, where it is known.")
    ] = None
