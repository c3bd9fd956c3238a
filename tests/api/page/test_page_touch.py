"""The marks on a window's picture under fingers, in Chromium that emulates a phone."""

import pytest

from tests.api.page.browsing import picture_file, settled

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ZOOM = "Number(getComputedStyle(document.querySelector('.stage')).getPropertyValue('--zoom'))"
# → the middle of the first mark, from the window's corner
MARK = """() => {
    const { x, y, width, height } = document.querySelector(".mark").getBoundingClientRect();
    return [x + width / 2, y + height / 2];
}"""


@pytest.fixture
def phone(watched, window):
    with watched("/", **PHONE) as page:
        page.set_input_files("#file", picture_file(window))
        page.locator("#places .icon img[src]").nth(1).wait_for()
        settled(page)
        page.locator(".view").scroll_into_view_if_needed()
        yield page


class Fingers:
    """Fingers on the page's screen."""

    def __init__(self, page) -> None:
        self._session = page.context.new_cdp_session(page)

    def touch(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def spread(self, x: float, y: float, start: float, end: float) -> None:
        """Two fingers beside a place move apart, from a distance of `start` to one of `end`."""
        self.touch("touchStart", (x - start / 2, y))
        self.touch("touchStart", (x - start / 2, y), (x + start / 2, y))
        for step in range(1, 11):
            span = start + (end - start) * step / 10
            self.touch("touchMove", (x - span / 2, y), (x + span / 2, y))
        self.touch("touchEnd")


def test_two_fingers_enlarge_what_is_between_them(phone):
    x, y = phone.evaluate(MARK)
    Fingers(phone).spread(x, y, 40, 120)
    assert phone.evaluate(ZOOM) == pytest.approx(3, abs=0.05)
    assert phone.evaluate(MARK) == pytest.approx([x, y], abs=2)
    assert phone.evaluate("visualViewport.scale") == 1  # the page itself is as it was
    assert phone.locator(".frame").is_hidden()
    assert phone.locator("#places").is_visible()  # nothing was searched
    phone.touchscreen.tap(x, y)
    phone.locator("#answer h2", has_text="rocket-outlined").wait_for()


def test_the_buttons_of_the_zoom_cover_no_mark(phone):
    picture = phone.locator(".view").bounding_box()
    assert phone.locator(".zoom").bounding_box()["y"] >= picture["y"] + picture["height"]


def test_two_fingers_make_it_smaller_again_but_not_smaller_than_its_place(phone):
    x, y = phone.evaluate(MARK)
    fingers = Fingers(phone)
    fingers.spread(x, y, 40, 120)
    fingers.spread(x, y, 120, 20)
    assert phone.evaluate(ZOOM) == 1
    assert phone.locator(".view.zoomed").count() == 0


def test_one_finger_moves_an_enlarged_picture(phone):
    x, y = phone.evaluate(MARK)
    fingers = Fingers(phone)
    fingers.spread(x, y, 40, 120)
    before = phone.locator(".view").evaluate("one => one.scrollLeft")
    fingers.touch("touchStart", (250, y))
    for place in range(250, 90, -20):
        fingers.touch("touchMove", (place, y))
    fingers.touch("touchEnd")
    while phone.locator(".view").evaluate("one => one.scrollLeft") <= before + 50:
        phone.wait_for_timeout(20)
    assert phone.locator(".frame").is_hidden()


def test_a_second_finger_ends_the_crop_that_the_first_began(phone):
    fingers = Fingers(phone)
    box = phone.locator(".view").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    fingers.touch("touchStart", (x, y))
    fingers.touch("touchMove", (x + 30, y + 30))
    phone.locator(".frame").wait_for()
    fingers.touch("touchStart", (x + 30, y + 30), (x - 30, y))
    assert phone.locator(".frame").is_hidden()
    fingers.touch("touchEnd")
    assert phone.locator("#places").is_visible()


def test_a_tap_beside_the_marks_searches_nothing(phone):
    box = phone.locator(".view").bounding_box()
    fingers = Fingers(phone)
    x, y = box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.8
    fingers.touch("touchStart", (x, y))
    fingers.touch("touchMove", (x + 2, y + 1))
    fingers.touch("touchEnd")
    assert phone.locator(".frame").is_hidden()
    assert phone.locator("#places").is_visible()


CUT = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.innerText)"


def test_nothing_is_cut_or_covered(phone):
    lengthen = "one => { one.textContent = 'a-long-'.repeat(9); }"
    phone.locator("#places .name").first.evaluate(lengthen)
    assert phone.locator("#places .name").evaluate_all(CUT) == []
    phone.locator("#copying summary").tap()
    menu = phone.locator("#copying .choices").bounding_box()
    assert menu["x"] >= 0 and menu["x"] + menu["width"] <= 360
    phone.tap("#remove")
    phone.locator("#results .card img[src]").first.wait_for()
    tools, icon = (
        phone.locator(f"#results li:first-child {part}").bounding_box()
        for part in (".tools", "img")
    )
    assert tools["y"] + tools["height"] <= icon["y"]
