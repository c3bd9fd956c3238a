"""`python -m api mcp`, as an assistant uses it: through the official package's own client."""

import asyncio
import base64
import subprocess
import sys
from pathlib import Path

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from api.cli.client import connect
from api.cli.mcp import create_server
from api.svg.cleaning import clean
from tests.api.conftest import ROOT, SCRIPTED, encoded

ROCKET = "rocket-outlined"


@pytest.fixture
def called(published, service, request):
    """A function: calls tools one after the other; their results."""

    def call(*calls, url=None):
        async def session():
            async with (
                connect(url, published.folder.root) as ours,
                Client(create_server(ours)) as assistant,
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
    assert set(tools) == {"search_by_picture", "search_by_words", "get_svg"}
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
        *(("search_by_picture", some) for some in arguments), url=service.url if running else None
    )
    for answer in answers:
        assert not answer.is_error
        assert answer.structured_content == answers[0].structured_content
    found = answers[0].structured_content
    assert found["verdict"] == "found"
    assert found["icons"][0]["id"] == ROCKET
    assert len(found["icons"]) == 2


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


def test_base64_that_is_longer_than_a_file_name_is_no_path(called):
    """The file system refuses names of more than 255 bytes."""
    (answer,) = called(("search_by_picture", {"picture": "aGVs" * 100}))
    assert answer.is_error
    assert "PNG, JPEG" in answer.content[0].text


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        (
            "search_by_picture",
            {"picture": "/no/such/file.png"},
            "neither the path of a file nor base64",
        ),
        ("search_by_picture", {"picture": "aGVsbG8="}, "PNG, JPEG"),
        ("get_svg", {"icon": "none"}, "has no icon 'none'"),
        ("search_by_words", {"words": "x", "limit": 1000}, "limit"),
    ],
)
def test_an_assistant_is_told_what_it_did_wrong(called, tool, arguments, said):
    (answer,) = called((tool, arguments))
    assert answer.is_error
    assert said in answer.content[0].text


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


def test_without_the_package_the_command_says_what_to_install():
    program = (
        "import sys; sys.modules['mcp'] = None; "
        "from api.__main__ import main; sys.exit(main(['mcp']))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert "pip install 'iconlens[mcp]'" in ended.stderr
    assert ended.stderr.count("\n") == 1
