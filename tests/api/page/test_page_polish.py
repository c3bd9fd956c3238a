"""The answer's smaller things in Chromium: what stopped early, a wrong match, the bag's buttons."""

import json

import pytest

from tests.api.page.browsing import Held, answered, names, no_violations, picture_file

ROCKET = "rocket-outlined"


def changing(page, **changes):
    """Answer every search with other values; `query` is merged into the query's own."""

    def changed(route):
        said = route.fetch().json()
        said["query"] |= changes.get("query", {})
        said |= {name: value for name, value in changes.items() if name != "query"}
        route.fulfill(body=json.dumps(said), content_type="application/json")

    page.route("**/search?*", changed)


@pytest.mark.parametrize(
    ("locale", "sentence"), [("en", "a part of your picture"), ("zh-CN", "图片的一部分")]
)
def test_one_icon_of_a_picture_is_no_one_of_several(watched, shot, locale, sentence):
    with watched("/", locale=locale) as page:
        changing(page, query={"reading": "one of several"}, others=[])
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert sentence in page.inner_text("#answer .remark")


def test_the_similar_icons_are_without_the_one_that_is_the_answer(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        assert answered(page) == ROCKET
        assert names(page) and ROCKET not in names(page)


def test_the_form_beside_the_button_is_what_it_copies(watched, shot):
    with watched("/", viewport={"width": 1120, "height": 800}) as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert page.locator("#answer .copies").bounding_box()["height"] < 60
        page.locator("#answer").get_by_label("Form").select_option("Name")
        page.get_by_role("button", name="Copy Name").click()
        page.get_by_text(f"Copied Name of {ROCKET}.").wait_for()


def test_beside_a_window_the_menu_of_sizes_stays_beside_the_form(watched, window):
    with watched("/", viewport={"width": 1440, "height": 900}) as page:
        page.set_input_files("#file", picture_file(window))
        page.locator("#places li").first.wait_for()
        form, menu = (page.locator(one).bounding_box() for one in ("#form", "#copying summary"))
        assert menu["y"] == pytest.approx(form["y"], abs=2)
        assert form["x"] + form["width"] < menu["x"]


@pytest.mark.parametrize(("locale", "sentence"), [("en", "stopped early"), ("zh-CN", "提前结束")])
def test_an_answer_that_ended_early_says_so(watched, shot, locale, sentence):
    with watched("/", locale=locale) as page:
        changing(page, ended_early=True)
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert sentence in page.inner_text("#message")
        page.click("#remove")
        answered(page)
        assert page.locator("#message").text_content() == ""


def test_cards_and_answer_go_into_the_bag(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.get_by_role("button", name="Add to the bag", exact=True).click()
        page.get_by_role("button", name="Bag · 1").wait_for()
        page.get_by_role("button", name="Remove from the bag").wait_for()
        page.hover("#results li >> nth=0")
        page.click("#results .bag >> nth=0")
        page.get_by_role("button", name="Bag · 2").wait_for()
        page.locator("#results .card").first.focus()
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "bag"
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Bag · 1").wait_for()
        assert no_violations(page)


def test_a_wrong_match_is_noted_once(browser, start, published, shot):
    service = start(published.folder.root, "--feedback", "on")
    page = browser.new_page()
    held = Held(page, "**/readyz")
    page.goto(service.url)
    page.locator("#results[aria-busy=false]").wait_for()
    page.set_input_files("#file", picture_file(shot))
    page.locator("#answer").wait_for()
    held.wait(2)  # two answers ask what the service offers
    for route in held.routes:
        route.continue_()
    answered(page)
    with page.expect_response("**/wrong-match") as response:
        page.get_by_role("button", name="Wrong match").click()
    assert response.value.ok
    noted = page.get_by_role("button", name="Noted, without your picture")
    noted.wait_for()
    assert noted.is_disabled()
    assert noted.evaluate("one => one === document.activeElement")
    page.close()
