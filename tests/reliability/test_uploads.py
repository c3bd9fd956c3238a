"""Uploads of every kind, from people who mean well and from people who do not."""

import base64
import io
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from api.picture import TooManyPixels, UnknownFormat, UnusablePicture, decode
from features.search.criteria import Criteria
from features.search.published import PublishedLibrary
from features.store import generation
from tests.api.conftest import Service, encoded, problem
from tests.reliability import pictures

ROCKET = "rocket-outlined"
LONGEST = 60  # seconds: on a busy machine, and still no hang
MOST_MEMORY = 400  # MB that one upload may cost
MOST_PIXELS = 1_000_000
KNOWN = {200, 400, 408, 413, 415, 422, 429, 503}


@pytest.fixture(scope="module")
def rocket(indexed):
    """A dark screenshot of the rocket, as a Pillow image."""
    opened = generation.open_current(indexed)
    jpeg = opened.catalogue.jpeg(ROCKET)
    opened.close()
    icon = (
        Image.open(io.BytesIO(jpeg))
        .convert("RGB")
        .resize((48, 48))
        .point(lambda value: 255 - value)
    )
    shot = Image.new("RGB", (80, 70), icon.getpixel((0, 0)))
    shot.paste(icon, (20, 10))
    return shot


@pytest.fixture(scope="module")
def library(indexed):
    opened = PublishedLibrary.open(indexed, threads=1)
    yield opened
    opened.close()


def memory(service, what: str) -> int:
    """What the service's process takes now (VmRSS) or took at most (VmHWM), in MB."""
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) // 1024


def test_a_picture_is_found_in_whatever_form_it_comes(keyed, rocket, note):
    forms = pictures.right(rocket)
    for name, content in forms.items():
        answer = keyed.client.post("/search", files={"image": ("shot.txt", content)})
        assert answer.status_code == 200, (name, answer.text)
        assert answer.json()["results"][0]["id"] == ROCKET, name
    note(
        "one screenshot in every form that shows the same",
        f"{len(forms)} forms, the icon first in each",
    )


@pytest.mark.parametrize("kinds", [bytes, pytest.param(object, marks=pytest.mark.slow)])
def test_what_cannot_be_searched_is_told_in_bounded_time_and_memory(keyed, rocket, kinds, note):
    cases = {
        name: case for name, case in pictures.wrong(rocket).items() if isinstance(case[0], kinds)
    }
    longest, most = 0.0, 0
    for name, (made, statuses) in cases.items():
        content = made if isinstance(made, bytes) else made()
        assert len(content) < 10_000_000, name
        Path(f"/proc/{keyed.process.pid}/clear_refs").write_text("5")  # VmHWM begins anew
        before, began = memory(keyed, "VmRSS"), time.monotonic()
        answer = keyed.client.post("/search", content=content, timeout=LONGEST)
        longest, most = (
            max(longest, time.monotonic() - began),
            max(most, memory(keyed, "VmHWM") - before),
        )
        assert answer.status_code in statuses, (name, answer.text)
        assert most < MOST_MEMORY, name
        if answer.status_code != 200:
            problem(answer)
    note(
        "bombs, lies, fragments and other files sent as pictures",
        f"{len(cases)} kinds, at most {longest:.1f} s and {most} MB each",
    )


