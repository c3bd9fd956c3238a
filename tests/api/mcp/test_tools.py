"""`python -m api mcp`, as an assistant uses it: through the official package's own client."""

import asyncio
import base64
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from PIL import Image

from api.__main__ import main
from api.cli.connection import connect
from api.mcp.pictures import PREVIEWS
from api.mcp.tools import create_server
from api.settings import Settings
from api.svg.cleaning import clean
from tests.api.conftest import ROOT, SCRIPTED, encoded, two_icons

ROCKET = "rocket-outlined"


@pytest.fixture
def called(published, service, request):
    """A function: calls tools one after the other; their results."""

    def call(*calls, url=None, folders=()):
        async def session():
            async with (
                connect(url, published.folder.root) as ours,
                Client(create_server(ours, folders)) as assistant,
            ):
                return [await assistant.call_tool(name, arguments) for name, arguments in calls]

        return asyncio.run(session())

    return call


@pytest.fixture(scope="module")
def shot(screenshot):
    return encoded(screenshot(ROCKET))


def test_an_assistant_is_told_what_each_tool_does(published):
    async def session():
        async with (
            connect(None, published.folder.root) as ours,
            Client(create_server(ours)) as assistant,
        ):
            return (await assistant.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(session())}
    assert set(tools) == {"search_by_picture", "search_window", "search_by_words", "get_svg"}
    for tool in tools.values():
        assert tool.description
        assert all(
            "description" in described for described in tool.input_schema["properties"].values()
        )


@pytest.mark.parametrize("running", [False, True])
def test_a_picture_in_base64_or_in_a_file_finds_its_icon(called, service, shot, tmp_path, running):
    file = tmp_path / "shot.png"
    file.write_bytes(shot)
    encoded_shot = base64.b64encode(shot).decode()
    arguments = [
        {"picture": picture, "limit": 2}
        for picture in (str(file), encoded_shot, f"data:image/png;base64,{encoded_shot}")
    ]
    answers = called(
        *(("search_by_picture", some) for some in arguments),
        url=service.url if running else None,
        folders=[tmp_path],
    )
    for answer in answers:
        assert not answer.is_error
        assert answer.structured_content == answers[0].structured_content
    found = answers[0].structured_content
    assert found["verdict"] == "found"
    assert found["icons"][0]["id"] == ROCKET
    assert len(found["icons"]) == 2


def test_an_svg_is_searched_as_code_a_data_uri_and_a_file(called, published, tmp_path):
    sources = {icon.id: icon.source_code for icon in published.icons}
    code = sources[ROCKET]
    file = tmp_path / "icon.svg"
    file.write_text(code)
    uri = f"data:image/svg+xml;base64,{base64.b64encode(code.encode()).decode()}"
    for picture in (code, uri, str(file), base64.b64encode(code.encode()).decode()):
        (answer,) = called(
            ("search_by_picture", {"picture": picture, "limit": 1}), folders=[tmp_path]
        )
        found = answer.structured_content
        assert found["verdict"] == "found" and found["others"] == []
        assert (found["icons"][0]["id"], found["icons"][0]["identical"]) == (ROCKET, True)
    both = code + sources["two-colours"]
    (answer,) = called(("search_by_picture", {"picture": both, "limit": 1}))
    (other,) = answer.structured_content["others"]
    assert (other["verdict"], other["icons"][0]["id"]) == ("found", "two-colours")
    assert other["box"] is None


def test_further_icons_have_boxes_and_the_reading_is_said(called, screenshot):
    turned = encoded(screenshot(ROCKET).rotate(-90, expand=True))
    pictures = [two_icons(screenshot, "alipay-outlined"), turned]
    calls = [{"picture": base64.b64encode(picture).decode()} for picture in pictures]
    both, rotated = (
        answer.structured_content
        for answer in called(*(("search_by_picture", call) for call in calls))
    )
    assert (both["reading"], both["mirrored"], both["rotated"]) == ("one of several", False, 0)
    (other,) = both["others"]
    assert both["box"]["x"] < 80
    assert (other["verdict"], other["icons"][0]["id"]) == ("found", "alipay-outlined")
    assert 80 < other["box"]["x"] < 160
    assert (rotated["icons"][0]["id"], rotated["rotated"]) == (ROCKET, 90)
    assert rotated["others"] == []


