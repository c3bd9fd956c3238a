"""Icons from files, in place of a crawl: a folder of SVG files, or an Iconify set."""

from collections import Counter
from pathlib import Path

from ingest.common.failures import ConfigurationError
from ingest.copying import description
from ingest.copying.templates import Templates
from ingest.files.iconify import read_prefix, read_set
from ingest.files.svg_folder import read_folder
from ingest.icon import Icon, SkippedIcon
from ingest.limits import SourceLimits


def read(path: Path, limits: SourceLimits) -> tuple[list[Icon], list[SkippedIcon]]:
    """The icons at a path, sorted by id, and the files that are no icons.

    A JSON file, or a folder with an icons.json, is an Iconify set. Any other folder holds SVG
    files, in its subfolders too. Raises ConfigurationError where the path is neither, holds no
    icon, gives two icons one id, or is over a limit.
    """
    skipped: list[SkippedIcon] = []
    if _is_set(path):
        icons = read_set(path, limits)
    elif path.is_dir():
        icons, skipped = read_folder(path, limits)
    else:
        raise ConfigurationError(
            f"{path} is not there: "
            "name a folder of SVG files, or an Iconify set (its folder or JSON file)."
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
    return sorted(icons, key=lambda icon: icon.id), skipped


def known_copying(path: Path, limits: SourceLimits) -> tuple[Templates, ...]:
    """The templates of code for what `read` reads: an Iconify set's; none for a folder."""
    if not _is_set(path):
        return ()
    return (description.of_iconify(read_prefix(path, limits)),)


def _is_set(path: Path) -> bool:
    return path.is_file() or (path / "icons.json").is_file()
