import asyncio
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

import httpx
import pytest
from PIL import Image

from api.app import create_app
from api.settings import Settings
from features.search.calibration import CALIBRATION
from features.search.hypothesis import Kind
from features.search.published import PublishedLibrary
from tests.api.conftest import WHITE, encoded, problem

ROCKET = "rocket-outlined"


@pytest.fixture(scope="module")
def rocket(screenshot):
    return screenshot(ROCKET)


def found(response):
    assert response.status_code == 200, response.text
    return [result["id"] for result in response.json()["results"]]


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_screenshot_finds_its_icon(service, rocket, file_format):
    content = encoded(rocket, file_format)
    as_form = service.client.post(
        "/search", files={"image": ("any name.txt", content, "text/plain")}
    )
    as_body = service.client.post(
        "/search", content=content, headers={"Content-Type": f"image/{file_format.lower()}"}
    )
    assert found(as_form)[0] == ROCKET
    assert as_form.json()["results"] == as_body.json()["results"]


def test_a_body_sent_in_pieces_without_its_length_is_read(service, rocket):
    content = encoded(rocket)
    pieces = (content[start : start + 100] for start in range(0, len(content), 100))
    assert found(service.client.post("/search", content=pieces))[0] == ROCKET


def test_the_answer_says_what_was_seen(service, published, rocket):
    answer = service.client.post("/search", content=encoded(rocket)).json()
    assert (answer["index"], answer["encoder"]) == (published.name, "glyphnet")
    assert answer["took_ms"] > 0
    query = answer["query"]
    assert (query["width"], query["height"], query["inverted"]) == (80, 70, True)
    assert (
        max(int(query["background"][place : place + 2], 16) for place in (1, 3, 5)) < 8
    )  # black, as JPEG keeps it
    box = query["box"]
    assert (
        20 <= box["x"] < box["x"] + box["width"] <= 68
        and 10 <= box["y"] < box["y"] + box["height"] <= 58
    )
    assert box["height"] > 30


def test_the_answer_says_how_the_picture_was_read(service, rocket):
    answer = service.client.post("/search", content=encoded(rocket)).json()
    query = answer["query"]
    assert (query["reading"], query["mirrored"], query["rotated"]) == ("whole", False, 0)
    assert answer["others"] == []


def test_the_answer_says_how_the_icon_is_turned(service, rocket):
    turned = rocket.transpose(Image.Transpose.ROTATE_270)
    answer = service.client.post("/search", content=encoded(turned)).json()
    assert found_id(answer) == ROCKET
    query = answer["query"]
    assert (query["reading"], query["mirrored"], query["rotated"]) == ("turned", False, 90)


def test_further_icons_of_a_picture_are_in_others(service, rocket):
    both = Image.new("RGB", (200, 70), rocket.getpixel((0, 0)))
    both.paste(rocket, (0, 0))
    both.paste(rocket, (115, 0))
    answer = service.client.post("/search?limit=2", content=encoded(both)).json()
    (other,) = answer["others"]
    assert other["verdict"] == "found"
    assert found_id(answer) == found_id(other) == ROCKET
    assert len(other["results"]) <= 2
    first, second = sorted((answer["query"]["box"], other["box"]), key=lambda box: box["x"])
    assert first["x"] + first["width"] < second["x"]
    part = {"limit": 2, "crop": "10,0,190,70"}
    cropped = service.client.post("/search", content=encoded(both), params=part).json()
    boxes = sorted((cropped["query"]["box"], cropped["others"][0]["box"]), key=lambda box: box["x"])
    assert boxes[1]["x"] == pytest.approx(second["x"], abs=2), "in pixels of the whole picture"


def test_how_a_picture_is_read_is_documented_with_examples(service):
    schemas = service.client.get("/openapi.json").json()["components"]["schemas"]
    query = schemas["Query"]["properties"]
    assert set(query["reading"]["enum"]) == set(get_args(Kind))
    assert (query["rotated"]["minimum"], query["rotated"]["exclusiveMaximum"]) == (0, 360)
    for name in ("reading", "mirrored", "rotated"):
        assert query[name]["description"]
        assert query[name]["examples"]
    assert schemas["SearchAnswer"]["properties"]["others"]["description"]


def found_id(answer: dict) -> str:
    return answer["results"][0]["id"]


def test_results_carry_what_the_library_knows(service, rocket):
    first = service.client.post("/search", content=encoded(rocket)).json()["results"][0]
    assert first["score"] > 0.9
    links = {
        "icon": f"/icons/{ROCKET}",
        "svg": f"/icons/{ROCKET}/svg",
        "image": f"/icons/{ROCKET}/image",
    }
    known = {
        "id": ROCKET,
        "name": ROCKET,
        "library": "Ant Design Icons",
        "style": "outlined",
        "license": "MIT",
    }
    assert first | known | {"links": links, "grounds": ["light"]} == first
    assert "updated_at" not in first  # not known


