"""The searches with pictures in the browser's history, and the last ones, kept in the browser."""

import pytest

from tests.api.conftest import encoded
from tests.api.page.browsing import Held, answered, picture_file

ROCKET = "rocket-outlined"
ALIPAY = "alipay-outlined"
TITLE = "#answer h2"
RECENT = "#recent li button"


@pytest.fixture
def other(screenshot) -> bytes:
    return encoded(screenshot(ALIPAY))


def search(page, content: bytes, name: str) -> None:
    page.set_input_files("#file", picture_file(content))
    found(page, name)


def found(page, name: str) -> None:
    page.locator(TITLE, has_text=name).wait_for()
    answered(page)


def test_back_and_forward_lead_through_the_pictures(watched, shot, other):
    with watched("/") as page:
        answered(page)
        search(page, shot, ROCKET)
        first = page.locator(".picture").evaluate("one => one.naturalWidth")
        search(page, other, ALIPAY)
        page.go_back()
        found(page, ROCKET)
        assert page.locator(".picture").evaluate("one => one.naturalWidth") == first
        page.go_back()
        page.locator(TITLE).wait_for(state="hidden")
        page.get_by_text("All icons ·").wait_for()
        assert page.locator("#drop").is_visible()
        page.go_forward()
        found(page, ROCKET)
        page.go_forward()
        found(page, ALIPAY)


def test_a_crop_is_a_step_too(watched, shot):
    with watched("/") as page:
        answered(page)
        search(page, shot, ROCKET)
        page.focus(".frame")
        with page.expect_request("**/search?*crop=*"):
            page.keyboard.press("Shift+ArrowRight")
        page.locator(".frame.cropped").wait_for()
        with page.expect_request("**/search?*") as request:
            page.go_back()
        assert "crop" not in request.value.url
        page.locator(".frame:not(.cropped)").wait_for()


def test_after_a_reload_the_picture_is_still_searched(watched, shot):
    with watched("/") as page:
        search(page, shot, ROCKET)
        page.locator(RECENT).wait_for()
        page.reload()
        found(page, ROCKET)
        assert page.locator(".picture").is_visible()


def test_a_file_that_is_chosen_before_the_page_is_ready_is_searched(watched, shot, other):
    with watched("/") as page:
        search(page, shot, ROCKET)
        page.locator(RECENT).wait_for()
        held = Held(page, "**/static/parts/texts/english.js")
        with page.expect_request("**/english.js"):
            page.reload()
        page.set_input_files("#file", picture_file(other))
        held.wait()
        held.routes[0].continue_()
        found(page, ALIPAY)


def test_the_last_searches_are_opened_again_and_cleared(watched, shot, other):
    with watched("/") as page:
        search(page, shot, ROCKET)
        search(page, other, ALIPAY)
        page.get_by_role("button", name=f"Open again: {ROCKET}").click()
        found(page, ROCKET)
        page.get_by_role("button", name=f"Open again: {ALIPAY}").wait_for()
        search(page, other, ALIPAY)  # the same file once more
        page.locator(RECENT).first.and_(page.get_by_title(ALIPAY)).wait_for()
        order = page.locator(RECENT).evaluate_all("all => all.map(one => one.title)")
        assert order == [ALIPAY, ROCKET]  # each once, the newest first
        page.click("#recent .forget")
        page.locator("#recent").wait_for(state="hidden")
        assert page.evaluate("document.activeElement.id") == "file"
        page.reload()
        page.get_by_text("no longer kept in this browser").wait_for()
        assert page.locator(RECENT).count() == 0


def test_several_files_become_several_searches(watched, shot, other):
    with watched("/") as page:
        page.set_input_files("#file", [picture_file(shot), picture_file(other)])
        found(page, ROCKET)
        page.get_by_text("among your last searches: 1 more").wait_for()
        page.get_by_role("button", name=f"Open again: {ALIPAY}").click()
        found(page, ALIPAY)


def test_the_service_keeps_no_picture_for_it(watched, shot):
    with watched("/") as page:
        search(page, shot, ROCKET)
        assert page.url.partition("#")[2] == ""
        assert page.evaluate("history.state.picture").count("-") == 1  # an id, made in the browser


def test_where_the_browser_stores_nothing_the_searches_last_as_long_as_the_page(
    watched, shot, other
):
    with watched("/") as page:
        page.add_init_script("""
            IDBFactory.prototype.open = () => {
                const request = new EventTarget();
                setTimeout(() => request.onerror?.(new Event("error")), 0);
                return request;
            };
        """)
        page.reload()
        search(page, shot, ROCKET)
        search(page, other, ALIPAY)
        page.go_back()
        found(page, ROCKET)
        assert page.locator(RECENT).count() == 2
