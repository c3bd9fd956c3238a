"""POST /search/screenshot: a composed picture, a page drawn by Chromium, and what can go wrong."""

import base64
from io import BytesIO
from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw, ImageFont

from api.routes import screenshots
from features.store import generation
from tests.api.conftest import encoded, problem

SIDE = 24
PLACES = ((40, 30), (120, 28), (40, 120))


@pytest.fixture(scope="module")
def window(published):
    """A window: three icons of the library, a word beside one, a line of text, a sketch."""
    opened = generation.open_generation(published.folder.generations / published.name)
    image = Image.new("RGB", (420, 200), "white")
    pen = ImageDraw.Draw(image)
    chosen = [icon.id for icon in published.icons if icon.style == "outlined"][3:12:4]
    places = dict(zip(chosen, PLACES, strict=True))
    for identifier, place in places.items():
        icon = (
            Image.open(BytesIO(opened.catalogue.jpeg(identifier)))
            .convert("RGB")
            .resize((SIDE, SIDE), Image.Resampling.LANCZOS)
        )
        image.paste(icon, place)
    opened.close()
    pen.text((152, 34), "Publish", "black", ImageFont.load_default(14))
    pen.text(
        (40, 80),
        "Changes are saved as you type and shared with the team.",
        "#555",
        ImageFont.load_default(14),
    )
    pen.line([(300, 120), (312, 150), (318, 118), (330, 144), (336, 121), (304, 139)], "black", 2)
    return SimpleNamespace(image=image, places=places)


def post(service, image, **parameters):
    return service.client.post("/search/screenshot", content=encoded(image), params=parameters)


def answer(service, image, **parameters):
    response = post(service, image, **parameters)
    assert response.status_code == 200, response.text
    return response.json()


def names(icons) -> list[str]:
    return [icon["results"][0]["id"] for icon in icons]


def inside(box, place) -> bool:
    left, top = place
    return (
        left <= box["x"] < box["x"] + box["width"] <= left + SIDE
        and top <= box["y"] < box["y"] + box["height"] <= top + SIDE
    )


def test_the_svg_of_each_icon_is_answered_on_request(service, window):
    plain = answer(service, window.image)["icons"]
    with_svg = answer(service, window.image, svg=True)["icons"]
    assert names(with_svg) == names(plain)
    assert not any("svg" in result for icon in plain for result in icon["results"])
    svgs = [result["svg"] for icon in with_svg for result in icon["results"]]
    assert len(svgs) >= len(PLACES) and all(svg.startswith("<svg") for svg in svgs)


def test_each_icon_is_found_where_it_is_painted(service, published, window):
    said = answer(service, window.image)
    assert (said["index"], said["encoder"], said["width"], said["height"]) == (
        published.name,
        "glyphnet",
        420,
        200,
    )
    assert said["took_ms"] > 0
    found = [icon for icon in said["icons"] if icon["verdict"] == "found"]
    assert names(found) == list(window.places)  # in reading order, and no text among them
    for icon, place in zip(found, window.places.values(), strict=True):
        assert inside(icon["box"], place)
        assert max(icon["box"]["width"], icon["box"]["height"]) > 0.59 * SIDE
        first = icon["results"][0]
        assert first["match"] > 70 and first["links"]["svg"] == f"/icons/{first['id']}/svg"


def test_what_is_no_icon_of_the_library_is_answered_only_if_asked_for(service, window):
    usual, everything = answer(service, window.image), answer(service, window.image, all=True)
    assert {icon["verdict"] for icon in usual["icons"]} <= {"found", "unsure"}
    assert [icon for icon in everything["icons"] if icon["verdict"] != "absent"] == usual["icons"]
    sketch = [
        icon for icon in everything["icons"] if icon["box"]["x"] >= 290 and icon["box"]["y"] > 100
    ]
    assert [icon["verdict"] for icon in sketch] == ["absent"]


def test_so_many_results_a_box_and_none_below_the_least_match(service, window):
    def lengths(**parameters):
        return {
            len(icon["results"]) for icon in answer(service, window.image, **parameters)["icons"]
        }

    assert (lengths(), lengths(limit=1), lengths(limit=5)) == ({3}, {1}, {5})
    sure = answer(service, window.image, min_match=50)["icons"]
    assert names(sure) == list(window.places)
    assert all(result["match"] >= 50 for icon in sure for result in icon["results"])


