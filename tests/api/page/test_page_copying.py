"""What the page copies and saves in Chromium, and that nothing of an icon ever runs."""

import json
import re
from urllib.parse import unquote

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.api.conftest import SCRIPTED, encoded
from tests.api.page.browsing import Held, answered, no_violations, picture_file, worded

# Of the package; the others are those of every icon.
FORMS = ["React import", "React tag", "Vue import", "Vue tag"]
FORMS += ["SVG", "JSX", "Vue", "Svelte", "CSS", "<img>", "Data URI"]


def clipboard(page):
    """The clipboard's text: pasted into another text field, which starts no search."""
    page.evaluate(
        "document.body.prepend(Object.assign(document.createElement('textarea'), { id: 'pasted' }))"
    )
    page.focus("#pasted")
    page.keyboard.press("Control+V")
    copied = page.input_value("#pasted")
    page.evaluate("document.getElementById('pasted').remove()")
    return copied


@pytest.mark.parametrize("host", ["127.0.0.1", "icons.test"])
def test_a_click_copies_also_where_the_browser_gives_no_clipboard(watched, shot, host):
    with watched("/", host=host) as page:
        assert page.evaluate("isSecureContext") == (host == "127.0.0.1")
        assert (page.evaluate("typeof navigator.clipboard") == "undefined") == (
            host == "icons.test"
        )
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#answer .copy").click()
        page.get_by_text("Copied SVG of rocket-outlined.").wait_for()
        copied = clipboard(page)
        assert copied.startswith("<svg ") and "currentColor" in copied


def test_every_form_is_copied_with_a_key_and_the_last_is_remembered(watched, shot):
    with watched("/") as page:
        copied = []
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        for number, form in enumerate(FORMS, start=1):
            page.locator("#answer .copy").focus()
            if number <= 9:
                page.keyboard.press(str(number))
            else:  # there are no keys for more
                page.select_option("#form", label=form)
                page.locator("#answer .copy").click()
            page.get_by_text(f"Copied {form} of rocket-outlined.").wait_for()
            copied.append(clipboard(page))
        imported, tag, *in_vue, svg, jsx, vue, svelte, css, image, uri = copied
        assert imported == "import { RocketOutlined } from '@ant-design/icons'"
        assert tag == "<RocketOutlined />"
        assert in_vue == ["import { RocketOutlined } from '@ant-design/icons-vue'", tag]
        for code in (svg, jsx, vue, svelte):
            assert '<svg xmlns="http://www.w3.org/2000/svg" width="1em" height="1em"' in code
        assert css.startswith(".icon-rocket-outlined {") and uri.startswith("data:image/svg+xml,")
        assert image.startswith('<img src="data:image/svg+xml,')
        page.reload()
        expect(page.locator("#form")).to_have_value("uri")


def test_size_and_colour_are_chosen_for_what_is_copied_saved_and_shown(watched):
    with watched("/") as page:
        worded(page, "rocket")
        page.click("#copying summary")
        page.select_option("#copying [name=size]", "32")
        page.fill("#copying [name=colour]", "#ff0000")
        page.select_option("#copying [name=pixels]", "64")
        page.fill("#copying [name=ground]", "#00ff00")
        assert no_violations(page)
        page.keyboard.press("Escape")
        page.locator("#results .card").first.focus()
        page.keyboard.press(str(1 + FORMS.index("SVG")))
        page.get_by_text("Copied SVG").wait_for()
        svg = clipboard(page)
        assert 'width="32" height="32"' in svg and 'fill="#ff0000"' in svg
        answered(page)
        shown = page.locator("#results img").first.get_attribute("src")
        assert "rgb(255, 0, 0)" in unquote(shown)
        page.locator("#results .card").first.focus()
        with page.expect_download() as png:
            page.keyboard.press("p")
        with Image.open(png.value.path()) as picture:
            assert picture.size == (64, 64)
            colours = {colour for _, colour in picture.convert("RGB").getcolors(4096)}
            assert {(255, 0, 0), (0, 255, 0)} <= colours
        page.reload()
        page.get_by_text("Size 32 px #ff0000", exact=True).wait_for()


def test_a_text_that_comes_late_replaces_nothing_that_was_copied_since(watched):
    with watched("/") as page:
        worded(page, "rocket")
        held = Held(page, "**/rocket-outlined/copy?*")
        page.locator("#results .card").first.click()
        held.wait()
        worded(page, "scripted")
        page.locator("#results .card").first.click()
        page.get_by_text("Copied SVG of scripted.").wait_for()
        with page.expect_response("**/rocket-outlined/copy?*") as late:
            held.routes[0].continue_()
        late.value.finished()
        assert "<circle" in clipboard(page)
        assert "scripted" in page.inner_text("#toast")


