"""Chromium draws SVGs, each a document of its own in a frame, its clock held at a moment."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image
from playwright.sync_api import Browser, Page, Route

from tests.benchmarks.rendering.comparison import COMPARISON

COLUMNS, ROWS = 10, 6  # frames on a page
ADDRESS = "http://rendering.invalid/"  # an origin, so that the page reaches into its frames
PAGE = """<!doctype html><meta charset=utf-8><style>
html, body { margin: 0; background: #fff } iframe { position: absolute; border: 0 }</style>"""
# A frame has whole pixels, and its root element our viewport: both renderers centre the icon alike.
SHOW = """async ([icons, columns, side]) => {
  document.body.replaceChildren();
  const frames = icons.map(([svg, viewport, _], place) => {
    const frame = document.createElement("iframe");
    const [width, height] = [Number(viewport.width), Number(viewport.height)];
    const left = (place % columns) * side + (side - width) / 2;
    const top = Math.floor(place / columns) * side + (side - height) / 2;
    frame.style = `left:${left}px; top:${top}px; width:${width}px; height:${height}px`;
    frame.sandbox = "allow-same-origin";
    frame.scrolling = "no";
    frame.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    return frame;
  });
  const loaded = frames.map((frame) => new Promise((done) => { frame.onload = done; }));
  document.body.append(...frames);
  await Promise.all(loaded);
  frames.forEach((frame, place) => {
    const [_, viewport, moment] = icons[place];
    const inside = frame.contentDocument, root = inside.documentElement;
    for (const [name, value] of Object.entries(viewport)) root.setAttribute(name, value);
    if (!root.pauseAnimations) return;
    root.style.width = `${viewport.width}px`;
    root.style.height = `${viewport.height}px`;
    root.pauseAnimations();
    root.setCurrentTime(moment);
    for (const motion of inside.getAnimations()) {
      motion.pause();
      motion.currentTime = 1000 * moment;
    }
    URL.revokeObjectURL(frame.src);
  });
  for (let wait = 0; wait < 3; wait += 1) await new Promise(requestAnimationFrame);
}"""

# An SVG, the attributes of its root element, and seconds since the document was opened.
Icon = tuple[str, dict[str, str], float]


def draw(browser: Browser, icons: Sequence[Icon]) -> Iterator[Image.Image]:
    """Yield each icon's picture on white: RGB, `COMPARISON.side` pixels square."""
    side = COMPARISON.side
    window = {"width": COLUMNS * side, "height": ROWS * side}
    page = browser.new_page(viewport=window)
    page.route("**/*", _answer)
    page.goto(ADDRESS)
    for start in range(0, len(icons), COLUMNS * ROWS):
        batch = icons[start : start + COLUMNS * ROWS]
        sheet = _photograph(page, batch)
        for place in range(len(batch)):
            row, column = divmod(place, COLUMNS)
            left, top = column * side, row * side
            yield sheet.crop((left, top, left + side, top + side))
    page.close()


def _answer(route: Route) -> None:
    """The page itself; an icon fetches nothing."""
    if route.request.url == ADDRESS:
        route.fulfill(body=PAGE, content_type="text/html")
    else:
        route.abort()


def _photograph(page: Page, batch: Sequence[Icon]) -> Image.Image:
    page.evaluate(SHOW, [list(batch), COLUMNS, COMPARISON.side])
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")
