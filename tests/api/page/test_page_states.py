"""How a search goes, in Chromium: busy, cancelled, failed, tried again, overtaken, filtered."""

import json

from tests.api.conftest import encoded
from tests.api.page.browsing import (
    APPEARED,
    PASTED,
    Held,
    answered,
    names,
    no_violations,
    picture_file,
    stop_clock,
)

ROCKET = "rocket-outlined"
ALIPAY = "alipay-outlined"
TITLE = "#answer h2"


def choose(page, content) -> None:
    page.set_input_files("#file", picture_file(content))


def shown(page) -> tuple[str, str, str]:
    """The answer's title, the facts, and the address of the picture."""
    picture = page.get_attribute(".picture", "src")
    return page.inner_text(TITLE), page.inner_text("#facts"), picture


def test_a_running_search_dims_the_answer_and_can_be_cancelled(watched, shot, screenshot):
    with watched("/") as page:
        choose(page, shot)
        answered(page)
        before = shown(page)
        held = Held(page, "**/search?*")
        choose(page, encoded(screenshot(ALIPAY)))
        held.wait()
        page.get_by_role("button", name="Cancel").wait_for()
        page.evaluate(APPEARED)
        opacity = "all => Math.max(...all.map(one => getComputedStyle(one).opacity))"
        assert page.locator(".results .tile").evaluate_all(opacity) < 0.5
        assert shown(page) == before
        assert page.locator(".bar").is_visible()
        assert no_violations(page)
        page.click("#cancel")
        assert page.locator(".bar").is_hidden()
        assert shown(page) == before
        assert not page.locator(".results").evaluate("one => one.classList.contains('busy')")


def test_title_facts_and_picture_are_of_one_answer_when_a_search_overtakes(
    watched, shot, screenshot
):
    with watched("/") as page:
        answered(page)
        held = Held(page, "**/search?*")
        page.evaluate(PASTED, ["paste", list(encoded(screenshot(ALIPAY)))])
        held.wait()
        page.evaluate(PASTED, ["paste", list(shot)])
        held.wait(2)
        held.routes[1].continue_()
        page.locator(TITLE, has_text=ROCKET).wait_for()
        after = shown(page)
        held.routes[0].continue_()  # the answer to the first picture comes last
        page.wait_for_timeout(200)
        assert shown(page) == after
        assert page.title().startswith(ROCKET)


# → pictures are read once window.letGo() is called
READ_LATE = """() => {
    const { arrayBuffer } = Blob.prototype;
    const going = new Promise((resolve) => { window.letGo = resolve; });
    Blob.prototype.arrayBuffer = function () { return going.then(() => arrayBuffer.call(this)); };
}"""


def test_a_picture_that_is_read_late_does_not_replace_the_next(watched, shot, screenshot):
    with watched("/") as page:
        choose(page, shot)
        answered(page)
        page.evaluate(READ_LATE)
        choose(page, shot)  # is compared with the kept one
        assert page.get_attribute("#results", "aria-busy") == "true"
        choose(page, encoded(screenshot(ALIPAY)))
        page.locator(TITLE, has_text=ALIPAY).wait_for()
        page.evaluate("letGo()")
        assert answered(page) == ALIPAY


def test_a_search_goes_on_while_the_language_is_switched(watched, shot):
    with watched("/") as page:
        answered(page)
        held = Held(page, "**/search?*")
        choose(page, shot)
        held.wait()
        page.click("#language")
        page.locator("html[lang=zh-Hans]").wait_for()
        held.routes[0].continue_()
        page.locator(TITLE, has_text=ROCKET).wait_for()
        page.go_back()
        page.get_by_role("heading", name="全部图标").wait_for()


def test_words_that_are_typed_before_a_picture_do_not_narrow_it(watched, shot):
    with watched("/") as page:
        answered(page)
        stop_clock(page)
        page.fill("#words", "brick")
        held = Held(page, "**/search?*")
        choose(page, shot)
        held.wait()
        page.clock.run_for(200)  # the pause after typing
        held.routes[0].continue_()
        page.locator(TITLE, has_text=ROCKET).wait_for()
        assert page.input_value("#words") == ""


def test_the_box_is_where_the_last_key_has_moved_it(watched, shot):
    with watched("/") as page:
        choose(page, shot)
        answered(page)
        held = Held(page, "**/search?*crop=*")
        stop_clock(page)
        page.focus(".frame")
        page.keyboard.press("ArrowLeft")
        page.clock.run_for(500)  # the pause after a key
        held.wait()
        page.keyboard.press("Shift+ArrowDown")
        moved = page.get_attribute(".frame", "aria-label")
        held.routes[0].continue_()
        page.locator(".frame.cropped").wait_for()
        assert page.get_attribute(".frame", "aria-label") == moved
        page.keyboard.press("Escape")
        page.clock.run_for(500)
        page.locator(".frame:not(.cropped)").wait_for()


def test_after_a_failed_upload_the_last_good_answer_stays_and_is_tried_again_by_hand(
    watched, shot, screenshot
):
    with watched("/") as page:
        choose(page, shot)
        answered(page)
        before = shown(page), names(page)
        refuse(page, 503)
        choose(page, encoded(screenshot(ALIPAY)))
        page.get_by_text("Too many searches").wait_for()
        assert (shown(page), names(page)) == before
        assert no_violations(page)
        page.unroute("**/search?*")
        page.get_by_role("button", name="Try again").click()
        page.locator(TITLE, has_text=ALIPAY).wait_for()
        assert page.locator("#failure").is_hidden()
        assert page.inner_text("#message") == ""