def test_an_icon_of_the_library_is_found_with_certainty(service, rocket):
    answer = service.client.post("/search", content=encoded(rocket)).json()
    assert answer["verdict"] == "found"
    assert answer["results"][0]["match"] > 90
    assert answer["results"][1]["match"] < 10
    assert 0 <= answer["false_accept"] <= 100 * CALIBRATION.false_accept_rate


def test_how_sure_the_first_result_is_does_not_depend_on_how_many_are_asked_for(service, rocket):
    first = [
        service.client.post(f"/search?limit={limit}", content=encoded(rocket)).json()["results"][0]
        for limit in (1, 2, 50)
    ]
    assert first[0] == first[1] == first[2]


def test_what_is_not_in_the_library_is_not_found(service, published):
    picture = Image.linear_gradient("L").resize((40, 40)).convert("RGB")
    picture.paste((20, 20, 20), (8, 8, 14, 30))
    picture.paste((20, 20, 20), (20, 24, 34, 28))
    answer = service.client.post("/search", content=encoded(picture)).json()
    assert answer["verdict"] in ("absent", "unsure")
    assert answer["results"][0]["match"] < 60


def test_an_encoder_that_was_not_tested_gives_no_verdict(service, rocket):
    answer = service.client.post(
        "/search", params={"encoder": "phash"}, content=encoded(rocket)
    ).json()
    assert not {"verdict", "false_accept"} & set(answer)
    assert "match" not in answer["results"][0]


def test_results_are_ranked_distinct_and_as_many_as_asked_for(service, published, rocket):
    for limit in (1, 7, 100):
        results = service.client.post(
            "/search", params={"limit": limit}, content=encoded(rocket)
        ).json()["results"]
        assert (
            len(results)
            == len({result["id"] for result in results})
            == min(limit, len(published.icons))
        )
        assert [result["score"] for result in results] == sorted(
            (result["score"] for result in results), reverse=True
        )


def test_parameters_may_come_as_fields_of_the_form(service, rocket):
    response = service.client.post(
        "/search?limit=9", files={"image": encoded(rocket)}, data={"limit": "2", "encoder": "phash"}
    )
    assert len(found(response)) == 2
    assert response.json()["encoder"] == "phash"


def test_an_encoder_that_seeks_no_ground_names_none(service, rocket):
    query = service.client.post(
        "/search", params={"encoder": "phash"}, content=encoded(rocket)
    ).json()["query"]
    assert query == {
        "width": 80,
        "height": 70,
        "box": {"x": 0, "y": 0, "width": 80, "height": 70},
        "inverted": False,
        "reading": "whole",
        "mirrored": False,
        "rotated": 0,
    }


def test_a_white_icon_on_nothing_is_found(service, screenshot):
    shape = screenshot(WHITE).convert("L")
    alpha = shape.point(lambda value: 255 - value) if shape.getpixel((0, 0)) > 127 else shape
    picture = Image.new("RGBA", alpha.size, (255, 255, 255, 0))
    picture.putalpha(alpha)
    assert found(service.client.post("/search", content=encoded(picture)))[0] == WHITE


def test_a_picture_that_lies_on_its_side_is_found(service, rocket):
    exif = Image.Exif()
    exif[0x0112] = 8
    turned = encoded(rocket.transpose(Image.Transpose.ROTATE_270), "JPEG", exif=exif, quality=95)
    response = service.client.post("/search", content=turned)
    assert found(response)[0] == ROCKET
    assert response.json()["query"]["width"] == 80


