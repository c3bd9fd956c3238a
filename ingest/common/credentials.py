"""Secrets: read from the environment or from a file, and hidden in everything that is written.

A source description may hold placeholders only.
"""

import base64
import os
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.common.failures import ConfigurationError

PLACEHOLDER = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
HIDDEN = "***"
NOWHERE = r"(?!)"  # a pattern that matches no text


@dataclass(frozen=True)
class RedactionSettings:
    """Limits of the values that are hidden."""

    # Characters, both chosen by hand. To hide shorter values would hide ordinary words too; of
    # base64 the case is ignored, so that more of it looks like a word.
    shortest_secret: int = 4
    shortest_in_base64: int = 8
    # Tokens that a server issued. By hand: the older ones have expired, and a server that issues
    # one for each request must not fill the memory.
    issued: int = 8


SETTINGS = RedactionSettings()


class Secrets:
    """Fills in placeholders, and remembers their values so that it can hide them again."""

    def __init__(self) -> None:
        self._lasting: set[str] = set()
        self._issued: deque[str] = deque(maxlen=SETTINGS.issued)
        self._pattern: re.Pattern[str] | None = None  # None: it must be made

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
                self._lasting.add(secret)
                self._pattern = None
            return secret

        return PLACEHOLDER.sub(value, text)

    def remember(self, secret: str) -> None:
        """Hide this value from now on: a token that a server issued."""
        self._issued.append(secret)
        self._pattern = None

    def redact(self, text: str) -> str:
        """`text` with every known secret replaced by `***`.

        That is in upper or lower case, with any character in percent encoding or as a JSON escape,
        and in base64, alone or within more text.
        """
        if self._pattern is None:
            self._pattern = _any_spelling({*self._lasting, *self._issued})
        return self._pattern.sub(HIDDEN, text)


def _any_spelling(secrets: set[str]) -> re.Pattern[str]:
    """A pattern of every spelling of the secrets, the longest secret first."""
    spellings = [NOWHERE]
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) < SETTINGS.shortest_secret:
            break
        spellings.append("".join(map(_spellings_of_character, secret)))
        if len(secret) >= SETTINGS.shortest_in_base64:
            spellings += _in_base64(secret.encode())
    return re.compile("|".join(spellings), re.IGNORECASE)


def _spellings_of_character(character: str) -> str:
    in_url = "".join(f"%{byte:02x}" for byte in character.encode())
    # JSON's escapes count in UTF-16, two bytes a unit.
    units = character.encode("utf-16-be").hex()
    in_json = "".join(rf"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
    return rf"(?:\\?{re.escape(character)}|{in_url}|{in_json})"


def _in_base64(secret: bytes) -> Iterator[str]:
    """Base64 of the secret at each of three places within a longer text.

    The first and the last digit hold bits of the text beside it where they hold less than six of
    the secret, so they are left out.
    """
    for before in range(3):
        digits = base64.b64encode(bytes(before) + secret).decode().rstrip("=")
        first = -(-before * 8 // 6)
        last = (before + len(secret)) * 8 // 6
        inner = re.escape(digits[first:last])
        yield inner.replace(r"\+", "[+-]").replace("/", "[/_]")


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
