"""The search page in Chromium: pictures in, icons out, and everything that a person does with them."""

import json
import re
from urllib.parse import unquote

import pytest
from PIL import Image

from tests.api.browsing import PASTED, SHOT, answered, no_violations, picture_file
from tests.api.conftest import NO_NAMESPACE, SCRIPTED, WHITE, encoded

SCHEMES = ["light", "dark"]


@pytest.fixture
def shot(screenshot):
    return encoded(screenshot("rocket-outlined"))


def names(page):
    return page.locator("#results .name").all_inner_texts()


def clipboard(page):
    """What is in the clipboard, as a person finds out: pasted into the text box."""
    page.fill("#words", "")
    page.focus("#words")
    page.keyboard.press("Control+V")
    return page.input_value("#words")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_chosen_picture_shows_its_icon(watched, shot, scheme):
    with watched("/", color_scheme=scheme, viewport={"width": 1280, "height": 3000}) as page:
        page.set_input_files("#file", picture_file(shot))
        assert answered(page) == "rocket-outlined"
        drawn = page.locator("#results img").evaluate_all("all => all.map(one => one.naturalWidth)")
        assert len(drawn) == 48 and all(drawn)
        assert "light on dark" in page.inner_text("#facts")
        seen, picture = page.locator(".frame").bounding_box(), page.locator(".picture").bounding_box()
        assert picture["x"] < seen["x"] and seen["x"] + seen["width"] < picture["x"] + picture["width"]
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
        assert answered(page) == "rocket-outlined"
        assert re.fullmatch(r"Found: rocket-outlined, \d+ %\.|Perhaps .*|The icon does not .*", page.inner_text("#message"))


