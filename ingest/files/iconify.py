"""An Iconify icon set, the JSON form in which icon libraries are published to package registries, as icons."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.common.failures import ConfigurationError
from ingest.icon import Icon

DEFAULT_SIZE = 16  # the format's own, for sets that name no width or height
BOX = ("left", "top", "width", "height")


@dataclass(frozen=True)
class Drawing:
    """A body in its box (user units), how it is turned and mirrored, and whether the set still offers it."""

    body: str
    left: float
    top: float
    width: float
    height: float
    quarter_turns: int = 0
    mirrored_x: bool = False
    mirrored_y: bool = False
    hidden: bool = False

    def override(self, record: dict[str, Any]) -> "Drawing":
        """This drawing as an alias changes it: box values replace, turns add up, mirrorings cancel out."""
        return replace(
            self,
            **{key: record[key] for key in BOX if key in record},
            quarter_turns=(self.quarter_turns + record.get("rotate", 0)) % 4,
            mirrored_x=self.mirrored_x != record.get("hFlip", False),
            mirrored_y=self.mirrored_y != record.get("vFlip", False),
            hidden=record.get("hidden", self.hidden),
        )

    def _steps(self) -> list[str]:
        """SVG transformations of the box at the origin; the last one is applied first."""
        width, height = self.width, self.height
        turns = (
            "",
            f"matrix(0 1 -1 0 {height} 0)",
            f"matrix(-1 0 0 -1 {width} {height})",
            f"matrix(0 -1 1 0 0 {width})",
        )
        steps = (
            turns[self.quarter_turns],
            f"matrix(-1 0 0 1 {width} 0)" if self.mirrored_x else "",
            f"matrix(1 0 0 -1 0 {height})" if self.mirrored_y else "",
        )
        return [step for step in steps if step]

    def svg(self) -> str:
        """The whole SVG document, the transformation written out."""
        left, top, width, height, body = self.left, self.top, self.width, self.height, self.body
        steps = self._steps()
        if steps:
            if left or top:
                steps.append(f"translate({-left} {-top})")
            body = f'<g transform="{" ".join(steps)}">{body}</g>'
            left = top = 0
        if self.quarter_turns % 2:
            width, height = height, width
        xlink = ' xmlns:xlink="http://www.w3.org/1999/xlink"' if "xlink:" in body else ""
        box = f'viewBox="{left} {top} {width} {height}"'
        return f'<svg xmlns="http://www.w3.org/2000/svg"{xlink} width="{width}" height="{height}" {box}>{body}</svg>'


def read_set(path: Path) -> list[Icon]:
    """The icons of a set, sorted by id.

    `path` is a folder as published, or its icons.json (info.json and metadata.json beside it count, where there), or one
    JSON file that holds everything. An icon's id and name are its name in the set. An alias that only renames becomes one of the
    `aliases` of its icon; one that turns, mirrors or crops becomes an icon of its own. Hidden icons, which a set keeps
    for old users only, are left out. Style comes from the set's suffixes or prefixes, written `two-tone`; the first
    category becomes `category`, others `tags`.

    Raises ConfigurationError when the set cannot be read. Format: https://iconify.design/docs/types/iconify-json.html
    """
    main = path / "icons.json" if path.is_dir() else path
    document = _read_json(main)
    if not isinstance(document.get("icons"), dict):
        raise ConfigurationError(
            f'{main} is not an Iconify set (it has no object "icons"): name a folder that holds icons.json.'
        )
    info = _beside(main, "info.json", document.get("info", {}))
    metadata = _beside(main, "metadata.json", document)
    try:
        return _icons(document, info, metadata)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"{main} is not a sound Iconify set ({error!r}): fetch the set again."
        ) from error


def _icons(document: dict[str, Any], info: dict[str, Any], metadata: dict[str, Any]) -> list[Icon]:
    default = Drawing(
        "", *(document.get(key, DEFAULT_SIZE if key in ("width", "height") else 0) for key in BOX)
    )
    drawings = {
        name: replace(default, body=record["body"]).override(record)
        for name, record in document["icons"].items()
    }
    drawings, renames = _with_aliases(drawings, document.get("aliases", {}))
    categories: dict[str, list[str]] = {}
    for category, members in metadata.get("categories", {}).items():
        for member in members:
            categories.setdefault(member, []).append(category)
    licence = info.get("license", {})
    return [
        Icon(
            id=name,
            name=name,
            source_code=drawing.svg(),
            library=info.get("name") or document.get("prefix"),
            style=_style(name, metadata),
            category=next(iter(categories.get(name, ())), None),
            tags=tuple(categories.get(name, ())[1:]),
            aliases=tuple(sorted(renames.get(name, ()))),
            license=licence.get("spdx") or licence.get("title"),
        )
        for name, drawing in sorted(drawings.items())
        if not drawing.hidden
    ]


def _with_aliases(
    drawings: dict[str, Drawing], aliases: dict[str, Any]
) -> tuple[dict[str, Drawing], dict[str, list[str]]]:
    """The drawings with those that aliases add, and for each drawing its other names. An alias may name an alias."""
    drawn = dict(drawings)
    renames: dict[str, list[str]] = {}
    same_as: dict[str, str] = {}
    waiting = dict(aliases)
    while waiting:
        ready = {
            name: record
            for name, record in waiting.items()
            if record["parent"] in drawn or record["parent"] in same_as
        }
        if not ready:
            raise ValueError(f"the alias {next(iter(waiting))!r} leads nowhere")
        for name, record in ready.items():
            parent = same_as.get(record["parent"], record["parent"])
            changed = drawn[parent].override(record)
            if changed == drawn[parent]:
                same_as[name] = parent
                renames.setdefault(parent, []).append(name)
            else:
                drawn[name] = changed
            del waiting[name]
    return drawn, renames


def _style(name: str, metadata: dict[str, Any]) -> str | None:
    """The style that the longest matching suffix or prefix names; the empty one stands for all other icons."""
    for position in ("suffixes", "prefixes"):
        known = metadata.get(position) or {}
        matching = [
            part
            for part in known
            if part
            and (
                name.endswith(f"-{part}") if position == "suffixes" else name.startswith(f"{part}-")
            )
        ]
        part = max(matching, key=len, default="")
        if part in known:
            return re.sub(r"(?<=[a-z])(?=[A-Z])|\s+", "-", known[part]).lower()
    return None


def _beside(main: Path, name: str, embedded: dict[str, Any]) -> dict[str, Any]:
    """A file published beside icons.json, or what the set itself holds in its place."""
    file = main.with_name(name)
    return _read_json(file) if main.name == "icons.json" and file.exists() else embedded


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read ({error.strerror}): name the folder of an Iconify set."
        ) from error
    except ValueError as error:
        raise ConfigurationError(f"{path} is not JSON ({error}): fetch the set again.") from error
    if not isinstance(document, dict):
        raise ConfigurationError(f"{path} is not a JSON object: fetch the set again.")
    return document
