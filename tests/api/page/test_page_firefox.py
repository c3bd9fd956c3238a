"""The page's main ways in Firefox: a paste to its answer, a window to its list, and Back."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import encoded
from tests.firefox import Firefox

ROCKET = "rocket-outlined"
ALIPAY = "alipay-outlined"
PATIENCE = 60  # seconds
# bytes → a picture pasted into the document. Firefox makes no paste event with a picture in it.
PASTED = """(bytes) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
    const pasted = new Event("paste", { bubbles: true, composed: true });
    document.body.dispatchEvent(Object.assign(pasted, { clipboardData }));
}"""

pytestmark = pytest.mark.skipif(shutil.which("firefox-esr") is None, reason="no Firefox here")


@pytest.fixture
def firefox(tmp_path: Path, service) -> Iterator[Firefox]:
    window = Firefox(tmp_path, 1280, 800)
    window.open(service.url)
    until(window, "document.querySelector('#results').getAttribute('aria-busy')", "false")
    yield window
    window.close()


def paste(firefox: Firefox, picture: bytes) -> None:
    firefox.evaluate(f"({PASTED})({list(picture)})")


def until(firefox: Firefox, expression: str, expected: object) -> None:
    """Wait until an expression has a value."""
    end = time.monotonic() + PATIENCE
    while (found := firefox.evaluate(expression)) != expected:
        assert time.monotonic() < end, found
        time.sleep(0.05)


def test_a_paste_is_answered_and_back_returns_to_the_answer_before(firefox, screenshot):
    title = "document.querySelector('#answer h2').textContent"
    for name in (ROCKET, ALIPAY):
        paste(firefox, encoded(screenshot(name)))
        until(firefox, title, name)
        until(firefox, "document.activeElement.className", "copy")
    until(firefox, "document.querySelectorAll('#recent li').length", 2)
    firefox.evaluate("history.back()")
    until(firefox, title, ROCKET)
    until(firefox, "document.querySelector('#answer .icon img').naturalWidth > 0", True)
    firefox.reload()
    until(firefox, "document.querySelector('#answer h2')?.textContent", ROCKET)


def test_a_window_is_answered_with_a_list(firefox, window):
    paste(firefox, window)
    names = "[...document.querySelectorAll('#places .name')].map((one) => one.textContent)"
    until(firefox, names, [ROCKET, ALIPAY])
    until(firefox, "document.querySelectorAll('.mark').length", 3)
    smallest = """Math.min(...[...document.querySelectorAll('.mark')].flatMap((one) => {
        const { width, height } = one.getBoundingClientRect();
        return [width, height];
    }))"""
    assert firefox.evaluate(smallest) >= 24