def test_filters_leave_only_icons_that_have_the_values(service, published, window):
    """The page sends the filters that are chosen on it with every search."""
    two_tone = {icon.id for icon in published.icons if icon.style == "two-tone"}
    said = answer(service, window.image, style="two-tone", library="Ant Design Icons", all=True)
    results = [result for icon in said["icons"] for result in icon["results"]]
    assert results and {result["id"] for result in results} <= two_tone
    either = answer(service, window.image, style=["outlined", "two-tone"])["icons"]
    assert names(icon for icon in either if icon["verdict"] == "found") == list(window.places)


def test_filters_may_be_fields_of_the_form(service, window):
    content = encoded(window.image)
    said = service.client.post(
        "/search/screenshot", files={"image": content}, data={"style": "outlined"}
    ).json()
    assert said["icons"] == answer(service, window.image, style="outlined")["icons"]


def test_filters_that_leave_nothing_give_nothing(service, window):
    for everything in (False, True):
        assert answer(service, window.image, library="none", all=everything)["icons"] == []


def test_a_form_and_json_are_read_as_for_a_search(service, window):
    content = encoded(window.image)
    plain = answer(service, window.image, limit=2)["icons"]
    form = service.client.post("/search/screenshot", files={"image": content}, data={"limit": "2"})
    as_json = service.client.post(
        "/search/screenshot", json={"image": base64.b64encode(content).decode(), "limit": 2}
    )
    assert form.json()["icons"] == as_json.json()["icons"] == plain


def test_a_page_drawn_by_chromium(service, published, browser):
    shown = [icon for icon in published.icons if icon.style == "outlined"][14:20]
    rows = "".join(
        f'<p><span class="i">{icon.source_code}</span><b>Settings of the team</b>'
        f'<span class="p">{icon.source_code}</span></p>'
        for icon in shown
    )
    page = browser.new_page(viewport={"width": 500, "height": 400}, device_scale_factor=2)
    page.set_content(
        "<style>body{background:#1b1f2a;color:#ddd;font:14px sans-serif}"
        "p{display:flex;align-items:center;gap:12px;height:44px;margin:8px}"
        ".i svg{width:18px;height:18px;fill:currentColor}"
        ".p{padding:9px;border-radius:8px;background:#1677ff;color:#fff;line-height:0}"
        f".p svg{{width:20px;height:20px;fill:currentColor}}</style>{rows}"
    )
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.close()
    found = [icon for icon in answer(service, image)["icons"] if icon["verdict"] == "found"]
    assert names(found) == [icon.id for icon in shown for _ in range(2)]


def test_a_window_without_icons_has_none(service):
    image = Image.new("RGB", (400, 120), "white")
    ImageDraw.Draw(image).text(
        (20, 40), "Nothing to be seen here but a line of text.", "black", ImageFont.load_default(14)
    )
    assert [icon for icon in answer(service, image)["icons"] if icon["verdict"] == "found"] == []


def test_an_encoder_without_a_test_cannot_tell_icons_from_other_things(service, window):
    details = problem(post(service, window.image, encoder="phash"))
    assert details["status"] == 422
    assert "phash" in details["detail"] and "crop" in details["detail"]


@pytest.mark.parametrize(
    "parameters", [{"limit": 0}, {"limit": 11}, {"min_match": 101}, {"q": "rocket"}]
)
def test_parameters_that_are_not_possible_are_named(service, window, parameters):
    details = problem(post(service, window.image, **parameters))
    assert [entry["parameter"] for entry in details["errors"]] == list(parameters)


@pytest.mark.parametrize(
    "size", [(int(screenshots.MAX_PIXELS**0.5) + 1,) * 2, (screenshots.MAX_SIDE + 1, 2)]
)
def test_a_picture_that_is_too_large_for_a_window_is_refused(service, size):
    picture = Image.new("1", size)
    picture.putpixel((0, 0), 1)
    details = problem(service.client.post("/search/screenshot", content=encoded(picture)))
    assert (details["status"], details["type"].rpartition(":")[2]) == (413, "too-large")


def test_the_operation_is_documented(service):
    operation = service.client.get("/openapi.json").json()["paths"]["/search/screenshot"]["post"]
    assert operation["operationId"] == "searchScreenshot"
    form = operation["requestBody"]["content"]["multipart/form-data"]["schema"]["properties"]
    filters = {"library", "style", "category", "license"}
    assert set(form) == {"image", "limit", "encoder", "min_match", "all", "svg"} | filters
    assert {"200", "413", "415", "422", "503"} <= set(operation["responses"])
