"""`python -m api search`: of the data folder or a running service, for people and programs."""

import asyncio
import functools
import io
import json
import subprocess
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import pytest
from PIL import Image
from rich.console import Console

from api import __main__ as command
from api import client
from api.cli import terminal
from api.cli.connection import connect
from ingest.common.failures import ConfigurationError
from tests.api.conftest import ROOT, Service, encoded, two_icons

ROCKET = "rocket-outlined"
SIDES = ("x", "y", "width", "height")
UPRIGHT = {"reading": "whole", "mirrored": False, "rotated": 0}
EMPTY = {"query": UPRIGHT, "results": [], "others": []}


@pytest.fixture(scope="module")
def shot(screenshot, tmp_path_factory):
    path = tmp_path_factory.mktemp("shots") / "a shot.png"
    path.write_bytes(encoded(screenshot(ROCKET)))
    return path


@pytest.fixture
def asked(capsys, monkeypatch):
    """A function: runs the command in this process; its exit status, output and errors."""
    monkeypatch.delenv("ICONLENS_API_KEY", raising=False)

    def run(*arguments):
        status = command.main(["search", *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_a_table_of_icons(asked, published, shot):
    status, out, _ = asked(shot, "--data", published.folder.root, "--limit", 3)
    assert status == 0
    verdict, *lines = (line for line in out.splitlines() if line.strip())
    assert verdict == terminal.VERDICTS["found"]
    assert lines[0].split() == ["match", "name", "id", "style", "library"]
    assert lines[2].split()[:4] == ["100", "%", ROCKET, ROCKET]
    assert len(lines) == 5
    assert "\x1b" not in out


def test_the_code_of_the_best_result_and_of_others_is_printed(
    asked, published, screenshot, shot, tmp_path
):
    both = tmp_path / "both.png"
    both.write_bytes(two_icons(screenshot, "alipay-outlined"))
    folder = published.folder.root
    _, out, _ = asked(both, "--data", folder, "--limit", 3, "--code")
    lines = [line.strip() for line in out.splitlines()]
    for icon, tag in ((ROCKET, "<RocketOutlined />"), ("alipay-outlined", "<AlipayOutlined />")):
        start = lines.index(f"Code of {icon}:")
        assert f"React tag: {tag}" in lines[start + 1 : start + 4]
    assert out.count("Code of") == 2
    assert "Code of" not in asked(shot, "--data", folder)[1]


def test_a_library_without_templates_says_where_its_code_is(capsys):
    result = {"name": "a", "id": "a", "match": 100.0}
    answer = {"query": UPRIGHT, "results": [result], "others": []}
    terminal.show(Console(width=200), answer, [], with_code=True)
    assert "import it with --copy" in capsys.readouterr().out


def test_json_is_the_answer_of_the_service(asked, service, published, shot):
    parameters = [
        "--limit",
        2,
        "--style",
        "outlined",
        "--style",
        "two-tone",
        "--q",
        "rocket",
        "--crop",
        "0,0,80,70",
        "--svg",
    ]
    answers = [
        json.loads(asked(shot, "--json", *whom, *parameters)[1])
        for whom in (["--data", published.folder.root], ["--url", service.url])
    ]
    direct = service.client.post(
        "/search?limit=2&style=outlined&style=two-tone&q=rocket&crop=0,0,80,70&svg=true",
        content=shot.read_bytes(),
    ).json()
    for answer in (*answers, direct):
        assert answer.pop("took_ms") > 0
    assert answers == [direct, direct]
    assert direct["query"]["crop"]
    assert direct["results"][0]["svg"].startswith("<svg")


def test_an_svg_is_searched_and_its_twin_marked(asked, published, tmp_path):
    sources = {icon.id: icon.source_code for icon in published.icons}
    path = tmp_path / "icons.svg"
    path.write_text(sources[ROCKET])
    status, out, _ = asked(path, "--data", published.folder.root, "--limit", 2)
    assert status == 0
    assert ROCKET in out and "identical" in out
    path.write_text(sources[ROCKET] + sources["two-colours"])
    _, out, _ = asked(path, "--data", published.folder.root, "--limit", 1)
    further = out.partition("Also in this picture:")[2]
    rows = [line.split()[:5] for line in further.splitlines()]
    assert ["found", "100", "%", "two", "colours"] in rows
    assert "identical" in further


def test_further_icons_have_a_table_with_boxes(asked, published, screenshot, tmp_path):
    path = tmp_path / "both.png"
    path.write_bytes(two_icons(screenshot, "alipay-outlined"))
    whom = ["--data", published.folder.root, "--limit", 5]
    status, out, _ = asked(path, *whom)
    assert status == 0
    box = json.loads(asked(path, *whom, "--json")[1])["query"]["box"]
    place = ",".join(f"{box[side]:.0f}" for side in SIDES)
    assert f"\nHow it was read: one of several, at {place}.\n" in out
    assert terminal.WINDOW not in out
    first, further = out.split("Also in this picture:\n")
    assert ROCKET in first and "alipay-outlined" not in first
    headings, _, *rows = (line for line in further.splitlines() if line.strip())
    assert headings.split() == ["box", "verdict", "match", "name", "id", "style", "library"]
    place, verdict, match, _, name = rows[0].split()[:5]
    assert (verdict, match, name) == ("found", "100", "alipay-outlined")
    (answer,) = json.loads(asked(path, *whom, "--json")[1])["others"]
    assert place.split(",") == [f"{answer['box'][side]:.0f}" for side in SIDES]
    assert len(rows) == terminal.MOST


def test_a_window_has_one_row_for_each_of_its_icons(asked, published, screenshot, tmp_path):
    path = tmp_path / "both.png"
    path.write_bytes(two_icons(screenshot, "alipay-outlined"))
    whom = [path, "--window", "--data", published.folder.root]
    status, out, _ = asked(*whom, "--code")
    assert status == 0
    first, _, _, *rows = (line for line in out.splitlines() if line.strip())
    assert first == "Icons of the library in this window, in 2 places:"
    assert {row.split()[4] for row in rows[:2]} == {ROCKET, "alipay-outlined"}
    assert out.count("Code of") == 2
    answer = json.loads(asked(*whom, "--json")[1])
    assert [len(icon["results"]) for icon in answer["icons"]] == [1, 1]
    status, _, err = asked(*whom, "--crop", "1,1,9,9")
    assert (status, err) == (2, "api: --crop does not go with --window: leave one of them out.\n")


def test_a_window_without_icons_says_what_to_do(capsys):
    terminal.show_window(Console(width=200), {"icons": [], "ended_early": True})
    out = capsys.readouterr().out
    assert terminal.ENDED_EARLY in out and terminal.NO_ICONS in out


def test_a_match_below_one_percent_has_no_number(asked, published, shot):
    _, out, _ = asked(shot, "--data", published.folder.root, "--limit", 9)
    assert "100 %" in out and " 0 %" not in out


def test_an_answer_without_results_says_why(capsys):
    terminal.show(Console(width=200), EMPTY | {"verdict": "unsure"}, [])
    assert capsys.readouterr().out == f"{terminal.NONE_LEFT}\n"


def test_the_svg_of_the_best_result_is_printed(asked, published, shot):
    _, out, _ = asked(shot, "--data", published.folder.root, "--svg")
    assert out.count("  SVG: <svg ") == 1


def test_a_command_that_does_not_exist_is_named(capsys):
    assert command.main(["serch", "x.png"]) == 2
    assert capsys.readouterr().err == (
        "api: there is no command serch: write search, mcp, feedback, or none to serve.\n"
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, ""),
        ({"reading": "drawing"}, ""),
        ({"reading": "without a badge"}, "without a badge"),
        ({"reading": "turned", "mirrored": True}, "mirrored"),
        ({"reading": "turned", "rotated": 90}, "rotated by 90°"),
        (
            {"reading": "inside a frame", "mirrored": True, "rotated": 180},
            "inside a frame, mirrored, rotated by 180°",
        ),
    ],
)
def test_how_the_picture_was_read_is_one_line(capsys, query, said):
    terminal.show(Console(width=200), {**EMPTY, "query": UPRIGHT | query}, [])
    out = capsys.readouterr().out
    assert f"\nHow it was read: {said}.\n" in out if said else "read" not in out


