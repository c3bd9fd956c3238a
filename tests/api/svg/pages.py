"""Pages that icons are pasted into, a server that notes what they ask for, and the browsers."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any

from PIL import Image, ImageChops, ImageDraw

WIDTH = 1280  # pixels of the window
HEIGHT = 800
PATIENCE = 300_000  # milliseconds for a page to load: thousands of icons, on a busy machine
# A page with what an icon might reach: ids and classes that the attacks name, fields, links.
HEAD = """<title>page</title><link rel="icon" href="data:,"/>
<style>
body { margin: 0; font: 12px/1 sans-serif; background: #fff; --page-address: url(/stolen); }
.cell { display: inline-block; width: 40px; height: 40px; margin: 6px; font-size: 16px; }
.cell > svg:not([width]) { width: 24px; }
.cell > svg:not([height]) { height: 24px; }
@keyframes page-turn { to { opacity: 0.9; } }
.page { animation: page-turn 0.1s forwards; counter-reset: page; }
</style>
<script>window.RAN = 0; window.ran = () => { window.RAN += 1; };</script>"""
OWN = """<div><p class="page">text of the page</p><a id="page-link" href="#">link</a>
<input value="secret"/><svg class="own" width="40" height="40"><defs>
<linearGradient id="g"><stop stop-color="#060"/></linearGradient>
<linearGradient id="page-gradient"><stop stop-color="#060"/></linearGradient></defs>
<path id="page-path" fill="url(#g)" stroke="url(#page-gradient)" d="M4 4h30v30H4z"/></svg></div>"""
CELL = '<div class="cell">x{}y</div>'
INSERTED = """<script>
JSON.parse({}).forEach((svg, place) => {{
  document.querySelectorAll(".cell")[place].innerHTML = `x${{svg}}y`;
}});
</script>"""
# What a person might do to each element, and time for what happens by itself.
PROVOKED = """(async () => {
  for (const element of document.querySelectorAll(".cell *")) {
    for (const kind of ["click", "mouseover", "mousemove", "focus", "keydown", "wheel"])
      element.dispatchEvent(new Event(kind, { bubbles: true }));
  }
  await new Promise((resolve) => setTimeout(resolve, 700));
  return { ran: window.RAN, title: document.title, path: location.pathname + location.hash };
})()"""
BOXES = """[...document.querySelectorAll(".cell > svg")].map((svg) => {
  const { x, y, right, bottom } = svg.getBoundingClientRect();
  return [x + scrollX, y + scrollY, right + scrollX, bottom + scrollY];
})"""
# Of the page's own elements, and of the first cells.
STYLES = """[
  ...document.querySelectorAll("html, body, div:not(.cell), div:not(.cell) *"),
  ...[...document.querySelectorAll(".cell")].slice(0, 9),
].map((element) => {
  const style = getComputedStyle(element);
  return [...style].map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
})"""
SIZE = re.compile(r'\s(?:width|height)="[^"]*"')
STYLED_SIZE = re.compile(r"""(?<=[";])(?:width|height):[^";]*""")
PASTED = ("in HTML", "in XHTML", "by innerHTML")


class Server(ThreadingHTTPServer):
    """Serves pages, and notes each request for anything else."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, tuple[str, str]] = {}  # media type and text by path
        self.asked: list[str] = []
        self.host = f"127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, args=(0.01,)).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        media_type, text = self.server.pages.get(self.path, ("text/plain", ""))
        if not text:
            self.server.asked.append(self.path)
        content = text.encode(errors="replace")
        self.send_response(200 if text else 404)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: Any) -> None: ...


class Chromium:
    """One page of a Chromium that Playwright drives."""

    def __init__(self, browser: Any) -> None:
        self._page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self._page.set_default_timeout(PATIENCE)
        self.version = browser.version

    def open(self, address: str) -> None:
        self._page.goto(address)

    def evaluate(self, expression: str) -> Any:
        return self._page.evaluate(expression)

    def screenshot(self) -> Image.Image:
        return Image.open(BytesIO(self._page.screenshot(full_page=True))).convert("RGB")

    def close(self) -> None:
        self._page.close()


@dataclass(frozen=True)
class Seen:
    """What came of a page."""

    ran: int  # scripts
    asked: Sequence[str]  # addresses
    styles: Sequence[str]  # of the page's own elements
    picture: Image.Image
    boxes: Sequence[Sequence[float]]  # of the icons
    place: tuple[str, str]  # title and address


def page(svgs: Sequence[str], how: str) -> tuple[str, str]:
    """The media type and the text of a page into which icons were pasted."""
    if how == "by innerHTML":
        cells = CELL.format("") * len(svgs)
        quoted = json.dumps(json.dumps(svgs)).replace("<", "\\u003c")
        return "text/html", f"<!DOCTYPE html>{HEAD}{OWN}{cells}{OWN}{INSERTED.format(quoted)}"
    cells = "".join(map(CELL.format, svgs))
    if how == "in HTML":
        return "text/html", f"<!DOCTYPE html>{HEAD}{OWN}{cells}{OWN}"
    own = OWN.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    return (
        "application/xhtml+xml",
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head>{HEAD.replace("=>", "=&gt;")}</head>'
        f"<body>{own}{cells}{own}</body></html>",
    )


def look(browser: Any, server: Server, svgs: Sequence[str], how: str) -> Seen:
    """Open a page with icons, and do to them what a person might."""
    server.asked.clear()
    server.pages["/page"] = page(svgs, how)
    browser.open(f"http://{server.host}/page")
    told = browser.evaluate(PROVOKED)
    return Seen(
        ran=told["ran"],
        asked=list(server.asked),
        styles=browser.evaluate(STYLES),
        picture=browser.screenshot(),
        boxes=browser.evaluate(BOXES),
        place=(told["title"], told["path"]),
    )


def blank(svg: str) -> str:
    """An icon of the same size without a drawing."""
    root = re.match(r"<svg[^>]*>", svg)
    sizes = "".join(SIZE.findall(root[0])) if root else ""
    styles = ";".join(STYLED_SIZE.findall(root[0])) if root else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg"{sizes} style="{styles}"/>'


def differences(seen: Seen, without: Seen) -> list[int]:
    """The numbers of the pixels' rows that differ from a page without icons, outside of these."""
    if seen.picture.size != without.picture.size:
        return [-1]
    difference = ImageChops.difference(seen.picture, without.picture)
    draw = ImageDraw.Draw(difference)
    for left, top, right, bottom in without.boxes:
        draw.rectangle([left - 1, top - 1, right + 1, bottom + 1], fill=0)
    box = difference.getbbox()
    return [] if box is None else list(box)


def at(server: Server, documents: Mapping[str, str]) -> dict[str, str]:
    """The documents with the server as the host that they ask."""
    canary = re.compile(re.escape("canary.test"), re.IGNORECASE)
    return {name: canary.sub(server.host, document) for name, document in documents.items()}
