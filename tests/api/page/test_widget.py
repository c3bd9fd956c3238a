"""The widget in Chromium: the website of docs/widget, whose policy allows the service alone."""

import pytest

from tests.api.conftest import SCRIPTED, encoded, two_icons
from tests.api.page.browsing import (
    PASTED,
    PASTED_TEXT,
    SHOT,
    answered,
    no_violations,
    picture_file,
)


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
        widget.shadowRoot.querySelector("#drop").dataset.old = "yes";
        widget.replaceWith(widget);
        document.querySelector("main").append(widget);
    }""")
    page.locator("icon-search #drop:not([data-old])").wait_for()
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
