"""What goes out of the page in Chromium besides the clipboard: the bag, and what is dragged."""

import io
import json
import zipfile

import pytest
from PIL import Image

from tests.api.page.browsing import NOTICES_STAY, answered, no_violations, worded
from tests.api.page.test_page_copying import clipboard

# [file's name, code] of some files → the bytes of their archive, in base64.
ZIPPED = """async (files) => {
    const { zip } = await import("./static/parts/copy/zip.js");
    const encoder = new TextEncoder();
    const archive = zip(files.map(([name, code]) => ({ name, content: encoder.encode(code) })));
    return [...new Uint8Array(await archive.arrayBuffer())];
}"""
FILE_NAMES = """async (names) => {
    const { fileName } = await import("./static/parts/copy/clipboard.js");
    return names.map((name) => fileName(name, "svg"));
}"""
JOINED = "async (codes) => (await import('./static/parts/copy/joined.js')).joined(codes)"
# → what a card gives to whatever it is dropped on, by type.
DRAGGED = """() => {
    const item = document.querySelector("#results li");
    item.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
    const transfer = new DataTransfer();
    const event = new DragEvent("dragstart", { bubbles: true, dataTransfer: transfer });
    item.dispatchEvent(event);
    const given = transfer.types.map((type) => [type, transfer.getData(type)]);
    return { draggable: item.draggable, ...Object.fromEntries(given) };
}"""


@pytest.fixture
def filled(watched):
    """A page with the rocket and another icon in the bag."""
    with watched("/") as page:
        fill_bag(page)
        yield page


def fill_bag(page):
    for name in ("rocket-outlined", "scripted"):
        worded(page, name)
        page.locator("#results .card").first.focus()
        page.keyboard.press("b")
        page.get_by_text(f"Added {name} to the bag.").wait_for()


def test_the_bag_is_kept_and_copied_as_one_text(filled):
    page = filled
    page.reload()
    page.get_by_role("button", name="Bag · 2").click()
    dialog = page.get_by_role("dialog", name="Bag")
    dialog.locator("li").nth(1).wait_for()
    assert no_violations(page)
    dialog.get_by_label("Form").select_option("Name")
    dialog.get_by_role("button", name="Copy all").click()
    page.get_by_text("Copied Name of 2 icons.").wait_for()
    page.keyboard.press("Escape")
    assert clipboard(page).split() == ["rocket-outlined", "scripted"]
    page.get_by_role("button", name="Bag · 2").click()
    dialog.get_by_role("button", name="Remove scripted").click()
    dialog.get_by_role("button", name="Empty the bag").click()
    dialog.wait_for(state="hidden")
    assert page.locator("#open-bag").is_hidden()


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_the_bag_is_saved_as_one_file(filled, kind):
    page = filled
    page.get_by_role("button", name="Bag · 2").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=f"{kind} files (ZIP)").click()
    assert saved.value.suggested_filename == "icons.zip"
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert archive.testzip() is None
        names = [f"rocket-outlined.{kind.lower()}", f"scripted.{kind.lower()}"]
        assert archive.namelist() == names
        contents = [archive.read(name) for name in names]
    for content in contents:
        if kind == "SVG":
            assert content.startswith(b"<svg") and b"onload" not in content
        else:
            assert Image.open(io.BytesIO(content)).size == (512, 512)


