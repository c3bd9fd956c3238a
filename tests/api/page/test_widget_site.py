"""The widget as a part of somebody's site in Chromium: windows, details, pasting, refusals."""

import pytest

from tests.api.page.browsing import (
    PASTED,
    PASTED_TEXT,
    SHOT,
    answered,
    no_violations,
    picture_file,
    stop_clock,
)

ROCKET, ALIPAY = "rocket-outlined", "alipay-outlined"
# [html] → an editor of the site, with the focus; or one in a shadow root of its own.
EDITOR = """([html, isShadow]) => {
    const host = document.createElement(isShadow ? "acme-editor" : "div");
    document.body.prepend(host);
    const root = isShadow ? host.attachShadow({ mode: isShadow }) : host;
    root.innerHTML = html;
    root.firstElementChild.focus();
    window.editor = root.firstElementChild;
}"""
PASTED_INTO_EDITOR = """(bytes) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
    const init = { bubbles: true, composed: true, cancelable: true, clipboardData };
    window.editor.dispatchEvent(new ClipboardEvent("paste", init));
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_icons_of_a_whole_window_are_listed_and_marked(visited, window, width):
    page = visited(viewport={"width": width, "height": 740})
    page.set_input_files("icon-search #file", picture_file(window))
    page.get_by_text("Icons in the picture: 3").wait_for()
    answered(page)
    notes = page.locator("icon-search #results .also").all_inner_texts()
    assert notes.count("×2 · found") == 1
    found = page.locator("icon-search #results .name").all_inner_texts()
    assert sorted(found) == [ALIPAY, ROCKET]
    marks = page.locator("icon-search .mark")
    assert marks.count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert no_violations(page)
    marks.filter(has_not_text="x").nth(1).click()
    page.locator("icon-search #whole").click()
    page.get_by_text("Icons in the picture: 3").wait_for()


def test_the_dots_open_the_details_and_a_click_copies(visited):
    page = visited()
    page.set_input_files("icon-search #file", picture_file(SHOT.read_bytes()))
    answered(page)
    page.locator("icon-search #results li").first.hover()
    page.locator("icon-search #results .details").first.click()
    dialog = page.get_by_role("dialog", name=ROCKET)
    dialog.wait_for()
    assert page.inner_text("#chosen") == "none yet"
    assert {"Ant Design Icons", "outlined", "MIT"} <= set(dialog.locator("dd").all_inner_texts())
    assert no_violations(page)
    dialog.get_by_role("button", name="JSX").click()
    dialog.get_by_text("Copied JSX of rocket-outlined.").wait_for()
    assert page.inner_text("#chosen") == ROCKET
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")


def test_words_that_are_typed_before_a_picture_do_not_narrow_it(visited):
    page = visited()
    stop_clock(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("icon-search #words", "brick")
    page.set_input_files("icon-search #file", picture_file(SHOT.read_bytes()))
    page.clock.run_for(300)  # the pause after typing
    page.locator("icon-search #results .name", has_text=ROCKET).wait_for()
    assert not [url for url in asked if "q=brick" in url]


def test_a_toast_goes_by_itself(visited):
    page = visited()
    stop_clock(page)  # else the notice may go before it is looked for
    page.fill("icon-search #words", "brick")
    page.clock.run_for(300)
    page.locator("icon-search #results .card", has_text="white").click()
    page.get_by_text("Copied SVG of white.").wait_for()
    page.clock.run_for(5000)
    page.get_by_text("Copied SVG of white.").wait_for(state="detached")


@pytest.mark.parametrize("shadow", ["", "open", "closed"])
@pytest.mark.parametrize(
    "editor", ["<textarea></textarea>", "<input>", "<p contenteditable tabindex=0>text</p>"]
)
def test_what_is_pasted_into_an_editor_of_the_site_is_not_taken(visited, editor, shadow):
    page = visited()
    page.evaluate(EDITOR, [editor, shadow])
    page.evaluate(PASTED_INTO_EDITOR, list(SHOT.read_bytes()))
    page.evaluate(PASTED, ["paste", list(SHOT.read_bytes()), "body"])  # the editor has the focus
    assert page.locator("icon-search #remove").is_hidden()
    page.evaluate("window.editor.blur()")
    page.evaluate(PASTED, ["paste", list(SHOT.read_bytes()), "body"])
    assert answered(page) == ROCKET


def test_words_pasted_elsewhere_on_the_site_are_not_taken(visited):
    page = visited()
    page.evaluate(PASTED_TEXT, ["rocket", "body"])
    assert page.input_value("icon-search #words") == ""
    page.evaluate(PASTED_TEXT, ["rocket", "icon-search"])
    assert answered(page) == ROCKET
    assert page.input_value("icon-search #words") == "rocket"
    page.evaluate(PASTED_TEXT, ["https://elsewhere.example/a.png", "icon-search"])
    page.get_by_text("This is a link").wait_for()


def test_a_refused_site_is_told_the_setting_that_allows_it(browser, site):
    page = browser.new_page()
    refused = site.url.replace("127.0.0.1", "localhost")
    page.goto(refused)
    page.locator("icon-search #drop").wait_for()
    page.fill("icon-search #words", "rocket")
    page.get_by_text(
        f"does not let this site search: its operator allows it by {refused}"
    ).wait_for()
    assert "--api-keys" in page.inner_text("icon-search #message")
    page.evaluate("""() => {
        const widget = document.querySelector("icon-search");
        widget.removeAttribute("api-key");
        widget.shadowRoot.querySelector("#drop").dataset.old = "yes";
        widget.remove();
        document.querySelector("main").append(widget);
    }""")
    page.locator("icon-search #drop:not([data-old])").wait_for()
    page.fill("icon-search #words", "rocket")
    page.get_by_text("--cors-origins").wait_for()
    page.close()
