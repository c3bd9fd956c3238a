"""Make `page.png`, the README's picture: the page of a running demonstration, in Chromium, asked
with the bundled screenshot.

usage: `make demo`, and in another terminal `.venv/bin/python docs/page.py [URL [FILE]]`
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SCREENSHOT = HERE.parent / "data" / "demo" / "screenshot.png"


def main(url: str = "http://127.0.0.1:8000/", file: str = str(HERE / "page.png")) -> None:
    """Choose the screenshot on the page, wait for the answer, and take the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1120, "height": 660}, color_scheme="light")
        page.goto(url)
        page.set_input_files("#file", SCREENSHOT)
        page.wait_for_selector("#results.scored[aria-busy=false] li img[src]")
        page.wait_for_load_state("networkidle")
        page.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
