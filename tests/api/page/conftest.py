"""A window's picture; a website with the widget: that of docs/widget, whose policy allows the
service alone.
"""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api.conftest import ROOT, Service, encoded
from tests.api.page.browsing import NOTICES_STAY

EXAMPLE = ROOT / "docs" / "widget"
SERVICE = "https://icons.example.com"
ROCKET = "rocket-outlined"
ALIPAY = "alipay-outlined"


class Site(SimpleHTTPRequestHandler):
    """The example's files with this service's address, and the policy that docs/widget.md names."""

    api = ""

    def send_head(self):
        self.path = "/index.html" if self.path == "/" else self.path
        content = (EXAMPLE / self.path.strip("/")).read_text().replace(SERVICE, self.api).encode()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' {self.api}; connect-src {self.api}; "
            "style-src 'self'; img-src data: blob:",
        )
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        """Tests are quiet."""


@pytest.fixture(scope="module")
def site(published, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The example website, and the service with the key that the website has."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    url = f"http://127.0.0.1:{server.server_port}"
    service = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        "--api-keys",
        f"acme-website={url}",
    )
    server.RequestHandlerClass = type("Here", (Site,), {"api": service.url.rstrip("/")})
    thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05))
    thread.start()
    yield SimpleNamespace(url=url, service=service)
    server.shutdown()
    thread.join()
    server.server_close()
    assert service.stop() == 0


@pytest.fixture
def visited(browser, site):
    """A function: opens the website. It must reach no other host and report no error."""
    seen: dict[str, Any] = {"asked": set(), "complaints": []}

    def opened(**options):
        page = browser.new_page(**options)
        page.add_init_script(NOTICES_STAY)
        page.on("request", lambda request: seen["asked"].add(httpx.URL(request.url).netloc))
        page.on(
            "console",
            lambda message: (
                seen["complaints"].append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        page.on("pageerror", lambda error: seen["complaints"].append(str(error)))
        page.goto(site.url)
        page.locator("icon-search #drop").wait_for()
        return page

    yield opened
    for page in browser.contexts:
        page.close()
    hosts = {httpx.URL(site.url).netloc, httpx.URL(site.service.url).netloc, b""}
    assert seen["asked"] <= hosts and seen["complaints"] == []


@pytest.fixture
def window(screenshot):
    """A dark window with two rockets and another icon, 700 × 300 pixels, as a PNG."""
    picture = Image.new("RGB", (700, 300), screenshot(ROCKET).getpixel((0, 0)))
    for name, place in ((ROCKET, (60, 40)), (ALIPAY, (300, 40)), (ROCKET, (60, 180))):
        picture.paste(screenshot(name), place)
    return encoded(picture)
