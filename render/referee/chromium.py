"""Chromium without a window draws SVGs: many on one page, which is photographed.

It runs in its own sandbox and in a network of its own, where there is nothing to reach. An SVG in
an <img> runs no script and fetches nothing: https://www.w3.org/TR/SVG2/conform.html#secure-static-mode
"""

import base64
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from ingest.common.failures import ConfigurationError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOBODY = 65534  # of Debian, and of the kernel's default for users without a name


@dataclass(frozen=True)
class SheetSettings:
    """How icons are laid out and how long a sheet may take. Chosen by hand."""

    columns: int = 16
    rows: int = 16
    patience: float = 60.0  # seconds


SHEET = SheetSettings()


def program() -> str:
    """The path of the first Chromium that is installed. Raises ConfigurationError."""
    if shutil.which("unshare") is None:
        raise ConfigurationError(
            "--referee chromium needs the program unshare, which keeps Chromium from the network: "
            "install util-linux, or render without --referee."
        )
    for name in PROGRAMS:
        path = shutil.which(name)
        if path is not None:
            return path
    raise ConfigurationError(
        f"--referee chromium finds none of {', '.join(PROGRAMS)}: install one (Debian: "
        "`apt-get install chromium`), or render without --referee."
    )


def draw(sources: Sequence[str], side: int) -> Iterator[Image.Image]:
    """Yield the drawing of each SVG: RGBA, `side` pixels square, centred.

    One that Chromium cannot read comes out empty. Raises ConfigurationError where Chromium is
    missing or fails.
    """
    chromium = program()
    most = SHEET.columns * SHEET.rows
    for start in range(0, len(sources), most):
        end = start + most
        batch = sources[start:end]
        with tempfile.TemporaryDirectory(prefix="referee-") as folder:
            sheet = _photograph(chromium, Path(folder), batch, side)
        for place in range(len(batch)):
            yield _cell(sheet, place, side)


def _cell(sheet: Image.Image, place: int, side: int) -> Image.Image:
    """The picture at one place of a sheet, counted row by row."""
    row, column = divmod(place, SHEET.columns)
    left = column * side
    top = row * side
    right = left + side
    bottom = top + side
    return sheet.crop((left, top, right, bottom))


def _photograph(chromium: str, folder: Path, sources: Sequence[str], side: int) -> Image.Image:
    """A picture of a page with all the SVGs."""
    page = folder / "page.html"
    page.write_text(_page(sources, side))
    photograph = folder / "photograph.png"
    command = _command(chromium, folder, page, photograph, side)
    try:
        done = _run(command, folder)
    except subprocess.TimeoutExpired as error:
        raise ConfigurationError(
            f"Chromium took more than {SHEET.patience:g} s to draw {len(sources)} icons: "
            "render without --referee."
        ) from error
    if not photograph.exists():
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise ConfigurationError(
            f"Chromium could not draw (exit status {done.returncode}): {last[:200]}"
        )
    with Image.open(photograph) as picture:
        return picture.convert("RGBA")


def _command(chromium: str, folder: Path, page: Path, photograph: Path, side: int) -> list[str]:
    """The command that photographs a page in a network of its own, once all of it has loaded.

    It gives no `--virtual-time-budget`: with six icons that ask for files or hosts, the page's
    clock would stand still for ever.
    """
    width = SHEET.columns * side
    height = SHEET.rows * side
    return [
        *("unshare", "--user", "--map-current-user", "--net"),
        *(chromium, "--headless"),
        f"--user-data-dir={folder / 'profile'}",
        f"--screenshot={photograph}",
        f"--window-size={width},{height}",
        "--default-background-color=00000000",
        "--hide-scrollbars",
        page.as_uri(),
    ]


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run Chromium with a folder as its home. Raises TimeoutExpired.

    Its sandbox does not start for root, who runs it as nobody.
    """
    user: int | None = None
    groups: list[int] | None = None
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        user = NOBODY
        groups = []
    environment = {"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath)}
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        timeout=SHEET.patience,
        user=user,
        group=user,
        extra_groups=groups,
        check=False,
    )


def _page(sources: Sequence[str], side: int) -> str:
    """A page that shows SVGs in rows, without space between them."""
    images = []
    for source in sources:
        content = base64.b64encode(source.encode(errors="replace")).decode()
        images.append(f'<img src="data:image/svg+xml;base64,{content}">')
    width = SHEET.columns * side
    return (
        "<!DOCTYPE html><meta http-equiv=Content-Security-Policy "
        "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<style>body {{ margin: 0; width: {width}px; font-size: 0 }} "
        f"img {{ width: {side}px; height: {side}px; object-fit: contain }}</style>"
        f"{''.join(images)}"
    )
