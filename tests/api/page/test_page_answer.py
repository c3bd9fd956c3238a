"""The answer to a picture in Chromium: the hero of one icon, and the list of a window's icons."""

import json

import pytest
from PIL import Image

from tests.api.conftest import encoded
from tests.api.page.browsing import PASTED, answered, no_violations, picture_file, settled

ROCKET = "rocket-outlined"
ALIPAY = "alipay-outlined"
COPY = "#answer .copy >> nth=0"
FOCUSED = "document.activeElement.textContent"


def open_window(page, window):
    page.set_input_files("#file", picture_file(window))
    page.locator("#places .icon img[src]").nth(1).wait_for()
    settled(page)


def test_crop_and_icon_are_side_by_side_with_name_and_verdict(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert page.inner_text("#answer h2") == ROCKET
        assert page.inner_text("#answer .verdict").startswith("✓ Found · ") or page.inner_text(
            "#answer .verdict"
        ).startswith("Found · ")
        crop, icon = (
            page.locator(f"#answer .{one} .tile").bounding_box() for one in ("crop", "icon")
        )
        assert crop["y"] == icon["y"] and crop["x"] + crop["width"] < icon["x"]
        assert min(crop["width"], icon["width"]) >= 100
        assert page.locator("#answer .icon img").evaluate("one => one.naturalWidth") > 0
        assert painted(page) > 0.02
        assert page.title() == f"{ROCKET} · iconlens"


def painted(page) -> float:
    """The share of the crop's pixels that are not of its corner's colour."""
    return page.locator("#answer canvas").evaluate("""canvas => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const other = data.filter((value, index) => index % 4 === 0 && value !== data[0]);
        return other.length / (data.length / 4);
    }""")


def test_a_paste_leads_to_the_first_copy_button_at_once(watched, shot):
    with watched("/") as page:
        answered(page)
        page.evaluate(PASTED, ["paste", list(shot)])
        page.locator(COPY).wait_for()
        page.locator("#answer .copy:focus").wait_for()
        page.keyboard.press("Enter")
        page.get_by_text(f"Copied SVG of {ROCKET}.").wait_for()


def test_a_paste_takes_the_focus_from_nobody_who_types(watched, shot):
    with watched("/") as page:
        answered(page)
        page.focus("#words")
        page.evaluate(PASTED, ["paste", list(shot), "#words"])
        page.locator(COPY).wait_for()
        answered(page)
        assert page.evaluate("document.activeElement.id") == "words"


@pytest.mark.parametrize(
    ("verdict", "match", "shown", "title"),
    [
        ("found", 97.2, "Found · 97 %", ROCKET),
        ("found", 4, "Perhaps this one · 4 %", ROCKET),
        ("unsure", 0.4, "Perhaps this one", ROCKET),
        ("absent", 31, "", "The icon does not seem to be in the library."),
    ],
)
def test_verdict_and_match_agree(watched, shot, verdict, match, shown, title):
    with watched("/") as page:
        answer(page, verdict, match)
        page.set_input_files("#file", picture_file(shot))
        page.locator("#answer h2", has_text=title).wait_for()
        assert page.locator("#answer .verdict").text_content() == shown
        assert page.locator("#answer .icon").is_visible() == (verdict != "absent")
        assert page.locator("#answer .copy").count() == 0 or verdict != "absent" or hidden(page)
        spoken = page.inner_text("#spoken")
        assert ("Found" in spoken) == (match == 97.2)
        shares = page.locator("#results .match").all_inner_texts()
        assert not any(share.startswith("0") for share in shares)
        assert no_violations(page)


def hidden(page) -> bool:
    return page.locator("#answer .copies").is_hidden()


def answer(page, verdict, match):
    """Answer every search with another verdict and another match of the first icon."""

    def changed(route):
        said = route.fetch().json()
        said["verdict"], said["results"][0]["match"] = verdict, match
        route.fulfill(body=json.dumps(said), content_type="application/json")

    page.route("**/search?*", changed)


def test_of_an_absent_icon_no_card_has_an_accent(watched, shot):
    with watched("/") as page:
        colours = "all => [...new Set(all.map(one => getComputedStyle(one).borderColor))]"
        answer(page, "absent", 3)
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.mouse.move(1, 1)
        assert len(page.locator("#results li").evaluate_all(colours)) == 1


def test_a_window_is_answered_with_its_icons_each_once(watched, window):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(window))
        page.locator("#places .icon img[src]").nth(1).wait_for()
        assert page.locator("#answer").is_hidden()
        assert page.get_by_role("heading", name="Icons in the picture: 3").is_visible()
        assert page.locator("#places .name").all_inner_texts() == [ROCKET, ALIPAY]
        assert page.locator("#places .count").all_text_contents() == ["×2", ""]
        assert page.locator("#places canvas").count() == 2
        assert no_violations(page)
        page.click("#copy-names")
        page.get_by_text("Copied 2 names.").wait_for()


