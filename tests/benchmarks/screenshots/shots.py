"""Pages drawn by Chromium, with the boxes of the painted pixels of each icon.

Kept, so that they are drawn once.
"""

import io
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.screenshots.page import Page

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
FEWEST, MOST = 5, 40  # icons of the library on a page
PIXELS = {1: (1440, 900), 2: (1100, 760)}  # CSS pixels of the window, by device pixel ratio
PAINTED = 24  # of 255: alpha from which on a pixel counts as painted
ALONE = """*{visibility:hidden!important} html,body{background:transparent!important}
[data-shown],[data-shown] *{visibility:visible!important}"""


@dataclass(frozen=True)
class Placed:
    """An icon on a page: its id, the set it is of, and the box of its painted pixels, (x, y,
    width, height).
    """

    set: str
    icon: str
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Shot:
    """A screenshot and the icons that are painted in it."""

    file: Path
    template: str
    ratio: int
    placed: list[Placed]


def screenshots(
    templates: ModuleType,
    library: IconSet,
    foreign: Sequence[IconSet],
    work: Path,
    count: int,
    seed: int,
) -> list[Shot]:
    """So many screenshots of the templates in turn, half of them at device pixel ratio 2."""
    folder = (
        work / "screenshots" / f"{templates.__name__.split('.')[-1]}-{library.name}-{count}-{seed}"
    )
    truth = folder / "truth.json"
    if not truth.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS.split()
            )
            shots = [
                _take(browser, templates, library, foreign, folder, number, seed)
                for number in range(count)
            ]
            browser.close()
        truth.write_text(
            json.dumps([asdict(shot) | {"file": shot.file.name} for shot in shots], indent=1)
        )
    return [
        Shot(
            folder / one["file"],
            one["template"],
            one["ratio"],
            [Placed(**placed) for placed in one["placed"]],
        )
        for one in json.loads(truth.read_text())
    ]


def _take(
    browser: Browser,
    templates: ModuleType,
    library: IconSet,
    foreign: Sequence[IconSet],
    folder: Path,
    number: int,
    seed: int,
) -> Shot:
    dice = random.Random(f"{seed}-{library.name}-{number}")
    template = templates.TEMPLATES[number % len(templates.TEMPLATES)]
    ratio = 1 + number // len(templates.TEMPLATES) % 2
    page = Page(dice, dice.choice(templates.THEMES), dice.choice(templates.PAGE_FONTS))
    document = template(page)
    chosen = _fill(page, library, foreign)
    for slot, (icons, identifier) in enumerate(chosen):
        document = document.replace(f"{{{{{slot}}}}}", icons.icons[identifier].source_code)
    width, height = PIXELS[ratio]
    tab = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=ratio)
    tab.set_content(document)
    file = folder / f"{number:03}-{template.__name__}.png"
    tab.screenshot(path=file)
    boxes = _painted(tab, len(chosen), ratio)
    tab.close()
    placed = [
        Placed(icons.name, identifier, box)
        for (icons, identifier), box in zip(chosen, boxes, strict=True)
        if box is not None
    ]
    return Shot(file, template.__name__, ratio, placed)


def _fill(page: Page, library: IconSet, foreign: Sequence[IconSet]) -> list[tuple[IconSet, str]]:
    """The icon of each slot: some 3 in 4 of the library, at least 5 and at most 40.

    The others of sets whose icon looks like none there.
    """
    known = library.all_looks()
    names = sorted(set(page.slots))
    page.random.shuffle(names)
    ours = 0
    chosen: dict[str, tuple[IconSet, str]] = {}
    for name in names:
        places = page.slots.count(name)
        if ours + places <= MOST and (ours < FEWEST or page.random.random() < 0.75):
            chosen[name] = (library, page.random.choice(sorted(library.icons)))
            ours += places
            continue
        others = page.random.choice(list(foreign))
        candidates = sorted(others.icons)
        identifier = page.random.choice(candidates)
        while others.look(identifier) in known:
            identifier = page.random.choice(candidates)
        chosen[name] = (others, identifier)
    return [chosen[slot] for slot in page.slots]


def _painted(tab, count: int, ratio: int) -> list[tuple[int, int, int, int] | None]:
    """Of each slot the box of what its icon alone paints, in pixels of the screenshot; None for one
    outside the window or hidden.

    Two pictures, of every other icon each, so that one that paints beyond its place is not taken
    for its neighbour.
    """
    tab.add_style_tag(content=ALONE)
    rectangles = tab.evaluate(
        """[...document.querySelectorAll('.icon')].sort((a,b)=>a.dataset.slot-b.dataset.slot)
           .map(e=>{const q=e.getBoundingClientRect();return [q.x,q.y,q.right,q.bottom]})"""
    )
    layers = []
    for turn in (0, 1):
        tab.evaluate(
            "turn=>document.querySelectorAll('.icon').forEach(e=>e.dataset.slot%2==turn?"
            "e.dataset.shown=1:delete e.dataset.shown)",
            turn,
        )
        layer = Image.open(io.BytesIO(tab.screenshot(omit_background=True)))
        layers.append(np.asarray(layer.convert("RGBA"))[..., 3] >= PAINTED)
    boxes: list[tuple[int, int, int, int] | None] = []
    for slot in range(count):
        alone = layers[slot % 2]
        left, top, right, bottom = rectangles[slot]
        x, y = max(0, int(left * ratio) - 1), max(0, int(top * ratio) - 1)
        part = alone[y : int(bottom * ratio) + 2, x : int(right * ratio) + 2]
        cut = (
            right * ratio > alone.shape[1] or bottom * ratio > alone.shape[0] or left < 0 or top < 0
        )
        if cut or not part.any():
            boxes.append(None)
            continue
        rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
        boxes.append(
            (x + int(columns[0]), y + int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
        )
    return boxes
