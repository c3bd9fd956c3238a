"""A small library, published by the real stages, and the real service in its own process."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import sync_playwright

from features.builder import publication
from features.store import generation
from ingest import source_json
from ingest.common.data_folder import DataFolder
from ingest.copying.description import read as read_copying
from ingest.files.iconify import read_set
from ingest.icon import Icon
from tests.api.page.browsing import NOTICES_STAY
from tests.shared import own_copy_of

ROOT = Path(__file__).parents[2]
COPYING = read_copying({"set": "ant-design", "library": "Ant Design Icons"})
NASTY = [
    "../x",
    "..",
    "fa:user/solid",
    "图标/搜索",
    "100%",
    "%2e%2e%2f",
    "a b?c=d#e",
    "~Li4veA",
    "//host/x",
    "a\\b",
    "'\"><b>",
    "svg",
    "é",
]
SCRIPTED = "scripted"
WHITE = "white"
TWO_COLOURS = "two-colours"
NO_NAMESPACE = "no-namespace"
CHROMIUM = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
LONGEST = 60  # seconds until a service that is told to stop has ended


def svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{body}</svg>'


def icons() -> list[Icon]:
    """Some sixty of the bundled icons, and the awkward ones."""
    bundled = read_set(ROOT / "data/demo/ant-design")
    chosen = [icon for icon in bundled if icon.style == "outlined"][::8] + [
        icon for icon in bundled if icon.style == "two-tone"
    ][::30]
    chosen = [
        icon for icon in chosen if not icon.id.startswith("rocket")
    ]  # the look-alikes of the icon that is searched for
    rocket = next(
        icon for icon in bundled if icon.id == "rocket-outlined"
    )  # the icon in data/demo/screenshot.png
    triangle = "M4 20L12 {}L20 20Z"
    awkward = [
        Icon(
            SCRIPTED,
            "scripted",
            svg('<circle cx="12" cy="12" r="9"/><g onclick="x()"/>').replace(
                "<svg ", '<svg onload="document.title=1" '
            ),
        ),
        Icon(
            WHITE,
            "white",
            svg('<path fill="#fff" d="M3 3h18v8H3zM3 15h8v6H3z"/>'),
            tags=("block", "brick"),
        ),
        Icon(
            TWO_COLOURS,
            "two colours",
            svg('<path fill="#e00" d="M2 2h9v20H2z"/><path fill="#06c" d="M13 2h9v9h-9z"/>'),
        ),
        Icon(
            NO_NAMESPACE,
            "no namespace",
            '<svg viewBox="0 0 24 24"><path d="M2 2h20v4H8v6h8v4H8v6H2z"/></svg>',
        ),
        *(
            Icon(name, f"nasty {place}", svg(f'<path d="{triangle.format(2 + place)}"/>'))
            for place, name in enumerate(NASTY)
        ),
    ]
    return [*{icon.id: icon for icon in [*chosen, rocket, *awkward]}.values()]


def run_stage(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, check=True, capture_output=True, text=True
    )


def build(folder: DataFolder, library: list[Icon]) -> str:
    """Publish a library with the real stages; returns the generation's name."""
    source_json.write(folder.source, source_json.serialise(library, COPYING))
    run_stage("render", "--data", str(folder.root))
    run_stage(
        "features", "--data", str(folder.root), "--extractor", "glyphnet", "--extractor", "phash"
    )
    return generation.current_name(folder)


def build_twice(root: Path) -> None:
    """Publish the icons without the rocket, then all of them."""
    folder = DataFolder(root)
    everything = icons()
    build(folder, [icon for icon in everything if icon.id != "rocket-outlined"])
    build(folder, everything)


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> SimpleNamespace:
    """A data folder with two generations: the served one, and `smaller` without the rocket."""
    folder = DataFolder(own_copy_of("library", build_twice, tmp_path_factory))
    name = generation.current_name(folder)
    (smaller,) = {path.name for path in folder.generations.iterdir()} - {name}
    return SimpleNamespace(folder=folder, icons=icons(), smaller=smaller, name=name)


@pytest.fixture
def own_copy(published, tmp_path) -> DataFolder:
    """The two generations in a folder that a test may damage."""
    shutil.copytree(published.folder.generations, tmp_path / "generations")
    folder = DataFolder(tmp_path)
    publication.switch(folder, published.name)
    return folder


PATIENCE = 600.0  # seconds: only against a test that hangs, not a measure of the service