def test_a_picture_from_standard_input_and_the_parts_of_a_command_line(published, shot):
    arguments = [
        sys.executable,
        "-m",
        "api",
        "search",
        "-",
        "--json",
        "--min-match",
        "50",
        "--data",
        str(published.folder.root),
    ]
    ended = subprocess.run(
        arguments, cwd=ROOT, input=shot.read_bytes(), capture_output=True, check=True
    )
    assert [result["id"] for result in json.loads(ended.stdout)["results"]] == [ROCKET]


def test_a_service_with_keys_is_sent_one(asked, published, tmp_path, shot, monkeypatch):
    service = Service(published.folder.root, tmp_path, "--api-keys", "ci")
    try:
        assert asked(shot, "--url", service.url, "--json", "--key", "ci")[0] == 0
        for wrong in ([], ["--key", "wrong"]):
            status, _, said = asked(shot, "--url", service.url, *wrong)
            assert status == 2 and "give the right one with --key" in said
        monkeypatch.setenv("ICONLENS_API_KEY", "ci")
        assert asked(shot, "--url", f"{service.url}/")[0] == 0
    finally:
        service.stop()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["none.png"], 2, "none.png cannot be read"),
        (["{shot}", "--data", "{empty}"], 2, "There is no published generation"),
        (["/dev/null"], 2, "/dev/null is empty: name the file of a picture"),
        (["{shot}", "--data", "{data}", "--limit", "0"], 2, "limit: Input should be greater than"),
        (["{shot}", "--data", "{data}", "--crop", "a"], 2, "crop: write it as x,y,width,height"),
        (["{shot}", "--data", "{data}", "--encoder", "none"], 2, "glyphnet, phash"),
        (["{shot}", "--url", "http://127.0.0.1:9"], 4, "does not answer"),
        (["{shot}", "--url", "nonsense"], 2, "nonsense is no address"),
        (["{shot}", "--url", "{url}/nothing"], 2, "nothing at this address"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    asked, published, service, shot, tmp_path, arguments, status, said
):
    places = {"shot": shot, "empty": tmp_path, "data": published.folder.root, "url": service.url}
    ended, out, err = asked(*(argument.format(**places) for argument in arguments))
    assert (ended, out) == (status, "")
    assert err.startswith("api: ") and said in err
    assert "/docs for what" not in err, "the reference of the command is --help"


