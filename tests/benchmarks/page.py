"""The search page as one person meets it, in Chromium: first paint, paste to results, weight.

With 70,000 icons, nodes and longest task.

Takes the library that is crawled and rendered in the data folder: run `make demo` first (and stop
it). The large library is that one many times over, searched with the smallest extractor. Medians of
several runs, on an otherwise idle machine.

usage: python -m tests.benchmarks.page [--data DIR] [--runs 7] [--icons 70000]
"""

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from features.builder import rendered_icons
from features.builder.build import BuildOptions, build_generation
from features.store.library import Library
from ingest.common.data_folder import DataFolder, default_folder
from tests.benchmarks.scale.service import machine, service

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "data" / "demo" / "screenshot.png"
VIEWPORT = {"width": 1440, "height": 900}
WHEELS = 60  # turns of the wheel, down and up again
TURN = 600  # pixels
# Milliseconds between two turns: faster than a picture is asked for, so that some arrive while
# scrolling and some do not.
PAUSE = 40
CATEGORIES = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"]
# → milliseconds since the navigation at which the last card in sight showed its picture
DRAWN = """() => new Promise((done) => {
    let [shown, last] = [0, 0];
    const look = () => {
        const pictures = [...document.querySelectorAll("#results img")];
        const drawn = pictures.filter((one) => one.complete && one.naturalWidth).length;
        if (drawn !== shown) [shown, last] = [drawn, performance.now()];
        const settled = performance.now() - last > 300; // ms: no card comes any more
        if (drawn && drawn === pictures.length && settled) done(last);
        else requestAnimationFrame(look);
    };
    look();
})"""
# bytes → milliseconds from pasting them to the first result with its picture, and to the last one
# in sight
PASTED = """(bytes) => new Promise((done) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
    const started = performance.now();
    const pasted = { bubbles: true, clipboardData: transfer };
    document.body.dispatchEvent(new ClipboardEvent("paste", pasted));
    let [first, shown, last] = [0, 0, 0];
    const look = () => {
        const pictures = [...document.querySelectorAll("#results.scored img")];
        const drawn = pictures.filter((one) => one.complete && one.naturalWidth).length;
        if (!first && pictures[0]?.naturalWidth) first = performance.now() - started;
        if (drawn !== shown) [shown, last] = [drawn, performance.now() - started];
        const settled = performance.now() - started - last > 300;
        if (drawn && drawn === pictures.length && settled) done([first, last]);
        else requestAnimationFrame(look);
    };
    look();
})"""
NODES = """() => {
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
    let count = 1;
    while (walker.nextNode()) count += 1;
    return count;
}"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=default_folder())
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--icons", type=int, default=70_000)
    options = parser.parse_args()
    library = rendered_icons.read(DataFolder(options.data))
    print(
        f"{machine()}; Chromium, {VIEWPORT['width']} × {VIEWPORT['height']}; medians of "
        f"{options.runs} runs"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        with service(options.data) as (_, port, _):
            measure_page(browser, f"http://127.0.0.1:{port}/", len(library.items), options.runs)
        with large(library, options.icons) as folder, service(folder) as (_, port, _):
            measure_scrolling(browser, f"http://127.0.0.1:{port}/", options.icons)
        browser.close()


def measure_page(browser: Browser, url: str, icons: int, runs: int) -> None:
    weights: dict[str, int] = {}
    painted, drawn, first, every = [], [], [], []
    for _ in range(runs + 1):  # the first one warms the service up
        page = browser.new_page(viewport=VIEWPORT)
        page.on(
            "response",
            lambda response: (
                weights.update({response.url: len(response.body())})
                if is_page(response.url)
                else None
            ),
        )
        page.goto(url)
        drawn.append(page.evaluate(DRAWN))
        painted.append(
            page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        )
        to_first, to_every = page.evaluate(PASTED, list(PICTURE.read_bytes()))
        first.append(to_first)
        every.append(to_every)
        page.close()
    print(
        f"first paint, {icons} icons      {median(painted)} ms; every icon in sight drawn "
        f"{median(drawn)} ms"
    )
    print(
        f"paste to the first result    {median(first)} ms; to every result in sight "
        f"{median(every)} ms"
    )
    print(
        f"page weight after a search   {sum(weights.values()) / 1000:.0f} kB in {len(weights)} "
        "files, uncompressed, without icons"
    )


def is_page(address: str) -> bool:
    """Whether an address is of the page itself, and not of an answer about icons."""
    return address.endswith("/") or "/static/" in address


def median(milliseconds: list[float]) -> str:
    return f"{statistics.median(milliseconds[1:]):.0f}"


@contextmanager
def large(library: Library, icons: int) -> Iterator[Path]:
    """A published library of that many icons: the given ones again and again, under other names."""
    times = -(-icons // len(library.items))
    items = [
        replace(
            item,
            icon=replace(
                item.icon, id=f"{item.icon.id}-{number}", name=f"{item.icon.name}-{number}"
            ),
        )
        for number in range(times)
        for item in library.items
    ]
    with tempfile.TemporaryDirectory() as folder:
        many = Library(sorted(items[:icons], key=lambda item: item.icon.id))
        build_generation(
            DataFolder(Path(folder)),
            many,
            ["phash"],
            BuildOptions(jobs=2, keep=1, force=True),
        )
        yield Path(folder)


def measure_scrolling(browser: Browser, url: str, icons: int) -> None:
    page = browser.new_page(viewport=VIEWPORT)
    page.goto(url)
    page.evaluate(DRAWN)
    page.mouse.move(VIEWPORT["width"] * 2 / 3, VIEWPORT["height"] / 2)
    nodes = [page.evaluate(NODES)]
    browser.start_tracing(page=page, categories=CATEGORIES)
    scroll(page, TURN)
    page.keyboard.press("End")  # and to the other end of the library at once
    page.wait_for_timeout(500)
    scroll(page, -TURN)
    tasks, busy = main_thread_tasks(json.loads(browser.stop_tracing()))
    nodes.append(page.evaluate(NODES))
    page.close()
    beyond = sum(task > 50 for task in tasks)
    print(
        f"{icons} icons, scrolled       {max(nodes)} nodes; longest task {max(tasks):.1f} ms, "
        f"{beyond} of {len(tasks)} over 50 ms"
    )
    print(
        "                             of processor time, whatever else runs on the machine, "
        f"{max(busy):.1f} ms at most"
    )


def scroll(page: Page, pixels: int) -> None:
    for _ in range(WHEELS):
        page.mouse.wheel(0, pixels)
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(500)


def main_thread_tasks(trace: dict) -> tuple[list[float], list[float]]:
    """Milliseconds of every task of the page's main thread: by the clock, and of processor time."""
    threads = {
        (event["pid"], event["tid"])
        for event in trace["traceEvents"]
        if named(event, "CrRendererMain")
    }
    pages = {event["pid"] for event in trace["traceEvents"] if event["name"] == "UpdateLayoutTree"}
    tasks = [
        event
        for event in trace["traceEvents"]
        if event["name"].endswith("RunTask")
        and "tdur" in event
        and event["pid"] in pages
        and (event["pid"], event["tid"]) in threads
    ]
    return [event["dur"] / 1000 for event in tasks], [event["tdur"] / 1000 for event in tasks]


def named(event: dict, thread: str) -> bool:
    return event["name"] == "thread_name" and event["args"]["name"] == thread


if __name__ == "__main__":
    main()
