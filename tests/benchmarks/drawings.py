"""SVG as a query: a library's own icons in other forms, and the icons of other sets.

Own icons are taken as they are, in other colours, as Figma exports them, and minified where SVGO is
given: the folder of its npm package. A result is right where it is the icon, or is joined with it.

usage: python -m tests.benchmarks.drawings DATA OTHER_SET … [--count 300] [--svgo node_modules/svgo]
"""

import argparse
import json
import random
import re
import subprocess
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from features.search.criteria import Criteria
from features.search.drawings.search import FoundDrawing, find, library_side
from features.search.published import PublishedLibrary
from ingest.common.data_folder import DataFolder
from ingest.files.iconify import read_set
from render.processes.desk import Desk
from render.svg.screen import Undrawable

SEED = 5
BLUE = "#1677ff"
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_SVGO = """
const { optimize } = require(process.argv[1] + "/dist/svgo-node.cjs");
let text = "";
process.stdin.on("data", (part) => (text += part)).on("end", () => {
  const done = JSON.parse(text).map((svg) => optimize(svg, { multipass: true }).data);
  console.log(JSON.stringify(done));
});
"""

Kinds = dict[str, list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("others", type=Path, nargs="*")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--svgo", type=Path)
    options = parser.parse_args()
    chance = random.Random(SEED)
    library = PublishedLibrary.open(DataFolder(options.data), threads=2)
    with closing(library), closing(Desk()) as desk:
        _, entries = library.catalogue.list(0, 100_000, {})
        icons = chance.sample([entry.id for entry in entries], min(options.count, len(entries)))
        svgs = library.catalogue.svgs(icons)
        print("| own icons | R@1 | identical | found | absent |\n|---|---|---|---|---|")
        for kind, changed in own_kinds([svgs[icon] for icon in icons], options.svgo).items():
            print(_own(kind, icons, [search(library, desk, svg) for svg in changed]))
        print("\n| other sets | found | unsure |\n|---|---|---|")
        for folder in options.others:
            others = chance.sample(read_set(folder), options.count)
            answers = [search(library, desk, icon.source_code) for icon in others]
            print(_others(folder.name, answers))


def own_kinds(svgs: Sequence[str], svgo: Path | None) -> Kinds:
    """The library's SVGs in each form."""
    kinds = {"as they are": list(svgs)}
    changes: dict[str, Callable[[str], str]] = {"recoloured": recoloured, "from Figma": figma}
    for name, change in changes.items():
        kinds[name] = [change(svg) for svg in svgs]
    if svgo is not None:
        command = ["node", "-e", _SVGO, str(svgo.absolute())]
        done = subprocess.run(
            command, input=json.dumps(svgs), capture_output=True, text=True, check=True
        )
        kinds["minified"] = json.loads(done.stdout)
    return kinds


def recoloured(svg: str) -> str:
    """In blue; an icon of several colours with red, green and blue exchanged."""

    def exchanged(match: re.Match[str]) -> str:
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return f"#{digits[2:]}{digits[:2]}"

    return _HEX.sub(exchanged, svg).replace("currentColor", BLUE)


def figma(svg: str) -> str:
    """As Figma exports it: 24 pixels large, clipped, scaled in a group, in black."""
    attributes, body = re.match(r"<svg([^>]*)>(.*)</svg>\s*$", svg, re.DOTALL).groups()
    x, y, width, height = map(float, re.search(r'viewBox="([^"]*)"', attributes)[1].split())
    scale = 24 / max(width, height)
    kept = re.sub(r'\s(?:xmlns(?::\w+)?|width|height|viewBox)="[^"]*"', "", attributes)
    kept = kept if "fill=" in kept else f'{kept} fill="black"'
    size = f'width="{width * scale:g}" height="{height * scale:g}"'
    return (
        f'<svg {size} viewBox="0 0 {width * scale:g} {height * scale:g}" fill="none" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<g clip-path="url(#clip0_1_2)"><g{kept} transform="scale({scale:.6g}) '
        f'translate({-x:g} {-y:g})">{body}</g></g><defs><clipPath id="clip0_1_2">'
        f'<rect {size} fill="white"/></clipPath></defs></svg>'
    ).replace("currentColor", "black")


def search(library: PublishedLibrary, desk: Desk, svg: str) -> FoundDrawing | None:
    """The answer; None where the SVG cannot be drawn."""
    try:
        jpegs = desk.draw(svg, library_side(library.catalogue)).jpegs
    except Undrawable:
        return None
    return find(library, svg, jpegs, Criteria(limit=5))


def _own(kind: str, icons: Sequence[str], answers: Sequence[FoundDrawing | None]) -> str:
    drawn = [(icon, found) for icon, found in zip(icons, answers, strict=True) if found]
    first = [(icon, found.results[0].hit) for icon, found in drawn]
    right = [icon in (hit.id, *hit.also) for icon, hit in first]
    identical = [found.results[0].hit.id in found.identical for _, found in drawn]
    verdicts = [found.verdict for _, found in drawn]
    shares = [_share(right), _share(identical), *_verdicts(verdicts, "found", "absent")]
    return f"| {kind} | {' | '.join(shares)} |"


def _others(name: str, answers: Sequence[FoundDrawing | None]) -> str:
    verdicts = [found.verdict for found in answers if found]
    return f"| {name} | {' | '.join(_verdicts(verdicts, 'found', 'unsure'))} |"


def _verdicts(verdicts: Sequence[str | None], *kinds: str) -> list[str]:
    return [_share([verdict == kind for verdict in verdicts]) for kind in kinds]


def _share(flags: Sequence[bool]) -> str:
    return f"{sum(flags) / len(flags):.3f}"


if __name__ == "__main__":
    main()