def test_a_refused_picture_is_not_sent_again(watched, shot):
    with watched("/") as page:
        answered(page)
        refuse(page, 415)
        choose(page, shot)
        page.get_by_role("button", name="Dismiss").wait_for()
        assert page.get_by_role("button", name="Try again").is_hidden()


def test_what_went_wrong_in_an_action_goes_when_it_succeeds(watched):
    with watched("/") as page:
        answered(page)
        page.evaluate("""() => {
            const real = window.fetch;
            window.fetch = (address, options) => {
                if (!String(address).includes("/copy?")) return real(address, options);
                window.fetch = real;
                return Promise.reject(new TypeError("no network"));
            };
        }""")
        page.locator("#results .card").first.focus()
        page.keyboard.press("c")
        page.get_by_text("The service does not answer").first.wait_for()
        page.hover("#results .card >> nth=1")  # means nothing
        assert page.locator("#failure").is_visible()
        page.keyboard.press("c")
        page.get_by_text("Copied SVG of").wait_for()
        assert page.locator("#failure").is_hidden()
        assert page.inner_text("#message") == ""


def refuse(page, status: int) -> None:
    """Answer every search with a problem, of which the browser's console hears nothing."""
    problem = {"type": "urn:iconlens:busy", "title": "Busy", "detail": "Too many searches: wait."}
    answer = json.dumps(problem | {"status": status})
    # The page's own fetch is replaced: of a real refusal the console reports an error.
    page.evaluate(
        """([answer, status]) => {
            const real = window.fetch;
            window.fetch = (address, options) => {
                if (!String(address).includes("/search?")) return real(address, options);
                window.fetch = real;
                const headers = { "content-type": "application/problem+json" };
                return Promise.resolve(new Response(answer, { status, headers }));
            };
        }""",
        [answer, status],
    )


def test_dismissed_a_failure_leaves_the_answer_before_it(watched, shot, screenshot):
    with watched("/") as page:
        choose(page, shot)
        answered(page)
        refuse(page, 503)
        choose(page, encoded(screenshot(ALIPAY)))
        page.get_by_role("button", name="Dismiss").click()
        assert page.locator("#failure").is_hidden()
        with page.expect_response("**/search?*q=brick*"):
            page.fill("#words", "brick")  # goes on from what is shown
        answered(page)
        assert page.inner_text(TITLE) == ROCKET


def test_what_the_network_prevented_is_tried_again_by_itself(browser, service, shot):
    context = browser.new_context()
    page = context.new_page()
    page.goto(service.url)
    answered(page)
    context.set_offline(True)
    choose(page, shot)
    page.get_by_text("The page tries again by itself, too.").wait_for()
    context.set_offline(False)
    page.locator(TITLE, has_text=ROCKET).wait_for()
    context.close()


def test_a_service_that_comes_back_is_asked_again_by_itself(browser, service, shot):
    page = browser.new_page()
    page.clock.install()
    page.goto(service.url)
    answered_with_clock(page)
    for address in ("**/search?*", "**/readyz"):
        page.route(address, lambda route: route.abort())
    choose(page, shot)
    page.get_by_text("The page tries again by itself, too.").wait_for()
    page.clock.run_for(2500)  # asked in vain
    page.unroute("**/readyz")
    page.unroute("**/search?*")
    page.clock.run_for(4500)
    page.locator(TITLE, has_text=ROCKET).wait_for()
    page.close()


def answered_with_clock(page) -> None:
    page.clock.run_for(1000)  # cards are drawn in animation frames
    page.locator("#results[aria-busy=false] .card").first.wait_for()


def test_an_address_leads_to_icons_alone(browser, service):
    page = browser.new_page()
    page.goto(f"{service.url}#icon=..%2Freadyz%3F")
    page.get_by_text("The library has no icon").wait_for()
    page.close()


# As Chromium does where a person allows no site to keep data.
NOTHING_KEPT = """
    const denied = () => { throw new DOMException("denied", "SecurityError"); };
    Object.defineProperty(window, "localStorage", { get: denied });
    IDBFactory.prototype.open = denied;
"""


def test_a_browser_that_keeps_nothing_has_a_page_that_works(browser, service, shot):
    page = browser.new_page()
    page.add_init_script(NOTHING_KEPT)
    page.goto(service.url)
    page.set_input_files("#file", picture_file(shot))
    page.locator("#answer h2", has_text="rocket-outlined").wait_for()
    page.keyboard.press("b")
    page.get_by_text("Added rocket-outlined to the bag.").wait_for()
    page.get_by_role("button", name="中文").click()
    page.get_by_text("以图找图标").wait_for()
    page.close()


def test_an_icon_that_filters_leave_out_is_named_and_searched_without_them(watched, shot):
    with watched("/#style=two-tone") as page:
        answered(page)
        choose(page, shot)
        page.get_by_text(f"Your filters leave it out: without them it is {ROCKET}.").wait_for()
        assert no_violations(page)
        page.get_by_role("button", name="Search without filters").click()
        page.locator(TITLE, has_text=ROCKET).wait_for()
        assert "style" not in page.url
        assert page.locator("#answer .unfiltered").is_hidden()
