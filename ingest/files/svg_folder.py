"""A folder of SVG files, or an Iconify set, as a source: the other way to a source.json."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ingest.common.failures import ConfigurationError
from ingest.files.iconify import read_set
from ingest.graphql.mapping import Skip
from ingest.icon import Icon, InvalidIcon, why_not_svg


def read(path: Path) -> tuple[list[Icon], list[Skip]]:
    """The icons at a path, sorted by id, and the files that are none.

    A folder with an icons.json, or a JSON file, is an Iconify set; any other folder is searched for SVG files, in its
    subfolders too. Raises ConfigurationError when the path is neither, or holds no icon.
    """
    if path.is_file() or (path / "icons.json").is_file():
        icons, skips = read_set(path), []
    elif path.is_dir():
        found = [_icon(file, path) for file in sorted(_svg_files(path))]
        icons, skips = (
            [icon for icon in found if isinstance(icon, Icon)],
            [skip for skip in found if isinstance(skip, Skip)],
        )
    else:
        raise ConfigurationError(
            f"{path} is not there: name a folder of SVG files, or an Iconify set (its folder or JSON file)."
        )
    if not icons:
        raise ConfigurationError(
            f"{path} holds no icon: name a folder that holds .svg files, or an Iconify set."
        )
    identifier, count = Counter(icon.id for icon in icons).most_common(1)[0]
    if count > 1:
        raise ConfigurationError(
            f"{path} holds {count} files that become the icon {identifier!r}: rename all but one."
        )
    return sorted(icons, key=lambda icon: icon.id), skips


def _svg_files(root: Path) -> Iterator[Path]:
    # os.walk does not follow links to folders, which could lead out of the folder or in circles.
    for folder, _, names in os.walk(root):
        yield from (Path(folder, name) for name in names if name.lower().endswith(".svg"))


def _icon(file: Path, root: Path) -> Icon | Skip:
    """A file's icon: its id is the path below the folder without ".svg", its category the subfolder."""
    relative = file.relative_to(root)
    identifier = relative.with_suffix("").as_posix()
    try:
        source_code = _text(file.read_bytes())
        if reason := why_not_svg(source_code):
            return Skip(identifier, reason)
        category = relative.parent.as_posix() if relative.parent.parts else None
        record = {
            "id": identifier,
            "name": relative.stem,
            "source_code": source_code,
            "library": root.resolve().name,
            "category": category,
        }
        return Icon.from_json(record)
    except (OSError, UnicodeDecodeError, InvalidIcon) as error:
        return Skip(identifier.encode(errors="replace").decode(), str(error))


def _text(content: bytes) -> str:
    """The text of a file in UTF-8 or, where its first bytes say so, UTF-16."""
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
