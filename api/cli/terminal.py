"""An answer as a table in the terminal, with icons in half blocks: two pixels a character."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from rich import box
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

SIDE = 14  # pixels of an icon: 14 characters wide, 7 lines high
VERDICTS = {
    "found": "The library has this icon: it is the first.",
    "unsure": "Perhaps one of these; perhaps the icon is not in the library.",
    "absent": "The icon does not seem to be in the library. These come nearest:",
}


def draw(jpeg: bytes) -> Text:
    """An icon's picture in upper half blocks: text colour above, background colour below."""
    pixels = Image.open(BytesIO(jpeg)).convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
    lines = [_line(pixels, y) for y in range(0, SIDE, 2)]
    return Text("\n").join(lines)


def _line(pixels: Image.Image, y: int) -> Text:
    """The rows of pixels y and y + 1 as a line of characters."""
    line = Text()
    for x in range(SIDE):
        upper = _hex(pixels.getpixel((x, y)))
        lower = _hex(pixels.getpixel((x, y + 1)))
        line.append("▀", Style(color=upper, bgcolor=lower))
    return line


def _hex(colour: Any) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def show(console: Console, answer: Mapping[str, Any], pictures: Sequence[bytes]) -> None:
    """Print the results of a search; `pictures` are their JPEGs, or empty."""
    verdict = answer.get("verdict")
    if verdict is not None:
        console.print(VERDICTS[verdict])
    table = Table(box=box.SIMPLE_HEAD, show_lines=bool(pictures))
    if pictures:
        table.add_column(width=SIDE, no_wrap=True)
    for heading in ("match", "name", "id", "style", "library"):
        table.add_column(heading, overflow="fold", vertical="middle")
    for place, result in enumerate(answer["results"]):
        cells = _cells(result)
        if pictures:
            cells.insert(0, draw(pictures[place]))
        table.add_row(*cells)
    console.print(table)
    for other in answer.get("others", []):
        _show_other(console, other)


def _show_other(console: Console, other: Mapping[str, Any]) -> None:
    """Print a line about a further icon: its verdict and the names of what it is like."""
    names = ", ".join(result["name"] for result in other["results"])
    verdict = other.get("verdict", "untested")
    console.print(Text(f"Another icon in it, {verdict}: {names}"))


def _cells(result: Mapping[str, Any]) -> list[Text]:
    match = f"{result['match']:.0f} %" if "match" in result else f"{result['score']:.3f}"
    if result.get("identical"):
        match += "\nidentical"
    also = "".join(f"\nalso {other['name']}" for other in result.get("also", []))
    texts = (
        match,
        result["name"] + also,
        result["id"],
        result.get("style", ""),
        result.get("library", ""),
    )
    return [Text(text) for text in texts]
