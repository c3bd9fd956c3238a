"""SVG as a query: every way to send it, identical paths, several icons, verdicts, refusals."""

import base64
import json
import re
from contextlib import closing
from urllib.parse import quote

import pytest

from api.budget import SETTINGS as BUDGET
from api.budget import Budget
from api.routes import drawings
from api.schemas.parameters import SearchParameters
from api.settings import Settings
from features.search.published import PublishedLibrary
from render.processes.desk import Desk
from render.svg.screen import Undrawable
from tests.api.conftest import problem, svg
from tests.render.documents import HANGING

ROCKET = "rocket-outlined"


@pytest.fixture(scope="module")
def sources(published):
    return {icon.id: icon.source_code for icon in published.icons}


@pytest.fixture(scope="module")
def rocket(sources):
    return sources[ROCKET]


def answered(response):
    assert response.status_code == 200, response.text
    return response.json()


def ways(code: str):
    """The requests that send code, by name."""
    encoded = base64.b64encode(code.encode()).decode()
    uri = f"data:image/svg+xml,{quote(code)}"
    return {
        "file": {"files": {"image": ("icon.svg", code.encode(), "image/svg+xml")}},
        "form field": {"data": {"image": code, "q": ""}, "files": {"x": b""}},
        "body": {"content": code, "headers": {"Content-Type": "image/svg+xml"}},
        "body of unknown kind": {"content": code.encode()},
        "body in UTF-16": {"content": code.encode("utf-16")},
        "with prolog": {"content": f'\ufeff<?xml version="1.0"?>\n<!-- x -->\n{code}'.encode()},
        "JSON": {"json": {"image": code}},
        "base64 in JSON": {"json": {"image": encoded}},
        "data URI in JSON": {"json": {"image": f"data:image/svg+xml;base64,{encoded}"}},
        "base64": {"content": encoded},
        "data URI": {"content": uri},
        "in markup": {"content": f"<button>{code} Launch</button>"},
    }


def test_an_svg_is_found_in_whatever_way_it_comes(service, rocket):
    for name, request in ways(rocket).items():
        answer = answered(service.client.post("/search", **request))
        first = answer["results"][0]
        assert (first["id"], first["identical"]) == (ROCKET, True), name
        assert answer["verdict"] == "found" and answer["others"] == [], name
        assert answer["query"]["reading"] == "drawing", name


@pytest.mark.parametrize("encoding", ["iso-8859-1", "gbk", "utf-16"])
def test_an_svg_is_read_in_the_encoding_that_it_names(service, rocket, encoding):
    name = "中" if encoding == "gbk" else "é"
    code = rocket.replace(">", f"><title>{name}</title>", 1)
    content = f'<?xml version="1.0" encoding="{encoding}"?>{code}'
    ways = [
        {"content": content.encode(encoding)},
        {"content": base64.b64encode(content.encode(encoding))},
        {"json": {"image": content}},
    ]
    for request in ways:
        first = answered(service.client.post("/search", **request))["results"][0]
        assert (first["id"], first["identical"]) == (ROCKET, True), request


def test_an_encoding_that_no_browser_knows_is_named(service, rocket):
    content = f'<?xml version="1.0" encoding="rot13"?>{rocket}'
    response = service.client.post("/search", content=content.encode())
    assert problem(response)["detail"] == (
        "The SVG cannot be read, because no browser knows its encoding, rot13: save it in UTF-8."
    )
    assert answered(service.client.post("/search", json={"image": content}))


def test_a_picture_says_nothing_of_paths(service, shot):
    answer = answered(service.client.post("/search", content=shot))
    assert "identical" not in answer["results"][0]
    assert answer["query"]["reading"] == "whole"
    assert answer["others"] == []


def figma(code: str, scale: float) -> str:
    """As Figma exports it: in groups, clipped, black, of a fixed size."""
    _, _, width, height = map(float, re.search(r'viewBox="([^"]*)"', code)[1].split())
    body = re.fullmatch(r"<svg[^>]*>(.*)</svg>", code, re.DOTALL)[1]
    body = body.replace("currentColor", "black")
    return (
        f'<svg width="{width * scale}" height="{height * scale}" fill="none" '
        f'viewBox="0 0 {width * scale} {height * scale}" xmlns="http://www.w3.org/2000/svg">'
        f'<g clip-path="url(#clip0_1_2)"><g fill="black" transform="scale({scale})">{body}</g></g>'
        f'<defs><clipPath id="clip0_1_2"><rect width="{width * scale}" fill="white" '
        f'height="{height * scale}"/></clipPath></defs></svg>'
    )


@pytest.mark.parametrize(
    "changed",
    [
        lambda code: code.replace("currentColor", "#1677ff"),
        lambda code: code.replace("currentColor", "white"),
        lambda code: figma(code, 1),
        lambda code: figma(code, 24 / 1024),
    ],
)
def test_an_svg_in_another_colour_or_as_a_tool_exports_it_is_identical(service, rocket, changed):
    answer = answered(service.client.post("/search", content=changed(rocket)))
    first = answer["results"][0]
    assert (first["id"], first["identical"], answer["verdict"]) == (ROCKET, True, "found")
    assert first["match"] > 99


def test_every_icon_finds_itself(service, sources):
    for name, code in sources.items():
        first = answered(service.client.post("/search", content=code.encode()))["results"][0]
        alike = [first["id"], *(other["id"] for other in first.get("also", []))]
        assert name in alike and first["identical"], name


