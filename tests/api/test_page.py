import pytest

from tests.api.conftest import NO_NAMESPACE, encoded

SCHEMES = ["light", "dark"]


def widths(page):
    """The results' pictures' widths in their own pixels, once all of them are drawn."""
    for _ in range(250):
        # Not wait_for_function: it needs eval, which the page's policy forbids.
        if all(drawn := page.locator("#results img").evaluate_all("all => all.map(one => one.naturalWidth)")):
            return drawn
        page.wait_for_timeout(20)
    pytest.fail(f"pictures that are not drawn: {drawn}")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_chosen_picture_shows_its_icon(watched, screenshot, scheme):
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": encoded(screenshot("rocket-outlined"))}
    with watched("/", color_scheme=scheme) as page:
        page.set_input_files("#file", shot)
        first = page.locator("#results li").first
        first.wait_for()
        assert "rocket-outlined" in first.inner_text()
        assert len(widths(page)) == 24
        assert "light on dark" in page.inner_text("#facts")
        seen, picture = page.locator("#seen rect").bounding_box(), page.locator("#picture").bounding_box()
        assert picture["x"] < seen["x"] and seen["x"] + seen["width"] < picture["x"] + picture["width"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_pasted_and_a_dropped_picture_are_searched(watched, screenshot):
    shot = list(encoded(screenshot("rocket-outlined")))
    event = """([kind, bytes]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
        const init = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(kind === "paste"
            ? new ClipboardEvent(kind, { ...init, clipboardData: transfer })
            : new DragEvent(kind, { ...init, dataTransfer: transfer }));
    }"""
    for kind in ("paste", "drop"):
        with watched("/") as page:
            page.evaluate(event, [kind, shot])
            page.locator("#results li").first.wait_for()
            assert "rocket-outlined" in page.locator("#results li").first.inner_text()


def test_what_cannot_be_searched_is_said(browser, service):
    page = browser.new_page()
    page.goto(service.url)
    page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.locator("#message.wrong").wait_for()
    assert "none of PNG, JPEG" in page.inner_text("#message")
    page.close()


def test_nothing_of_an_icon_becomes_markup(watched, screenshot):
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": encoded(screenshot("'\"><b>"))}
    with watched("/") as page:
        page.set_input_files("#file", shot)
        page.locator("#results li").first.wait_for()
        assert page.locator("#results b").count() == 0


def test_an_svg_that_no_browser_draws_is_shown_as_it_was_indexed(watched, screenshot):
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": encoded(screenshot(NO_NAMESPACE))}
    with watched("/") as page:
        page.set_input_files("#file", shot)
        picture = page.locator("#results img").first
        picture.wait_for()
        assert widths(page)[0] == 64
        assert picture.get_attribute("src") == f"/icons/{NO_NAMESPACE}/image"


def test_the_page_fits_a_phone(watched, screenshot):
    shot = {"name": "shot.png", "mimeType": "image/png", "buffer": encoded(screenshot("rocket-outlined"))}
    with watched("/", viewport={"width": 360, "height": 740}) as page:
        page.set_input_files("#file", shot)
        page.locator("#results li").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_page_may_run_nothing_but_its_own(service):
    policy = service.client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(("path", "drawn"), [("/docs", "#operations-Search-search"), ("/redoc", "#tag\\/Search\\/operation\\/search")])
def test_the_documentation_needs_no_other_host(watched, path, drawn):
    # Under a made-up host name: Swagger asks its validator about documents that are not on localhost.
    with watched(path, host="icons.test") as page:
        page.locator(drawn).wait_for()
        page.wait_for_load_state("networkidle")
