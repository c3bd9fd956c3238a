"""Small SVG documents and libraries for the tests of render."""

import json
import os
import time
from pathlib import Path

from ingest.common.data_folder import DataFolder

SQUARE = '<path d="M0 0h24v24H0z"/>'
HTML = '<path d="M0 0h4v4H0z"/><foreignObject width="24" height="24">a</foreignObject>'


def svg(body: str, attributes: str = 'viewBox="0 0 24 24"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{body}</svg>'


def nested(element: str, reference: str, depth: int = 9, width: int = 10) -> str:
    """`depth` levels of `element`, each using the one below `width` times: 10**9 drawings in a
    few kilobytes.
    """
    shape = '<path d="M1 1h9v9" stroke="red"/>'
    levels = [f'<{element} id="n0">{shape}</{element}>']
    for level in range(1, depth + 1):
        one = reference.format(level - 1)
        levels.append(f'<{element} id="n{level}">{one * width}</{element}>')
    return svg("".join(levels) + reference.format(depth))


# Each mask draws ten others.
ENDLESS = nested("mask", '<g mask="url(#n{})"><path d="M1 1h9v9"/></g>')
# Lines that cross each other millions of times.
CROSSING = "".join(f"L{n * 7919 % 1009} {n * 104729 % 1013}" for n in range(20_000))
# Families that hang the renderers or eat their memory, in Python, in C or in Rust.
HANGING = {
    "nested mask": ENDLESS,
    "nested clipPath": nested("clipPath", '<path clip-path="url(#n{})" d="M1 1h9v9"/>'),
    "nested marker": nested("marker", '<path marker-start="url(#n{})" d="M1 1h9v9"/>'),
    # In cairo 1.16 and 1.18, in one call of a function: no signal handler of Python's runs
    # meanwhile.
    "dashes in C": svg(
        f'<path stroke="red" stroke-dasharray="1" d="M0 0{CROSSING}"/>', 'viewBox="0 0 1009 1013"'
    ),
}
REFUSED = {
    "larger than 256 KB": svg(f'<path d="{"M0 0h9v9" * 40_000}"/>'),
    "nested more than 64 deep": svg("<g>" * 35_000 + "</g>" * 35_000),
    "more than 5000 elements": svg("<g/>" * 5000),
    "more than 64 attributes": svg(
        "<g " + " ".join(f'a{number}=""' for number in range(65)) + "/>"
    ),
    "XML entity": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "other.txt">]>{svg(SQUARE)}',
    "not well-formed": svg("<g>"),
    "not <svg>": "<html/>",
    "needs more than": svg(
        '<pattern id="p" width="30000" height="30000" patternUnits="userSpaceOnUse">'
        '<path d="M0 0h9v9"/></pattern>'
        '<pattern id="q" width="9" height="9" patternUnits="userSpaceOnUse">'
        '<path stroke="url(#p)" d="M0 0h9v9"/></pattern><path fill="url(#q)" d="M0 0h9v9"/>'
    ),
    "nothing of it is visible": svg('<path fill="none" d="M0 0h9v9"/>'),
    "<use> elements make more than 5000": nested("g", '<use href="#n{}"/>'),
}


def write_library(root: Path, icons: dict[str, str]) -> DataFolder:
    """A data folder whose source.json was written by hand."""
    folder = DataFolder(root)
    root.mkdir(parents=True, exist_ok=True)
    records = [
        {"id": identifier, "name": identifier, "source_code": source}
        for identifier, source in icons.items()
    ]
    folder.source.write_text(json.dumps({"icons": records}))
    return folder


def squares(count: int) -> dict[str, str]:
    """Icons that all look different."""
    return {
        f"square-{number}": svg(f'<path d="M{number % 20} {number // 20 % 20}h3v3h-3z"/>')
        for number in range(count)
    }


def group_is_gone(group: int) -> bool:
    """Whether every process of the group has ended, allowing the fork server a while to notice."""
    for _ in range(5000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False
