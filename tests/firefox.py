"""Debian's Firefox, driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/)."""

import base64
import json
import re
import subprocess
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from websockets.sync.client import connect

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PATIENCE = 120  # seconds for one answer


class Firefox:
    """One window of a headless Firefox with an empty profile."""

    def __init__(self, profile: Path, width: int, height: int) -> None:
        command = ["firefox-esr", "--headless", "--no-remote", "--profile", str(profile)]
        self._process = subprocess.Popen(
            [*command, "--remote-debugging-port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._opened = ExitStack()
        try:
            self._connect({"width": width, "height": height})
        except BaseException:
            self.close()
            raise

    def _connect(self, viewport: dict[str, int]) -> None:
        self._commands = 0
        address = self._address() + "/session"
        opened = connect(address, open_timeout=PATIENCE, max_size=None)
        self._socket = self._opened.enter_context(opened)
        session = self._command("session.new", capabilities={})
        self.version = session["capabilities"]["browserVersion"]
        (tree,) = self._command("browsingContext.getTree")["contexts"]
        self._context = tree["context"]
        self._command("browsingContext.setViewport", context=self._context, viewport=viewport)

    def _address(self) -> str:
        for line in self._process.stderr:
            if listening := LISTENING.search(line):
                return listening[1]
        raise AssertionError("firefox-esr ended before it listened")

    def _command(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._commands += 1
        command = {"id": self._commands, "method": method, "params": parameters}
        self._socket.send(json.dumps(command))
        while True:
            answer = json.loads(self._socket.recv(timeout=PATIENCE))
            if answer.get("id") == self._commands:  # others are events
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self, address: str) -> None:
        self._command(
            "browsingContext.navigate", context=self._context, url=address, wait="complete"
        )

    def reload(self) -> None:
        self._command("browsingContext.reload", context=self._context, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, or of its promise."""
        answer = self._command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def screenshot(self) -> Image.Image:
        """The whole document."""
        taken = self._command(
            "browsingContext.captureScreenshot", context=self._context, origin="document"
        )
        return Image.open(BytesIO(base64.b64decode(taken["data"]))).convert("RGB")

    def close(self) -> None:
        self._opened.close()
        self._process.terminate()
        self._process.wait()
        self._process.stderr.close()
