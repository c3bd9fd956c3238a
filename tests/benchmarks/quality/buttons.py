"""Screenshots of whole buttons, made with Chromium and kept: a kind that the ruler does not have.

The icon in a ring or on a filled shape, with a little of the page around that, as a person crops
who takes the button for the icon.
"""

import io
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.shots import Shot
from tests.benchmarks.screenshots.shots import FLAGS

KINDS = ("ring", "filled")
RATIOS = (1, 1.5, 2)  # device pixels a CSS pixel
LIGHT, DARK = ("#fff", "#fafafa", "#f0f2f5"), ("#111", "#1e1e1e", "#24292f")  # pages
INKS = {
    LIGHT: ("#000", "#1f2328", "#555", "#1677ff", "#d4380d"),
    DARK: ("#fff", "#c9d1d9", "#9ecbff", "#ffd479"),
}
FILLS = ("#1677ff", "#389e0d", "#d4380d", "#722ed1", "#24292f")
STYLE = """body{margin:0;display:flex;flex-wrap:wrap}
.cell{width:150px;height:150px;display:flex;align-items:center;justify-content:center}
.button,.icon{display:inline-flex} .icon svg{width:100%;height:100%}"""


def screenshots(shown: IconSet, work: Path, count: int, seed: int) -> list[Shot]:
    """So many of each kind, each of another icon of the set where it has so many."""
    folder = work / "screenshots" / f"buttons-{count}-seed-{seed}" / shown.name
    truth = folder / "truth.json"
    if not truth.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=FLAGS.split()
            )
            taken = {
                file: icon
                for kind in KINDS
                for file, icon in _take(browser, shown, kind, folder, count, seed).items()
            }
            browser.close()
        truth.write_text(json.dumps(taken, indent=1))
    # By number, so that the first few hold every device pixel ratio.
    files = sorted(json.loads(truth.read_text()).items(), key=lambda entry: entry[0].split("-")[2])
    return [Shot(folder / file, file.split("-")[0], shown, icon) for file, icon in files]


def _take(
    browser: Browser, shown: IconSet, kind: str, folder: Path, count: int, seed: int
) -> dict[str, str]:
    """Files and the icons that they show."""
    chance = random.Random(f"{seed}-{shown.name}-{kind}")
    icons = chance.sample(sorted(shown.icons), min(count, len(shown.icons)))
    files = {}
    for place, ratio in enumerate(RATIOS):
        some = icons[place :: len(RATIOS)]
        page = browser.new_page(viewport={"width": 1200, "height": 800}, device_scale_factor=ratio)
        page.set_content(
            f"<style>{STYLE}</style>"
            + "".join(_cell(shown.icons[icon].source_code, kind, chance) for icon in some)
        )
        boxes: Sequence[Sequence[float]] = page.evaluate(
            "[...document.querySelectorAll('.button')].map(e => { const q = "
            "e.getBoundingClientRect();"
            " return [q.x, q.y + scrollY, q.right, q.bottom + scrollY] })"
        )
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        page.close()
        for number, (icon, box) in enumerate(zip(some, boxes, strict=True)):
            left, top, right, bottom = (
                round(ratio * (edge + side * chance.uniform(1, 9)))
                for edge, side in zip(box, (-1, -1, 1, 1), strict=True)
            )
            file = f"{kind}-{ratio}-{number:04}.png"
            picture.crop((left, top, right, bottom)).save(folder / file)
            files[file] = icon
    return files


def _cell(svg: str, kind: str, chance: random.Random) -> str:
    """A button in the middle of its piece of page."""
    pages = chance.choice((LIGHT, LIGHT, DARK))
    ink, fill, size = (
        chance.choice(INKS[pages]),
        chance.choice(FILLS),
        chance.choice((14, 16, 18, 20, 24, 32)),
    )
    colours = (
        f"color:#fff;background:{fill};border:0"
        if kind == "filled"
        else f"color:{ink};border:{chance.choice((1, 1, 2))}px solid {ink}"
    )
    shape = (
        f"border-radius:{chance.choice(('50%', '50%', '8px', '4px', '0'))};"
        f"padding:{round(size * chance.uniform(0.25, 0.8))}px"
    )
    icon = f'<span class="icon" style="width:{size}px;height:{size}px">{svg}</span>'
    return (
        f'<div class="cell" style="background:{chance.choice(pages)}">'
        f'<span class="button" style="{colours};{shape}">{icon}</span></div>'
    )
