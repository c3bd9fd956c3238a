"""What the tests of the page and of the widget do alike in a browser."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

SHOT = Path(__file__).parents[3] / "data" / "demo" / "screenshot.png"
# [kind, bytes] → a picture pasted into the document, or dropped on it, as a browser reports it.
PASTED = """([kind, bytes, selector]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
    const init = { bubbles: true, cancelable: true, composed: true };
    document.querySelector(selector ?? "body").dispatchEvent(kind === "paste"
        ? new ClipboardEvent(kind, { ...init, clipboardData: transfer })
        : new DragEvent(kind, { ...init, dataTransfer: transfer }));
}"""
# [text, selector] → a text pasted into an element.
PASTED_TEXT = """([text, selector]) => {
    const transfer = new DataTransfer();
    transfer.setData("text/plain", text);
    const init = { bubbles: true, cancelable: true, composed: true, clipboardData: transfer };
    document.querySelector(selector).dispatchEvent(new ClipboardEvent("paste", init));
}"""
SETTLED = 250  # checks, a fiftieth of a second apart


class Held:
    """Requests to an address that wait until the test lets them go, in their order."""

    def __init__(self, page, address: str) -> None:
        self.routes = []
        page.route(address, lambda route: self.routes.append(route))
        self.page = page

    def wait(self, count: int = 1) -> None:
        """Wait until so many have been sent."""
        while len(self.routes) < count:
            self.page.wait_for_timeout(20)


def stop_clock(page) -> None:
    """Stop the page's clock: what waits for it comes when the test has it run on."""
    page.clock.install(time=0)
    page.clock.pause_at(1000)


def picture_file(content: bytes) -> dict:
    """A PNG as Playwright chooses it in a file field."""
    return {"name": "shot.png", "mimeType": "image/png", "buffer": content}


# A notice stays for four seconds: a test on a busy machine may come later than that.
NOTICES_STAY = """(() => {
    const start = window.setTimeout;
    window.setTimeout = (act, wait, ...more) => start(act, wait === 4000 ? 1e9 : wait, ...more);
})()"""
# → once nothing is on its way from one appearance to another
APPEARED = """() => Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().endTime < Infinity)
    .map((one) => one.finished.then(() => true)))"""
# Cards may be beyond the window; of the others, those that are hidden have no picture. No browser
# draws a person's text of several SVGs.
UNDRAWN = """all => all
    .filter((one) => one.closest("#results") || one.checkVisibility())
    .filter((one) => !one.complete || !(one.naturalWidth || one.matches(".picture")))
    .map((one) => one.outerHTML.slice(0, 120))"""


def settled(page) -> None:
    """Wait until the last search is answered and drawn, and the page knows the library's forms."""
    page.locator("#results[aria-busy=false]").wait_for(state="attached")
    page.locator("#library:empty").wait_for(state="detached")
    for _ in range(SETTLED):
        # Not wait_for_function: it needs eval, which the page's policy forbids.
        pictures = page.locator("#results img, #answer img, #places img, .picture")
        if not (undrawn := pictures.evaluate_all(UNDRAWN)):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"pictures that are not drawn: {undrawn}")


def answered(page) -> str:
    """The found icon's name, once the last search is answered and every card has its picture.

    It is that of the answer, and else of the first card.
    """
    page.locator("#results[aria-busy=false]").wait_for(state="attached")
    # Only cards in sight are in the document, and on a phone the answer fills the window.
    page.locator("#results").evaluate("one => { one.querySelector('li') ?? one.scrollIntoView(); }")
    page.locator("#results .card .tile").first.wait_for()
    settled(page)
    found = page.locator("#answer .icon").is_visible()
    return page.locator("#answer h2" if found else "#results .name").first.inner_text()


def worded(page, words: str) -> None:
    """Search by words, and wait for the answer."""
    page.fill("#words", words)
    page.get_by_role("heading", name=f"Icons for “{words}”").wait_for()
    answered(page)


def names(page) -> list[str]:
    """The names of the icons in sight."""
    return page.locator("#results .name").all_inner_texts()


WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def no_violations(page, rules: list[str] | None = None) -> bool:
    """True. Fails with the violations that axe finds by all of its rules, or those of some tags."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    violations = Axe().run(page, options=options).response["violations"]
    assert [
        (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in violations
    ] == []
    return True
