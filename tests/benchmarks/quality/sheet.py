"""A contact sheet of failures: query, right answer, given answer, side by side."""

import math
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import resvg_py
from PIL import Image, ImageDraw, ImageFont

from tests.benchmarks.quality import scores
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.measure import Answer, Measured

MOST = 60  # of each kind of failure, evenly spread
SIDE, GAP, TEXT, LINE, COLUMNS = 72, 8, 250, 17, 3  # pixels, but for the last
WIDTH, HEIGHT = 3 * (SIDE + GAP) + TEXT, SIDE + 2 * GAP

Failure = tuple[
    Answer, IconSet, list[str]
]  # the sets together that the given answer is from, and what to say


def write(path: Path, measured: Sequence[Measured]) -> None:
    """Draw the failures of one extractor."""
    sections = {
        "Right answer not first, the library alone": [
            failure(one, answer) for one in measured for answer in one.present if answer.rank > 1
        ],
        "Right answer not first with the other icons, though first without": [
            failure(one, crowded)
            for one in measured
            for crowded, alone in zip(one.crowded, one.present, strict=False)
            if crowded.rank > 1 and alone.rank == 1
        ],
        "Whole buttons, right answer not first": [
            failure(one, answer) for one in measured for answer in one.buttons if answer.rank > 1
        ],
        "Called found, though not in the library": [
            failure(one, answer)
            for one in measured
            for answer in one.absent
            if answer.verdict == "found"
        ],
    }
    drawn = [
        section(f"{title}: {len(failures)}", spread(failures))
        for title, failures in sections.items()
    ]
    sheet = Image.new("RGB", (COLUMNS * WIDTH, sum(one.height for one in drawn)), "white")
    top = 0
    for one in drawn:
        sheet.paste(one, (0, top))
        top += one.height
    sheet.save(path)


def failure(measured: Measured, answer: Answer) -> Failure:
    """A failure and what there is to say of it."""
    shot, library = answer.shot, measured.library
    if shot.shows is library:
        place = f"rank {answer.rank:.0f}" if answer.rank < math.inf else f"not among {scores.DEPTH}"
        score = answer.scores.get(shot.icon)
        wanted = [
            f"right: {shot.icon}",
            f"   {place}" if score is None else f"   {score:.3f}, {place}",
        ]
    else:
        wanted = ["absent:", f"   {shot.shows.name}:{shot.icon}"]
    match = "" if answer.match is None else f" {answer.match:.0%} {answer.verdict}"
    given = [f"given: {answer.given}", f"   {answer.scores[answer.given]:.3f}{match}"]
    said = [f"{library.name} {shot.kind}/{shot.file.name}", *wanted, *given]
    among = library if answer.given in library.icons or measured.crowd is None else measured.crowd
    return answer, among, said


def spread(failures: Sequence[Failure]) -> list[Failure]:
    """At most so many, evenly spread."""
    step = max(1, len(failures) / MOST)
    return [failures[int(number * step)] for number in range(min(MOST, len(failures)))]


def section(title: str, failures: Sequence[Failure]) -> Image.Image:
    rows = -(-len(failures) // COLUMNS)
    image = Image.new("RGB", (COLUMNS * WIDTH, 2 * LINE + rows * HEIGHT), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(13)
    pen.text((GAP, GAP), title, "black", ImageFont.load_default(16))
    for number, (answer, among, said) in enumerate(failures):
        left, top = number % COLUMNS * WIDTH + GAP, 2 * LINE + number // COLUMNS * HEIGHT
        with Image.open(answer.shot.file) as query:
            image.paste(fitted(query.convert("RGB")), (left, top))
        for place, (icons, identifier) in enumerate(
            ((answer.shot.shows, answer.shot.icon), (among, answer.given)), start=1
        ):
            image.paste(
                drawing(icons.icons[identifier].source_code), (left + place * (SIDE + GAP), top)
            )
        for line, words in enumerate(said):
            pen.text((left + 3 * (SIDE + GAP), top + line * LINE - 4), words, "black", font)
    return image


def fitted(picture: Image.Image) -> Image.Image:
    """Enlarged to fit, its pixels to be seen, on grey."""
    scale = SIDE / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    cell = Image.new("RGB", (SIDE, SIDE), "#ddd")
    cell.paste(
        picture.resize(size, Image.Resampling.NEAREST),
        ((SIDE - size[0]) // 2, (SIDE - size[1]) // 2),
    )
    return cell


def drawing(svg: str) -> Image.Image:
    """As the ruler draws it."""
    png = bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg.replace("currentColor", "#000"), width=SIDE, height=SIDE
        )
    )
    icon = Image.open(BytesIO(png)).convert("RGBA")
    cell = Image.new("RGBA", (SIDE, SIDE), "#fafafa")
    cell.alpha_composite(icon.crop((0, 0, SIDE, SIDE)))
    return cell.convert("RGB")
