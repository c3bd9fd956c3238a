"""The ready-made sources: a TOML description each in this folder, some with a module beside it."""

import re
from collections.abc import Mapping
from pathlib import Path

from ingest.common.failures import ConfigurationError
from ingest.graphql import source
from ingest.graphql.description import read_toml
from ingest.graphql.source import Source

FOLDER = Path(__file__).parent


def ready_made() -> dict[str, str]:
    """The names of the ready-made sources, each with its own description."""
    sources = {}
    for path in sorted(FOLDER.glob("*.toml")):
        sources[path.stem] = str(read_toml(path).get("description", ""))
    return sources


def load(
    name: str,
    endpoint: str | None = None,
    variables: Mapping[str, str] | None = None,
    size: int | None = None,
) -> Source:
    """The source in a TOML file, or a ready-made source by its name.

    The other arguments take precedence over the file. Raises ConfigurationError, which says what to
    write instead.
    """
    return source.load(path_of(name), endpoint, variables, size)


def path_of(name: str) -> Path:
    """The TOML file that a name stands for. Raises ConfigurationError."""
    path = Path(name)
    if path.suffix == ".toml":
        return path
    path = FOLDER / f"{name}.toml"
    if not re.fullmatch(r"[\w-]+", name) or not path.exists():
        raise ConfigurationError(
            f"there is no source {name!r}: name a .toml file, or one of {', '.join(ready_made())}."
        )
    return path
