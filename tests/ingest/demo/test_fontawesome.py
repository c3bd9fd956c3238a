import httpx
import pytest

from ingest.demo import FontAwesome
from ingest.demo.fontawesome import API_TOKEN
from ingest.demo.library import stretch
from tests.ingest.demo.faulty import Fault, serve

QUERY = """query($page: Int! = 1, $size: Int, $filter: SvgsFilter, $license: License) {
  release(version: "7.x") {
  version iconCount { free pro } familyStyles { prefix }
  iconsPaginated(license: $license, page: $page, pageSize: $size) {
    page pageSize totalIconCount totalPageCount
    icons { id label unicode aliases { names }
      familyStylesByLicense { free { prefix } pro { prefix } }
      svgs(filter: $filter) { html width height pathData familyStyle { family style prefix } } }
  }
} }"""


def fetch_token(demo, api_token=API_TOKEN):
    return httpx.post(
        f"{demo.root}/fontawesome/token",
        headers={"Authorization": f"Bearer {api_token}"},
        timeout=60,
        trust_env=False,
    )


def bearer(demo):
    return {"Authorization": f"Bearer {fetch_token(demo).json()['access_token']}"}


def svgs(document):
    return [icon["svgs"] for icon in document["data"]["release"]["iconsPaginated"]["icons"]]


def test_one_icon_has_an_svg_for_each_style(demo, data, icons):
    release = data(f"{demo.root}/fontawesome", QUERY, bearer(demo))["release"]
    assert release["iconCount"] == {"free": 12, "pro": 0}
    page = release["iconsPaginated"]
    assert [icon["id"] for icon in page["icons"]] == ["n00", "n01", "n02", "n03"]
    assert (page["page"], page["totalIconCount"], page["totalPageCount"]) == (1, 4, 1)
    second = page["icons"][1]
    assert (second["label"], second["unicode"], second["aliases"]) == (
        "N01",
        "e001",
        {"names": ["a1"]},
    )
    assert sorted(svg["html"] for svg in second["svgs"]) == sorted(
        icon.source_code for icon in icons if icon.id.startswith("n01")
    )
    drawn = second["svgs"][0]
    assert (drawn["width"], drawn["height"], drawn["pathData"]) == (24, 32, ["M1 1h9v9z", "M1 2v1"])
    assert [tuple(svg["familyStyle"].values()) for svg in second["svgs"]] == [
        ("classic", "solid", "fas"),
        ("classic", "regular", "far"),
        ("duotone", "solid", "fad"),
    ]
    assert [style["prefix"] for style in second["familyStylesByLicense"]["free"]] == [
        "fas",
        "far",
        "fad",
    ]


def test_pages_filters_and_licences(demo, data):
    url, headers = f"{demo.root}/fontawesome", bearer(demo)
    pages = [
        data(url, QUERY, headers, page=page, size=3)["release"]["iconsPaginated"]
        for page in (1, 2, 3)
    ]
    assert [len(page["icons"]) for page in pages] == [3, 1, 0]
    assert pages[0]["totalPageCount"] == 2
    solid = data(
        url, QUERY, headers, filter={"familyStyles": [{"family": "CLASSIC", "style": "SOLID"}]}
    )
    assert [[svg["familyStyle"]["prefix"] for svg in found] for found in svgs({"data": solid})] == [
        ["fas"]
    ] * 4
    assert (
        data(url, QUERY, headers, license="PRO")["release"]["iconsPaginated"]["totalIconCount"] == 0
    )
    assert data(url, '{ release(version: "5.0.0") { version } }', headers) == {"release": None}


def test_pages_that_are_too_large_are_too_complex(demo, post):
    document = post(f"{demo.root}/fontawesome", QUERY, bearer(demo), size=501).json()
    assert "too complex" in document["errors"][0]["message"]
    assert document["data"]["release"]["iconsPaginated"] is None


def test_a_token_is_given_for_the_right_api_token_only(demo):
    document = fetch_token(demo).json()
    assert document | {"access_token": ""} == {
        "access_token": "",
        "expires_in": 3600,
        "scopes": ["public", "svg_icons_free"],
        "token_type": "Bearer",
    }
    assert fetch_token(demo, "wrong").status_code == 401


def test_without_a_token_there_is_everything_but_svgs(demo, data):
    assert svgs({"data": data(f"{demo.root}/fontawesome", QUERY)}) == [None] * 4


def test_a_wrong_token_is_refused(demo, post):
    assert (
        post(
            f"{demo.root}/fontawesome", QUERY, {"Authorization": f"Bearer {API_TOKEN}"}
        ).status_code
        == 401
    )


@pytest.mark.parametrize(
    ("limits", "statuses"), [({"token_seconds": 0}, [401]), ({"token_uses": 2}, [200, 200, 401])]
)
def test_tokens_end_with_time_and_use(icons, post, limits, statuses):
    with serve(icons, fontawesome=FontAwesome(**limits)) as demo:
        headers = bearer(demo)
        assert [
            post(f"{demo.root}/fontawesome", QUERY, headers).status_code for _ in statuses
        ] == statuses


def test_a_token_that_expires_in_mid_crawl(demo, post):
    url, headers = f"{demo.root}/fontawesome", bearer(demo)
    demo.faults = [Fault("expired-token", first=2, last=2), Fault("mute-token", first=3, last=3)]
    responses = [post(url, QUERY, headers) for _ in range(4)]
    assert [response.status_code for response in responses] == [200, 401, 200, 401]
    assert svgs(responses[2].json()) == [None] * 4
    assert post(url, QUERY, bearer(demo)).status_code == 200


def test_faults_of_icons_reach_their_svgs(demo, post):
    url, headers = f"{demo.root}/fontawesome", bearer(demo)
    demo.faults = [
        Fault("null-source", "n01-filled", 1, 1),
        Fault("partial", "n01-filled", 2, 2),
        Fault("empty-source", "n01-filled", 3),
    ]
    null, partial, empty = (post(url, QUERY, headers).json() for _ in range(3))
    assert (
        [found is None for found in svgs(null)]
        == [found is None for found in svgs(partial)]
        == [False, True, False, False]
    )
    assert "errors" not in null
    assert partial["errors"][0]["path"][-2:] == [1, "svgs"]
    assert [svg["html"] for svg in svgs(empty)[1]].count("") == 1


def test_an_icon_without_a_style_is_one_of_its_own(data, icons):
    with serve(stretch(icons[:1], 2)) as demo:
        icons = data(f"{demo.root}/fontawesome", QUERY, bearer(demo))["release"]["iconsPaginated"][
            "icons"
        ]
        assert [icon["id"] for icon in icons] == ["n00", "n00-filled~2"]
