"""The service with the packages of requirements-serve.txt and no others: it searches in every way,
and serves what is published meanwhile.
"""

import base64
import os
import subprocess
import sys
import venv
from pathlib import Path

import httpx
import pytest

from features.builder import publication
from tests.api.conftest import LONGEST, ROOT, Service, svg, until
from tests.test_house import pins, required

FILE = "requirements-serve.txt"
ROOM = 600  # MB that may be installed for serving
# Runs a command with the packages that the first argument names. No others can be imported.
ONLY = """
import re, runpy, sys
from importlib import metadata

admitted, module, *arguments = sys.argv[1:]
admitted = {"iconlens", *admitted.split(",")}
hidden = {
    package
    for package, distributions in metadata.packages_distributions().items()
    if not admitted & {re.sub("[-_.]+", "-", name).lower() for name in distributions}
}

class Hidden:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} is not installed", name=name)

assert not hidden & {name.partition(".")[0] for name in sys.modules}
assert {"tensorflow", "keras", "aiohttp", "graphql", "pytest"} <= hidden
sys.meta_path.insert(0, Hidden)
# With a large library, faiss compares codes.
from dataclasses import replace
from features.search.index import memory
memory.SETTINGS = replace(memory.SETTINGS, coarse_from=1)
sys.argv = [module, *arguments]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""
COMMANDS = [
    ["api", "search", "data/demo/screenshot.png", "--json"],
    ["features", "verify"],
    ["features", "duplicates", "--json"],
]


def only(admitted: set[str]) -> tuple[str, ...]:
    """The arguments of Python that run a module with these packages alone."""
    return ("-c", ONLY, ",".join(sorted(admitted)))


def search_in_every_way(service: Service, shot: bytes) -> None:
    """Send requests of every kind; each must be answered well."""
    client = service.client
    picture = base64.b64encode(shot).decode()
    key = "rocket-outlined"
    answers = [
        client.post("/search", params={"svg": True, "q": "rocket"}, content=shot),
        client.post("/search", params={"encoder": "phash"}, content=shot),
        client.post("/search", files={"image": shot}, data={"style": "outlined"}),
        client.post("/search", json={"image": picture, "crop": "0,0,80,70", "min_match": 1}),
        client.post("/search/screenshot", content=shot),
        *map(client.get, ("/icons?q=roket&facets=true", "/icons?limit=50&svg=true")),
        *map(client.get, (f"/icons/{key}", f"/icons/{key}/svg", f"/icons/{key}/image")),
        *map(client.get, (f"/icons/{key}/similar", "/", "/embed.js", "/docs", "/redoc")),
        *map(client.get, ("/openapi.json", "/metrics", "/healthz", "/readyz")),
    ]
    assert [answer for answer in answers if answer.status_code != 200] == []
    assert answers[0].json()["results"][0]["id"] == key
    drawing = client.post("/search", content=svg('<path d="M2 2h20v20H2z"/>').encode())
    assert drawing.status_code == 200, drawing.text
    broken = client.post("/search", content=shot[:99])
    assert broken.status_code in (400, 415, 422)


def serve_and_switch(service: Service, own_copy, published, shot: bytes) -> None:
    """Search, publish another generation, and search again."""
    search_in_every_way(service, shot)
    publication.switch(own_copy, published.smaller)
    until(lambda: service.client.get("/readyz").json()["index"] == published.smaller)
    assert service.client.post("/search", content=shot).json()["index"] == published.smaller
    publication.switch(own_copy, published.name)
    until(lambda: service.client.get("/readyz").json()["index"] == published.name)
    search_in_every_way(service, shot)
    service.stop()
    said = "".join(service.lines)
    assert "Traceback" not in said
    assert "is not installed" not in said


def test_it_serves_with_the_packages_of_its_file_alone(own_copy, published, start, shot):
    program = (*only(set(pins(FILE))), "api")
    service = start(own_copy.root, "--workers", "2", program=program)
    serve_and_switch(service, own_copy, published, shot)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_that_read_what_is_published_need_no_other_packages(published, command):
    program = [sys.executable, *only(set(pins(FILE))), *command]
    environment = os.environ | {"ICONLENS_DATA": str(published.folder.root)}
    ended = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "is not installed" not in ended.stderr


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (
            ["ingest", "--source", "demo", "--data", "{data}"],
            "ingest: the package aiohttp is not installed: ",
        ),
        (["ingest.demo"], "demo: the package aiohttp is not installed: "),
        (
            ["features", "--extractor", "resnet50", "--data", "{data}"],
            "features: the package keras is not installed, ",
        ),
        (
            ["features.train", "glyphnet", "{data}"],
            "features.train: the package keras is not installed: ",
        ),
    ],
)
def test_a_command_of_the_night_says_what_to_install(published, tmp_path, command, sentence):
    for name in ("source.json", "render"):
        (tmp_path / name).symlink_to(published.folder.root / name)
    words = [word.format(data=tmp_path) for word in command]
    program = [sys.executable, *only(set(pins(FILE))), *words]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    *_, last = ended.stderr.splitlines()
    assert last.startswith(sentence)
    assert "pip install 'iconlens[night]'" in last


def test_an_assistant_needs_the_extra_mcp_and_no_other(published):
    admitted = set(pins(FILE)) | required("iconlens", extra="mcp")
    program = [sys.executable, *only(admitted), "api", "mcp"]
    call = (
        '{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": '
        '"2025-06-18", "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}}\n'
    )
    ended = subprocess.run(
        [*program, "--data", str(published.folder.root)],
        cwd=ROOT,
        input=call,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert ended.returncode == 0, ended.stderr
    assert '"name":"iconlens"' in ended.stdout


@pytest.mark.slow
def test_it_serves_where_nothing_but_its_file_is_installed(
    own_copy, published, start, shot, tmp_path, note
):
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", FILE]
    subprocess.run([python, *install], cwd=ROOT, check=True)
    files = [path.lstat().st_blocks * 512 for path in Path(environment).rglob("*")]
    size = sum(files) / 1e6
    assert size <= ROOM
    service = start(own_copy.root, "--workers", "2", python=str(python))
    assert httpx.get(f"{service.url}/healthz").status_code == 200
    serve_and_switch(service, own_copy, published, shot)
    note(
        "A virtual environment with requirements-serve.txt, pip included: searches of every kind, "
        "two new generations",
        f"{size:.0f} MB in {len(files)} files; every request answered",
    )
