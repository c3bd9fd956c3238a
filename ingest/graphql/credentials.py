"""Secrets: read from the environment or from a file, and hidden in everything that is written.

A source description may hold placeholders only.
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ingest.common.failures import ConfigurationError

PLACEHOLDER = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
HIDDEN = "***"


@dataclass(frozen=True)
class RedactionSettings:
    """Limits of the values that are hidden."""

    # Characters, chosen by hand. To hide shorter values would hide ordinary words too.
    shortest_secret: int = 4


SETTINGS = RedactionSettings()


class Secrets:
    """Fills in placeholders, and remembers their values so that it can hide them again."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def expand(self, text: str, where: str) -> str:
        """`text` with each `${NAME}` replaced by that environment variable.

        Where NAME is not set, the value is in the file that `NAME_FILE` names. `${NAME:-value}` has
        a default, so it is a setting: it is not hidden. Raises ConfigurationError, which names
        `where`, for a placeholder with neither value nor default.
        """

        def value(match: re.Match[str]) -> str:
            name, default = match.groups()
            secret = _read(name)
            if secret is None and default is None:
                raise ConfigurationError(
                    f"{where} needs the environment variable {name}: set it, "
                    f"or set {name}_FILE to a file that holds it."
                )
            if secret is None:
                return str(default)
            if not default:
                self.remember(secret)
            return secret

        return PLACEHOLDER.sub(value, text)

    def remember(self, secret: str) -> None:
        """Hide this value from now on. Tokens that a server issues belong here too."""
        if len(secret) >= SETTINGS.shortest_secret:
            in_url = quote(secret, safe="")
            in_json = json.dumps(secret)[1:-1]
            self._values |= {secret, in_url, in_json}

    def redact(self, text: str) -> str:
        """`text` with every known secret replaced by `***`."""
        for secret in sorted(self._values, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text


def _read(name: str) -> str | None:
    if value := os.environ.get(name):
        return value
    file = os.environ.get(f"{name}_FILE")
    if not file:
        return None
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"{name}_FILE names {file}, which cannot be read ({error}): "
            "mend the path or its permissions."
        ) from error
