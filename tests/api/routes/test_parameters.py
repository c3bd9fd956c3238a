"""The parameters of a search: words, filters, crop, least match; and the picture in JSON."""

import base64
import json

import pytest
from PIL import Image

from tests.api.conftest import NASTY, NO_NAMESPACE, WHITE, encoded, problem

ROCKET = "rocket-outlined"
BRICKS = {"q": "brick"}


@pytest.fixture(scope="module")
def rocket(screenshot):
    return encoded(screenshot(ROCKET))


@pytest.fixture(scope="module")
def page(screenshot):
    """A picture of two icons, the rocket at the right, at x 100 to 180, y 30 to 100."""
    picture = Image.new("RGB", (200, 120), screenshot(ROCKET).getpixel((0, 0)))
    picture.paste(screenshot(NO_NAMESPACE), (5, 20))
    picture.paste(screenshot(ROCKET), (100, 30))
    return encoded(picture)


def results(response):
    assert response.status_code == 200, response.text
    return response.json()["results"]


def ids(response):
    return [result["id"] for result in results(response)]


@pytest.mark.parametrize("prefix", ["", "data:image/png;base64,"])
def test_a_picture_in_json_is_a_picture(service, rocket, prefix):
    in_json = {
        "image": prefix + base64.b64encode(rocket).decode(),
        "limit": 3,
        "style": ["outlined", "two-tone"],
    }
    answer = service.client.post("/search", json=in_json)
    query = {"limit": 3, "style": ["outlined", "two-tone"]}
    assert results(answer) == results(service.client.post("/search", params=query, content=rocket))
    assert ids(answer)[0] == ROCKET


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{", 400, "JSON cannot be read"),
        ("[]", 400, "JSON cannot be used"),
        ('{"image": 5}', 400, "JSON cannot be used"),
        ('{"image": "no base64!"}', 415, "This is text"),
        ('{"image": "https://example.com/a.png"}', 415, "download the picture"),
        ('{"limit": 5}', 422, "holds no picture"),
        ('{"image": "aGk=", "limit": 0}', 422, "limit"),
        ('{"image": "aGk=", "limits": 5}', 422, "limits"),
        ('{"image": "aGk="}', 415, "PNG, JPEG"),
        ('{"image":' + "[" * 100_000, 400, "JSON cannot be read"),
        ('{"image": "aGk=", "q": "\\ud800"}', 400, "JSON cannot be read"),
        ('{"image": "aGk=", "min_match": NaN}', 400, "JSON cannot be read"),
        (
            json.dumps({"image": "aGk="} | {f"a{number}": 1 for number in range(5_000)}),
            400,
            "more than 100 members",
        ),
        (
            json.dumps({"image": "aGk=", "library": [[]] * 500_000}),
            400,
            "more than 10000 values",
        ),
        (
            json.dumps({"image": "aGk=", "library": {}})[:-2] + '"":' * 20_000,
            400,
            "more than 10000 values",
        ),
        # As fast as any other, whatever its quotation marks are.
        ('{"image": "' + '\\"' * 1_000_000, 400, "JSON cannot be read"),
        (json.dumps({"image": "a,\\" * 20_000}), 415, "This is text"),
        (
            json.dumps({"image": "aGk=", "a" * 101: 1}),
            400,
            "more than 100 characters",
        ),
        (
            json.dumps({"image": "aGk=", "library": [1] * 5_000}),
            422,
            "library: List should have at most 100 items",
        ),
        (
            json.dumps({"image": "aGk=", "library": ["a" * 1001]}),
            422,
            "library.0: String should have at most 1000 characters",
        ),
        (
            json.dumps({"image": "aGk=", "encoder": "a" * 1_000_000}),
            422,
            "encoder: String should have at most 200 characters",
        ),
        (
            json.dumps({"image": "aGk=", "crop": "1" * 1_000_000}),
            422,
            "crop: String should have at most 200 characters",
        ),
    ],
)
def test_json_that_is_no_search_is_answered_with_what_to_do(service, body, status, said):
    response = service.client.post(
        "/search", content=body, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    assert response.status_code == status
    assert said in problem(response)["detail"]
    assert len(response.content) < 10_000


def test_as_many_results_as_asked_for_come_from_those_that_the_filters_leave(
    service, published, rocket
):
    two_tone = {icon.id for icon in published.icons if icon.style == "two-tone"}
    assert len(two_tone) > 3
    found = results(
        service.client.post(
            "/search", params={"style": "two-tone", "limit": len(two_tone)}, content=rocket
        )
    )
    assert {result["id"] for result in found} | {
        other["id"] for result in found for other in result.get("also", [])
    } == two_tone
    either = ids(
        service.client.post("/search?style=two-tone&style=outlined&limit=3", content=rocket)
    )
    assert either == ids(
        service.client.post("/search?limit=3&library=Ant Design Icons", content=rocket)
    )


def test_filters_may_be_repeated_fields_of_the_form(service, rocket):
    fields = {"style": ["two-tone", "outlined"], "limit": "3"}
    assert ids(service.client.post("/search", files={"image": rocket}, data=fields))[0] == ROCKET


def test_filters_that_leave_nothing_give_nothing(service, rocket):
    answer = service.client.post(
        "/search", params={"library": "none", "q": "rocket"}, content=rocket
    ).json()
    assert (answer["results"], answer["verdict"]) == ([], "absent")


def test_results_below_the_least_match_are_left_out(service, rocket):
    everything = results(service.client.post("/search", params={"limit": 100}, content=rocket))
    certain = results(
        service.client.post("/search", params={"limit": 100, "min_match": 50}, content=rocket)
    )
    assert certain == [result for result in everything if result["match"] >= 50]
    assert 0 < len(certain) < len(everything)
    untested = service.client.post(
        "/search", params={"encoder": "phash", "min_match": 50}, content=rocket
    )
    assert untested.status_code == 422
    assert "leave min_match out" in problem(untested)["detail"]


def test_a_crop_is_looked_at_alone_and_boxes_stay_those_of_the_whole_picture(service, page):
    answer = service.client.post(
        "/search", params={"crop": "100.5,30,79,70.5"}, content=page
    ).json()
    assert answer["results"][0]["id"] == ROCKET
    query = answer["query"]
    assert (query["width"], query["height"]) == (200, 120)
    assert query["crop"] == {"x": 100, "y": 30, "width": 80, "height": 71}
    box = query["box"]
    assert (
        120 <= box["x"] < box["x"] + box["width"] <= 168
        and 40 <= box["y"] < box["y"] + box["height"] <= 88
    )
    other = service.client.post("/search", params={"crop": "-5,0,95,500"}, content=page).json()
    assert other["results"][0]["id"] == NO_NAMESPACE
    assert other["query"]["crop"] == {"x": 0, "y": 0, "width": 90, "height": 120}
    assert "crop" not in service.client.post("/search", content=page).json()["query"]


@pytest.mark.parametrize(
    ("crop", "said"),
    [
        ("300,0,10,10", "outside of the picture, which has 200 × 120 pixels"),
        ("1,1,5,5", "one colour"),
        ("0,0,10", "x,y,width,height"),
        ("0,0,10,nan", "more than 0"),
        ("0,0,0,10", "more than 0"),
    ],
)
def test_a_crop_that_shows_nothing_is_told(service, page, crop, said):
    response = service.client.post("/search", params={"crop": crop}, content=page)
    assert response.status_code == 422
    assert said in problem(response)["detail"]


def test_words_move_forward_what_has_them_and_leave_score_and_match(service, rocket):
    alone = {
        result["id"]: result
        for result in results(service.client.post("/search", params={"limit": 100}, content=rocket))
    }
    worded = results(
        service.client.post("/search", params={"limit": 100, **BRICKS}, content=rocket)
    )
    order = [result["id"] for result in worded]
    assert order.index(WHITE) < list(alone).index(WHITE)
    assert set(order) == set(alone)
    for result in worded:
        assert (result["score"], result["match"]) == (
            alone[result["id"]]["score"],
            alone[result["id"]]["match"],
        )


def test_words_that_no_icon_has_change_nothing(service, rocket):
    plain = service.client.post("/search", content=rocket)
    for nothing in ("xyzzy", "  ", "_"):
        assert ids(service.client.post("/search", params={"q": nothing}, content=rocket)) == ids(
            plain
        )


def test_similar_icons_look_like_the_icon_and_leave_it_out(service, published):
    answer = service.client.get(f"/icons/{ROCKET}/similar", params={"limit": 100}).json()
    assert (answer["index"], answer["encoder"], answer["icon"]["id"]) == (
        published.name,
        "glyphnet",
        ROCKET,
    )
    found = [result["id"] for result in answer["results"]]
    assert ROCKET not in found
    assert len(found) >= 50
    assert all("match" not in result for result in answer["results"])
    filtered = service.client.get(
        f"/icons/{ROCKET}/similar", params={"limit": 2, "style": "two-tone", "encoder": "phash"}
    ).json()
    assert filtered["encoder"] == "phash"
    assert [result["style"] for result in filtered["results"]] == ["two-tone"] * 2


def test_similar_icons_of_an_icon_with_any_id(service):
    listed = service.client.get("/icons", params={"limit": 200}).json()["icons"]
    for icon in (icon for icon in listed if icon["id"] in NASTY):
        answer = service.client.get(f"{icon['links']['icon']}/similar", params={"limit": 1}).json()
        assert answer["icon"] == icon
        assert answer["results"][0]["id"] in set(NASTY) - {
            icon["id"]
        }  # they differ by the height of a triangle
    assert service.client.get("/icons/none/similar").status_code == 404


@pytest.mark.parametrize("path", ["/icons", "/search"])
def test_words_are_limited_as_they_are_searched(service, rocket, path):
    longest = {"q": "ﷺ" * 11}  # each is written out with 18 characters
    too_long = {"q": "ﷺ" * 12}
    method, content = ("GET", None) if path == "/icons" else ("POST", rocket)
    fine = service.client.request(method, path, params=longest, content=content)
    assert fine.status_code == 200
    refused = service.client.request(method, path, params=too_long, content=content)
    assert refused.status_code == 422
    assert "more than 200 characters" in problem(refused)["detail"]


@pytest.mark.parametrize("path", ["/icons", "/search"])
def test_an_address_has_no_more_parameters_than_searches_need(service, rocket, path):
    method, content = ("GET", None) if path == "/icons" else ("POST", rocket)
    every_value = [(field, "x") for field in ("library", "style", "category") for _ in range(100)]
    fine = service.client.request(method, path, params=every_value, content=content)
    assert fine.status_code == 200
    refused = service.client.request(method, f"{path}?{'a&' * 500}", content=content)
    assert refused.status_code == 431
    assert "more than 500 parameters" in problem(refused)["detail"]


def test_of_many_wrong_parameters_a_few_are_named(service, rocket):
    many = {f"wrong{number}": 1 for number in range(400)}
    refused = service.client.post("/search", params=many, content=rocket)
    assert refused.status_code == 422
    assert len(problem(refused)["errors"]) == 20
