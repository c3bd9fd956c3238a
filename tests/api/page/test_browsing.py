"""Finding by words and browsing on the page in Chromium: filters, keys, names, hints, print."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.page.browsing import (
    Held,
    answered,
    names,
    no_violations,
    picture_file,
    stop_clock,
)

CATEGORIES = [
    {"value": f"{letter}{number} icons", "count": 30 - number}
    for number in range(1, 26)
    for letter in "zma"
]
MANY = 70_000


@pytest.fixture
def listed(watched):
    """A function: opens the page with lists whose answers `change` has changed."""

    def opened(page, change):
        def route_list(route):
            query = parse_qs(urlsplit(route.request.url).query)
            first = route.request.url.replace(f"offset={query['offset'][0]}", "offset=0")
            answer = route.fetch(url=first).json()
            change(answer, query)
            route.fulfill(body=json.dumps(answer), content_type="application/json")

        page.route("**/icons?*", route_list)
        page.reload()
        answered(page)

    return opened


def with_categories(answer, query):
    if "facets" in answer:
        answer["facets"]["category"] = CATEGORIES


def rows(page) -> list[str]:
    page.locator("#filters [open] label span").first.wait_for()
    return page.locator("#filters [open] label span").all_inner_texts()


def test_values_are_listed_from_a_to_z_and_searched_where_they_are_many(watched, listed):
    with watched("/") as page:
        listed(page, with_categories)
        menu = page.locator("#filters [data-field=category]")
        menu.locator("summary").click()
        shown = rows(page)
        assert shown[:3] == ["a1 icons", "a2 icons", "a3 icons"]
        assert len(shown) == 75
        assert menu.locator("label", has_text="a3 icons").locator("small").inner_text() == "27"
        page.keyboard.type("M2")  # the search of the menu has the focus
        page.get_by_label("m20 icons").wait_for()
        assert rows(page) == ["m2 icons", *(f"m2{number} icons" for number in range(6))]
        assert no_violations(page)
        page.keyboard.type("xx")
        page.get_by_text("No value has that.").wait_for()
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.localName") == "summary"
        page.locator("#filters [data-field=style] summary").click()
        assert page.locator("#filters [open] input[type=search]").is_hidden()


def test_a_ticked_value_stays_where_it_is(watched, listed):
    with watched("/") as page:
        listed(page, with_categories)
        page.locator("#filters [data-field=category] summary").click()
        before = rows(page)
        page.get_by_label("z9 icons").check()
        page.get_by_text("Category: 1 chosen").wait_for()
        assert rows(page) == before
        assert page.evaluate("document.activeElement.value") == "z9 icons"
        assert page.locator("#filters [open] .list").evaluate("one => one.scrollTop") > 0


def test_the_library_is_named_only_where_there_are_several(watched, listed):
    def with_libraries(answer, query):
        if "facets" in answer:
            answer["facets"]["library"] = [{"value": name, "count": 1} for name in ("a", "b")]

    with watched("/") as page:
        answered(page)
        assert page.locator("#results .library").first.is_hidden()
        assert page.locator("#filters [data-field=library]").is_hidden()
        listed(page, with_libraries)
        page.locator("#filters [data-field=library]").wait_for()
        named = page.locator("#results .library", has_text="Ant Design Icons")
        assert named.first.is_visible()


def test_of_long_names_without_a_style_three_lines_are_shown(watched, listed):
    def with_long_names(answer, query):
        for icon in answer["icons"]:
            icon["name"] = "arrow-clockwise-dashes-settings-16-filled"
            icon["style"] = None

    with watched("/", viewport={"width": 1440, "height": 900}) as page:
        listed(page, with_long_names)
        hidden = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length"
        assert page.locator("#results .name").evaluate_all(hidden) == 0
        assert page.locator("#results .card").evaluate_all(hidden) == 0


def test_new_results_are_shown_from_the_first_and_back_returns_to_the_place(watched):
    with watched("/", viewport={"width": 1440, "height": 500}) as page:
        answered(page)
        page.evaluate("scrollTo(0, 900)")
        chosen = page.locator("#results .similar").last
        chosen.evaluate("one => { one.focus({ preventScroll: true }); one.click(); }")
        page.get_by_role("heading", name="More like").wait_for()
        page.locator("#results .card:focus").wait_for()
        assert page.evaluate("scrollY") == 0
        page.go_back()
        page.get_by_text("All icons ·").wait_for()
        assert page.evaluate("scrollY") == 900
        page.keyboard.press("/")
        page.keyboard.type("outlined")
        page.get_by_text("Icons for “outlined”").wait_for()
        assert page.evaluate("scrollY") == 0


def test_a_filtered_list_does_not_say_that_it_is_all(watched):
    with watched("/#style=outlined") as page:
        page.get_by_role("heading", name="Filtered icons ·").wait_for()


def test_a_slash_goes_to_the_words_and_keys_go_on_to_the_results(watched):
    with watched("/") as page:
        answered(page)
        page.keyboard.press("/")
        page.keyboard.type("rocket")
        page.keyboard.press("Enter")  # before the pause after typing is over
        page.locator(".card:focus", has_text="rocket").wait_for()
        page.keyboard.press("/")
        assert page.input_value("#words") == "rocket"
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.className") == "card"
        page.focus("#form")
        page.keyboard.press("Control+/")
        assert page.evaluate("document.activeElement.id") == "form"


def test_words_that_no_icon_has_are_replaced_by_the_nearest(watched):
    with watched("/") as page:
        page.fill("#words", "rokkett")
        page.get_by_text("No icon matches").wait_for()
        assert page.inner_text("#hints").splitlines()[0] == "Nearest words:"
        assert no_violations(page)
        page.locator("#hints").get_by_role("button", name="rocket", exact=True).click()
        page.get_by_text("Icons for “rocket”").wait_for()
        assert names(page)[0] == "rocket-outlined"
        assert page.input_value("#words") == "rocket"
        page.fill("#words", "rokkett")
        page.get_by_role("button", name="Clear the words").click()
        page.get_by_role("heading", name="All icons").wait_for()
        assert page.inner_text("#hints") == ""


def test_an_answer_takes_no_letters_away_that_are_typed_meanwhile(watched):
    with watched("/") as page:
        answered(page)
        held = Held(page, "**/icons?*q=rock*")
        stop_clock(page)  # else the pause after the next letters may be over first
        page.type("#words", "rock")
        page.clock.run_for(200)  # the pause after typing
        held.wait()
        page.type("#words", "et ")
        held.routes[0].continue_()
        page.get_by_role("heading", name="Icons for “rock”").wait_for()
        assert page.input_value("#words") == "rocket "


def test_who_types_on_after_enter_keeps_the_focus(watched):
    with watched("/") as page:
        answered(page)
        held = Held(page, "**/icons?q=rock&*")
        stop_clock(page)
        page.type("#words", "rock")
        page.keyboard.press("Enter")
        held.wait()
        page.keyboard.type("et")
        page.clock.run_for(200)
        page.get_by_role("heading", name="Icons for “rocket”").wait_for()
        assert page.evaluate("document.activeElement.id") == "words"


def test_values_of_two_menus_are_both_chosen_however_late_the_first_answer_is(watched, listed):
    with watched("/") as page:
        listed(page, with_categories)
        Held(page, "**/icons?*style=two-tone*")  # for ever
        page.locator("#filters [data-field=style] summary").click()
        page.get_by_label("two-tone").check()
        page.locator("#filters [data-field=category] summary").click()
        with page.expect_request("**/icons?*category=a1*") as asked:
            page.get_by_label("a1 icons").check()
        assert "style=two-tone" in asked.value.url
        page.click("#cancel")
        assert page.locator("#filters .chosen, #filters :checked").count() == 0


def test_a_list_is_scrolled_on_after_a_search_was_cancelled(watched, listed):
    def with_many(answer, query):
        answer |= {"total": MANY, "icons": (answer["icons"] * 2)[:100]}

    with watched("/") as page:
        listed(page, with_many)
        held = Held(page, "**/icons?*q=rock*")
        page.fill("#words", "rock")
        held.wait()
        page.click("#cancel")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.locator(f"#results li[aria-posinset='{MANY}'] img[src]").wait_for()


def test_filters_that_leave_nothing_are_cleared_where_it_is_said(watched):
    with watched("/#style=none") as page:
        page.get_by_text("No icon matches").wait_for()
        page.locator("#hints").get_by_role("button", name="Clear filters").click()
        assert answered(page)


def test_words_without_effect_beside_a_picture_are_said(watched, shot):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.fill("#words", "xqzzyw")
        page.get_by_text("None of these icons has “xqzzyw” in its name").wait_for()
        page.get_by_role("button", name="Clear the words").click()
        page.locator("#hints", has_text="None of these").wait_for(state="detached")
        with page.expect_request("**/search?*q=rocket*"):
            page.fill("#words", "rocket")
        answered(page)
        assert page.inner_text("#hints") == ""


LONG = ["account-multiple-remove-outline", "border-horizontal-outlined", "security-scan-filled"]
CUT = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.innerText)"


def test_long_names_are_written_on_two_lines(watched, listed):
    def with_long_names(answer, query):
        for place, icon in enumerate(answer["icons"]):
            icon["name"] = LONG[place % len(LONG)]

    with watched("/", viewport={"width": 1440, "height": 900}) as page:
        listed(page, with_long_names)
        assert page.locator("#results .name", has_text="account").count() > 3
        assert page.locator("#results .name").evaluate_all(CUT) == []
        last = page.locator("#results li").first.evaluate(
            "one => one.querySelector('.fields').getBoundingClientRect().bottom"
            " - one.getBoundingClientRect().bottom"
        )
        assert last < 0, "the line below the name has room on the card"


def test_pages_are_fetched_ahead_of_scrolling_and_not_of_a_jump(watched, listed):
    def with_many(answer, query):
        offset, limit = (int(query[name][0]) for name in ("offset", "limit"))
        asked.append(offset)
        icons = (answer["icons"] * (limit // len(answer["icons"]) + 1))[:limit]
        answer |= {"total": MANY, "icons": icons}

    asked: list[int] = []
    with watched("/", viewport={"width": 1440, "height": 900}) as page:
        listed(page, with_many)
        while len({*asked}) < 2:
            page.wait_for_timeout(20)
        assert sorted({*asked}) == [0, 100]  # 56 are in sight
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.locator(f"#results li[aria-posinset='{MANY}'] img[src]").wait_for()
        assert max(asked) == MANY - 100
        assert not [offset for offset in asked if 300 < offset < MANY - 400]


def test_paper_has_one_page_with_every_result(watched, shot, tmp_path):
    with watched("/", color_scheme="dark") as page:
        page.set_input_files("#file", picture_file(shot))
        answered(page)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        cards = page.locator("#results .card")
        assert cards.count() == 36
        colour = cards.locator(".tile").first.evaluate("one => getComputedStyle(one).color")
        assert colour == "rgb(24, 24, 27)"
        for hidden in (
            ".toolbar",
            "#language",
            ".tools >> nth=0",
            "#drop",
            "#facts",
            "#answer .bag",
        ):
            assert page.locator(hidden).is_hidden()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        printed = page.pdf(format="A4")
        counts = {int(count) for count in re.findall(rb"/Count (\d+)", printed)}
        assert max(counts) == 1