def test_an_icon_that_a_filter_leaves_out_is_named(asked, published, shot):
    whom = [shot, "--data", published.folder.root, "--limit", 2]
    status, out, _ = asked(*whom, "--style", "no such style")
    assert status == 0
    assert out.startswith(f"The library has this icon, {ROCKET}, but your filters leave it out: ")
    assert out.count("\n") == 1, "there is no table without rows"
    assert "filters" not in asked(*whom, "--style", "outlined")[1]


def test_words_without_effect_and_a_picture_of_many_icons_are_said(capsys):
    box = dict.fromkeys(SIDES, 1.0)
    others = [{"box": box, "results": []}] * terminal.MANY
    query = {**UPRIGHT, "box": box, "reading": "one of several"}
    answer = {"query": query, "results": [], "others": others, "words_found": False}
    terminal.show(Console(width=200), answer, [])
    out = capsys.readouterr().out
    assert terminal.NO_WORDS in out and terminal.WINDOW in out
    assert "one of several, at 1,1,1,1." in out


def test_a_search_that_was_ended_early_says_so(capsys):
    terminal.show(Console(width=200), {**EMPTY, "ended_early": True}, [])
    assert "crop the picture around the icon" in capsys.readouterr().out


def test_an_answer_without_an_end_is_not_read(asked, shot, monkeypatch):
    monkeypatch.setattr(client, "MAX_ANSWER", 1000)
    with closing(Host(statuses=[200], body=b"x" * 1001)) as host:
        status, out, said = asked(shot, "--url", host.url)
    assert (status, out) == (4, "")
    assert "is it the address of an iconlens service?" in said


