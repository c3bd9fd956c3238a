"""The icons in a folder of SVG files."""

import os
import re
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import webencodings

from ingest.common import untrusted
from ingest.common.failures import ConfigurationError
from ingest.icon import LIMITS, CrawledIcon, Icon, InvalidIcon, SkippedIcon, why_not_svg
from ingest.limits import LibrarySize, SourceLimits


@dataclass(frozen=True)
class FolderSettings:
    """Limits of a folder."""

    max_files: int = 500_000  # their paths alone take half a kilobyte each; chosen by hand


SETTINGS = FolderSettings()

# The first bytes of a file, and its encoding: https://www.w3.org/TR/xml/#sec-guessing
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([-\w]{1,40})[\"']")


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
        source_code = _text(untrusted.read_file(file, LIMITS.source_code))
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
    except (OSError, UnicodeDecodeError, untrusted.TooLarge, InvalidIcon) as error:
        # A name that is not UTF-8 holds surrogates, which JSON files cannot store.
        return SkippedIcon(identifier.encode(errors="replace").decode(), str(error))


def _text(content: bytes) -> str:
    """The text of a file in the encoding of its first bytes, of its XML declaration, or UTF-8.

    Raises UnicodeDecodeError, and InvalidIcon for an encoding that browsers do not know.
    """
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding)
    declared = _DECLARED.match(content)
    if declared is None:
        return content.decode("utf-8")
    label = declared[1].decode("ascii")
    found = webencodings.lookup(label)
    if found is None:
        raise InvalidIcon(f"no browser knows its encoding, {label}: save it in UTF-8")
    # A declaration that is read byte by byte is not in UTF-16, whatever it says.
    is_wrong = found.name.startswith("utf-16")
    return content.decode("utf-8") if is_wrong else str(found.codec_info.decode(content)[0])