def test_a_broken_network_is_said_and_makes_no_archive(browser, service):
    page = browser.new_page()
    page.add_init_script(NOTICES_STAY)
    page.goto(service.url)
    answered(page)
    fill_bag(page)
    page.get_by_role("button", name="Bag · 2").click()
    page.locator("#bag img[src]").nth(1).wait_for()
    page.route("**/icons/*/copy?*", lambda route: route.fulfill(status=503, body="busy"))
    saved = []
    page.on("download", lambda download: saved.append(download))
    page.get_by_role("button", name="SVG files (ZIP)").click()
    page.get_by_text("The service gave an answer that is none of its own").wait_for()
    gone = {"type": "about:blank", "title": "Not found", "status": 404, "detail": "It is gone."}
    page.route(
        "**/icons/scripted/copy?*",
        lambda route: route.fulfill(
            status=404, body=json.dumps(gone), content_type="application/problem+json"
        ),
    )
    page.unroute("**/icons/*/copy?*")
    with page.expect_download() as archived:
        page.get_by_role("button", name="SVG files (ZIP)").click()
    page.get_by_text("Not in the ZIP file: 1 icons").wait_for()
    with zipfile.ZipFile(archived.value.path()) as archive:
        assert archive.namelist() == ["rocket-outlined.svg"]
    assert len(saved) == 1
    page.close()


def test_archives_hold_any_names_and_two_of_one_name(watched):
    names = ["图标", "a", "a", "a-2", "A"]
    files = [[f"{name}.svg", "b" * 70_000] for name in names]
    with watched("/") as page:
        content = bytes(page.evaluate(ZIPPED, files))
        empty = bytes(page.evaluate(ZIPPED, []))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        named = ["图标.svg", "a.svg", "a-2.svg", "a-2-2.svg", "A-3.svg"]
        assert archive.namelist() == named, "a system may take A.svg for a.svg"
        assert archive.read("a.svg") == b"b" * 70_000
    assert zipfile.ZipFile(io.BytesIO(empty)).namelist() == []


def test_an_icon_s_file_has_a_name_that_every_system_takes(watched):
    named = {
        "../../a\\b:c": "a-b-c",
        "CON": "_CON",
        "nul.txt": "_nul.txt",
        "-rf": "rf",
        ".. ": "icon",
        "photo\u202egnp.exe": "photo gnp.exe",
        "up\r\n": "up",
        "é" * 1000: "é" * 100,
        "e\u0301": "é",
    }
    with watched("/") as page:
        assert page.evaluate(FILE_NAMES, list(named)) == [f"{name}.svg" for name in named.values()]


def test_imports_from_one_package_become_one(watched):
    codes = ["import { A } from 'p'", "import { B } from 'p'", "import { A } from 'p'"]
    codes += ["import { C } from 'q'", "import D from 'd'", "<A />"]
    with watched("/") as page:
        assert page.evaluate(JOINED, codes).splitlines() == [
            "import { A, B } from 'p'",
            "import { C } from 'q'",
            "import D from 'd'",
            "<A />",
        ]


def test_an_icon_is_dragged_as_a_file_as_markup_and_as_an_address(watched):
    with watched("/") as page:
        worded(page, "rocket")
        given = page.evaluate(DRAGGED)
        address = page.url.partition("#")[0] + "icons/rocket-outlined/svg"
    assert given["draggable"] is True
    assert given["downloadurl"] == f"image/svg+xml:rocket-outlined.svg:{address}"
    assert given["text/uri-list"] == address
    assert given["text/html"].startswith('<img src="data:image/svg+xml,')
    assert given["text/plain"].startswith("<svg ")


def test_details_lead_to_the_variants_and_tags_to_a_search(watched, published):
    ids = {icon.id for icon in published.icons}
    twotone = min(
        icon.id
        for icon in published.icons
        if icon.style == "two-tone" and icon.id.replace("twotone", "outlined") in ids
    )
    outlined = twotone.replace("twotone", "outlined")
    with watched("/") as page:
        worded(page, twotone)
        page.locator("#results .card", has_text=twotone).focus()
        page.keyboard.press("d")
        variants = page.locator("#details .variants button")
        page.locator("#details .variants [aria-current=true]", has_text="two-tone").wait_for()
        variants.filter(has_text="outlined").click()
        page.get_by_role("dialog", name=outlined).wait_for()
        page.locator("#details dd a", has_text="outlined").click()
        page.get_by_role("dialog").wait_for(state="hidden")
        page.locator("#filters .chosen").wait_for()
        assert "style=outlined" in page.url