@pytest.mark.parametrize("times", [150, pytest.param(20_000, marks=pytest.mark.slow)])
def test_no_damaged_picture_does_harm(library, rocket, times, note):
    """Pictures with bytes changed, cut, doubled or taken from another, up to an answer."""
    whole = [
        *pictures.right(rocket).values(),
        encoded(rocket),
        encoded(rocket, "BMP"),
        pictures.bmp(60, 60, b"\x3c\x07\0\0" * 60),
    ]
    seen = {"answered": 0, "refused": 0}
    edit = st.tuples(
        st.sampled_from(["set", "cut", "double", "graft"]),
        st.floats(0, 1),
        st.binary(min_size=1, max_size=8),
    )

    @settings(
        max_examples=times,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(whole), st.lists(edit, min_size=1, max_size=6), st.sampled_from(whole))
    def look(content, edits, other):
        for kind, where, more in edits:
            place = round(where * len(content))
            content = {
                "set": content[:place] + more + content[place + len(more) :],
                "cut": content[:place] + content[place + 20 * len(more) :],
                "double": content[:place] + content[place // 2 :],
                "graft": content[:place] + other[place:],
            }[kind]
        try:
            picture = decode(content, MOST_PIXELS).image
        except (UnknownFormat, TooManyPixels, UnusablePicture):
            seen["refused"] += 1
            return
        assert picture.mode == "RGB" and picture.width * picture.height <= MOST_PIXELS
        assert len(library.find(picture, Criteria(3)).results) == 3
        seen["answered"] += 1

    look()
    assert min(seen.values()) > 0
    note(
        "damaged pictures (hypothesis)",
        f"{seen['answered']} answered, {seen['refused']} refused with a reason",
    )


FORM = {"content-type": "multipart/form-data; boundary=x"}
PART = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
FILE = (
    b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n%b\r\n--x--\r\n'
)


def test_forms_of_every_size_are_read_or_refused_at_once(keyed, rocket, note):
    picture = encoded(rocket)
    forms = {
        "a hundred fields": (PART % (b"style", b"outlined") * 99 + FILE % picture, {200}),
        "thousands of parts": (PART % (b"style", b"outlined") * 10_000 + FILE % picture, {400}),
        "thousands of files": (FILE[:-7] % picture * 1000, {400}),
        "a field of two megabytes": (PART % (b"q", b"a" * 2_000_000) + FILE % picture, {400}),
        "a name of nine megabytes": (PART % (b"a" * 9_000_000, b"") + FILE % picture, {400}),
        "a thousand headers in a part": (
            b"--x\r\n" + b"A: b\r\n" * 1000 + FILE[5:] % picture,
            {400},
        ),
        "almost the boundary": (FILE % (b"\r\n--y" * 1_900_000), {415}),
        "nothing but line ends": (b"\r\n" * 4_900_000, {400, 422}),
        "megabytes behind the end": (FILE % picture + bytes(9_000_000), {200}),
        "no end": ((FILE % picture)[:-7], {400, 415, 422}),
        "more bytes than allowed": (FILE % bytes(10_000_000), {413}),
    }
    for name, (body, statuses) in forms.items():
        answer = keyed.client.post("/search", content=body, headers=FORM, timeout=LONGEST)
        assert answer.status_code in statuses, (name, answer.text)
        assert len(answer.content) < 20_000, name
    note("forms with too much of everything", f"{len(forms)} kinds, each read or refused")


PIECES = [
    b"\r\n--x\r\n",
    b"\r\n--x--",
    b'"',
    b"{",
    b"[" * 300,
    b"\\ud800",
    b"NaN",
    b"1e999",
    b"\xff\xfe",
    b"\0",
    b"null",
    b'"limit":1e3,',
]


@pytest.mark.parametrize("times", [60, pytest.param(5000, marks=pytest.mark.slow)])
def test_no_damaged_body_does_harm(keyed, rocket, times, note):
    picture = encoded(rocket.resize((20, 18)))
    whole = [
        (
            "multipart/form-data; boundary=x",
            PART % (b"limit", b"3") + PART % (b"crop", b"1,1,15,15") + FILE % picture,
        ),
        (
            "multipart/form-data; charset=utf-7; boundary=x",
            PART % (b"_charset_", b"utf-16") + FILE % picture,
        ),
        (
            "application/json",
            json.dumps(
                {"image": base64.b64encode(picture).decode(), "style": ["a"], "min_match": 5}
            ).encode(),
        ),
        ("image/png", picture),
    ]
    edit = st.tuples(
        st.floats(0, 1),
        st.integers(0, 40),
        st.one_of(st.binary(max_size=8), st.sampled_from(PIECES)),
    )
    seen: dict[int, int] = {}

    @settings(
        max_examples=times,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from(whole),
        st.lists(edit, max_size=4),
        st.sampled_from(["/search", "/search/screenshot"]),
    )
    def post(request, edits, path):
        media_type, body = request
        for where, length, more in edits:
            place = round(where * len(body))
            body = body[:place] + more + body[place + length :]
        answer = keyed.client.post(
            path, content=body, headers={"content-type": media_type}, timeout=LONGEST
        )
        assert answer.status_code in KNOWN, answer.text
        if answer.status_code != 200:
            problem(answer)
        seen[answer.status_code] = seen.get(answer.status_code, 0) + 1

    post()
    assert {200, 400, 422} <= set(seen)
    note(
        "damaged forms, JSON objects and bodies (hypothesis)",
        ", ".join(f"{count} × {status}" for status, count in sorted(seen.items())),
    )


@pytest.mark.parametrize("clients", [12, pytest.param(200, marks=pytest.mark.slow)])
def test_slow_clients_are_ended_and_keep_nobody_from_being_served(
    indexed, rocket, clients, tmp_path_factory, note
):
    service = Service(
        indexed.root, tmp_path_factory.mktemp("slow"), "--max-seconds", "2", "--max-uploads", "8"
    )

    def trickle(number):
        """An upload of a byte now and then: what the service says, and after how long."""
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", service.port), timeout=LONGEST) as connection:
            connection.sendall(
                b"POST /search HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"
            )
            connection.settimeout(0.2)
            while time.monotonic() - began < LONGEST:
                try:
                    return int(connection.recv(1000).split()[1]), time.monotonic() - began
                except TimeoutError:
                    connection.sendall(b"x")
        raise AssertionError("never answered")

    seen, seconds, longest = set(), [], 0.0
    while 429 not in seen:  # where the clients stall, the first have ended when the others come
        with ThreadPoolExecutor(clients) as pool:
            answers = pool.map(trickle, range(clients))
            for _ in range(20):
                began = time.monotonic()
                assert service.client.get("/healthz").status_code == 200
                longest = max(longest, time.monotonic() - began)
                time.sleep(0.05)
            for status, took in answers:
                seen.add(status)
                seconds.append(took)
    assert seen == {408, 429}
    assert (
        service.client.post("/search", content=encoded(rocket)).json()["results"][0]["id"] == ROCKET
    )
    assert service.stop() == 0
    note(
        "slow uploads at once with --max-seconds 2, beside a client that asks /healthz",
        f"{len(seconds)} uploads, all ended within {max(seconds):.1f} s; "
        f"/healthz within {1000 * longest:.0f} ms",
    )