def test_nothing_uploaded_is_written_to_disk(service, rocket):
    """The service may not write more than 512 bytes to any file.

    A spooled upload would fail, and leave its file's name.
    """
    large = encoded(rocket.resize((1440, 1260)), "BMP")
    assert len(large) > 5_000_000
    for upload in (
        {"files": {"image": large}},
        {"content": large},
        {"content": iter([large[:3_000_000], large[3_000_000:]])},
    ):
        assert found(service.client.post("/search", **upload))[0] == ROCKET
    assert [path for path in service.scratch.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("request_parts", "status", "name", "said"),
    [
        ({}, 422, "invalid-parameter", "holds no picture"),
        ({"files": {"picture": b"x"}}, 422, "invalid-parameter", "'image'"),
        (
            {"data": {"image": "text"}, "files": {"other": b"x"}},
            415,
            "unknown-format",
            "This is text",
        ),
        ({"files": [("image", b"x"), ("image", b"y")]}, 400, "bad-request", "one file"),
        (
            {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
            400,
            "bad-request",
            "boundary",
        ),
        (
            {"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=a"}},
            400,
            "bad-request",
            "form",
        ),
        ({"content": b"<svg/>"}, 422, "unusable-picture", "nothing of it is visible"),
        ({"content": b"%PDF-1.7"}, 415, "unknown-format", "This is a PDF"),
        ({"content": bytes(10_000_001)}, 413, "too-large", "10,000,000 bytes"),
        ({"content": iter([bytes(4_000_000)] * 3)}, 413, "too-large", "10,000,000 bytes"),
        ({"files": {"image": bytes(10_000_000)}}, 413, "too-large", "10,000,000 bytes"),
        (
            {"content": encoded(Image.new("1", (10_000, 4_001)))},
            413,
            "too-large",
            "40000000 pixels",
        ),
        (
            {"content": encoded(Image.effect_noise((64, 64), 99))[:2000]},
            422,
            "unusable-picture",
            "cut off",
        ),
        ({"content": encoded(Image.new("RGB", (64, 64)))}, 422, "unusable-picture", "one colour"),
        ({"params": {"limit": 0}, "content": b"x"}, 422, "invalid-parameter", "limit"),
        ({"params": {"limit": 101}, "content": b"x"}, 422, "invalid-parameter", "limit"),
        ({"params": {"limits": 5}, "content": b"x"}, 422, "invalid-parameter", "limits"),
        ({"files": {"image": b"x"}, "data": {"limit": "many"}}, 422, "invalid-parameter", "limit"),
        (
            {"params": {"encoder": "vgg19"}, "content": encoded(Image.linear_gradient("L"))},
            422,
            "invalid-parameter",
            "glyphnet, phash",
        ),
    ],
)
def test_what_cannot_be_searched_is_answered_with_what_to_do(
    service, request_parts, status, name, said
):
    response = service.client.post("/search", **request_parts)
    assert response.status_code == status
    details = problem(response)
    assert details["type"].endswith(f":{name}")
    assert said in details["detail"]


def test_a_client_that_hangs_up_does_no_harm(service, rocket):
    with socket.create_connection(("127.0.0.1", service.port)) as connection:
        connection.sendall(b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    assert found(service.client.post("/search", content=encoded(rocket)))[0] == ROCKET


HALF = b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf"


def test_an_upload_that_takes_too_long_is_ended(published, start, rocket):
    service = start(published.folder.root, "--max-uploads", "1", "--max-seconds", "1")
    with socket.create_connection(("127.0.0.1", service.port)) as slow:
        slow.sendall(HALF)
        assert slow.recv(1000).startswith(b"HTTP/1.1 408 ")
    assert found(service.client.post("/search", content=encoded(rocket)))[0] == ROCKET


def test_more_uploads_than_allowed_at_once_come_back_later(published, start, rocket):
    # Were the slow one ended while this test stalls, no other would be refused any more.
    service = start(published.folder.root, "--max-uploads", "1", "--max-seconds", "600")
    content = encoded(rocket)
    with socket.create_connection(("127.0.0.1", service.port)) as slow:
        slow.sendall(HALF)
        while (response := service.client.post("/search", content=content)).status_code == 200:
            time.sleep(0.01)  # the slow one has not been accepted yet
        assert response.status_code == 503
        assert response.headers["retry-after"] == "1"
        assert problem(response)["type"].endswith(":busy")


def test_many_clients_at_once_get_what_one_gets(service, screenshot, published):
    pictures = {icon.id: encoded(screenshot(icon.id)) for icon in published.icons[:24]}

    def results(content):
        return service.client.post("/search", content=content).json()["results"]

    alone = [results(content) for content in pictures.values()]
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(results, pictures.values())) == alone
    assert [hits[0]["id"] for hits in alone] == list(pictures)


def test_searches_leave_the_event_loop_to_all_else(published, rocket, monkeypatch):
    """A search on the loop would hold up /healthz."""
    app = create_app(Settings(data=published.folder.root))
    threads = []
    find = PublishedLibrary.find

    def recorded(library, *arguments, **more):
        threads.append(threading.current_thread())
        return find(library, *arguments, **more)

    async def ask():
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://iconlens"
            ) as client,
        ):
            monkeypatch.setattr(PublishedLibrary, "find", recorded)
            return await asyncio.gather(
                *(client.post("/search", content=encoded(rocket)) for _ in range(5))
            )

    answers = asyncio.run(ask())
    assert {found(answer)[0] for answer in answers} == {ROCKET}
    assert len(threads) == 5
    assert threading.main_thread() not in threads


def test_words_that_no_result_has_are_said(service, rocket, published):
    code = next(icon.source_code for icon in published.icons if icon.id == ROCKET)
    for picture in (encoded(rocket), code.encode()):
        for words, had_effect in (("rocket", True), ("xqzzyw", False), (None, None), (" ", None)):
            parameters = {} if words is None else {"q": words}
            answer = service.client.post("/search", params=parameters, content=picture).json()
            assert answer.get("words_found") == had_effect, words
