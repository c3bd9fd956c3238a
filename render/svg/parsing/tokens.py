"""Tokens of style sheets, as `tinycss2` makes them: https://www.w3.org/TR/css-syntax-3/#tokenization"""

from collections.abc import Sequence
from typing import Any

import tinycss2

Tokens = Sequence[Any]


def significant(tokens: Tokens) -> list[Any]:
    """The tokens without blanks and comments."""
    return [token for token in tokens if token.type not in ("whitespace", "comment")]


def at_commas(tokens: Tokens) -> list[list[Any]]:
    """The tokens between commas: one list more than there are commas."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def text(tokens: Tokens) -> str:
    """The text of tokens, without blanks around it."""
    serialised: str = tinycss2.serialize(tokens)
    return serialised.strip()
