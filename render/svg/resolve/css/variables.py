"""Custom properties, and the values that `var()` refers to.

https://www.w3.org/TR/css-variables-1/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import tinycss2

from render.svg.screen import Undrawable


@dataclass(frozen=True)
class VariableLimits:
    """Chosen by hand: an icon has some ten references, of ten characters each."""

    longest: int = 4096  # characters of one value; of a longer one nothing is used
    depth: int = 32  # of references to references
    substituted: int = 1024 * 1024  # characters, in all values of a document
    reference: int = 50  # characters that a reference counts as, for the time it takes


LIMITS = VariableLimits()


class Budget:
    """How many characters `var()` may still write in a document."""

    def __init__(self) -> None:
        self._left = LIMITS.substituted

    def spend(self, characters: int) -> None:
        """Note that characters were written. Raises Undrawable once they are too many."""
        self._left -= characters + LIMITS.reference
        if self._left < 0:
            raise Undrawable("its variables refer to each other too often")


@dataclass(frozen=True)
class Scope:
    """The custom properties of an element, and the scope of the element around it."""

    own: Mapping[str, str]
    parent: "Scope | None"

    def find(self, name: str) -> "tuple[str, Scope] | None":
        """The value of a property and the scope that its own references are searched in."""
        scope: Scope | None = self
        while scope is not None:
            value = scope.own.get(name)
            lower = value.lower() if value is not None else ""
            if lower == "initial":
                return None
            if value is not None and lower not in ("inherit", "unset", "revert", "revert-layer"):
                return value, scope
            scope = scope.parent
        return None


def substituted(value: str, scope: Scope | None, budget: Budget) -> str | None:
    """A value with its references replaced; None where one leads nowhere."""
    return _substituted(value, scope, budget, ())


def _substituted(
    value: str, scope: Scope | None, budget: Budget, around: tuple[str, ...]
) -> str | None:
    """`around` names the properties whose values refer to this one."""
    lower = value.lower()
    if "var(" not in lower and "env(" not in lower:
        return value
    if len(around) > LIMITS.depth or len(value) > LIMITS.longest:
        return None
    tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
    text = _text(tokens, scope, budget, around)
    if text is None or len(text) > LIMITS.longest:
        return None
    budget.spend(len(text))
    return text.strip()


def _text(tokens: Any, scope: Scope | None, budget: Budget, around: tuple[str, ...]) -> str | None:
    """The text of tokens, with the references in them replaced."""
    parts = []
    length = 0
    for token in tokens:
        part = _part(token, scope, budget, around)
        if part is None:
            return None
        length += len(part)
        if length > LIMITS.longest:
            return None
        parts.append(part)
    return "".join(parts)


def _part(token: Any, scope: Scope | None, budget: Budget, around: tuple[str, ...]) -> str | None:
    """The text of one token, with the references in it replaced."""
    if token.type == "function":
        if token.lower_name in ("var", "env"):  # what env() names is not there: the fallback is
            return _referenced(token.arguments, scope, budget, around)
        inner = _text(token.arguments, scope, budget, around)
        return None if inner is None else f"{token.name}({inner})"
    if token.type == "() block":
        inner = _text(token.content, scope, budget, around)
        return None if inner is None else f"({inner})"
    return str(token.serialize())


def _referenced(
    arguments: Any, scope: Scope | None, budget: Budget, around: tuple[str, ...]
) -> str | None:
    """What `var(--name, fallback)` stands for."""
    budget.spend(0)
    significant = [token for token in arguments if token.type != "whitespace"]
    if not significant or significant[0].type != "ident":
        return None

    name = significant[0].value
    found = None
    if scope is not None and name not in around:
        found = scope.find(name)
    if found is not None:
        value, home = found
        text = _substituted(value, home, budget, (*around, name))
        if text is not None:
            return text

    for index, token in enumerate(arguments, start=1):
        if token == ",":
            return _text(arguments[index:], scope, budget, around)
    return None
