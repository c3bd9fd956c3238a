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
MOST = 3  # results of a place in a picture; chosen by hand
COLUMNS = ("match", "name", "id", "style", "library")
LEAST = 3  # of the columns that any line has
VERDICTS = {
    "found": "The library has this icon: it is the first.",
    "unsure": "Perhaps one of these; perhaps the icon is not in the library.",
    "absent": "The icon does not seem to be in the library.",
}
FILTERED = (
    "The library has this icon, {icon}, but your filters leave it out: search without --library, "
    "--style, --category and --license."
)
NEAREST = "These come nearest:"
NONE_LEFT = "The filters and --min-match leave no icon to show: search without them."
NO_ICONS = (
    "No place in this window shows an icon of the library: crop the picture around one icon, and "
    "search for it without --window."
)
NO_CODE = (
    "The library has no templates of code: write [copy] into its source, or import it with --copy."
)
NO_WORDS = "No icon of the answer has one of your words: the picture alone decides."
WINDOW = "--window finds every icon of a whole window."
MANY = 4  # further icons from which on the picture may be a window; chosen by hand
ENDED_EARLY = "The search took too long and was ended early: crop the picture around the icon."


def shows_pictures(console: Console) -> bool:
    """Whether a console has colours, without which half blocks show nothing (no-color.org)."""
    return console.is_terminal and console.color_system is not None and not console.no_color


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
    The code and the SVG of the best result of each icon follow, where the answer has them;
    `with_code` says that the code was asked for.
    """
    summary = _summary(answer, everywhere)
    if summary:
        console.print(summary, markup=False, highlight=False)
    if answer.get("ended_early"):
        console.print(ENDED_EARLY)
    if answer.get("words_found") is False:
        console.print(NO_WORDS)
    query = answer["query"]
    parts = _reading(query)
    if parts and "box" in query and answer["others"]:
        parts.append(f"at {_crop(query['box'])}")
    if parts:
        console.print(f"How it was read: {', '.join(parts)}.")
    if answer["results"]:
        rows = [_cells(result) for result in answer["results"]]
        drawn = [draw(picture) for picture in pictures]
        print_table(console, COLUMNS, rows, LEAST, drawn)
    if answer["others"]:
        console.print("Also in this picture:")
        _show_places(console, answer["others"], MOST)
    if len(answer["others"]) >= MANY and query["reading"] != "drawing":
        console.print(WINDOW)
    _show_code(console, [answer, *answer["others"]], with_code)


def show_window(console: Console, answer: Mapping[str, Any], with_code: bool = False) -> None:
    """Print the places of a window that show icons; `with_code` as in `show`."""
    places = answer["icons"]
    if answer["ended_early"]:
        console.print(ENDED_EARLY)
    if not places:
        console.print(NO_ICONS)
        return
    console.print(f"Icons of the library in this window, in {len(places)} places:")
    _show_places(console, places)
    _show_code(console, places, with_code)


def _summary(answer: Mapping[str, Any], everywhere: Mapping[str, Any] | None) -> str:
    """The verdict in words, and what the table under it shows."""
    verdict = answer.get("verdict")
    sentences = []
    if everywhere is not None:
        icon = printable(everywhere["results"][0]["id"])
        sentences.append(FILTERED.format(icon=icon))
    elif not answer["results"]:
        sentences.append(NONE_LEFT)
    elif verdict is not None:  # an encoder without a calibration gives none
        sentences.append(VERDICTS[verdict])
    if answer["results"] and verdict == "absent":
        sentences.append(NEAREST)
    return " ".join(sentences)


def _reading(query: Mapping[str, Any]) -> list[str]:
    """How the picture was read, in words; empty where it was read as one upright icon."""
    parts = [] if query["reading"] in PLAIN else [query["reading"]]
    if query["mirrored"]:
        parts.append("mirrored")
    if query["rotated"]:
        parts.append(f"rotated by {query['rotated']}°")
    return parts


def _show_places(
    console: Console, places: Sequence[Mapping[str, Any]], most: int | None = None
) -> None:
    """Print places in a picture with at most `most` results each; a box is as --crop takes it."""
    rows = []
    for place in places:
        box = Text(_crop(place["box"]) if "box" in place else "")
        verdict = Text(place.get("verdict", ""))
        for result in place["results"][:most]:
            rows.append([box, verdict, *_cells(result)])
            box = verdict = Text()
    print_table(console, ("box", "verdict", *COLUMNS), rows, 2 + LEAST)


def _show_code(console: Console, places: Sequence[Mapping[str, Any]], with_code: bool) -> None:
    """Print the code of the best result of each place, a form a line, to be copied as it is."""
    best = [place["results"][0] for place in places if place["results"]]
    if with_code and best and not any("code" in result for result in best):
        console.print(NO_CODE, markup=False, highlight=False)
    for result in best:
        texts = dict(result.get("code", {}))
        if "svg" in result:
            texts["SVG"] = result["svg"]
        if not texts:
            continue
        lines = [f"Code of {printable(result['id'])}:"]
        for form, text in texts.items():
            lines.append(f"  {printable(form)}: {printable_lines(text)}")
        console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def _crop(place: Mapping[str, float]) -> str:
    """A box as the parameter crop has it, in whole pixels."""
    return ",".join(f"{place[side]:.0f}" for side in ("x", "y", "width", "height"))


def _match(percent: float) -> str:
    """A match in whole percent; nothing below one, where a number says no more."""
    return f"{percent:.0f} %" if percent >= 1 else ""


def _cells(result: Mapping[str, Any]) -> list[Text]:
    match = _match(result["match"]) if "match" in result else f"{result['score']:.3f}"
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
