"""What an icon is copied as: the parameters, and the body of the answer."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.copying.sizing import EM, Appearance
from api.schemas.answers import Index
from api.schemas.icons import Icon

LARGEST = 4096  # pixels of a copied icon's height; chosen by hand


def _check_size(text: str) -> str:
    if text != EM and not (text.isascii() and text.isdigit() and 1 <= int(text) <= LARGEST):
        raise ValueError(f"write {EM}, or pixels from 1 to {LARGEST}")
    return text


Size = Annotated[
    str,
    Field(
        max_length=4,
        # For the document alone: the sentence of `_check_size` says what to write.
        json_schema_extra={
            "pattern": f"^({EM}|[1-9][0-9]{{0,2}}|[1-3][0-9]{{3}}|40[0-8][0-9]|409[0-6])$"
        },
        description="The height: `1em`, which is that of the text, or pixels.",
        examples=["24"],
    ),
    AfterValidator(_check_size),
]
Colour = Annotated[
    str,
    Field(
        pattern=r"^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
        description="Takes the place of `currentColor`; absent, the icon takes the colour of "
        "the text around it.",
        examples=["#4f46e5"],
    ),
]


class DrawingParameters(BaseModel):
    """How an SVG is answered."""

    raw: Annotated[
        bool,
        Field(
            description="Whether to answer the bytes that the library has. Anyone may have drawn "
            "them: show them as an `<img>`, and paste them nowhere."
        ),
    ] = False
    size: Annotated[Size | None, Field(description="Absent, the SVG keeps its own size.")] = None
    colour: Colour | None = None

    @property
    def appearance(self) -> Appearance | None:
        """The size and the colour; None where neither is asked for."""
        if self.size is None and self.colour is None:
            return None
        return Appearance(self.size or EM, self.colour)


class CopyParameters(BaseModel):
    """The size and the colour of what is copied."""

    model_config = ConfigDict(extra="forbid")

    size: Size = EM
    colour: Colour | None = None

    @property
    def appearance(self) -> Appearance:
        """The size and the colour."""
        return Appearance(self.size, self.colour)


class CopyAnswer(BaseModel):
    """The texts in which an icon is copied."""

    index: Index
    id: Annotated[str, Field(examples=["ant-design:search-outlined"])]
    forms: Annotated[
        dict[str, str],
        Field(
            description="By form, those of the library's package first: `svg`, `jsx`, `vue`, "
            "`svelte`, `css`, `img`, `uri` and `name` are of every icon with an SVG.",
            examples=[{"React tag": "<SearchOutlined />", "name": "search-outlined"}],
        ),
    ]
    reason: Annotated[
        str | None,
        Field(description="Why there is no SVG to copy; absent where there is one."),
    ] = None


class IconDetails(Icon):
    """An icon with all that is known about it."""

    variants: Annotated[
        list[Icon] | None,
        Field(
            description="The same drawing in each of its styles and sizes, this one too; "
            "absent where it has no other."
        ),
    ] = None
