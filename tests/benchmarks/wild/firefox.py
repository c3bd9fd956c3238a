"""Scenes painted by Firefox, spoken to by Marionette, its own remote protocol.

A message is `LENGTH:JSON`; a command is `[0, number, name, parameters]`, and its answer
`[1, number, error, result]`
(https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html).
"""

import base64
import contextlib
import io
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from tests.benchmarks.wild.pages import BOXES, WINDOW, Sheet

COMMAND = "firefox-esr"
SECONDS = 60  # most that Firefox may take to start, or to answer
PREFERENCES = {
    "marionette.port": 0,  # any free one
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
}


class Firefox:
    """Debian's, started anew for each page, as its device pixel ratio is a preference."""

    def paint(self, sheet: Sheet) -> tuple[Image.Image, list[list[float]]]:
        """As Chromium paints it; never transparent."""
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.html"
            page.write_text(sheet.html, encoding="utf-8")
            profile = Path(folder) / "profile"
            with _session(profile, sheet.ratio) as session:
                session.ask("WebDriver:SetWindowRect", **WINDOW)
                session.ask("WebDriver:Navigate", url=page.as_uri())
                boxes = session.ask("WebDriver:ExecuteScript", script=f"return {BOXES}", args=[])
                content = session.ask("WebDriver:TakeScreenshot", full=True)
        picture = Image.open(io.BytesIO(base64.b64decode(content["value"])))
        return picture, boxes["value"]


class _Session:
    """One connection to a Firefox."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._stream = connection.makefile("rb")
        self._number = 0
        self._read()  # it says what it is

    def ask(self, name: str, **parameters: Any) -> Any:
        """The result of a command. Raises RuntimeError."""
        self._number += 1
        message = json.dumps([0, self._number, name, parameters]).encode()
        self._connection.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self._read()
        if error:
            raise RuntimeError(f"Firefox refuses {name}: {error['message']}")
        return result

    def _read(self) -> Any:
        length = b""
        while (character := self._stream.read(1)) != b":":
            length += character
        return json.loads(self._stream.read(int(length)))


@contextlib.contextmanager
def _session(profile: Path, ratio: float) -> Iterator[_Session]:
    """A Firefox with a profile of its own, which ends with it."""
    profile.mkdir()
    preferences = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in {**PREFERENCES, "layout.css.devPixelsPerPx": str(ratio)}.items()
    ]
    (profile / "user.js").write_text("\n".join(preferences))
    arguments = [COMMAND, "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(arguments, stdout=quiet, stderr=quiet)
    try:
        port = _port(profile / "MarionetteActivePort")
        with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
            session = _Session(connection)
            session.ask("WebDriver:NewSession")
            yield session
            session.ask("Marionette:Quit")
        process.wait(SECONDS)
    finally:
        process.kill()
        process.wait()


def _port(file: Path) -> int:
    """The port that Firefox wrote into its profile. Raises TimeoutError."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text()):
            return int(text)
        time.sleep(0.1)
    raise TimeoutError(f"{COMMAND} did not start within {SECONDS} seconds.")
