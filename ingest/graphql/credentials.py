"""Secrets: taken from the environment or from a file, never from a source description, and kept out of every line we write."""

import json
import os
import re
from pathlib import Path
from urllib.parse import quote

from ingest.common.failures import ConfigurationError

PLACEHOLDER = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
SHORTEST_SECRET = 4  # characters; hiding shorter ones would blot out ordinary words
HIDDEN = "***"


class Secrets:
    """Fills in placeholders, and remembers what it filled in so that it can be hidden again."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def expand(self, text: str, where: str) -> str:
        """`text` with each `${NAME}` replaced by that environment variable, or by the file that `NAME_FILE` names.

        `${NAME:-value}` has a default, so it is a setting and no secret, and is not hidden.
        Raises ConfigurationError when there is neither variable nor default.
        """

        def value(match: re.Match[str]) -> str:
            name, default = match.groups()
            secret = _read(name)
            if secret is None:
                if default is None:
                    raise ConfigurationError(
                        f"{where} needs the environment variable {name}: set it, or set {name}_FILE to a file that holds it."
                    )
                return str(default)
            if not default:
                self.remember(secret)
            return secret

        return PLACEHOLDER.sub(value, text)

    def remember(self, secret: str) -> None:
        """Hide this value from now on; tokens that a server hands out come here too."""
        if len(secret) >= SHORTEST_SECRET:
            self._values |= {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]}

    def redact(self, text: str) -> str:
        """`text` with every known secret blotted out."""
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
            f"{name}_FILE names {file}, which cannot be read ({error}): mend the path or its permissions."
        ) from error
