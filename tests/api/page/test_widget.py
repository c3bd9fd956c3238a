"""The widget in Chromium: the website of docs/widget, whose policy allows the service alone."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from tests.api.conftest import ROOT, SCRIPTED, Service, encoded, two_icons
from tests.api.page.browsing import (
    PASTED,
    PASTED_TEXT,
    SHOT,
    answered,
    no_violations,
    picture_file,
)

EXAMPLE = ROOT / "docs" / "widget"
SERVICE = "https://icons.example.com"


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


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_found_and_its_choice_told_and_copied(visited, kind):
    page = visited()
    page.evaluate(PASTED, [kind, list(SHOT.read_bytes()), "icon-search"])
    assert answered(page) == "rocket-outlined"
    page.locator("icon-search #results .card").first.click()
    page.get_by_text("Copied SVG of rocket-outlined.").wait_for()
    assert page.inner_text("#chosen") == "rocket-outlined"
    page.fill("icon-search #words", "")
    page.keyboard.press("Control+V")
    assert page.input_value("icon-search #words").startswith("<svg ")


def test_the_box_is_moved_with_keys(visited):
    page = visited()
    page.set_input_files("icon-search #file", picture_file(SHOT.read_bytes()))
    answered(page)
    page.focus("icon-search .frame")
    with page.expect_request("**/search?*crop=*"):
        page.keyboard.press("Shift+ArrowRight")
    assert answered(page) == "rocket-outlined"


def test_words_find_icons_too(visited):
    page = visited()
    page.fill("icon-search #words", "brick")
    page.locator("icon-search #results .name", has_text="white").wait_for()
    page.fill("icon-search #words", "no such icon at all")
    page.get_by_text("No icon matches").wait_for()


def test_the_site_may_take_the_choice_itself(visited, screenshot):
    page = visited()
    page.evaluate("""() => {
        window.chosen = [];
        document.addEventListener("icon-chosen", (event) => {
            chosen.push(event.detail);
            event.preventDefault();
        });
    }""")
    page.set_input_files("icon-search #file", picture_file(encoded(screenshot(SCRIPTED))))
    assert answered(page) == "scripted"
    page.locator("icon-search #results .card").first.click()
    page.locator("#chosen", has_text="scripted").wait_for()
    (detail,) = page.evaluate("chosen")
    assert (detail["icon"]["id"], "onload" in detail["svg"], "<circle" in detail["svg"]) == (
        SCRIPTED,
        False,
        True,
    )
    assert detail["address"].endswith("/icons/scripted/svg")
    assert page.locator("icon-search #toast").inner_text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_the_site_wants_and_axe_finds_no_violation(visited, scheme):
    page = visited(color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.set_input_files("icon-search #file", picture_file(SHOT.read_bytes()))
    answered(page)
    accent = page.locator("icon-search").evaluate(
        "one => getComputedStyle(one).getPropertyValue('--icon-search-accent')"
    )
    assert "0a6b3d" in accent
    invitation = page.locator("icon-search #drop b").evaluate("one => getComputedStyle(one).color")
    assert invitation == {"light": "rgb(10, 107, 61)", "dark": "rgb(111, 224, 168)"}[scheme]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert no_violations(page)


def test_without_a_good_key_the_widget_says_why(browser, site):
    page = browser.new_page()
    page.goto(site.url)
    page.locator("icon-search #drop").wait_for()
    page.evaluate("""() => {
        const widget = document.querySelector("icon-search");
        widget.setAttribute("api-key", "another");
        widget.replaceWith(widget);
        document.querySelector("main").append(widget);
    }""")
    page.set_input_files("icon-search #file", picture_file(SHOT.read_bytes()))
    page.get_by_text("This service is searched with a key").wait_for()
    page.close()


def test_further_icons_are_shown_marked_and_chosen(visited, screenshot):
    page = visited(viewport={"width": 360, "height": 740})
    picture = two_icons(screenshot, "alipay-outlined")
    page.set_input_files("icon-search #file", picture_file(picture))
    assert answered(page) == "rocket-outlined"
    page.get_by_text("How it was read: one of several. Also in it: alipay-outlined.").wait_for()
    page.locator("icon-search #further h2").evaluate("one => one.scrollIntoView()")
    page.locator("icon-search #further .card img[src]").wait_for()
    assert page.inner_text("icon-search #further .also") == "found"
    assert no_violations(page)
    page.locator("icon-search #further .card").click()
    page.get_by_text("Copied SVG of alipay-outlined.").wait_for()
    assert page.inner_text("#chosen") == "alipay-outlined"
    page.locator("icon-search .mark").click()
    page.locator("icon-search #results .name", has_text="alipay-outlined").wait_for()
    assert page.locator("icon-search #further").is_hidden()


def test_pasted_svg_code_is_found(visited, published):
    code = next(icon.source_code for icon in published.icons if icon.id == "rocket-outlined")
    page = visited()
    page.evaluate(PASTED_TEXT, [code, "icon-search"])
    assert answered(page) == "rocket-outlined"
    page.get_by_text("has the same paths").wait_for()
