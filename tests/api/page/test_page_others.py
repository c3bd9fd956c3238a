"""What the page shows of a picture beside its main icon: further icons, and how it was read."""

import pytest
from PIL import Image

from tests.api.conftest import encoded, two_icons
from tests.api.page.browsing import answered, no_violations, picture_file

ALIPAY = "alipay-outlined"
OTHER = "#places li"


@pytest.fixture
def both(screenshot):
    """The rocket on the left and another icon on the right."""
    return two_icons(screenshot, ALIPAY)


@pytest.mark.parametrize("width", [1280, 360])
def test_further_icons_are_listed_below_and_marked(watched, both, width):
    with watched("/", viewport={"width": width, "height": 740}) as page:
        page.set_input_files("#file", picture_file(both))
        assert answered(page) == "rocket-outlined"
        page.get_by_text(f"Also in it: {ALIPAY}.").wait_for()
        page.locator(f"{OTHER} img[src]").wait_for()
        assert page.get_by_role("heading", name="Also in this picture").is_visible()
        assert page.locator(f"{OTHER} .name").all_inner_texts() == [ALIPAY]
        assert page.inner_text(f"{OTHER} .verdict") == "found · outlined"
        order = [page.locator(one).bounding_box()["y"] for one in ("#answer", OTHER, "#results")]
        assert order == sorted(order)
        assert page.locator(".mark").get_attribute("aria-label").startswith(f"{ALIPAY}, ")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert no_violations(page)


def test_a_further_icon_is_copied_as_others_are(watched, both):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(both))
        answered(page)
        page.locator(OTHER).get_by_role("button", name=f"Copy {ALIPAY}").click()
        page.get_by_text(f"Copied SVG of {ALIPAY}.").wait_for()
        page.locator(OTHER).get_by_role("button", name=f"Copy {ALIPAY}").focus()
        page.keyboard.press("d")
        page.get_by_role("dialog", name=ALIPAY).wait_for()


def test_the_box_of_a_further_icon_is_searched(watched, both):
    with watched("/") as page:
        page.set_input_files("#file", picture_file(both))
        answered(page)
        with page.expect_request("**/search?*crop=*"):
            page.locator(".mark").click()
        page.locator("#answer h2", has_text=ALIPAY).wait_for()
        assert answered(page) == ALIPAY
        assert page.locator("#places").is_hidden()
        assert page.locator(".mark").count() == 1  # to come back to
        page.click("#remove")
        page.locator("#stage .stage").wait_for(state="hidden")
        assert page.locator(".mark").count() == 0


def test_how_the_picture_was_read_is_said_in_both_languages(watched, screenshot, both):
    turned = encoded(screenshot("rocket-outlined").transpose(Image.Transpose.ROTATE_270))
    mirrored = encoded(screenshot(ALIPAY).transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    upright = encoded(screenshot(ALIPAY))
    for locale, sentences in (
        ("en", ["rotated by 90°", "mirrored", "one of several"]),
        ("zh-CN", ["旋转 90°", "镜像", "多个之一"]),
    ):
        opening = {"en": "How it was read: ", "zh-CN": "识别方式："}[locale]
        with watched("/", locale=locale) as page:
            for picture, sentence in zip((turned, mirrored, both), sentences, strict=True):
                page.set_input_files("#file", picture_file(picture))
                page.locator(".remark").get_by_text(f"{opening}{sentence}").wait_for()
            page.set_input_files("#file", picture_file(upright))
            page.locator("#places").wait_for(state="hidden")
            answered(page)
            assert opening not in page.inner_text("#spoken")


def test_identical_paths_are_marked_on_the_card(watched, published):
    sources = {icon.id: icon.source_code for icon in published.icons}
    several = sources["rocket-outlined"] + sources["two-colours"]
    with watched("/") as page:
        file = {"name": "a.svg", "mimeType": "image/svg+xml", "buffer": several.encode()}
        page.set_input_files("#file", file)
        page.locator("#results.scored").wait_for()
        assert answered(page) == "rocket-outlined"
        assert "the paths are the same" in page.inner_text("#answer")
        assert page.inner_text(f"{OTHER} .verdict") == "found · same paths"
        assert page.locator(".mark").count() == 0
