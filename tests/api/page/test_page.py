"""The search page in Chromium: pictures, results, the crop box, and rules of the whole page."""

import re

import pytest
from PIL import Image

from api.schemas.parameters import MAX_TEXT
from tests.api.conftest import WHITE, encoded
from tests.api.page.browsing import PASTED, SHOT, WCAG, answered, names, no_violations, picture_file

SCHEMES = ["light", "dark"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_chosen_picture_shows_its_icon(watched, shot, scheme):
    with watched("/", color_scheme=scheme, viewport={"width": 1280, "height": 3000}) as page:
        page.set_input_files("#file", picture_file(shot))
        assert answered(page) == "rocket-outlined"
        drawn = page.locator("#results img").evaluate_all("all => all.map(one => one.naturalWidth)")
        assert len(drawn) == 47 and all(drawn)  # without the answer
        assert "light on dark" in page.inner_text("#facts")
        frame = page.locator(".frame").bounding_box()
        picture = page.locator(".picture").bounding_box()
        assert picture["x"] < frame["x"]
        assert frame["x"] + frame["width"] < picture["x"] + picture["width"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert no_violations(page)


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_pasted_and_a_dropped_picture_are_searched(watched, shot, kind):
    with watched("/") as page:
        page.evaluate(PASTED, [kind, list(shot)])
        assert answered(page) == "rocket-outlined"


def test_the_sample_is_found(watched):
    with watched("/") as page:
        page.click("#sample")
        page.locator("#results.scored").wait_for()
        assert answered(page) == "rocket-outlined"
        assert re.fullmatch(
            r"Found: rocket-outlined, \d+ %\.|Perhaps .*|The icon does not .*",
            page.inner_text("#spoken"),
        )


def test_the_screen_is_captured_where_the_browser_allows_it(watched, shot):
    # A canvas stands for the person's consent and screen, which a headless browser does not have.
    shared = """
        navigator.mediaDevices.getDisplayMedia = async () => {
            const canvas = document.createElement("canvas");
            Object.assign(canvas, { width: 60, height: 62 });
            const context = canvas.getContext("2d");
            const sample = Object.assign(new Image(), { src: "static/sample.png" });
            await sample.decode();
            context.drawImage(sample, 0, 0);
            const stream = canvas.captureStream(30);
            setInterval(() => context.drawImage(sample, 0, 0), 30);
            return stream;
        };
    """
    with watched("/") as page:
        page.evaluate(shared)
        page.click("#capture")
        page.locator("#results.scored").wait_for()
        assert answered(page) == "rocket-outlined"
    with watched("/", host="icons.test") as page:
        page.locator("#sample").wait_for()
        # No browser captures for a page of an insecure origin.
        assert page.locator("#capture").is_hidden()


def test_a_refused_capture_is_said(watched):
    refused = """() => {
        navigator.mediaDevices.getDisplayMedia = async () => {
            throw new DOMException("Permission denied", "NotAllowedError");
        };
    }"""
    with watched("/") as page:
        page.evaluate(refused)
        page.click("#capture")
        page.get_by_text("The screen was not captured: Permission denied").wait_for()


def test_what_cannot_be_searched_is_said_and_the_answer_before_it_stays(browser, service):
    for locale, sentence in (("en", "none of PNG, JPEG"), ("zh-CN", "文件不是 PNG")):
        page = browser.new_page(locale=locale)
        page.goto(service.url)
        answered(page)
        before = names(page), page.inner_text("#results-title")
        page.set_input_files(
            "#file", {"name": "a.png", "mimeType": "image/png", "buffer": b"\x01no picture"}
        )
        page.locator("#message.wrong").wait_for()
        assert sentence in page.inner_text("#message")
        assert (names(page), page.inner_text("#results-title")) == before
        page.close()


def two_icons(screenshot):
    """The rocket on the left and the white squares on the right, 160 × 70 pixels."""
    both = Image.new("RGB", (160, 70), screenshot("rocket-outlined").getpixel((0, 0)))
    both.paste(screenshot("rocket-outlined"), (0, 0))
    both.paste(
        screenshot(WHITE).convert("L").point(lambda value: 255 - value).convert("RGB"), (80, 0)
    )
    return encoded(both)


def test_the_box_is_dragged_and_searched_again(watched, screenshot):
    with watched("/") as page, page.expect_request("**/search?*") as first:
        page.set_input_files("#file", picture_file(two_icons(screenshot)))
        answered(page)
    assert "crop" not in first.value.url
    with watched("/") as page:
        page.set_input_files("#file", picture_file(two_icons(screenshot)))
        answered(page)
        box = page.locator(".picture").bounding_box()
        with page.expect_request("**/search?*crop=*") as again:
            page.mouse.move(box["x"] + 0.02 * box["width"], box["y"] + 0.05 * box["height"])
            page.mouse.down()
            page.mouse.move(
                box["x"] + 0.48 * box["width"], box["y"] + 0.95 * box["height"], steps=3
            )
            page.mouse.up()
        assert answered(page) == "rocket-outlined"
        x, y, width, height = cropped(again.value.url)
        assert (x, y) == (pytest.approx(3, abs=1), pytest.approx(4, abs=1))
        assert (width, height) == (pytest.approx(74, abs=2), pytest.approx(63, abs=2))
        assert page.locator(".seen").is_visible()
        assert page.locator(".frame").evaluate("one => one.classList.contains('cropped')")
        with page.expect_request("**/search?*") as whole:
            page.click("#whole")
        assert "crop" not in whole.value.url


def test_in_a_picture_that_the_box_fills_a_new_box_is_drawn(watched, screenshot):
    window = Image.new("RGB", (600, 400), "black")
    window.paste("white", (10, 10, 40, 40))
    window.paste("white", (560, 360, 590, 390))
    window.paste(screenshot("rocket-outlined"), (200, 150))
    with watched("/") as page:
        page.set_input_files("#file", picture_file(encoded(window)))
        answered(page)
        box = page.locator(".picture").bounding_box()
        scale = box["width"] / 600
        with page.expect_request("**/search?*crop=*"):
            page.mouse.move(box["x"] + 205 * scale, box["y"] + 152 * scale)
            page.mouse.down()
            page.mouse.move(box["x"] + 275 * scale, box["y"] + 216 * scale, steps=3)
            page.mouse.up()
        assert answered(page) == "rocket-outlined"


def test_the_box_is_moved_and_resized_with_keys(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        before = box_of(page)
        page.focus(".frame")
        with page.expect_request("**/search?*crop=*"):
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("Shift+ArrowDown")
        x, y, width, height = box_of(page)
        assert (round(before[0]) - x, before[2] - width, height - before[3]) == pytest.approx(
            (1, 0, 1), abs=1
        )
        assert y == pytest.approx(before[1], abs=1)
        with page.expect_request("**/search?*") as whole:
            page.keyboard.press("Escape")
        assert "crop" not in whole.value.url


def box_of(page):
    """x, y, width and height of the crop box, in the picture's pixels, from its accessible name."""
    width, height, x, y = map(
        int, re.findall(r"\d+", page.get_attribute(".frame", "aria-label"))[:4]
    )
    return x, y, width, height


def cropped(address):
    """x, y, width and height of the crop box that a search's address names."""
    return [int(number) for number in re.search(r"crop=([^&]+)", address)[1].split("%2C")]


def test_the_query_is_laid_over_a_result(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.hover("#results li:first-child .card")
        page.locator("#results li:first-child .overlay").wait_for()
        shares = page.evaluate(SHARED, "#results li:first-child .overlay")
        assert shares["painted"] > 0.02
        page.mouse.move(1, 1)
        page.locator(".overlay").wait_for(state="detached")
        page.locator("#results li:first-child .card").focus()
        page.keyboard.press("o")
        page.locator("#results li:first-child .overlay").wait_for()
        page.keyboard.press("o")
        page.locator(".overlay").wait_for(state="detached")


SHARED = """selector => {
    const canvas = document.querySelector(selector);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const strong = data.filter((value, index) => index % 4 === 3 && value > 128);
    return { painted: strong.length / (data.length / 4) };
}"""


def test_the_language_is_the_browsers_and_may_be_switched(watched):
    with watched("/", locale="zh-CN") as page:
        answered(page)
        assert page.evaluate("document.documentElement.lang") == "zh-Hans"
        assert "全部图标" in page.inner_text("#results-title")
        assert no_violations(page)
        page.get_by_role("button", name="English").click()
        page.get_by_text("All icons ·").wait_for()
        page.reload()
        page.get_by_text("All icons ·").wait_for()
        assert page.evaluate("document.documentElement.lang") == "en"


def test_the_page_fits_a_phone(watched, shot):
    with watched("/", viewport={"width": 360, "height": 740}, has_touch=True) as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert no_violations(page)
        page.locator("#results .details").first.click()
        page.get_by_role("dialog").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_long_text_pasted_among_the_words_is_cut_to_what_may_be_asked(watched):
    with watched("/") as page:
        page.focus("#words")
        page.keyboard.insert_text("x" * (MAX_TEXT + 1))
        assert page.input_value("#words") == "x" * MAX_TEXT
        page.get_by_text("No icon matches").wait_for()


def test_the_page_may_run_nothing_but_its_own(service):
    policy = service.client.get("/").headers["content-security-policy"]
    assert (
        "default-src 'none'" in policy
        and "script-src 'self';" in policy
        and "style-src 'self';" in policy
    )
    assert "unsafe" not in policy


def test_the_page_is_light(browser, service):
    page = browser.new_page()
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(service.url)
    page.wait_for_load_state("networkidle")
    # Not read in the event: such a body may be missing when the page closes.
    sizes = {
        response.url: response.request.sizes()["responseBodySize"]
        for response in responses
        if "/icons" not in response.url
    }
    page.close()
    assert any(url.endswith("/static/page.js") for url in sizes)
    assert sum(sizes.values()) <= 100_000


def test_the_sample_is_the_demonstrations(service):
    demonstration = (SHOT).read_bytes()
    assert service.client.get("/static/sample.png").content == demonstration


@pytest.mark.parametrize(
    ("path", "drawn"),
    [("/docs", "#operations-Search-search"), ("/redoc", "#tag\\/Search\\/operation\\/search")],
)
def test_the_documentation_needs_no_other_host(watched, path, drawn):
    # With another host name: Swagger sends documents that are not on localhost to its validator.
    with watched(path, host="icons.test") as page:
        page.locator(drawn).wait_for()
        page.wait_for_load_state("networkidle")
        # The markup is Swagger's: WCAG does not demand an order of headings. ReDoc is an extra.
        assert path != "/docs" or no_violations(page, WCAG)