def test_words_from_before_do_not_narrow_a_new_picture(watched, window):
    with watched("/") as page:
        page.fill("#words", "brick")
        page.get_by_text("Icons for “brick”").wait_for()
        page.set_input_files("#file", picture_file(window))
        page.locator("#places .icon img[src]").nth(1).wait_for()
        assert page.input_value("#words") == ""
        page.go_back()
        page.get_by_text("Icons for “brick”").wait_for()
        assert page.input_value("#words") == "brick"


def test_no_answer_for_one_icon_is_shown_before_that_to_a_window(watched, window):
    with watched("/") as page:
        answered(page)
        page.evaluate("""() => {
            const answer = document.querySelector("#answer");
            const note = () => { if (!answer.hidden) document.body.dataset.shown = "yes"; };
            new MutationObserver(note).observe(answer, { attributes: true });
        }""")
        open_window(page, window)
        assert page.evaluate("document.body.dataset.shown ?? 'no'") == "no"


def test_row_and_mark_point_at_each_other(watched, window):
    with watched("/") as page:
        open_window(page, window)
        pointed = "all => all.map(one => one.classList.contains('pointed'))"
        page.hover("#places li >> nth=0")
        assert page.locator(".mark").evaluate_all(pointed) == [True, False, True]
        page.mouse.move(1, 1)
        assert page.locator(".mark").evaluate_all(pointed) == [False] * 3
        page.hover(".mark >> nth=1")
        assert page.locator("#places li").evaluate_all(pointed) == [False, True]
        page.mouse.move(1, 1)
        page.focus("#places .copy >> nth=1")
        assert page.locator(".mark").evaluate_all(pointed) == [False, True, False]
        page.focus(".mark >> nth=2")
        assert page.locator("#places li").evaluate_all(pointed) == [True, False]


@pytest.mark.parametrize("width", [1440, 360])
def test_marks_are_thin_and_large_enough_to_hit(watched, window, width):
    with watched("/", viewport={"width": width, "height": 740}) as page:
        open_window(page, window)
        for mark in page.locator(".mark").all():
            box = mark.bounding_box()
            assert min(box["width"], box["height"]) >= 24
        outline = page.locator(".mark i").nth(1)  # the first one is of the row with the focus
        assert outline.evaluate("one => getComputedStyle(one).outlineWidth") == "1px"
        ground = outline.evaluate("one => getComputedStyle(one).backgroundColor")
        assert ground == "rgba(0, 0, 0, 0)"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_mark_lies_on_its_icon_and_searches_it_and_the_window_is_a_step_away(watched, window):
    with watched("/") as page:
        with page.expect_response("**/search/screenshot?*") as response:
            open_window(page, window)
        box = response.value.json()["icons"][1]["box"]
        scale = page.locator(".picture").bounding_box()["width"] / 700
        outline, picture = (
            page.locator(one).bounding_box() for one in (".mark >> nth=1 >> i", ".picture")
        )
        assert outline["x"] - picture["x"] == pytest.approx(box["x"] * scale, abs=2)
        assert outline["y"] - picture["y"] == pytest.approx(box["y"] * scale, abs=2)
        with page.expect_request("**/search?*crop=*"):
            page.click(".mark >> nth=1")
        page.locator("#answer h2", has_text=ALIPAY).wait_for()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.get_by_role("button", name="All 3 icons in the picture").click()
        page.locator("#places li").nth(1).wait_for()
        assert not [url for url in asked if "/search/screenshot" in url]


def test_a_window_is_enlarged_and_a_row_is_opened(watched, window):
    with watched("/") as page:
        open_window(page, window)
        before = page.locator(".picture").bounding_box()["width"]
        page.get_by_role("button", name="Larger").click()
        assert page.locator(".picture").bounding_box()["width"] == pytest.approx(
            1.5 * before, rel=0.02
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_role("button", name="Smaller").click()
        assert page.locator(".picture").bounding_box()["width"] == pytest.approx(before, rel=0.01)
        for _ in range(4):
            page.get_by_role("button", name="Larger").click()
        page.hover("#places .open >> nth=1")
        mark, view = (page.locator(one).bounding_box() for one in (".mark.pointed", ".view"))
        assert view["x"] <= mark["x"] and mark["x"] + mark["width"] <= view["x"] + view["width"]
        page.click("#places .open >> nth=1")
        page.locator("#answer h2", has_text=ALIPAY).wait_for()


def test_a_large_picture_of_one_icon_is_no_window(watched, screenshot):
    large = screenshot(ROCKET).resize((800, 700), Image.Resampling.NEAREST)
    with watched("/") as page:
        page.set_input_files("#file", picture_file(encoded(large)))
        page.locator("#answer h2", has_text=ROCKET).wait_for()
        assert page.locator("#places").is_hidden()


def test_words_that_only_this_project_uses_are_gone(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        said = page.inner_text("body")
        for words in ("What the service saw", "Ground", "compared by", "looked at and forgotten"):
            assert words not in said
        assert "Find an icon by its picture" in said


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "dark"},
        {"locale": "zh-CN"},
        {"viewport": {"width": 360, "height": 740}},
        {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
    ],
)
def test_axe_finds_nothing_in_hero_and_list(watched, shot, window, options):
    with watched("/", **options) as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        assert no_violations(page)
        open_window(page, window)
        assert no_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
