"""`python -m api search`: of the data folder or a running service, for people and programs."""

import io
import json
import subprocess
import sys

import pytest
from PIL import Image
from rich.console import Console

from api import __main__ as command
from api.cli import terminal
from tests.api.conftest import ROOT, Service, encoded

ROCKET = "rocket-outlined"


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
    assert "Another icon in it, found: two colours" in out


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
        status, _, said = asked(shot, "--url", service.url)
        assert status == 2 and "X-API-Key" in said
        monkeypatch.setenv("ICONLENS_API_KEY", "ci")
        assert asked(shot, "--url", f"{service.url}/")[0] == 0
    finally:
        service.stop()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["none.png"], 2, "none.png cannot be read"),
        (["{shot}", "--data", "{empty}"], 2, "There is no published generation"),
        (["{shot}", "--data", "{data}", "--limit", "0"], 2, "limit"),
        (["{shot}", "--data", "{data}", "--crop", "a"], 2, "x,y,width,height"),
        (["{shot}", "--data", "{data}", "--encoder", "none"], 2, "glyphnet, phash"),
        (["{shot}", "--url", "http://127.0.0.1:9"], 4, "does not answer"),
        (["{shot}", "--url", "nonsense"], 4, "does not answer"),
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


def test_an_icon_is_drawn_in_half_blocks():
    picture = Image.new("RGB", (64, 64), "white")
    picture.paste("red", (0, 0, 64, 32))
    drawn = terminal.draw(encoded(picture))
    assert drawn.plain == "\n".join(["▀" * terminal.SIDE] * (terminal.SIDE // 2))
    colours = [(span.style.color.name, span.style.bgcolor.name) for span in drawn.spans]
    assert colours[0] == ("#ff0000", "#ff0000")
    assert colours[terminal.SIDE * 3] == ("#ff0000", "#ffffff")  # the middle line: red above white
    assert colours[-1] == ("#ffffff", "#ffffff")


def test_pictures_stand_in_the_table_of_a_terminal():
    result = {"name": "flag", "id": "a:flag", "score": 0.5, "also": [{"name": "banner"}]}
    file = io.StringIO()
    terminal.show(
        Console(file=file, force_terminal=True, color_system="truecolor", width=100),
        {"results": [result]},
        [encoded(Image.new("RGB", (8, 8)))],
    )
    lines = [line for line in file.getvalue().splitlines() if "▀" in line]
    assert len(lines) == terminal.SIDE // 2
    assert all(line.count("▀") == terminal.SIDE for line in lines)
    assert "also banner" in file.getvalue() and "0.500" in file.getvalue()


def test_help_names_every_command_and_parameter(capsys):
    for arguments, expected in (
        (["--help"], ["search PICTURE", "mcp", "--port"]),
        (["search", "--help"], ["--min-match", "--library", "--url"]),
    ):
        with pytest.raises(SystemExit):
            command.main(arguments)
        shown = capsys.readouterr().out
        assert [text for text in expected if text not in shown] == []