def test_the_screen_is_captured_where_the_browser_allows_it(watched, shot):
    # A person's consent and screen are played by a canvas with the picture on it; all behind them is the browser's own.
    shared = """
        navigator.mediaDevices.getDisplayMedia = async () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 62 });
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
        assert answered(page) == "rocket-outlined"
    with watched("/", host="icons.test") as page:
        page.locator("#sample").wait_for()
        assert page.locator("#capture").is_hidden()  # no browser captures for a page of an insecure origin


def test_a_refused_capture_is_said(watched):
    refused = """() => {
        navigator.mediaDevices.getDisplayMedia = async () => { throw new DOMException("Permission denied", "NotAllowedError"); };
    }"""
    with watched("/") as page:
        page.evaluate(refused)
        page.click("#capture")
        page.get_by_text("The screen was not captured: Permission denied").wait_for()


def test_what_cannot_be_searched_is_said(browser, service):
    for locale, sentence in (("en", "none of PNG, JPEG"), ("zh-CN", "文件不是 PNG")):
        page = browser.new_page(locale=locale)
        page.goto(service.url)
        page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"})
        page.locator("#message.wrong").wait_for()
        assert sentence in page.inner_text("#message")
        assert names(page) == []
        page.close()


def two_icons(screenshot):
    """The rocket on the left and the white squares on the right, 160 × 70 pixels."""
    both = Image.new("RGB", (160, 70), screenshot("rocket-outlined").getpixel((0, 0)))
    both.paste(screenshot("rocket-outlined"), (0, 0))
    both.paste(screenshot(WHITE).convert("L").point(lambda value: 255 - value).convert("RGB"), (80, 0))
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
            page.mouse.move(box["x"] + 0.48 * box["width"], box["y"] + 0.95 * box["height"], steps=3)
            page.mouse.up()
        assert answered(page) == "rocket-outlined"
        x, y, width, height = (int(part) for part in re.search(r"crop=([^&]+)", again.value.url)[1].split("%2C"))
        assert (abs(x - 3) <= 1, abs(y - 4) <= 1, abs(width - 74) <= 2, abs(height - 63) <= 2) == (True,) * 4
        assert page.locator(".seen").is_visible()
        assert page.locator(".frame").evaluate("one => one.classList.contains('cropped')")
        with page.expect_request("**/search?*") as whole:
            page.click("#whole")
        assert "crop" not in whole.value.url


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
        assert (round(before[0]) - x, before[2] - width, height - before[3]) == pytest.approx((1, 0, 1), abs=1)
        assert y == pytest.approx(before[1], abs=1)
        with page.expect_request("**/search?*") as whole:
            page.keyboard.press("Escape")
        assert "crop" not in whole.value.url


def box_of(page):
    """x, y, width and height of the crop box, in pixels of the picture, as a screen reader hears them."""
    width, height, x, y = map(int, re.findall(r"\d+", page.get_attribute(".frame", "aria-label"))[:4])
    return x, y, width, height


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


@pytest.mark.parametrize("host", ["127.0.0.1", "icons.test"])
def test_a_click_copies_also_where_the_browser_gives_no_clipboard(watched, shot, host):
    with watched("/", host=host) as page:
        assert page.evaluate("isSecureContext") == (host == "127.0.0.1")
        assert (page.evaluate("typeof navigator.clipboard") == "undefined") == (host == "icons.test")
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#results .card").first.click()
        page.get_by_text("Copied SVG of rocket-outlined.").wait_for()
        copied = clipboard(page)
        assert copied.startswith("<svg ") and "currentColor" in copied


def test_every_form_is_copied_with_a_key_and_the_last_is_remembered(watched, shot):
    with watched("/") as page:
        copied = []
        for key in "123456":
            page.set_input_files("#file", picture_file(shot))
            answered(page)
            page.locator("#results .card").first.focus()
            page.keyboard.press(key)
            page.locator("#toast:not(:empty)").wait_for()
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
        assert (svg.value.suggested_filename, png.value.suggested_filename) == ("rocket-outlined.svg", "rocket-outlined.png")
        assert svg.value.path().read_text().startswith("<svg")
        picture = Image.open(png.value.path())
        assert (picture.size, picture.mode) == ((512, 512), "RGBA")
        assert picture.getpixel((0, 0))[3] == 0 and picture.getextrema()[3] == (0, 255)


def test_nothing_of_an_icon_becomes_markup_or_runs(watched, screenshot):
    for icon_id, name in (("'\"><b>", None), (SCRIPTED, "scripted")):
        with watched("/") as page:
            page.set_input_files("#file", picture_file(encoded(screenshot(icon_id))))
            first = answered(page)
            assert name is None or name == first
            assert page.locator("#results b").count() == 0
            assert page.title() == "iconlens"


DIRTY = """<!DOCTYPE svg [<!ENTITY e "x">]><?xml-stylesheet href="https://evil.example/a.css"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 24 24" onload="a()"><!-- note -->
<script>a()</script><style>@import "https://evil.example/b.css"; path { fill: red }</style><style>path { stroke: blue }</style>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="a()"/></body></foreignObject>
<a xlink:href="javascript:a()"><path d="M0 0"/></a><use href="https://evil.example/c.svg#d"/><use xlink:href="#ok"/>
<image href="data:image/svg+xml,x"/><path id="ok" d="M2 2h9" onClick="a()" style="fill:url(https://evil.example/e)" fill="url(#f)"/>
<path oguarded-nload="a()" guarded-onload="a()" guarded-guarded-style="a()"/><animate attributeName="href" to="javascript:a()"/><set attributeName="onload" to="a()"/></svg>"""


def test_a_copied_svg_holds_its_drawing_and_nothing_that_runs_or_fetches(watched):
    with watched("/") as page:
        cleaned = page.evaluate("async dirty => (await import('./static/svg.js')).clean(dirty)", DIRTY)
    assert not re.search(r"script|evil|javascript|foreignObject|<a\b|on\w+=|ENTITY|note|xml-stylesheet|svg\+xml", cleaned, re.IGNORECASE)
    for kept in ('viewBox="0 0 24 24"', 'd="M2 2h9"', 'xlink:href="#ok"', 'fill="url(#f)"', "stroke: blue"):
        assert kept in cleaned


def test_icons_take_the_colour_of_the_theme(watched):
    for scheme, ink in (("light", 24), ("dark", 236)):
        with watched("/", color_scheme=scheme) as page:
            picture = page.locator("#results img[src]").first
            picture.wait_for()
            assert f'color="rgb({ink}, {ink}, ' in unquote(picture.get_attribute("src"))


def test_a_svg_without_its_namespace_is_drawn(watched, screenshot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(encoded(screenshot(NO_NAMESPACE))))
        assert answered(page) == "no namespace"
        assert page.locator("#results img").first.get_attribute("src").startswith("data:image/svg+xml,")


def test_words_and_filters_narrow_the_library(watched):
    with watched("/") as page:
        answered(page)
        everything = page.inner_text("#results-title")
        page.fill("#words", "brick")
        page.get_by_text("Icons for “brick” · 1 icon").wait_for()
        assert names(page) == ["white"]
        page.fill("#words", "")
        page.get_by_text(everything).wait_for()
        page.locator("#filters [data-field=style] summary").click()
        page.get_by_label("two-tone").check()
        page.get_by_text("Style: 1 chosen").wait_for()
        page.locator("#results li:first-child .name", has_text="twotone").wait_for()
        assert all("twotone" in name for name in names(page))
        assert page.url.endswith("#style=two-tone")
        assert no_violations(page)
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.localName") == "summary"
        page.click("#clear")
        page.get_by_text(everything).wait_for()


def test_a_picture_is_searched_together_with_words_and_filters(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        with page.expect_request("**/search?*q=brick*"):
            page.fill("#words", "brick")
        answered(page)
        page.locator("#filters [data-field=style] summary").click()
        with page.expect_request("**/search?*style=two-tone*"):
            page.get_by_label("two-tone").check()
        page.locator("#results li:first-child .name", has_text="twotone").wait_for()


def test_more_like_this_is_a_link_that_reopens_and_the_picture_stays_out_of_it(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert "#" not in page.url
        page.locator("#results .card").first.focus()
        page.keyboard.press("m")
        page.get_by_role("heading", name="More like rocket-outlined").wait_for()
        address, similar = page.url, names(page)
        assert address.endswith("#icon=rocket-outlined")
        assert "rocket-outlined" not in similar
        page.go_back()
        page.get_by_role("heading", name="Icons that look like it").wait_for()
        page.goto("about:blank")
        page.goto(address)
        page.get_by_role("heading", name="More like rocket-outlined").wait_for()
        answered(page)
        assert names(page)[:5] == similar[:5]
        page.click("#link")
        page.get_by_text("Copied the link.").wait_for()


def test_the_details_hold_every_field_and_form(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#results .card").first.focus()
        page.keyboard.press("d")
        dialog = page.get_by_role("dialog", name="rocket-outlined")
        dialog.wait_for()
        assert {"Ant Design Icons", "outlined", "MIT"} <= set(dialog.locator("dd").all_inner_texts())
        assert dialog.locator(".forms button").count() == 6
        dialog.get_by_role("button", name="React name").click()
        dialog.get_by_text("Copied React name of rocket-outlined.").wait_for()
        dialog.get_by_role("button", name="Lay your picture over it").click()
        dialog.locator(".overlay").wait_for()
        assert no_violations(page)
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.className") == "card"


def test_the_keyboard_reaches_every_icon(watched):
    with watched("/") as page:
        answered(page)
        page.locator("#results .card").first.focus()
        total = int(page.get_attribute("#results li", "aria-setsize"))
        spot = "document.activeElement.closest('li').ariaPosInSet"
        columns = page.evaluate(
            "Math.round(document.querySelector('#results').clientWidth / document.querySelector('#results li').offsetWidth)"
        )
        places = []
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "Home", "PageDown"):
            page.keyboard.press(key)
            places.append(int(page.evaluate(spot)))
        assert places[:6] == [2, 2 + columns, 1 + columns, 1, total, 1]
        assert 1 < places[6] < total
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "similar"
        assert page.locator("#results [tabindex='0']").count() == 3


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


def test_both_languages_say_the_same_things(service):
    source = service.client.get("/static/texts.js").text
    english, chinese = (re.search(rf"const {name} = \{{(.*?)\n\}};", source, re.DOTALL)[1] for name in ("ENGLISH", "CHINESE"))
    said = [
        {match[1]: set(re.findall(r"\{(\w+)\}", match[2])) for match in re.finditer(r'(\w+): "([^"]*)"', block)}
        for block in (english, chinese)
    ]
    assert said[0] == said[1]
    used = "".join(
        service.client.get(f"/static/{name}").text for name in ("page.js", "widget.js", "details.js", "cards.js", "crop.js", "filters.js")
    )
    assert set(re.findall(r'\bsay\("(\w+)"', used)) <= said[0].keys()


def test_the_page_fits_a_phone(watched, shot):
    with watched("/", viewport={"width": 360, "height": 740}, has_touch=True) as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert no_violations(page)
        page.locator("#results .details").first.click()
        page.get_by_role("dialog").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_page_may_run_nothing_but_its_own(service):
    policy = service.client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_the_page_is_light(browser, service):
    page = browser.new_page()
    sizes = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}) if "/icons" not in response.url else None)
    page.goto(service.url)
    page.wait_for_load_state("networkidle")
    page.close()
    assert any(url.endswith("/static/page.js") for url in sizes)
    assert sum(sizes.values()) <= 150_000


def test_the_sample_is_the_demonstrations(service):
    demonstration = (SHOT).read_bytes()
    assert service.client.get("/static/sample.png").content == demonstration


@pytest.mark.parametrize(("path", "drawn"), [("/docs", "#operations-Search-search"), ("/redoc", "#tag\\/Search\\/operation\\/search")])
def test_the_documentation_needs_no_other_host(watched, path, drawn):
    # Under a made-up host name: Swagger asks its validator about documents that are not on localhost.
    with watched(path, host="icons.test") as page:
        page.locator(drawn).wait_for()
        page.wait_for_load_state("networkidle")


def test_what_the_page_keeps_on_the_computer_is_two_preferences(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.locator("#results .card").first.click()
        page.get_by_text("Copied SVG").wait_for()
        page.click("#language")
        kept = json.loads(page.evaluate("JSON.stringify(localStorage)"))
    assert kept == {"iconlens.form": "svg", "iconlens.language": "zh-Hans"}
