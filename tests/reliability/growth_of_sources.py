"""What grows in a source: the files of a folder, an Iconify set, an answer's paths, templates."""

import json
import shutil
import tempfile
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ingest.common.failures import ConfigurationError
from ingest.copying.templates import StyleRule, Templates, code_of
from ingest.files import reader
from ingest.graphql.mapping import FieldMapping
from ingest.graphql.paths.each import Each
from ingest.limits import SourceLimits

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M2 2h9v9z"/></svg>'
FIELDS = {"id": "id", "name": "name", "source_code": "svg"}
Work = Callable[[], object]


def _imported(write: Callable[[Path, int], Path]) -> Callable[[int], Work]:
    """Work that imports what `write` puts into a folder."""

    def made(count: int) -> Work:
        folder = Path(tempfile.mkdtemp())
        path = write(folder, count)

        def work() -> None:
            with suppress(ConfigurationError):
                reader.read(path, SourceLimits())

        # Afterwards, so that removing the files is no part of the work.
        weakref.finalize(work, shutil.rmtree, folder)
        return work

    return made


def _files(folder: Path, count: int) -> Path:
    for number in range(count):
        (folder / f"{number}.svg").write_text(SVG)
    return folder


def _folders(folder: Path, count: int) -> Path:
    deepest = folder.joinpath(*["a"] * min(count, 900))
    deepest.mkdir(parents=True)
    (deepest / "icon.svg").write_text(SVG)
    return folder


def _set(**parts: object) -> str:
    body = '<path d="M2 2h9v9z"/>'
    return json.dumps({"prefix": "a", "icons": {"i": {"body": body}}, **parts})


def _icons(folder: Path, count: int) -> Path:
    icons = {f"i{number}": {"body": '<path d="M2 2h9z"/>'} for number in range(count)}
    file = folder / "a.json"
    file.write_text(_set(icons=icons))
    return file


def _aliases(folder: Path, count: int) -> Path:
    chain = {f"a{number}": {"parent": f"a{number + 1}"} for number in range(count)}
    file = folder / "a.json"
    file.write_text(_set(aliases={**chain, f"a{count}": {"parent": "i"}}))
    return file


def _categories(folder: Path, count: int) -> Path:
    file = folder / "a.json"
    file.write_text(_set(categories={f"c{number}": ["i"] for number in range(count)}))
    return file


def _suffixes(folder: Path, count: int) -> Path:
    icons = {f"i{number}": {"body": '<path d="M2 2h9z"/>'} for number in range(count)}
    file = folder / "a.json"
    file.write_text(_set(icons=icons, suffixes={f"s{number}": "S" for number in range(count)}))
    return file


def _mapped(node: dict[str, object], each: str = "", **paths: str) -> Work:
    mapping = FieldMapping({**FIELDS, **paths}, {}, Each(each))

    def work() -> None:
        with suppress(ConfigurationError):
            mapping.icons(node)

    return work


def _node(**more: object) -> dict[str, object]:
    return {"id": "a", "name": "a", "svg": SVG, **more}


def _parts(count: int) -> Work:
    parts = [_node(id=f"a{number}") for number in range(count)]
    paths = {name: f"parts[].{path}" for name, path in FIELDS.items()}
    return _mapped({"parts": parts}, "parts", **paths)


def _parts_and_tags(count: int) -> Work:
    parts = [_node(id=f"a{number}") for number in range(count)]
    paths = {name: f"parts[].{path}" for name, path in FIELDS.items()}
    tags = [f"tag {number}" for number in range(count)]
    return _mapped({"parts": parts, "tags": tags}, "parts", tags="tags", **paths)


def _steps(count: int) -> Work:
    value: object = "a"
    for _ in range(count):
        value = {"a": value}
    return _mapped(_node(a=value), category=".".join(["a"] * (count + 1)))


def _lists(count: int) -> Work:
    return _mapped(_node(lists=[[["a"]] * 9] * count), tags="lists[][][]")


def _places(count: int) -> Work:
    return _mapped(_node(a="b"), category="{a} " * count)


def _code(name: str, form: str = "{Pascal}", **parts: object) -> Work:
    templates = [Templates(forms={"React": form}, **parts)]  # type: ignore[arg-type]
    return lambda: code_of(templates, "a", name, "line", None)


SOURCES: dict[str, Callable[[int], Work]] = {
    "files of a folder": _imported(_files),
    "folders in a folder": _imported(_folders),
    "icons of a set": _imported(_icons),
    "aliases of aliases": _imported(_aliases),
    "categories of a set": _imported(_categories),
    "suffixes of a set": _imported(_suffixes),
    "parts of an icon": _parts,
    "parts of an icon, and its tags": _parts_and_tags,
    "steps of a path": _steps,
    "lists in lists of a path": _lists,
    "paths in a text": _places,
    "placeholders of a template": lambda count: _code("bell", "{Pascal} {kebab} " * count),
    "words of a name": lambda count: _code("bell-" * count),
    "capitals of a name": lambda count: _code("Bell" * count, styles={"line": StyleRule("a" * 99)}),
    "words of a style's ending": lambda count: _code(
        "bell-" * count, styles={"line": StyleRule("bell-" * count)}
    ),
    "icons that a package lacks": lambda count: _code(
        "bell", missing={"React": tuple(f"A{number}" for number in range(count))}
    ),
    "icons with other names": lambda count: _code(
        "bell", names={f"a{number}": "b" for number in range(count)}
    ),
}
