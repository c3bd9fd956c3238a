"""A library with hostile icons in it: the stages do their work for the others, reach nothing,
and no browser runs anything.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from types import SimpleNamespace

import httpx
import numpy as np
import pytest

import features.__main__
from api.http import links
from features.store import generation
from features.store.vectors import unit
from ingest.acceptance import AcceptancePolicy
from ingest.common.data_folder import DataFolder
from ingest.files import iconify
from ingest.icon import LIMITS
from ingest.run import import_files
from render import build, store
from render.processes.confinement import WorkerLimits
from render.processes.pool import Pool
from tests.api.conftest import Service, browser  # noqa: F401  a fixture
from tests.reliability import hostile
from tests.render.documents import write_library

ROOT = Path(__file__).parents[2]
SEED = 20261122
PATIENCE = 60.0  # seconds
FEW = 40  # harmless icons, in the short cut
QUICK = WorkerLimits(seconds=0.4, kill_after=60)
# What drawing text opens, whatever the text: the machine's fonts and their settings. And what a
# process does at its start, or once: libffi looks in its own status for whether the kernel is PaX.
FONTS = re.compile(r"font|/dev/null$|/proc/self/(exe|status)$|^$")
# fontconfig resolves the folders of fonts: it asks whether those above are links.
ABOVE_FONTS = {"/etc", "/usr", "/usr/share", str(Path.home()), str(Path.home() / ".config")}
# Rust looks up the symbols of a panic in the program's own files.
OWN = re.compile(
    r"/proc/self/maps$|\.so(\.[\d.]+)*(\.dwp)?$|^/usr/lib/debug(/|$)|/bin/python[\d.]*(\.dwp)?$"
)
CALL = re.compile(r"^(?P<process>\d+) +(?P<name>\w+)\((?P<arguments>.*)")
READING = re.compile(
    r"open(at2?)?|(l|newf)?stat(at|x)?|f?access(at2?)?|readlink(at)?|statfs|getcwd"
)


class Canary(ThreadingTCPServer):
    """A host that notes what it is asked; nobody may ask anything.

    Chromium connects to the host of a frame before it heeds the policy that forbids the frame, and
    then says nothing.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Listener)
        self.visits: list[bytes] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Listener(BaseRequestHandler):
    server: Canary

    def handle(self) -> None:
        if said := self.request.recv(4096):
            self.server.visits.append(said)


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with Canary() as server:
        Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def secret(tmp_path_factory) -> Path:
    """A drawing on this machine that no icon may read."""
    path = tmp_path_factory.mktemp("elsewhere") / "secret.svg"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path id="a" fill="red" d="M0 0h9999v9999H0z"/>'
        "</svg>"
    )
    return path


@pytest.fixture(scope="module")
def documents(canary, secret) -> dict[str, str]:
    return hostile.corpus(canary.url, secret)


class Timed(Pool):
    """A pool that notes the longest wait for any icon's answer."""

    longest = 0.0

    def draw(self, icons):
        before = time.monotonic()
        for drawn in super().draw(icons):
            Timed.longest = max(Timed.longest, time.monotonic() - before)
            yield drawn
            before = time.monotonic()


def publish(root: Path, icons: dict[str, str], limits: WorkerLimits) -> SimpleNamespace:
    """Take icons, as files, through the three stages; what became of them."""
    folder = DataFolder(root / "data")
    files = root / "files"
    files.mkdir(parents=True)
    for name, source in icons.items():
        (files / f"{name}.svg").write_bytes(source.encode(errors="surrogatepass"))
    import_files(files, folder, len(icons), AcceptancePolicy())
    build.run(folder, build.RenderOptions(jobs=2, max_failed=100, limits=limits))
    assert features.__main__.main(["--data", str(folder.root), "--extractor", "glyphnet"]) == 0
    with closing(generation.open_current(folder)) as opened:
        return SimpleNamespace(
            folder=folder, manifest=store.read_manifest(folder), vectors=opened.vectors("glyphnet")
        )


