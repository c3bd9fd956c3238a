"""The icons of an Iconify icon set, the JSON form in which many icon libraries are published.

Format: https://iconify.design/docs/types/iconify-json.html
"""

import re
from collections.abc import Set
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from ingest.common import untrusted
from ingest.common.failures import ConfigurationError
from ingest.files.drawing import BOX_DEFAULTS, Drawing
from ingest.icon import LIMITS, Icon
from ingest.limits import LibrarySize, SourceLimits


def read_set(path: Path, limits: SourceLimits | None = None) -> list[Icon]:
    """The icons of a set, sorted by id.

    `path` is a folder as published, its icons.json, or one JSON file that holds the whole set.
    Beside an icons.json, info.json and metadata.json are read where they exist.

    - An icon's id and name are its name in the set.
    - An alias that only renames becomes one of the `aliases` of its icon. An alias that turns,
      mirrors or crops becomes an icon of its own.
    - Hidden icons, which a set keeps for old users only, are left out.
    - The style comes from the set's suffixes or prefixes, written `two-tone`.
    - The first category becomes `category`, the others become `tags`.

    Raises ConfigurationError where the set cannot be read, or is over a limit.
    """
    limits = limits or SourceLimits()
    main = path / "icons.json" if path.is_dir() else path
    document = _read_json(main, limits.max_answer)
    if not isinstance(document.get("icons"), dict):
        raise ConfigurationError(
            f'{main} is not an Iconify set (it has no object "icons"): '
            "name a folder that holds icons.json."
        )
    info = _beside(main, "info.json", document.get("info", {}), limits.max_answer)
    metadata = _beside(main, "metadata.json", document, limits.max_answer)
    library = LibrarySize(limits.max_library)
    try:
        return _icons(document, info, metadata, library)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"{main} is not a sound Iconify set ({error!r:.300}): fetch the set again."
        ) from error


def read_prefix(path: Path, limits: SourceLimits) -> str:
    """The prefix of the set at a path, "" for a set without. Raises as `read_set` does."""
    main = path / "icons.json" if path.is_dir() else path
    document = _read_json(main, limits.max_answer)
    return str(document.get("prefix", ""))


def _icons(
    document: dict[str, Any],
    info: dict[str, Any],
    metadata: dict[str, Any],
    size: LibrarySize,
) -> list[Icon]:
    drawings, renames = _with_aliases(_drawings(document), document.get("aliases", {}))
    categories = _categories(metadata)
    library = info.get("name") or document.get("prefix")
    licence = info.get("license", {})
    icons = []
    for name, drawing in sorted(drawings.items()):
        if drawing.hidden:
            continue
        named = categories.get(name, [])
        icon = Icon.from_json(
            {
                "id": name,
                "name": name,
                "source_code": drawing.svg(),
                "library": library,
                "style": _style(name, metadata),
                "category": named[0] if named else None,
                "tags": named[1:],
                "aliases": sorted(renames.get(name, ())),
                "license": licence.get("spdx") or licence.get("title"),
            }
        )
        size.add(icon)
        icons.append(icon)
    return icons


def _drawings(document: dict[str, Any]) -> dict[str, Drawing]:
    box = {key: document.get(key, value) for key, value in BOX_DEFAULTS.items()}
    drawings = {}
    for name, record in document["icons"].items():
        drawing = Drawing(record["body"], **box)
        drawings[name] = drawing.override(record)
    return drawings


def _categories(metadata: dict[str, Any]) -> dict[str, list[str]]:
    """The categories of each icon, by its name."""
    categories: dict[str, list[str]] = {}
    for category, members in metadata.get("categories", {}).items():
        for member in members:
            categories.setdefault(member, []).append(category)
    return categories


def _with_aliases(
    drawings: dict[str, Drawing], aliases: dict[str, Any]
) -> tuple[dict[str, Drawing], dict[str, list[str]]]:
    """The drawings with the drawings of the aliases, and the other names of each drawing.

    An alias may name an alias. So the aliases are resolved parents first.
    """
    drawn = dict(drawings)
    renames: dict[str, list[str]] = {}
    same_as: dict[str, str] = {}  # alias → the drawing that it only renames
    for name in _parents_first(aliases, drawings.keys()):
        alias = aliases[name]
        parent = same_as.get(alias["parent"], alias["parent"])
        drawing = drawn[parent]
        changed = drawing.override(alias)
        if changed != drawing:
            drawn[name] = changed
            continue
        same_as[name] = parent
        renames.setdefault(parent, []).append(name)
    return drawn, renames


def _parents_first(aliases: dict[str, Any], drawings: Set[str]) -> list[str]:
    """The names of the aliases, each after its parent. Raises ValueError for one without.

    Each alias is visited once: to look through all of them for every link of a long chain would
    take quadratic time.
    """
    parents = {name: alias["parent"] for name, alias in aliases.items()}
    graph = {name: {parent} for name, parent in parents.items()}
    names = []
    for name in TopologicalSorter(graph).static_order():
        if name in parents:
            names.append(name)
        elif name not in drawings:
            raise ValueError(f"an alias leads to {name!r}, which is not there")
    return names


def _style(name: str, metadata: dict[str, Any]) -> str | None:
    """The style of the longest matching suffix, else of the longest matching prefix.

    The empty suffix or prefix is the style of all other icons. A name that is too long for an icon
    has no style: its parts would take quadratic memory.
    """
    if len(name) > LIMITS.text:
        return None
    suffixes = metadata.get("suffixes") or {}
    prefixes = metadata.get("prefixes") or {}
    hyphens = [match.start() for match in re.finditer("-", name)]
    ends = [name[hyphen + 1 :] for hyphen in hyphens]
    beginnings = [name[:hyphen] for hyphen in reversed(hyphens)]
    for styles, parts in ((suffixes, ends), (prefixes, beginnings)):
        for part in (*parts, ""):
            if part in styles:
                return _style_name(styles[part])
    return None


def _style_name(title: str) -> str:
    """`two-tone` for TwoTone or Two Tone."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|\s+", "-", title).lower()


def _beside(main: Path, name: str, embedded: dict[str, Any], most: int) -> dict[str, Any]:
    """A file published beside icons.json, or the part of the set that takes its place."""
    file = main.with_name(name)
    return _read_json(file, most) if main.name == "icons.json" and file.exists() else embedded


def _read_json(path: Path, most: int) -> dict[str, Any]:
    try:
        document = untrusted.parse_json(untrusted.read_file(path, most))
    except untrusted.TooLarge as error:
        raise ConfigurationError(
            f"{path} is too large, {error}: if the set is right, allow more with --max-answer."
        ) from error
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error.strerror}): name the folder of an Iconify set."
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"{path} is not JSON ({error}): fetch the set again.") from error
    if not isinstance(document, dict):
        raise ConfigurationError(f"{path} is not a JSON object: fetch the set again.")
    return document