def test_the_code_that_is_shown_has_the_size_that_was_chosen_last(watched):
    with watched("/") as page:
        worded(page, "rocket")
        page.locator("#results .card").first.focus()
        page.keyboard.press("d")
        page.locator("#details .preview", has_text='width="1em"').wait_for()
        page.locator("#details summary").click()
        held = Held(page, "**/copy?size=16*")
        page.select_option("#details [name=size]", "16")
        page.select_option("#details [name=size]", "32")
        page.locator("#details .preview", has_text='width="32"').wait_for()
        with page.expect_response("**/copy?size=16*") as late:
            held.routes[0].continue_()
        late.value.finished()
        assert 'width="32"' in page.inner_text("#details .preview")


def test_an_icon_that_cannot_be_cleaned_says_why_it_is_not_saved(watched):
    def refused(route):
        answer = {"index": "i", "id": "a", "forms": {"name": "a"}, "reason": "It is too deep."}
        route.fulfill(json=answer)

    with watched("/") as page:
        answered(page)
        page.route("**/copy?*", refused)
        page.locator("#results .card").first.focus()
        for key in "sp":
            page.keyboard.press(key)
            page.get_by_text("It is too deep.").wait_for()
        page.keyboard.press("d")
        page.locator("#details .reason", has_text="It is too deep.").wait_for()


def test_where_nothing_may_be_copied_the_text_is_shown(watched):
    with watched("/", host="icons.test") as page:
        page.evaluate("document.execCommand = () => false")
        page.locator("#results .card").first.click()
        page.locator("#by-hand").wait_for()
        assert page.input_value("#by-hand textarea").startswith("<svg")
        assert no_violations(page)


def test_svg_and_png_are_saved(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#answer .copy").focus()
        with page.expect_download() as svg:
            page.keyboard.press("s")
        with page.expect_download() as png:
            page.keyboard.press("p")
        assert (svg.value.suggested_filename, png.value.suggested_filename) == (
            "rocket-outlined.svg",
            "rocket-outlined.png",
        )
        assert svg.value.path().read_text().startswith("<svg")
        with Image.open(png.value.path()) as picture:
            assert (picture.size, picture.mode) == ((512, 512), "RGBA")
            assert picture.getpixel((0, 0))[3] == 0 and picture.getextrema()[3] == (0, 255)


def test_nothing_of_an_icon_becomes_markup_or_runs(watched, screenshot):
    for icon_id, name in (("'\"><b>", None), (SCRIPTED, "scripted")):
        with watched("/") as page:
            page.set_input_files("#file", picture_file(encoded(screenshot(icon_id))))
            first = answered(page)
            assert name is None or name == first
            assert page.locator("#results b").count() == 0
            assert page.title() != "1"  # which the icon's script would write


def test_names_of_icons_are_texts(watched, shot):
    markup = "<b>bold</b>"

    def with_markup(route):
        answer = route.fetch().json()
        for icon in answer["results"]:
            icon |= dict.fromkeys(("name", "style", "library"), markup)
        route.fulfill(json=answer)

    with watched("/") as page:
        page.route("**/search?*", with_markup)
        page.set_input_files("#file", picture_file(shot))
        page.locator("#answer-title", has_text=markup).wait_for()
        assert markup in page.inner_text("#results")
        assert page.locator("#answer b, #results b").count() == 0


def test_what_is_copied_and_saved_of_a_scripted_icon_runs_nothing(watched):
    with watched("/") as page:
        worded(page, "scripted")
        page.locator("#results .card", has_text="scripted").focus()
        page.keyboard.press("c")
        page.get_by_text("Copied SVG of scripted.").wait_for()
        with page.expect_download() as saved:
            page.keyboard.press("s")
        for svg in (clipboard(page), saved.value.path().read_text()):
            assert "<circle" in svg
            assert not re.search(r"\son\w+=", svg)


def test_what_the_page_keeps_on_the_computer_are_preferences(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#answer .copy").click()
        page.get_by_text("Copied SVG").wait_for()
        page.click("#language")
        page.locator("html[lang=zh-Hans]").wait_for()
        page.locator("#answer .copy").focus()
        page.keyboard.press("2")
        page.get_by_text("已复制").wait_for()
        kept = json.loads(page.evaluate("JSON.stringify(localStorage)"))
    choices = json.loads(kept.pop("iconlens.copy"))
    assert choices.pop("form") == "React tag"
    assert choices == {"size": "1em", "colour": "", "pixels": "512", "ground": ""}
    assert kept == {"iconlens.language": "zh-Hans"}