def until(condition):
    """What a condition returns once that is true."""
    deadline = time.monotonic() + PATIENCE
    while not (result := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return result


class Service:
    """`python -m api`, with one worker by default, which may not write a picture to any file.

    It may write 512 bytes: Python tries with four whether there is a temporary folder.
    """

    def __init__(
        self,
        data: Path,
        scratch: Path,
        *arguments: str,
        program: tuple[str, ...] = ("-m", "api"),
        python: str = sys.executable,
    ) -> None:
        # A socket's path has at most 107 characters, and pytest's folders have long names.
        scratch.mkdir(exist_ok=True)
        short = tempfile.TemporaryDirectory(prefix="t")
        (Path(short.name) / "s").symlink_to(scratch)
        self._short = short
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("ICONLENS_")
        }
        command = [python, *program, "--port", "0", "--data", str(data), *arguments]
        self.scratch = scratch
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", 'ulimit -f 1 && exec "$@"', "sh", *command],
            cwd=ROOT,
            env=inherited
            | {"TMPDIR": f"{short.name}/s", "PYTHONDONTWRITEBYTECODE": "1", "ICONLENS_WORKERS": "1"}
            # Without a compiler: cairocffi would ask it where cairo is, and it would write a file.
            | {"PATH": str(scratch)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        listening = self.process.stdout.readline()
        self.url = re.search(r"http://[^\s\"]+", listening)[0]
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        # The service ends a connection that was idle for 5 s. A client that keeps one as long may
        # send a request just then, which fails.
        self.client = httpx.Client(
            base_url=self.url, timeout=30, limits=httpx.Limits(keepalive_expiry=1)
        )

    @property
    def port(self) -> int:
        return httpx.URL(self.url).port

    def _read(self) -> None:
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def stop(self) -> int:
        """End it as systemd would; returns its exit status."""
        self.client.close()
        self.process.terminate()
        try:
            self.process.wait(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self._reader.join()
        self._short.cleanup()
        self.process.stdout.close()
        return self.process.wait()


@pytest.fixture
def start(tmp_path) -> Iterator:
    """A function that starts the service on a data folder; stopped when the test ends."""
    running: list[Service] = []

    def start_service(data: Path, *arguments: str, **more) -> Service:
        running.append(Service(data, tmp_path / "scratch", *arguments, **more))
        return running[-1]

    yield start_service
    for service in running:
        service.stop()


@pytest.fixture(scope="session")
def service(published, tmp_path_factory) -> Iterator[Service]:
    running = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        "--cors-origins",
        "https://icons.example",
    )
    yield running
    assert running.stop() == 0
    assert "Traceback" not in "".join(running.lines)


@pytest.fixture(scope="session")
def screenshot(published):
    """A function: an icon's id → a dark screenshot of it, 80 × 70 pixels, as a Pillow image."""
    opened = generation.open_generation(published.folder.generations / published.name)

    def taken(icon_id: str) -> Image.Image:
        icon = ImageOps.invert(
            Image.open(BytesIO(opened.catalogue.jpeg(icon_id))).convert("RGB")
        ).resize((48, 48))
        shot = Image.new("RGB", (80, 70), icon.getpixel((0, 0)))
        shot.paste(icon, (20, 10))
        return shot

    yield taken
    opened.close()


@pytest.fixture
def shot(screenshot) -> bytes:
    """The dark screenshot of the rocket, as a PNG."""
    return encoded(screenshot("rocket-outlined"))


def two_icons(screenshot, other: str) -> bytes:
    """The rocket's screenshot on the left and another icon's on the right, as a PNG."""
    left, right = screenshot("rocket-outlined"), screenshot(other)
    both = Image.new("RGB", (left.width + right.width, left.height))
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return encoded(both)


def encoded(image: Image.Image, file_format: str = "PNG", **options) -> bytes:
    buffer = BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[*CHROMIUM.split(), "--host-resolver-rules=MAP icons.test 127.0.0.1"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def watched(browser, service):
    """A function that opens a page.

    The page must send no request to another host, and report no warning or error.
    """
    asked: list[str] = []
    complaints: list[str] = []

    @contextmanager
    def opened(path: str, host: str = "127.0.0.1", **options):
        page = browser.new_page(**options)
        page.add_init_script(NOTICES_STAY)
        page.on("request", lambda request: asked.append(request.url))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if message.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://{host}:{service.port}{path}")
        if path.partition("#")[0] == "/":  # the page listens once it has the texts of its language
            page.locator("#results[aria-busy]").wait_for(state="attached")
        yield page
        page.unroute_all(behavior="ignoreErrors")  # else a request on its way fails the test
        page.close()

    yield opened
    assert [
        url for url in asked if httpx.URL(url).host not in ("127.0.0.1", "icons.test", "")
    ] == []
    assert complaints == []


def problem(response: httpx.Response) -> dict:
    """The problem details of an answer, having checked that they are some."""
    assert response.headers["content-type"] == "application/problem+json"
    details = response.json()
    assert details["status"] == response.status_code
    assert details["title"] and details["detail"].endswith((".", "details."))
    return json.loads(response.content)