def library(documents: dict[str, str], more: int) -> tuple[dict[str, str], dict[str, str]]:
    """Harmless icons, and harmful ones whose names put them among those, with so many mutants of
    them.
    """
    rng = np.random.default_rng(SEED)
    every = list(documents.values())
    bundled = iconify.read_set(ROOT / "data/demo/ant-design")
    if more:
        harmful, chosen = [*every, *hostile.mutants(every, more, SEED)], bundled
    else:
        harmful, chosen = every[::2], bundled[:: len(bundled) // FEW]
    order = rng.permutation(len(harmful) + len(chosen))
    names = [f"{place:06}" for place in order]
    return (
        {f"{name} good": icon.source_code for name, icon in zip(names, chosen, strict=False)},
        {f"{name} bad": source for name, source in zip(names[len(chosen) :], harmful, strict=True)},
    )


@pytest.mark.parametrize("more", [0, pytest.param(3000, marks=pytest.mark.slow)])
def test_harmless_icons_come_out_as_without_hostile_ones_among_them(
    more, documents, canary, tmp_path, monkeypatch, note
):
    monkeypatch.setattr(build, "Pool", Timed)
    monkeypatch.setattr(Timed, "longest", 0.0)
    limits = WorkerLimits() if more else QUICK
    good, bad = library(documents, more)
    alone = publish(tmp_path / "alone", good, limits)
    mixed = publish(tmp_path / "mixed", good | bad, limits)
    assert alone.manifest.failed == {}
    assert {
        name: drawn for name, drawn in mixed.manifest.icons.items() if name in good
    } == alone.manifest.icons
    for drawn in alone.manifest.icons.values():
        for image in drawn.images:
            assert (mixed.folder.images / image.file).read_bytes() == (
                alone.folder.images / image.file
            ).read_bytes()
    cosines = [float(vector @ rows(mixed)[row]) for row, vector in rows(alone).items()]
    assert (
        len(cosines) == sum(len(drawn.images) for drawn in alone.manifest.icons.values())
        and min(cosines) >= 0.99999
    )
    failed, drawn = mixed.manifest.failed.keys(), mixed.manifest.icons.keys() - good.keys()
    skipped = len(bad) - len(failed) - len(drawn)
    assert Timed.longest < 1.5 * limits.kill_after
    assert canary.visits == []
    note(
        "hostile SVG through ingest, render and features, among harmless icons",
        f"{len(bad)} documents: {skipped} refused by ingest, {len(failed)} by render, {len(drawn)} "
        f"drawn; {len(good)} harmless icons: "
        f"every JPEG byte-identical, smallest cosine {min(cosines):.7f}; longest wait for one icon "
        f"{Timed.longest:.1f} s",
    )


def rows(published: SimpleNamespace) -> dict[tuple[str, str], np.ndarray]:
    found = published.vectors
    return dict(
        zip(zip(found.ids, found.grounds, strict=True), unit(found.vectors[:]), strict=True)
    )


@pytest.mark.parametrize("more", [0, pytest.param(3000, marks=pytest.mark.slow)])
def test_drawing_opens_no_file_but_fonts_and_no_socket(
    more, documents, secret, canary, tmp_path, note
):
    """Every system call of the drawing processes that takes a path or has to do with the
    network, as strace tells them.
    """
    chosen = {
        name: source
        for name, source in documents.items()
        if more or name.startswith(("reaching", "active"))
    }
    chosen |= {
        f"mutant {number}": source
        for number, source in enumerate(hostile.mutants(list(chosen.values()), more, SEED + 1))
    }
    taken = {  # by ingest
        name: source
        for name, source in chosen.items()
        if "\0" not in source and len(source) <= LIMITS.source_code
    }
    folder = write_library(tmp_path / "data", taken)
    trace = tmp_path / "trace"
    strace = [
        "strace",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-s",
        "4096",
        "-e",
        "trace=%file,%network",
        "-o",
        str(trace),
    ]
    stage = [sys.executable, "-m", "render", "--data", str(folder.root), "--max-failed", "100"]
    subprocess.run([*strace, *stage], cwd=ROOT, check=True, capture_output=True)
    confined: set[str] = set()
    calls, reached = 0, []
    for line in trace.read_text(errors="replace").splitlines():
        call = CALL.match(line)
        if call is None:
            continue
        if "/proc/self/statm" in call["arguments"]:
            # Its own size, which it reads last before it limits itself, and once more then.
            confined.add(call["process"])
            continue
        if call["process"] not in confined:
            continue
        calls += 1
        path = re.search(r'"([^"]*)"', call["arguments"])
        if not READING.fullmatch(call["name"]) or (
            call["name"] != "getcwd"
            and path
            and not FONTS.search(path[1])
            and not OWN.search(path[1])
            and not (call["name"] == "readlink" and path[1] in ABOVE_FONTS)
        ):
            reached.append(line)
    assert confined, "strace saw no drawing process"
    assert reached == []
    assert canary.visits == []
    drawn = len(store.read_manifest(folder).icons)
    note(
        "system calls of the drawing processes while they draw documents that ask for files and "
        "hosts (strace)",
        f"{len(taken)} documents, {drawn} drawn by {len(confined)} processes: {calls} calls with "
        "a path, all of them fonts and their settings, and after a panic of resvg the program's "
        "own libraries; no socket",
    )


@pytest.fixture(scope="module")
def served(documents, canary, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The service over the documents that can be drawn, and these by name."""
    root = tmp_path_factory.mktemp("served")
    chosen = {
        name: source
        for name, source in documents.items()
        if name.startswith(("reaching", "active"))
    }
    folder = write_library(root / "data", chosen)
    build.run(folder, build.RenderOptions(jobs=2, max_failed=100))
    assert features.__main__.main(["--data", str(folder.root), "--extractor", "phash"]) == 0
    service = Service(folder.root, root / "scratch")
    yield SimpleNamespace(
        service=service,
        documents={name: chosen[name] for name in store.read_manifest(folder).icons},
    )
    assert service.stop() == 0


@pytest.fixture
def watched(browser):  # noqa: F811
    """A page, and what came of what it asked for; what its policy stopped never left it."""
    page = browser.new_page()
    came: list[str] = []
    page.on("requestfinished", lambda request: came.append(request.url))
    page.on("popup", lambda popup: came.append(f"a window: {popup.url}"))
    page.on("dialog", lambda dialog: came.append(f"a dialog: {dialog.message}"))
    yield page, came
    page.close()


def provoke(page) -> None:
    """What a person might do, and time for what happens by itself."""
    page.mouse.move(9, 9)
    page.mouse.click(12, 12)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_timeout(50)


@pytest.mark.parametrize(
    "families", ["active", pytest.param(("active", "reaching"), marks=pytest.mark.slow)]
)
def test_an_icon_opened_in_a_browser_runs_nothing_and_fetches_nothing(
    families, served, canary, watched, note
):
    page, came = watched
    opened = [name for name in served.documents if name.startswith(families)]
    for name in opened:
        address = f"{served.service.url}/icons/{links.key(name)}/svg?raw=true"
        answer = httpx.get(address, timeout=PATIENCE)
        assert (answer.text, answer.headers["content-type"]) == (
            served.documents[name],
            "image/svg+xml",
        )
        page.goto(address)
        provoke(page)
        assert (page.title(), page.url.removesuffix("#")) == ("", address), name
        assert {url for url in came if not url.startswith("data:")} == {address}, name
        assert canary.visits == [], name
        came.clear()
    note(
        "hostile SVG opened in Chromium from the service",
        f"{len(opened)} documents: nothing ran, nothing was fetched",
    )


EMBEDDED = (
    '<img src="{0}"><iframe src="{0}"></iframe>'
    '<object data="{0}" type="image/svg+xml"></object><embed src="{0}" type="image/svg+xml">'
)


@pytest.mark.parametrize(
    "families", ["active", pytest.param(("active", "reaching"), marks=pytest.mark.slow)]
)
def test_an_icon_in_a_page_of_the_same_host_runs_nothing_and_fetches_nothing(
    families, served, canary, watched, note
):
    page, came = watched
    addresses = [
        f"{served.service.url}/icons/{links.key(name)}/svg?raw=true"
        for name in served.documents
        if name.startswith(families)
    ]
    ground = f"{served.service.url}/"
    # A page of that host without a policy, which would do the icon's work.
    page.route(
        ground, lambda route: route.fulfill(content_type="text/html", body="<!DOCTYPE html>")
    )
    for few in (addresses[start : start + 5] for start in range(0, len(addresses), 5)):
        page.goto(ground)
        came.clear()
        page.set_content(
            "<!DOCTYPE html><title>host</title>" + "".join(map(EMBEDDED.format, few)),
            wait_until="networkidle",
        )
        deadline = time.monotonic() + PATIENCE
        # On a busy machine, a network that is idle is no sign. A frame has its address before what
        # it asked for has come.
        while not ({frame.url for frame in page.frames} >= {ground, *few} and {*came} >= {*few}):
            assert time.monotonic() < deadline
            page.wait_for_timeout(50)
        provoke(page)
        assert (page.title(), page.url) == ("host", ground)
        assert {url for url in came if not url.startswith("data:")} == set(few)
    assert canary.visits == []
    note(
        "hostile SVG in a page of the same host, in four ways, in Chromium",
        f"{len(addresses)} documents: nothing ran, nothing was fetched",
    )
