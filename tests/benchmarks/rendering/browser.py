"""Chromium draws SVGs, each a document of its own in a frame, its clock held at a moment."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image
from playwright.sync_api import Browser, Page, Route

from tests.benchmarks.rendering.comparison import COMPARISON

COLUMNS, ROWS = 10, 6  # frames on a page
ADDRESS = "http://rendering.invalid/"  # an origin, so that the page reaches into its frames
PAGE = """<!doctype html><meta charset=utf-8><style>
html, body { margin: 0; background: #fff } iframe, img { position: absolute; border: 0 }</style>"""
# An icon that moves has a frame, whose clock can be held. Any other is an image: five times as
# fast. Both have whole pixels, and the root element our viewport: all centre the icon alike.
SHOW = """async ([icons, columns, side]) => {
  const moves = /<(?:animate|set)|animation/;
  const address = (svg) => URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const fit = (root, viewport) => {
    for (const [name, value] of Object.entries(viewport)) root.setAttribute(name, value);
    if (!root.style) return;
    root.style.width = `${viewport.width}px`;
    root.style.height = `${viewport.height}px`;
  };
  const still = (svg, viewport) => {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    if (moves.test(svg) || parsed.querySelector("parsererror")) return null;
    fit(parsed.documentElement, viewport);
    const image = document.createElement("img");
    image.src = address(new XMLSerializer().serializeToString(parsed));
    return image;
  };
  const moving = (svg) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-same-origin";
    frame.scrolling = "no";
    frame.src = address(svg);
    return frame;
  };
  const shown = icons.map(([svg, viewport, _], place) => {
    const element = still(svg, viewport) ?? moving(svg);
    const [width, height] = [Number(viewport.width), Number(viewport.height)];
    const left = (place % columns) * side + (side - width) / 2;
    const top = Math.floor(place / columns) * side + (side - height) / 2;
    element.style = `left:${left}px; top:${top}px; width:${width}px; height:${height}px`;
    return element;
  });
  const loaded = shown.map((each) => new Promise((done) => {
    each.onload = done;
    each.onerror = done;
  }));
  document.body.replaceChildren(...shown);
  await Promise.all(loaded);
  shown.forEach((element, place) => {
    URL.revokeObjectURL(element.src);
    if (element.tagName === "IMG") return;
    const [_, viewport, moment] = icons[place];
    const inside = element.contentDocument, root = inside.documentElement;
    fit(root, viewport);
    if (!root.pauseAnimations) return;
    root.pauseAnimations();
    root.setCurrentTime(moment);
    for (const motion of inside.getAnimations()) {
      if (motion.timeline !== inside.timeline) continue; // it follows a scroll bar
      if (motion.playState === "paused") continue;
      motion.pause();
      motion.currentTime = 1000 * moment;
    }
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