def test_a_drawing_that_is_like_no_icon_is_absent(service):
    code = svg('<path d="M3 3l7 2-4 5zM14 4h7l-5 3zM12 12l9 9-12-3zM2 20l4-6 1 8z"/>')
    answer = answered(service.client.post("/search", content=code))
    assert answer["verdict"] == "absent"
    assert not any(result["identical"] for result in answer["results"])


def test_nearly_the_same_drawing_is_found_and_not_identical(service, rocket):
    moved = rocket.replace("<path", '<path transform="translate(4 4)"', 1)
    answer = answered(service.client.post("/search", content=moved))
    first = answer["results"][0]
    assert (first["id"], first["identical"], answer["verdict"]) == (ROCKET, False, "found")


def symbols(*codes: str, use: str = "") -> str:
    """A sprite."""
    parts = []
    for number, code in enumerate(codes):
        tag, body = re.fullmatch(r"<svg([^>]*)>(.*)</svg>", code, re.DOTALL).groups()
        parts.append(f'<symbol id="i{number}"{tag.replace("xmlns", "data-x")}>{body}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" display="none">{"".join(parts)}{use}</svg>'


@pytest.mark.parametrize("joined", [lambda *codes: "\n".join(codes), symbols])
def test_several_icons_in_one_text_are_searched_each(service, sources, joined):
    wanted = [ROCKET, "account-book-outlined", "two-colours"]
    code = joined(*(sources[icon] for icon in wanted))
    answer = answered(service.client.post("/search?limit=2", content=code))
    assert answer["results"][0]["id"] == ROCKET
    assert [other["results"][0]["id"] for other in answer["others"]] == wanted[1:]
    assert all(other["verdict"] == "found" for other in answer["others"])
    assert all("box" not in other for other in answer["others"])


def test_the_parameters_of_a_search_count(service, rocket):
    def results(**parameters):
        response = service.client.post("/search", params=parameters, content=rocket)
        return answered(response)["results"]

    assert len(results(limit=3)) == 3
    assert [result["id"] for result in results(min_match=90)] == [ROCKET]
    assert {result["style"] for result in results(style="two-tone")} == {"two-tone"}
    assert results(svg=True, limit=1)[0]["svg"] == rocket
    assert "match" not in results(encoder="phash")[0]
    assert results(encoder="phash")[0]["identical"]


@pytest.mark.parametrize(
    ("code", "parameters", "status", "said"),
    [
        (svg(""), {}, 422, "nothing of it is visible"),
        ("<svg", {}, 415, "This is text"),
        ("<svg><path", {}, 422, "The SVG cannot be drawn (it is not well-formed XML"),
        ("<svg/>", {}, 422, "nothing of it is visible"),
        (svg("<g>" * 100 + "</g>" * 100), {}, 422, "nested more than 64 deep"),
        (svg('<path d="M2 2h9z"/>') * 33, {}, 422, "33 icons"),
        (svg('<path d="M2 2h9v9z"/>') + svg(""), {}, 422, "Icon 2 of 2 cannot be drawn"),
        (svg('<path d="M2 2h9v9z"/>'), {"crop": "0,0,9,9"}, 422, "leave crop out"),
        (svg('<path d="M2 2h9v9z"/>'), {"encoder": "phash", "min_match": 9}, 422, "min_match"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "b">]><svg>&a;</svg>', {}, 422, "XML entity"),
    ],
)
def test_what_cannot_be_drawn_is_answered_with_why(service, code, parameters, status, said):
    response = service.client.post("/search", params=parameters, content=code)
    assert response.status_code == status, response.text
    assert said in problem(response)["detail"]


def test_an_svg_that_takes_too_long_ends_alone(service, rocket):
    response = service.client.post("/search", content=HANGING["nested mask"])
    assert response.status_code == 422
    detail = problem(response)["detail"]
    assert "processor time" in detail or "had to be killed" in detail  # on a busy machine
    assert answered(service.client.post("/search", content=rocket))["verdict"] == "found"


class CostlyDesk(Desk):
    """Each icon takes some processor time, and fails where it has less."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def draw(self, svg, side, charge, seconds):
        charge(min(self.seconds, seconds))
        if self.seconds > seconds:
            raise Undrawable(f"drawing it took more than {seconds:.2g} s")
        return super().draw(svg, side)


# On a slow machine the rest of the search takes the time of an icon, but never of four.
@pytest.mark.parametrize(
    ("seconds", "least", "most"), [(0.01, 4, 4), (0.3, 1, 3), (0.6, 1, 1), (0.69, 1, 1)]
)
def test_all_icons_of_a_text_are_drawn_within_the_time_for_drawing(
    published, rocket, seconds, least, most
):
    text = "\n".join([rocket] * 4)
    limited = Budget(Settings.max_processor_seconds)
    limited.begin()
    with (
        closing(PublishedLibrary.open(published.folder, 1)) as library,
        closing(CostlyDesk(seconds)) as desk,
    ):
        try:
            answer = drawings.search(library, desk, text, SearchParameters(), "")
        finally:
            limited.end()
    drawn = 1 + len(answer.others)
    assert least <= drawn <= most
    assert answer.ended_early == (drawn < 4)
    assert seconds * drawn < limited.spent


def test_what_follows_the_last_drawing_ends_within_the_search():
    """An outline and a process take 0.5 s at most."""
    most = Settings.max_processor_seconds
    assert drawings.LIMITS.drawn_within * BUDGET.late * most + 0.5 < 0.8 * most


def test_an_svg_is_no_window(service, rocket):
    response = service.client.post("/search/screenshot", content=rocket)
    assert response.status_code == 415
    assert "search for it as one picture" in json.loads(response.content)["detail"]
