"""What the page copies and saves in Chromium, and that nothing of an icon ever runs."""

import json
import re

import pytest
from PIL import Image

from tests.api.conftest import SCRIPTED, encoded
from tests.api.page.browsing import answered, no_violations, picture_file


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
        page.locator("#results .card").first.click()
        page.get_by_text("Copied SVG of rocket-outlined.").wait_for()
        copied = clipboard(page)
        assert copied.startswith("<svg ") and "currentColor" in copied


def test_every_form_is_copied_with_a_key_and_the_last_is_remembered(watched, shot):
    with watched("/") as page:
        copied = []
        forms = ["SVG", "<img>", "Data URI", "React name", "Vue name", "Plain name"]
        for key, form in zip("123456", forms, strict=True):
            page.set_input_files("#file", picture_file(shot))
            answered(page)
            page.locator("#results .card").first.focus()
            page.keyboard.press(key)
            page.get_by_text(f"Copied {form} of rocket-outlined.").wait_for()
            copied.append(clipboard(page))
        address = page.url.partition("#")[0] + "icons/rocket-outlined/svg"
        svg, tag, uri, react, vue, name = copied
        assert svg.startswith("<svg") and uri.startswith("data:image/svg+xml,")
        assert tag == f'<img src="{address}" alt="rocket-outlined" width="24" height="24">'
        assert (react, vue, name) == ("RocketOutlined", "rocket-outlined", "rocket-outlined")
        page.reload()
        assert page.input_value("#form") == "name"


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
        page.locator("#results .card").first.focus()
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


def test_what_is_copied_and_saved_of_a_scripted_icon_runs_nothing(watched):
    with watched("/") as page:
        page.fill("#words", "scripted")
        page.locator("#results .card", has_text="scripted").focus()
        page.keyboard.press("1")
        page.get_by_text("Copied SVG of scripted.").wait_for()
        with page.expect_download() as saved:
            page.keyboard.press("s")
        for svg in (clipboard(page), saved.value.path().read_text()):
            assert "<circle" in svg
            assert not re.search(r"\son\w+=", svg)


def test_of_what_is_chosen_the_page_keeps_two_preferences(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#results .card").first.click()
        page.get_by_text("Copied SVG").wait_for()
        page.click("#language")
        kept = json.loads(page.evaluate("JSON.stringify(localStorage)"))
    assert kept == {"iconlens.form": "svg", "iconlens.language": "zh-Hans"}
