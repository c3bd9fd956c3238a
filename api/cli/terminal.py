"""An answer as a table in the terminal, with icons in half blocks: two pixels a character."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from PIL import Image
from rich.console import Console
from rich.style import Style
from rich.text import Text

from ingest.common.command_line.table import print_table
from ingest.common.printable import printable, printable_lines

SIDE = 14  # pixels of an icon: 14 characters wide, 7 lines high
PLAIN = ("whole", "drawing", "turned")  # readings without a line; the line of a turn has its angle
MOST = 3  # results of a further icon; chosen by hand
COLUMNS = ("match", "name", "id", "style", "library")
LEAST = 3  # of the columns that any line has
VERDICTS = {
    "found": "The library has this icon: it is the first.",
    "unsure": "Perhaps one of these; perhaps the icon is not in the library.",
    "absent": "The icon does not seem to be in the library. These come nearest:",
}

FILTERED = (
    "The library has this icon, {icon}, but your filters leave it out: search without --library, "
    "--style, --category and --license. Of the others these come nearest:"
)
NO_CODE = (
    "The library has no templates of code: GET /icons/{key}/copy answers its drawings as code."
)
ENDED_EARLY = "The search took too long and was ended early: crop the picture around the icon."


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


def show(
    console: Console,
    answer: Mapping[str, Any],
    pictures: Sequence[bytes],
    everywhere: Mapping[str, Any] | None = None,
    with_code: bool = False,
) -> None:
    """Print the results of a search; `pictures` are their JPEGs, or empty.

    `everywhere` is the answer without filters, where these are why the icon is absent.
    `with_code` adds the code of the best result of each icon.
    """
    verdict = answer.get("verdict")
    if everywhere is not None:
        icon = printable(everywhere["results"][0]["id"])
        console.print(FILTERED.format(icon=icon), markup=False, highlight=False)
    elif verdict is not None:
        console.print(VERDICTS[verdict])
    if answer.get("ended_early"):
        console.print(ENDED_EARLY)
    parts = _reading(answer["query"])
    if parts:
        console.print(f"How it was read: {', '.join(parts)}.")
    rows = [_cells(result) for result in answer["results"]]
    drawn = [draw(picture) for picture in pictures]
    print_table(console, COLUMNS, rows, LEAST, drawn)
    if answer["others"]:
        _show_others(console, answer["others"])
    if with_code:
        _show_code(console, [answer, *answer["others"]])


def _reading(query: Mapping[str, Any]) -> list[str]:
    """How the picture was read, in words; empty where it was read as one upright icon."""
    parts = [] if query["reading"] in PLAIN else [query["reading"]]
    if query["mirrored"]:
        parts.append("mirrored")
    if query["rotated"]:
        parts.append(f"rotated by {query['rotated']}°")
    return parts


def _show_others(console: Console, others: Sequence[Mapping[str, Any]]) -> None:
    """Print the further icons, each with its likeliest results; a box is as --crop takes it."""
    console.print("Also in this picture:")
    rows = []
    for other in others:
        place = Text(_crop(other["box"]) if "box" in other else "")
        verdict = Text(other.get("verdict", ""))
        for result in other["results"][:MOST]:
            rows.append([place, verdict, *_cells(result)])
            place = verdict = Text()
    print_table(console, ("box", "verdict", *COLUMNS), rows, 2 + LEAST)


def _show_code(console: Console, places: Sequence[Mapping[str, Any]]) -> None:
    """Print the code of the best result of each place, a form a line, to be copied as it is."""
    best = [place["results"][0] for place in places if place["results"]]
    coded = [result for result in best if "code" in result]
    if best and not coded:
        console.print(NO_CODE, markup=False, highlight=False)
    for result in coded:
        lines = [f"Code of {printable(result['id'])}:"]
        for form, text in result["code"].items():
            lines.append(f"  {printable(form)}: {printable_lines(text)}")
        console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _crop(place: Mapping[str, float]) -> str:
    """A box as the parameter crop has it, in whole pixels."""
    return ",".join(f"{place[side]:.0f}" for side in ("x", "y", "width", "height"))


def _cells(result: Mapping[str, Any]) -> list[Text]:
    match = f"{result['match']:.0f} %" if "match" in result else f"{result['score']:.3f}"
    if result.get("identical"):
        match += "\nidentical"
    names = [result["name"]]
    names += [f"also {other['name']}" for other in result.get("also", [])]
    texts = (
        match,
        "\n".join(map(printable, names)),
        printable(result["id"]),
        printable(result.get("style", "")),
        printable(result.get("library", "")),
    )
    return [Text(text) for text in texts]