def test_a_whole_window_has_places_and_a_preview_of_each(called, screenshot):
    picture = base64.b64encode(two_icons(screenshot, "alipay-outlined")).decode()
    (answer,) = called(("search_window", {"picture": picture}))
    told = answer.structured_content
    icons = [place["icons"][0]["id"] for place in told["places"]]
    assert (icons, told["ended_early"]) == ([ROCKET, "alipay-outlined"], False)
    assert told["places"][0]["box"]["x"] < 80 < told["places"][1]["box"]["x"]
    text, image = answer.content
    assert json.loads(text.text) == told
    assert image.mime_type == "image/png"
    preview = Image.open(io.BytesIO(base64.b64decode(image.data)))
    assert preview.size == (2 * 64 + 4, 64)
    assert len(image.data) < 20_000


def test_icons_come_with_one_small_picture_of_them_and_nothing_with_none(called):
    several, none = called(
        ("search_by_words", {"words": "outlined", "limit": 50}),
        ("search_by_words", {"words": "no such words"}),
    )
    assert len(several.structured_content["icons"]) > PREVIEWS.most
    preview = Image.open(io.BytesIO(base64.b64decode(several.content[1].data)))
    assert preview.size == (6 * 68 - 4, 2 * 68 - 4)
    assert (none.structured_content["total"], len(none.content)) == (0, 1)


def test_an_icon_that_the_filters_leave_out_is_said(called, shot):
    picture = base64.b64encode(shot).decode()
    (answer,) = called(("search_by_picture", {"picture": picture, "style": ["no such style"]}))
    told = answer.structured_content
    assert (told["verdict"], told["icons"]) == ("absent", [])
    assert [icon["id"] for icon in told["without_filters"]] == [ROCKET]


def test_words_find_and_the_svg_comes_clean(called, published):
    drawings = {icon.id: icon.source_code for icon in published.icons}
    found, svg, nasty = called(
        ("search_by_words", {"words": "roket", "style": ["outlined"]}),
        ("get_svg", {"icon": SCRIPTED}),
        ("get_svg", {"icon": "图标/搜索"}),
    )
    assert [icon["id"] for icon in found.structured_content["icons"]] == [ROCKET]
    assert svg.content[0].text == clean(drawings[SCRIPTED])
    assert nasty.content[0].text == clean(drawings["图标/搜索"])


def test_the_best_icon_has_its_code_and_the_others_do_not(called, shot):
    picture = base64.b64encode(shot).decode()
    answers = called(
        ("search_by_picture", {"picture": picture, "limit": 2}),
        ("search_by_words", {"words": "rocket", "limit": 2}),
        ("search_window", {"picture": picture, "limit": 2}),
    )
    pictured, worded, window = (answer.structured_content for answer in answers)
    for icons in (pictured["icons"], worded["icons"], window["places"][0]["icons"]):
        assert icons[0]["code"]["React tag"] == f"<Rocket{icons[0]['style'].title()} />"
        assert all("code" not in icon for icon in icons[1:])


def test_base64_that_is_longer_than_a_file_name_is_no_path(called):
    """The file system refuses names of more than 255 bytes."""
    (answer,) = called(("search_by_picture", {"picture": "aGVs" * 100}))
    assert answer.is_error
    assert "neither a picture in base64" in answer.content[0].text


def test_no_file_is_read_unless_a_folder_is_named(called, shot, tmp_path):
    file = tmp_path / "shot.png"
    file.write_bytes(shot)
    (answer,) = called(("search_by_picture", {"picture": str(file)}))
    assert answer.is_error
    assert "--pictures" in answer.content[0].text


