"""Make the README's pictures of the page: a running demonstration in Chromium, asked with the
bundled screenshot, in English and light, and in Chinese and dark.

Tests compare them with the page of the day. usage: `make demo`, and in another terminal
`.venv/bin/python docs/page.py [URL [FOLDER]]`. The Chinese one needs a Chinese font, such as
Debian's `fonts-wqy-microhei`.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
SCREENSHOT = HERE.parent / "data" / "demo" / "screenshot.png"
VIEWPORT = {"width": 1120, "height": 660}
PICTURES = {
    "page.png": {"locale": "en", "color_scheme": "light"},
    "page-zh.png": {"locale": "zh-CN", "color_scheme": "dark"},
}


def main(url: str = "http://127.0.0.1:8000/", folder: str = str(HERE)) -> None:
    """Choose the screenshot on the page, wait for the answer, and take each picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, options in PICTURES.items():
            page = browser.new_page(viewport=VIEWPORT, **options)
            page.goto(url)
            page.wait_for_selector("#results[aria-busy=false]", state="attached")
            page.set_input_files("#file", SCREENSHOT)
            page.wait_for_selector("#results.scored[aria-busy=false] li img[src]")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=Path(folder) / name)
            page.close()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
