"""What is copied of an icon, over HTTP."""

import pytest

from tests.api.conftest import SCRIPTED, problem


def copied(service, identifier: str, **parameters) -> dict:
    return service.client.get(f"/icons/{identifier}/copy", params=parameters).json()


def test_an_icon_comes_in_every_form_those_of_its_package_first(service, published):
    answer = copied(service, "rocket-outlined")
    assert answer["index"] == published.name and "reason" not in answer
    assert list(answer["forms"]) == [
        *("React import", "React tag", "Vue import", "Vue tag"),
        *("svg", "jsx", "vue", "svelte", "css", "img", "uri", "name"),
    ]
    assert answer["forms"]["React tag"] == "<RocketOutlined />"
    assert 'width="1em" height="1em"' in answer["forms"]["svg"]


def test_size_and_colour_are_taken(service):
    forms = copied(service, "rocket-outlined", size="24", colour="#ff0000")["forms"]
    assert 'width="24" height="24"' in forms["svg"] and 'fill="#ff0000"' in forms["svg"]
    assert forms["img"].endswith('width="24" height="24">')


@pytest.mark.parametrize("query", ["size=2em", "size=0", "size=4097", "colour=red", "sise=24"])
def test_what_is_no_size_and_no_colour_is_refused(service, query):
    response = service.client.get(f"/icons/rocket-outlined/copy?{query}")
    assert response.status_code == 422
    assert problem(response)["errors"][0]["parameter"] == query.split("=")[0]


def test_an_icon_of_no_package_has_its_drawing_only(service):
    forms = copied(service, SCRIPTED)["forms"]
    assert "React tag" not in forms and "<circle" in forms["jsx"]


def test_an_icon_that_is_not_there_is_not_found(service):
    response = service.client.get("/icons/nowhere/copy")
    assert response.status_code == 404 and problem(response)


def test_answers_have_the_code_where_it_is_asked_for(service, shot):
    tag = {"React tag": "<RocketOutlined />"}
    found = service.client.post("/search?code=true", files={"image": shot}).json()
    first = found["results"][0]
    assert first["code"]["React tag"] == tag["React tag"]
    asked = service.client.post("/search", files={"image": shot}, data={"code": "true"}).json()
    assert asked["results"][0]["code"] == first["code"]
    listed = service.client.get("/icons", params={"q": "rocket", "code": True}).json()
    assert listed["icons"][0]["code"] == first["code"]
    similar = service.client.get("/icons/rocket-outlined/similar?code=1").json()
    assert similar["icon"]["code"] == first["code"] and any(
        "code" in icon for icon in similar["results"]
    )
    window = service.client.post("/search/screenshot?code=1&all=1", files={"image": shot}).json()
    codes = [result.get("code") for icon in window["icons"] for result in icon["results"]]
    assert codes and any(codes)
    without = service.client.post("/search", files={"image": shot}).json()
    assert "code" not in without["results"][0]


def test_details_have_the_variants_of_the_drawing(service, published):
    ids = {icon.id for icon in published.icons}
    two_tone = next(
        icon.id
        for icon in published.icons
        if icon.style == "two-tone" and icon.id.replace("twotone", "outlined") in ids
    )
    details = service.client.get(f"/icons/{two_tone}", params={"svg": True}).json()
    variants = {icon["id"]: icon for icon in details["variants"]}
    assert variants.keys() >= {two_tone, two_tone.replace("twotone", "outlined")}
    assert all(icon["svg"] for icon in variants.values()) and details["svg"]
    assert details["code"]["React tag"].endswith("TwoTone />")


def test_the_forms_of_the_package_are_among_the_facts(service):
    assert service.client.get("/readyz").json()["forms"] == [
        "React import",
        "React tag",
        "Vue import",
        "Vue tag",
    ]


def test_the_address_of_an_svg_gives_it_at_a_size(service):
    address = "/icons/rocket-outlined/svg"
    sized = service.client.get(address, params={"size": "24", "colour": "#00ff00"}).text
    assert 'width="24" height="24"' in sized and 'fill="#00ff00"' in sized
    assert 'width="24" height="24"' not in service.client.get(address).text
    assert service.client.get(address, params={"size": "big"}).status_code == 422
