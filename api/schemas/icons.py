"""An icon in the answers: what the library knows about it, and its addresses."""

from typing import Annotated

from pydantic import BaseModel, Field

from api.schemas.parameters import Ground

SVG_SAMPLE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>'
)


class Links(BaseModel):
    """The addresses of an icon. Use them as they are: not every id may stand in an address."""

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
            description="Backgrounds on which the icon is visible, the preferred one first.",
            examples=[["light"]],
        ),
    ]
    links: Links
    svg: Annotated[
        str | None,
        Field(
            description="Cleaned: it may be pasted into a page. "
            "Absent where it was not requested or cannot be cleaned.",
            examples=[SVG_SAMPLE],
        ),
    ] = None
    code: Annotated[
        dict[str, str] | None,
        Field(
            description="The code that shows the icon with its library's package, by form. "
            "Absent where it was not requested, or the source has no templates.",
            examples=[{"React tag": "<SearchOutlined />"}],
        ),
    ] = None
