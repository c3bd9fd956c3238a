"""What is pasted into the page and dropped on it in Chromium, and what is said of the rest."""

import base64

import pytest

from tests.api.page.browsing import answered, no_violations, picture_file

# [kind, data by type, selector] → a paste or a drop of these data.
BROUGHT = """([kind, data, selector]) => {
    const transfer = new DataTransfer();
    for (const [type, value] of Object.entries(data)) transfer.setData(type, value);
    const init = { bubbles: true, cancelable: true, composed: true };
    document.querySelector(selector).dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", { ...init, clipboardData: transfer })
        : new DragEvent("drop", { ...init, dataTransfer: transfer }));
}"""
LINK = "https://elsewhere.example/rocket.png"


def bring(page, kind, selector="body", **data):
    kinds = {"plain": "text/plain", "html": "text/html", "uris": "text/uri-list"}
    page.evaluate(BROUGHT, [kind, {kinds[name]: value for name, value in data.items()}, selector])


def rocket(published):
    return next(icon.source_code for icon in published.icons if icon.id == "rocket-outlined")


def data_uri(shot):
    return "data:image/png;base64," + base64.b64encode(shot).decode()


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_taken_from_every_kind_of_text(watched, published, shot, kind):
    code, uri = rocket(published), data_uri(shot)
    page_of_it = f"<p>An icon: <img alt='' src='{uri}'></p>"
    with watched("/") as page:
        for data in (
            {"plain": code},
            {"plain": uri},
            {"uris": uri},
            {"html": page_of_it},
            {"html": f"<div>{code}</div>", "plain": "An icon"},
        ):
            bring(page, kind, **data)
            page.locator("#remove").wait_for()
            assert answered(page)
            assert page.locator("#answer", has_text="rocket-outlined").is_visible()
            page.click("#remove")
            page.locator("#remove").wait_for(state="hidden")


@pytest.mark.parametrize("kind", ["paste", "drop"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"uris": LINK, "html": f"<img src='{LINK}'>"}, "This is a link"),
        ({"plain": LINK}, "This is a link"),
        ({"plain": "const rocket =\n  'code';"}, "neither an SVG nor a picture"),
        ({"plain": "data:image/png;base64,%%%"}, "The picture in this text is broken"),
        ({"html": "<b></b>"}, "There is no picture in it"),
    ],
)
def test_what_holds_no_picture_says_what_to_do(watched, kind, data, said):
    with watched("/") as page:
        answered(page)
        bring(page, kind, **data)
        page.locator("#toast", has_text=said).wait_for()
        assert page.locator("#remove").is_hidden()
        assert no_violations(page)


def test_an_empty_file_is_not_sent(watched):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(b""))
        page.get_by_text("The file is empty").wait_for()
        assert page.locator("#remove").is_hidden()


def test_pasted_words_are_searched(watched):
    with watched("/") as page:
        answered(page)
        bring(page, "paste", plain="rocket")
        page.get_by_text("Icons for “rocket”").wait_for()
        assert page.input_value("#words") == "rocket"
        page.get_by_text("Searched by the words that you pasted.").wait_for()


# [depth] → how often the code of a drawing is written, of drawings in one another.
WRITTEN = """async (depth) => {
    const { broughtBy } = await import("./static/parts/intake/transfer.js");
    const { get } = Object.getOwnPropertyDescriptor(Element.prototype, "outerHTML");
    let count = 0;
    Object.defineProperty(Element.prototype, "outerHTML", { get() {
        count += 1;
        return get.call(this);
    } });
    const transfer = new DataTransfer();
    transfer.setData("text/html", "<svg>".repeat(depth) + "</svg>".repeat(depth));
    const { pictures } = broughtBy(transfer);
    return [pictures.length, count];
}"""


def test_drawings_in_one_another_do_not_multiply(watched):
    with watched("/") as page:
        assert page.evaluate(WRITTEN, 100) == [1, 1]


def test_a_text_for_a_field_stays_in_the_field(watched, published):
    with watched("/") as page:
        answered(page)
        page.focus("#words")
        bring(page, "paste", "#words", plain=rocket(published))
        bring(page, "drop", "#words", plain=rocket(published))
        assert page.locator("#remove").is_hidden()
        assert page.inner_text("#toast") == ""
