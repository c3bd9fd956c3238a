"""The JavaScript modules of the page and the widget: their sizes, texts, types and tools."""

import json
import re
from pathlib import Path

from tests.api.conftest import ROOT

STATIC = ROOT / "api" / "static"
MODULES = sorted(STATIC.rglob("*.js"))
MAX_LINES = 250  # of a module
MAX_MODULES = 15  # in a folder
MAX_WIDTH = 100  # characters of a line


def test_modules_are_short_and_folders_small():
    folders = [module.parent for module in MODULES]
    assert max(folders.count(folder) for folder in folders) <= MAX_MODULES
    sizes = {module.name: len(module.read_text().splitlines()) for module in MODULES}
    assert {name: size for name, size in sizes.items() if size > MAX_LINES} == {}


def test_no_line_is_too_long():
    sources = [path for path in STATIC.rglob("*") if path.suffix in {".js", ".ts", ".css", ".html"}]
    too_long = [
        f"{path.name}: {line}"
        for path in sources
        for line in path.read_text().splitlines()
        if len(line) > MAX_WIDTH
    ]
    assert too_long == []


def test_the_page_preloads_what_its_first_view_imports():
    page = (STATIC / "index.html").read_text()
    preloaded = re.findall(r'rel="modulepreload" href="static/([\w/]+\.js)"', page)
    assert preloaded == sorted(
        str(path.relative_to(STATIC)) for path in imported(STATIC / "page.js")
    )


def imported(module: Path) -> set[Path]:
    """The modules that a module imports at once, and those that these import."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        importing = waiting.pop()
        names = re.findall(r'^import [^;]*?"(\.[^"]+)";', importing.read_text(), re.MULTILINE)
        new = {(importing.parent / name).resolve() for name in names} - found
        found |= new
        waiting += new
    return found


def test_both_languages_have_the_same_texts(browser, service):
    page = browser.new_page()
    page.goto(service.url)
    loading = "async (name) => (await import(`./static/parts/texts/${name}.js`)).TEXTS"
    english, chinese = (page.evaluate(loading, name) for name in ("english", "chinese"))
    page.close()
    assert placeholders(english) == placeholders(chinese)
    markup = "".join(path.read_text() for path in [STATIC / "index.html", *MODULES])
    assert set(re.findall(r'data-(?:text|label|hint)="(\w+)"', markup)) <= english.keys()


def test_a_name_does_not_reorder_the_text_around_it(browser, service):
    page = browser.new_page()
    page.goto(service.url)
    page.locator("#results[aria-busy]").wait_for(state="attached")
    said = page.evaluate(
        "async () => (await import('./static/parts/texts.js'))"
        ".text('bag_added', { name: 'a\\u2069\\u202e\\nb' })"
    )
    page.close()
    assert said == "Added a b to the bag."


def placeholders(texts: dict[str, str]) -> dict[str, set[str]]:
    return {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in texts.items()}


def test_the_types_are_those_of_the_api(service):
    """tsc checks the modules by types.d.ts, this test checks types.d.ts by the service."""
    schemas = service.client.get("/openapi.json").json()["components"]["schemas"]
    declared = interfaces((STATIC / "parts" / "types.d.ts").read_text())
    compared = declared.keys() & schemas.keys()
    assert {"IconList", "ProblemDetails", "Ready", "ScreenshotAnswer", "SearchAnswer"} <= compared
    for name in compared:
        required = schemas[name].get("required", [])
        expected = {
            field + ("" if field in required else "?"): typescript(schema)
            for field, schema in schemas[name]["properties"].items()
        }
        assert declared[name] == expected, name


def interfaces(source: str) -> dict[str, dict[str, str]]:
    """The fields of each interface, inherited fields too, with a `?` where they are optional."""
    aliases = {
        name: " ".join(union.split()).removeprefix("| ")
        for name, union in re.findall(r"export type (\w+) =([^;]*);", source)
    }
    found: dict[str, dict[str, str]] = {}
    pattern = r"export interface (\w+)(?: extends (\w+))? \{\n(.*?)\n\}"
    for name, parent, body in re.findall(pattern, source, re.DOTALL):
        fields = re.findall(r"^  (\w+\??): (.*);$", body, re.MULTILINE)
        own = {field: aliased(kind, aliases) for field, kind in fields}
        found[name] = found.get(parent, {}) | own
    return found


def aliased(kind: str, aliases: dict[str, str]) -> str:
    element = kind.removesuffix("[]")
    if element not in aliases:
        return kind
    return f"({aliases[element]})[]" if kind.endswith("[]") else aliases[element]


def typescript(schema: dict) -> str:
    """The TypeScript type of a JSON schema."""
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:  # absent where it would be null
        return typescript(schema["anyOf"][0])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if schema["type"] == "array":
        element = typescript(schema["items"])
        return f"({element})[]" if " " in element else f"{element}[]"
    if schema["type"] == "object":
        return f"Record<string, {typescript(schema['additionalProperties'])}>"
    return "number" if schema["type"] == "integer" else schema["type"]


def test_the_tools_are_pinned_with_hashes_and_without_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    del packages[""]  # the project itself
    assert {"node_modules/@biomejs/biome", "node_modules/typescript"} <= packages.keys()
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
