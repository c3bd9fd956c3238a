"""SVG in the page and in the widget, in Chromium: pasted as code or a data URI, and as a file."""

import base64
from urllib.parse import quote

import pytest

from tests.api.conftest import encoded, svg
from tests.api.page.browsing import PASTED_TEXT, answered, no_violations

ROCKET = "rocket-outlined"


@pytest.fixture(scope="module")
def rocket(published):
    return next(icon.source_code for icon in published.icons if icon.id == ROCKET)


@pytest.fixture(scope="module")
def texts(rocket, screenshot):
    in_base64 = base64.b64encode(rocket.encode()).decode()
    shot = base64.b64encode(encoded(screenshot(ROCKET))).decode()
    return {
        "code": f"\n{rocket}\n",
        "without namespace": rocket.replace(' xmlns="http://www.w3.org/2000/svg"', ""),
        "data URI": f"data:image/svg+xml,{quote(rocket)}",
        "data URI in base64": f"data:image/svg+xml;charset=utf-8;base64,{in_base64}",
        "data URI of a PNG": f"data:image/png;base64,{shot}",
    }


def test_pasted_code_and_data_uris_are_searched(watched, texts):
    for name, copied in texts.items():
        with watched("/") as page:
            page.evaluate(PASTED_TEXT, [copied, "body"])
            page.locator("#results.scored").wait_for()
            assert answered(page) == ROCKET, name
            drawn = page.locator(".picture").evaluate("one => one.decode().then(() => true)")
            assert drawn, name
            is_drawing = name != "data URI of a PNG"
            assert page.locator(".frame").is_hidden() == is_drawing, name
            assert ("same paths" in page.inner_text("#spoken")) == is_drawing, name


def test_a_drawing_that_would_halt_the_page_is_refused_before_it_is_drawn(browser, service):
    path = '<path id="a0" d="M0 0h9v9z"/>'
    tenfold = ""
    for level in range(8):
        uses = f'<use href="#a{level}"/>' * 10
        tenfold += f'<g id="a{level + 1}">{uses}</g>'
    halting = f'<svg viewBox="0 0 9 9"><defs>{path}{tenfold}</defs><use href="#a8"/></svg>'
    page = browser.new_page()
    page.goto(service.url)
    page.locator("#results[aria-busy]").wait_for(state="attached")
    page.evaluate(PASTED_TEXT, [halting, "body"])
    page.get_by_text("The SVG cannot be drawn").wait_for()
    page.close()


def test_a_chosen_svg_has_no_crop_box_and_no_facts(watched, rocket):
    with watched("/") as page:
        file = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": rocket.encode()}
        page.set_input_files("#file", file)
        page.locator("#results.scored").wait_for()
        assert answered(page) == ROCKET
        assert page.locator("#facts").is_hidden()
        box = page.locator(".picture").bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 40, box["y"] + 40)
        page.mouse.up()
        assert page.locator(".frame").is_hidden()
        assert no_violations(page)


def test_further_icons_of_a_pasted_text_are_named(watched, rocket, published):
    other = next(icon.source_code for icon in published.icons if icon.id == "two-colours")
    with watched("/") as page:
        page.evaluate(PASTED_TEXT, [rocket + other, "body"])
        page.get_by_text("Also in it: two colours.").wait_for()
        assert answered(page) == ROCKET


def test_text_pasted_into_the_words_stays_text(watched, rocket):
    with watched("/") as page:
        answered(page)
        page.evaluate(PASTED_TEXT, [rocket, "#words"])
        page.evaluate(PASTED_TEXT, ["some words", "body"])
        page.get_by_role("heading", name="Icons for “some words”").wait_for()
        assert page.locator(".stage").is_hidden()


def test_an_svg_that_cannot_be_drawn_is_said(browser, service):
    page = browser.new_page()
    page.goto(service.url)
    answered(page)
    page.evaluate(PASTED_TEXT, [svg(""), "body"])
    page.locator("#message.wrong").wait_for()
    assert "nothing of it is visible" in page.inner_text("#message")
    page.close()
