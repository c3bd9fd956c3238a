from urllib.parse import quote

import pytest

from api.svg.cleaning import clean
from tests.api.conftest import NASTY, SCRIPTED, TWO_COLOURS, WHITE, problem

ADDED = {"code", "variants"}  # to what a list has of an icon


def everything(service, **parameters):
    """All icons that match, by following `next`."""
    page = service.client.get("/icons", params=parameters).json()
    icons = page["icons"]
    while "next" in page:
        page = service.client.get(page["next"]).json()
        icons += page["icons"]
    assert len(icons) == page["total"]
    return icons


def test_pages_lead_through_the_whole_library(service, published):
    listed = everything(service, limit=7)
    assert [icon["id"] for icon in listed] == sorted(icon.id for icon in published.icons)


def test_fields_and_words_filter(service, published):
    by_style = everything(service, style="two-tone", library="Ant Design Icons", limit=5)
    assert {icon["id"] for icon in by_style} == {
        icon.id for icon in published.icons if icon.style == "two-tone"
    }
    assert [icon["id"] for icon in everything(service, q="BRICK")] == [WHITE]
    assert [icon["id"] for icon in everything(service, q="rocket", style="outlined")] == [
        "rocket-outlined"
    ]
    assert everything(service, style="outlined", license="GPL") == []


def test_a_page_beyond_the_end_is_empty(service, published):
    page = service.client.get("/icons", params={"offset": 10_000}).json()
    assert (page["icons"], page["total"]) == ([], len(published.icons))
    assert "next" not in page


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "offset=-1", "offset=x", "styl=outlined", f"q={'q' * 201}"]
)
def test_parameters_that_mean_nothing_are_refused(service, query):
    response = service.client.get(f"/icons?{query}")
    assert response.status_code == 422
    (entry,) = problem(response)["errors"]
    assert entry["parameter"] == query.split("=")[0]


def test_an_icon_with_any_id_is_reached_by_its_links(service, published):
    drawings = {icon.id: icon.source_code for icon in published.icons}
    listed = everything(service, limit=200)
    assert {icon["id"] for icon in listed} >= set(NASTY)
    assert not any("svg" in icon for icon in listed), "it was not asked for"
    for icon in listed:
        links = icon["links"]
        details = service.client.get(links["icon"]).json()
        assert details == icon | {name: details[name] for name in ADDED & details.keys()}
        drawing = drawings[icon["id"]]
        assert service.client.get(links["svg"]).text == clean(drawing)
        assert service.client.get(links["svg"], params={"raw": True}).text == drawing
        image = service.client.get(links["image"])
        assert image.headers["content-type"] == "image/jpeg"
        assert image.content.startswith(b"\xff\xd8")


@pytest.mark.parametrize("where", ["list", "similar", "search"])
def test_icons_come_with_their_svg_where_it_is_asked_for(service, published, shot, where):
    drawings = {icon.id: icon.source_code for icon in published.icons}
    answer = {
        "list": lambda: service.client.get("/icons", params={"limit": 200, "svg": True}),
        "similar": lambda: service.client.get(
            "/icons/rocket-outlined/similar", params={"svg": True}
        ),
        "search": lambda: service.client.post("/search", params={"svg": True}, content=shot),
    }[where]().json()
    icons = answer["icons"] if where == "list" else answer["results"]
    assert len(icons) > 5
    assert {icon["id"]: icon["svg"] for icon in icons} == {
        icon["id"]: clean(drawings[icon["id"]]) for icon in icons
    }


@pytest.mark.parametrize(
    "icon_id", sorted({*NASTY} - {"~Li4veA"})
)  # that one is the key of another
def test_an_address_put_together_by_hand_leads_to_the_icon(service, icon_id):
    address = "/icons/" + quote(icon_id, safe="").replace(".", "%2E")
    assert service.client.get(address, follow_redirects=True).json()["id"] == icon_id
    image = service.client.get(f"{address}/image", follow_redirects=True)
    assert image.headers["content-type"] == "image/jpeg"


def test_links_work_in_a_browser(watched, service):
    icons = everything(service, limit=200)
    with watched("/") as page:
        fetched = page.evaluate(
            "icons => Promise.all(icons.map(async ({links}) => "
            "(await (await fetch(links.icon)).json()).id))",
            icons,
        )
    assert fetched == [icon["id"] for icon in icons]


def test_a_multicolour_icon_has_a_picture_on_each_ground(service):
    icon = service.client.get(f"/icons/{TWO_COLOURS}").json()
    assert icon["grounds"] == ["light", "dark"]
    preferred, light, dark = (
        service.client.get(icon["links"]["image"] + query).content
        for query in ("", "?ground=light", "?ground=dark")
    )
    assert preferred == light != dark


def test_a_ground_that_an_icon_lacks_is_told(service):
    icon = service.client.get(f"/icons/{WHITE}").json()
    assert icon["grounds"] == ["dark"]
    response = service.client.get(icon["links"]["image"], params={"ground": "light"})
    assert response.status_code == 404
    assert "no picture on a light ground" in problem(response)["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/icons/none",
        "/icons/none/svg",
        "/icons/none/image",
        "/icons/no/such/icon",
        "/icons/~",
        "/icons/~%ff",
        "/icons/" + "a" * 9000,
    ],
)
def test_an_unknown_icon_is_told(service, path):
    response = service.client.get(path)
    assert response.status_code == 404
    assert "has no icon" in problem(response)["detail"]
    assert len(response.content) < 500


def test_a_script_in_an_svg_can_do_nothing(service, browser):
    address = service.client.get(f"/icons/{SCRIPTED}").json()["links"]["svg"]
    assert "onload" not in service.client.get(address).text
    address += "?raw=true"
    response = service.client.get(address)
    assert "onload" in response.text  # it is served as the library has it
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.headers["x-content-type-options"] == "nosniff"
    # Chromium runs no script of an SVG without a sandbox either, if the policy names none.
    policy = response.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    page = browser.new_page()
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{service.url}{address}")
    said = ("Blocked script execution", "Content Security Policy")
    while not any(sentence in text for text in refused for sentence in said):
        page.wait_for_timeout(20)
    assert page.title() == ""
    page.close()


def test_words_that_no_icon_has_are_answered_with_the_nearest_words(service):
    page = service.client.get("/icons", params={"q": "rokkett"}).json()
    assert page["total"] == 0
    assert "rocket" in page["nearest_words"]
    assert "nearest_words" not in service.client.get("/icons", params={"q": "rocket"}).json()
    nothing = service.client.get("/icons", params={"library": "none"}).json()
    assert (nothing["total"], "nearest_words" in nothing) == (0, False)
