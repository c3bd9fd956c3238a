"""The library on the page in Chromium: words, filters, similar icons, details, the keyboard."""

import json
from urllib.parse import unquote

from tests.api.conftest import NO_NAMESPACE, encoded
from tests.api.page.browsing import answered, names, no_violations, picture_file


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
        assert (
            page.locator("#results img")
            .first.get_attribute("src")
            .startswith("data:image/svg+xml,")
        )


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
        page.locator("#answer").get_by_text("More like this").click()
        page.get_by_role("heading", name="More like rocket-outlined").wait_for()
        address, similar = page.url, names(page)
        assert address.endswith("#icon=rocket-outlined")
        assert "rocket-outlined" not in similar
        page.go_back()
        page.get_by_role("heading", name="Similar icons").wait_for()
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
        page.locator("#answer").get_by_text("Details").click()
        dialog = page.get_by_role("dialog", name="rocket-outlined")
        dialog.wait_for()
        dialog.locator(".forms button").first.wait_for()
        assert {"Ant Design Icons", "outlined", "MIT"} <= set(
            dialog.locator("dd > *").all_inner_texts()
        )
        dialog.get_by_role("button", name="React import").hover()
        preview = dialog.locator(".preview")
        assert preview.inner_text() == "import { RocketOutlined } from '@ant-design/icons'"
        assert dialog.locator(".forms button").count() == 12
        dialog.get_by_role("button", name="React tag").click()
        dialog.get_by_text("Copied React tag of rocket-outlined.").wait_for()
        assert dialog.locator(".sizes img").count() == 10
        dialog.get_by_role("button", name="Overlay your picture").click()
        dialog.locator(".overlay").wait_for()
        assert no_violations(page)
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        assert page.evaluate("document.activeElement.className") == "details"


def test_the_keyboard_reaches_every_icon(watched):
    with watched("/") as page:
        answered(page)
        page.locator("#results .card").first.focus()
        total = int(page.get_attribute("#results li", "aria-setsize"))
        spot = "document.activeElement.closest('li').ariaPosInSet"
        width = page.locator("#results").evaluate("list => list.clientWidth")
        card = page.locator("#results li").first.evaluate("item => item.offsetWidth")
        columns = round(width / card)
        places = []
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "Home", "PageDown"):
            page.keyboard.press(key)
            places.append(int(page.evaluate(spot)))
        assert places[:6] == [2, 2 + columns, 1 + columns, 1, total, 1]
        assert 1 < places[6] < total
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "bag"
        assert page.locator("#results [tabindex='0']").count() == 4


def test_of_a_large_library_only_what_is_in_sight_is_in_the_document(watched):
    total = 70_000

    def page_of(route):
        answer = route.fetch(url=route.request.url.split("?")[0] + "?limit=100&facets=true").json()
        offset = int(unquote(route.request.url).partition("offset=")[2].split("&")[0])
        icons = [
            icon | {"name": f"{offset + place}"} for place, icon in enumerate(answer["icons"] * 2)
        ][:100]
        route.fulfill(
            body=json.dumps(answer | {"total": total, "offset": offset, "icons": icons}),
            content_type="application/json",
        )

    with watched("/", viewport={"width": 1440, "height": 900}) as page:
        answered(page)
        page.route("**/icons?*", page_of)
        page.fill("#words", "any")
        page.get_by_text("70,000 icons").wait_for()
        page.locator("#results .card").first.focus()
        page.keyboard.press("End")
        page.locator("#results .name", has_text=f"{total - 1}").wait_for()
        assert page.evaluate("document.activeElement.closest('li').ariaPosInSet") == str(total)
        answered(page)
        nodes = page.evaluate("""() => {
            const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
            let count = 1;
            while (walker.nextNode()) count += 1;
            return count;
        }""")
        assert nodes < 2000
        page.unroute("**/icons?*")