class Host(ThreadingHTTPServer):
    """A host that answers each request with the next of some statuses, and notes the requests.

    An answer below 400 sends on to `target`.
    """

    def __init__(self, target="", statuses=(307,) * 20, body=b""):
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = body
        self.target = target
        self.statuses = list(statuses)
        self.seen = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, args=(0.01,)).start()

    def close(self):
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    server: Host

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.seen.append((self.path, self.headers.get("x-api-key")))
        self.send_response(self.server.statuses.pop(0))
        self.send_header("location", self.server.target)
        self.send_header("content-length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_key_and_picture_do_not_go_to_another_origin(asked, shot, status):
    with closing(Host()) as other:
        with closing(Host(f"{other.url}/search", [status])) as host:
            ended, out, said = asked(shot, "--url", host.url, "--key", "secret")
        assert (ended, out, other.seen) == (2, "", [])
        assert f"sends on to {other.url}/search" in said


def test_a_redirect_within_the_origin_is_followed_and_a_circle_ends(asked, shot):
    with closing(Host("/icons/search", [308, 404])) as host:
        assert asked(shot, "--url", host.url, "--key", "ci")[0] == 2
        paths = [path.partition("?")[0] for path, _ in host.seen]
        assert paths == ["/search", "/icons/search"]
        assert {key for _, key in host.seen} == {"ci"}
    with closing(Host("/search")) as host:
        status, _, said = asked(shot, "--url", host.url)
        assert status == 4 and "again and again" in said


def test_a_link_in_an_answer_does_not_get_the_key_either():
    async def fetch(root, link):
        async with connect(root, None, "secret") as client:
            await client.fetch(link)

    with closing(Host()) as other, pytest.raises(ConfigurationError, match="another origin"):
        asyncio.run(fetch("http://127.0.0.1:9", f"{other.url}/icons/a/image"))
    assert other.seen == []


@pytest.mark.parametrize(
    "link",
    [
        "https://icons.example:8000/a",
        "http://other.example:8000/a",
        "//other.example:8000/a",
        "http://icons.example:8000@other.example:8000/a",
        "http://icons.example:8001/a",
        "http://icons.example/a",
    ],
)
def test_another_scheme_host_or_port_is_another_origin(link):
    asked = []

    async def fetch():
        transport = httpx.MockTransport(lambda request: asked.append(request))
        async with httpx.AsyncClient(transport=transport) as http:
            await client.Client(http, "http://icons.example:8000").fetch(link)

    with pytest.raises(ConfigurationError, match="another origin"):
        asyncio.run(fetch())
    assert asked == []


def test_what_would_command_the_terminal_is_escaped(capsys):
    nasty = "a\x1b]0;title\x07\x9b2J\nb\u202ec"
    result = {"name": nasty, "id": nasty, "score": 0.5, "style": nasty, "also": [{"name": nasty}]}
    other = {"box": dict.fromkeys(SIDES, 1.5), "results": [result]}
    terminal.show(Console(width=200), {**EMPTY, "results": [result], "others": [other]}, [])
    shown = capsys.readouterr().out
    assert not set("\x1b\x07\x9b\u202e") & set(shown)
    assert "\\u001b]0;title" in shown


def test_an_icon_is_drawn_in_half_blocks():
    picture = Image.new("RGB", (64, 64), "white")
    picture.paste("red", (0, 0, 64, 32))
    drawn = terminal.draw(encoded(picture))
    assert drawn.plain == "\n".join(["▀" * terminal.SIDE] * (terminal.SIDE // 2))
    colours = [(span.style.color.name, span.style.bgcolor.name) for span in drawn.spans]
    assert colours[0] == ("#ff0000", "#ff0000")
    assert colours[terminal.SIDE * 3] == ("#ff0000", "#ffffff")  # the middle line: red above white
    assert colours[-1] == ("#ffffff", "#ffffff")


def test_pictures_need_a_terminal_with_colours():
    console = functools.partial(Console, color_system="truecolor")
    assert terminal.shows_pictures(console(force_terminal=True))
    assert not terminal.shows_pictures(console(force_terminal=True, no_color=True))
    assert not terminal.shows_pictures(console(force_terminal=False))


def test_pictures_stand_in_the_table_of_a_terminal():
    result = {"name": "flag", "id": "a:flag", "score": 0.5, "also": [{"name": "banner"}]}
    file = io.StringIO()
    terminal.show(
        Console(file=file, force_terminal=True, color_system="truecolor", width=100),
        {**EMPTY, "results": [result]},
        [encoded(Image.new("RGB", (8, 8)))],
    )
    lines = [line for line in file.getvalue().splitlines() if "▀" in line]
    assert len(lines) == terminal.SIDE // 2
    assert all(line.count("▀") == terminal.SIDE for line in lines)
    assert "also banner" in file.getvalue() and "0.500" in file.getvalue()


def test_help_names_every_command_and_parameter(capsys):
    for arguments, expected in (
        (["--help"], ["search PICTURE", "mcp", "--port"]),
        (["search", "--help"], ["--min-match", "--library", "--crop X,Y,W,H", "exit status"]),
    ):
        with pytest.raises(SystemExit):
            command.main(arguments)
        shown = capsys.readouterr().out
        assert [text for text in expected if text not in shown] == []
