"""What a first view of the page loads in Chromium, and what it loads when a person needs it."""

import pytest

from tests.api.page.browsing import answered, picture_file

MOST = 200_000  # bytes of the page without icons, uncompressed
BROKEN = "This part of the page did not load: check the network, then try again."


@pytest.mark.parametrize(
    ("locale", "loaded", "left"), [("en", "english", "chinese"), ("zh-CN", "chinese", "english")]
)
def test_a_first_view_loads_few_bytes_and_one_language(browser, service, locale, loaded, left):
    page = browser.new_page(locale=locale, viewport={"width": 1440, "height": 900})
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(service.url)
    answered(page)
    page.wait_for_load_state("networkidle")
    asked = "/icons", "/readyz"  # answers about icons
    files = {
        response.url: len(response.body())
        for response in responses
        if not any(path in response.url for path in asked)
    }
    page.close()
    assert any(url.endswith(f"/{loaded}.js") for url in files)
    assert not any(url.endswith(f"/{left}.js") for url in files)
    assert sum(files.values()) <= MOST


def without(page, path):
    """Let the network break for the files of a path."""
    page.route(f"**/static/{path}", lambda route: route.abort())


@pytest.fixture
def opened(browser, service):
    """A page whose network may break: the browser then reports errors."""
    page = browser.new_page()
    page.goto(service.url)
    answered(page)
    yield page
    page.close()


def test_a_part_that_did_not_load_says_so_and_is_opened_by_another_try(opened):
    without(opened, "page/details/drawings.js")  # a part of the part
    opened.locator("#results .card").first.focus()
    opened.keyboard.press("d")
    opened.get_by_text(BROKEN).wait_for()
    assert opened.locator("#details").count() == 0
    opened.unroute("**/static/page/details/drawings.js")
    opened.get_by_role("button", name="Try again").click()
    opened.locator("#details .looks img[src]").first.wait_for()
    assert opened.locator("#message").text_content() == ""


def test_the_language_stays_where_the_texts_of_the_other_do_not_load(opened):
    without(opened, "parts/texts/chinese.js")
    opened.click("#language")
    opened.get_by_text(BROKEN).wait_for()
    assert opened.get_attribute("html", "lang") == "en"
    opened.unroute("**/static/parts/texts/chinese.js")
    opened.get_by_role("button", name="Try again").click()
    opened.get_by_role("heading", name="全部图标").wait_for()


def test_a_picture_is_searched_again_where_the_stage_did_not_load(opened, shot):
    opened.route("**/readyz", lambda route: route.abort())  # or the page tries again by itself
    without(opened, "parts/stage/*.js")
    opened.set_input_files("#file", picture_file(shot))
    opened.get_by_text(BROKEN).wait_for()
    opened.unroute("**/static/parts/stage/*.js")
    opened.get_by_role("button", name="Try again").click()
    opened.locator("#answer h2", has_text="rocket-outlined").wait_for()
    assert opened.locator(".picture").is_visible()


def test_what_fails_in_a_dialog_is_said_in_the_dialog(opened):
    opened.locator("#results .card").first.focus()
    opened.keyboard.press("d")
    opened.locator("#details .looks img[src]").first.wait_for()
    without(opened, "parts/copy/png.js")
    opened.get_by_role("button", name="PNG file").click()
    opened.locator("#details #toast", has_text=BROKEN).wait_for()
    opened.unroute("**/static/parts/copy/png.js")
    with opened.expect_download():
        opened.get_by_role("button", name="PNG file").click()


def test_what_cannot_be_copied_is_said_once(opened):
    errors = []
    opened.on("pageerror", lambda error: errors.append(error))
    opened.route("**/icons/*/copy?*", lambda route: route.abort())
    opened.locator("#results .card").first.click()
    opened.get_by_text("The service does not answer").wait_for()
    opened.unroute("**/icons/*/copy?*")
    opened.get_by_role("button", name="Try again").click()
    opened.locator("#toast", has_text="Copied SVG of").wait_for()
    assert errors == []