def test_only_pictures_below_the_named_folders_are_read(called, shot, tmp_path):
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    outside = tmp_path / "outside.png"
    outside.write_bytes(shot)
    (allowed / "link.png").symlink_to(outside)
    (allowed / "loop.png").symlink_to(allowed / "loop.png")
    named = (
        str(outside),
        f"{allowed}/../outside.png",
        f"{allowed}/link.png",
        f"{allowed}/loop.png",
        f"{allowed}/\0.png",
        "/proc/self/environ",
    )
    for answer in called(
        *(("search_by_picture", {"picture": path}) for path in named), folders=[allowed]
    ):
        assert answer.is_error
        assert "nor the absolute path" in answer.content[0].text


def test_what_is_no_file_of_an_uploads_size_is_not_read(called, tmp_path):
    os.mkfifo(tmp_path / "pipe.png")  # to read it would wait for ever
    (tmp_path / "folder.png").mkdir()
    with (tmp_path / "large.png").open("wb") as large:
        large.truncate(Settings.max_bytes + 1)
    paths = [tmp_path / name for name in ("pipe.png", "folder.png", "large.png")]
    pictures = [*map(str, paths), "A" * (2 * Settings.max_bytes)]
    pipe, folder, large, text = called(
        *(("search_by_picture", {"picture": picture}) for picture in pictures), folders=[tmp_path]
    )
    assert all(answer.is_error for answer in (pipe, folder, large, text))
    assert "no regular file" in pipe.content[0].text
    assert "cannot be read" in folder.content[0].text
    assert "larger than 10 MB" in large.content[0].text
    assert "larger than 10 MB" in text.content[0].text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        (
            "search_by_picture",
            {"picture": "/no/such/file.png"},
            "nor the code of an SVG: send one of these. Files are not read",
        ),
        ("search_by_picture", {"picture": "aGVsbG8="}, "neither a picture in base64"),
        ("get_svg", {"icon": "none"}, "has no icon 'none': search for it, and take its id"),
        ("search_window", {"picture": "<svg viewBox='0 0 1 1'/>"}, "search for it as one picture"),
        ("search_by_words", {"words": ""}, "words"),
        ("search_by_words", {"words": "x", "limit": 1000}, "limit"),
    ],
)
def test_an_assistant_is_told_what_it_did_wrong(called, tool, arguments, said):
    (answer,) = called((tool, arguments))
    assert answer.is_error
    assert said in answer.content[0].text


def test_words_that_no_icon_has_are_said(called, shot):
    picture = base64.b64encode(shot).decode()
    pictured, listed = called(
        ("search_by_picture", {"picture": picture, "words": "no such words"}),
        ("search_by_words", {"words": "rokcetx"}),
    )
    assert pictured.structured_content["words_found"] is False
    assert "rocket" in listed.structured_content["nearest_words"]


def test_a_folder_of_pictures_must_exist(capsys, tmp_path):
    assert main(["mcp", "--pictures", f"{tmp_path}/none"]) == 2
    assert "is no folder: name one that exists" in capsys.readouterr().err


def test_the_command_speaks_the_protocol_on_standard_input_and_output(published):
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "api", "mcp", "--data", str(published.folder.root)],
        cwd=ROOT,
    )

    async def session():
        async with Client(stdio_client(command)) as assistant:
            return await assistant.call_tool("search_by_words", {"words": "rocket"})

    assert asyncio.run(session()).structured_content["icons"][0]["id"] == ROCKET


def test_the_service_does_without_the_package(service):
    loaded = Path(f"/proc/{service.process.pid}/maps").read_text()
    assert "cryptography" not in loaded
    program = (
        "import sys; import api.process.server, api.cli.search; "
        "print([name for name in sys.modules if name.split('.')[0] == 'mcp'])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True
        ).stdout
        == b"[]\n"
    )


@pytest.mark.parametrize("arguments", [["mcp"], ["--mcp", "on"]], ids=" ".join)
def test_without_the_package_the_command_says_what_to_install(arguments, tmp_path):
    program = (
        "import sys; sys.modules['mcp'] = None; "
        f"from api.__main__ import main; sys.exit(main({[*arguments, '--data', str(tmp_path)]}))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert "pip install 'iconlens[mcp]'" in ended.stderr
    assert ended.stderr.count("\n") == 1
