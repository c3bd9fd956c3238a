"""Make `screenshot.png`, the demonstration's query: one button of a dark page, drawn by Chromium,
cropped as a person drags a box.

Run as `make screenshot`.
"""

import json
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
ICON = "rocket-outlined"
TOOLBAR = ["search-outlined", "bell-outlined", ICON, "setting-outlined", "user-outlined"]
PAGE = """
<style>
  body {{ margin: 0; background: #141414; color: #d9d9d9; font: 14px sans-serif }}
  header {{ display: flex; align-items: center; gap: 12px; padding: 12px 24px;
    background: #1f1f1f; border-bottom: 1px solid #303030 }}
  header b {{ flex: 1 }}
  button {{ display: inline-flex; padding: 8px; border: 1px solid #424242; border-radius: 6px;
    background: #262626; color: inherit }}
  svg {{ width: 20px; height: 20px }}
  main {{ padding: 24px }}
</style>
<header><b>Deployments</b>{buttons}</header>
<main>Last release: yesterday, 18:04</main>
"""


def main() -> None:
    """Draw the page and save the crop."""
    icons = json.loads((HERE / "ant-design" / "icons.json").read_text())
    size = icons.get("height", 16)
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
    buttons = "".join(
        f'<button id="{name}">{start}{icons["icons"][name]["body"]}</svg></button>'
        for name in TOOLBAR
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 640, "height": 200}, device_scale_factor=2)
        page.set_content(PAGE.format(buttons=buttons))
        box = page.locator(f"#{ICON} svg").bounding_box()
        assert box is not None, f"the page shows no {ICON}"
        # The hand is not exact: more room on the right and below than on the left and above, all
        # within the button.
        clip = {
            "x": box["x"] - 4,
            "y": box["y"] - 5,
            "width": box["width"] + 10,
            "height": box["height"] + 11,
        }
        page.screenshot(path=HERE / "screenshot.png", clip=clip)
        browser.close()


if __name__ == "__main__":
    main()
