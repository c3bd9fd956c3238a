"""The page on a phone, zoomed in, dark and in Chinese: nothing is cut, and axe finds nothing."""

import pytest

from tests.api.page.browsing import answered, no_violations, picture_file

KINDS = {
    "light": {"viewport": {"width": 1440, "height": 900}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "zh-CN": {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"},
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True},
    # 200 % of 1440 × 900 pixels.
    "zoomed": {"viewport": {"width": 720, "height": 450}},
}
# Texts and controls that reach over the window's edges, or are wider than the element around them.
CUT = """() => [...document.querySelectorAll("h1, h2, p, button, label, dt, dd, summary, input")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((one) => !one.matches(".offstage"))
    .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        const isWide = one.scrollWidth > one.clientWidth + 1 && !one.matches(".card, input");
        return width && (left < -1 || right > innerWidth + 1 || (one.clientWidth && isWide));
    })
    .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_and_axe_finds_nothing(watched, shot, kind):
    with watched("/", **KINDS[kind]) as page:
        answered(page)
        assert page.evaluate(CUT) == []
        page.locator("#filters [data-field=style] summary").click()
        page.locator("#filters [open] input[type=checkbox]").first.wait_for()
        assert page.evaluate(CUT) == []
        assert no_violations(page)
        page.keyboard.press("Escape")
        page.set_input_files("#file", picture_file(shot))
        page.locator("#answer").wait_for()
        answered(page)
        assert page.evaluate(CUT) == []
        assert no_violations(page)


@pytest.mark.parametrize("kind", ["phone", "zoomed"])
def test_the_answer_comes_right_below_the_picture(watched, shot, kind):
    with watched("/", **KINDS[kind]) as page:
        page.set_input_files("#file", picture_file(shot))
        page.locator("#answer").wait_for()
        answered(page)
        height = KINDS[kind]["viewport"]["height"]
        picture = page.locator(".view").bounding_box()
        answer = page.locator("#answer").bounding_box()
        assert 0 < answer["y"] - picture["y"] - picture["height"] < 80, "one row of buttons between"
        assert answer["y"] < height * 0.6
        assert page.locator("#words").bounding_box()["y"] > answer["y"], "the words come later"


FOCUSED = """() => {
    const { activeElement } = document;
    const isLost = activeElement === document.body || !activeElement.checkVisibility();
    return isLost ? "" : activeElement.id || activeElement.className;
}"""


def test_the_focus_is_never_lost(watched, shot):
    with watched("/") as page:
        answered(page)
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert page.evaluate(FOCUSED) == "copy"
        page.keyboard.press("b")
        page.keyboard.press("m")
        page.locator("#results .card:focus").wait_for()
        page.focus("#back")
        page.keyboard.press("Enter")
        page.locator("#answer .copy:focus").wait_for()
        page.focus("#open-bag")
        page.keyboard.press("Enter")
        page.locator("#bag li button").focus()
        page.keyboard.press("Enter")
        page.locator("#bag").wait_for(state="hidden")
        page.locator("#answer .copy:focus").wait_for()
        page.focus("#remove")
        page.keyboard.press("Enter")
        page.locator("#results .card:focus").wait_for()


def test_the_field_for_files_is_called_as_what_is_in_sight(watched, shot):
    with watched("/") as page:
        answered(page)
        field = page.locator("#file")
        assert "Another picture" not in field.aria_snapshot()
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert field.aria_snapshot() == '- button "Another picture"'


def test_in_the_bag_the_focus_stays_in_the_row(watched):
    with watched("/") as page:
        answered(page)
        page.locator("#results .card").first.focus()
        for _ in range(3):
            page.keyboard.press("b")
            page.keyboard.press("ArrowRight")
        page.focus("#open-bag")
        page.keyboard.press("Enter")
        page.locator("#bag li button").nth(1).focus()
        for left in (2, 1):
            page.keyboard.press("Enter")
            page.locator("#bag li").nth(left).wait_for(state="detached")
            assert page.evaluate("document.activeElement.closest('#bag li') !== null")
