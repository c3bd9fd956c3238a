"""The icons in a folder of SVG files."""

import os
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.common import untrusted
from ingest.common.failures import ConfigurationError
from ingest.icon import LIMITS, CrawledIcon, Icon, InvalidIcon, SkippedIcon, why_not_svg
from ingest.limits import LibrarySize, SourceLimits
from ingest.svg_text import UnknownEncoding, svg_text


@dataclass(frozen=True)
class FolderSettings:
    """Limits of a folder."""

    max_files: int = 500_000  # their paths alone take half a kilobyte each; chosen by hand


SETTINGS = FolderSettings()


def read_folder(root: Path, limits: SourceLimits) -> tuple[list[Icon], list[SkippedIcon]]:
    """The icons of the SVG files below a folder, and the files that are no icons.

    Raises ConfigurationError where the folder is over a limit.
    """
    icons: list[Icon] = []
    skipped: list[SkippedIcon] = []
    library = LibrarySize(limits.max_library)
    with closing(_svg_files(root)) as found:
        files = list(islice(found, SETTINGS.max_files + 1))
    if len(files) > SETTINGS.max_files:
        raise ConfigurationError(
            f"{root} holds more than {SETTINGS.max_files:,} SVG files: import a part of it."
        )
    for file in sorted(files):
        icon = _icon(file, root)
        if isinstance(icon, Icon):
            library.add(icon)
            icons.append(icon)
        else:
            skipped.append(icon)
    return icons, skipped


def _svg_files(root: Path) -> Generator[Path, None, None]:
    # os.walk does not follow links to folders, which could lead out of the folder or in circles.
    for folder, _, names in os.walk(root):
        for name in names:
            if name.lower().endswith(".svg"):
                yield Path(folder, name)


def _icon(file: Path, root: Path) -> CrawledIcon:
    """A file's icon. Its id is the path below `root` without ".svg", its category the subfolder."""
    relative = file.relative_to(root)
    identifier = relative.with_suffix("").as_posix()
    try:
        source_code = svg_text(untrusted.read_file(file, LIMITS.source_code))
        if reason := why_not_svg(source_code):
            return SkippedIcon(identifier, reason)
        record = {
            "id": identifier,
            "name": relative.stem,
            "source_code": source_code,
            "library": root.resolve().name,
            "category": relative.parent.as_posix() if relative.parent.parts else None,
        }
        return Icon.from_json(record)
    except (
        OSError,
        UnicodeDecodeError,
        UnknownEncoding,
        untrusted.TooLarge,
        InvalidIcon,
    ) as error:
        # A name that is not UTF-8 holds surrogates, which JSON files cannot store.
        return SkippedIcon(identifier.encode(errors="replace").decode(), str(error))
