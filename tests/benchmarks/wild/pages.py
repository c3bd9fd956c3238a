"""Scenes painted by Chromium or Firefox: many on one page, each cropped out of it."""

import io
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from PIL import Image
from playwright.sync_api import Browser

from tests.benchmarks.screenshots.shots import FLAGS
from tests.benchmarks.wild.scene import Margins

BATCH = 60  # scenes on a page: Chromium paints no page that is higher than 16,384 pixels
WINDOW = {"width": 1500, "height": 800}  # CSS pixels
STYLE = """*{box-sizing:border-box} html,body{margin:0}
body{display:flex;flex-wrap:wrap;align-items:flex-start}
.cell{display:flex;align-items:center;justify-content:center;padding:64px;position:relative;
overflow:hidden;isolation:isolate} .icon{display:inline-flex;flex:none}
.icon svg{width:100%;height:100%} .crop{flex:none}"""
BOXES = """[...document.querySelectorAll('.cell')].map(e => {
const q = e.querySelector('.crop').getBoundingClientRect(), c = e.getBoundingClientRect();
return [q.x, q.y + scrollY, q.right, q.bottom + scrollY,
        c.x, c.y + scrollY, c.right, c.bottom + scrollY] })"""


@dataclass(frozen=True)
class Sheet:
    """What is painted on one page: HTML of each cell with its ground."""

    cells: Sequence[tuple[str, str]]
    ratio: float
    transparent: bool

    @property
    def html(self) -> str:
        """The whole page."""
        cells = [
            f'<div class="cell" style="background:{"none" if self.transparent else ground}">'
            f"{html}</div>"
            for html, ground in self.cells
        ]
        return f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{''.join(cells)}"


class Painter(Protocol):
    """A browser: the picture of a page, and of each cell eight edges (`BOXES`) in CSS pixels."""

    def paint(self, sheet: Sheet) -> tuple[Image.Image, list[list[float]]]: ...


class Chromium:
    """Debian's, through playwright."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def paint(self, sheet: Sheet) -> tuple[Image.Image, list[list[float]]]:
        page = self._browser.new_page(viewport=WINDOW, device_scale_factor=sheet.ratio)
        page.set_content(sheet.html)
        boxes: list[list[float]] = page.evaluate(BOXES)
        content = page.screenshot(full_page=True, omit_background=sheet.transparent)
        page.close()
        return Image.open(io.BytesIO(content)), boxes


def launch(playwright) -> Browser:
    """Debian's chromium."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS.split())


def cropped(painter: Painter, sheet: Sheet, margins: Sequence[Margins]) -> Iterator[Image.Image]:
    """Each cell's picture, with its margins around the element that is cropped."""
    picture, boxes = painter.paint(sheet)
    picture = picture.convert("RGBA" if sheet.transparent else "RGB")
    for box, margin in zip(boxes, margins, strict=True):
        yield picture.crop(_edges(box, margin, sheet.ratio))


def _edges(box: Sequence[float], margin: Margins, ratio: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels: the element and its margins, within the cell."""
    element, cell = box[:4], box[4:]
    left = max(element[0] - margin[0], cell[0])
    top = max(element[1] - margin[1], cell[1])
    right = min(element[2] + margin[2], cell[2])
    bottom = min(element[3] + margin[3], cell[3])
    edges = (left, top, right, bottom)
    return tuple(round(ratio * edge) for edge in edges)
