"""Refuses a document that a few references make endless to draw.

An element that is used ten times by one that is used ten times, and so on, is drawn 10^n times.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.svg.failures import Uncleanable
from api.svg.names import Names
from api.svg.node import Node

REFERENCE = re.compile(r"#([-\w]+)")


@dataclass(frozen=True)
class RepetitionLimits:
    """Chosen by hand, far above any icon."""

    drawn: int = 100_000  # elements, each as often as it is referred to
    depth: int = 300  # elements inside one another or referred to by one another


LIMITS = RepetitionLimits()


def check_repetition(root: Node, names: Names) -> None:
    """Raise Uncleanable for a document that draws its elements too often."""
    _Count(root, names).check()


class _Count:
    """How many elements an element draws. One that refers to itself is counted once."""

    def __init__(self, root: Node, names: Names) -> None:
        self._root = root
        self._named: dict[str, Node] = {}
        self._counts: dict[int, int] = {}  # by the identity of the node
        for node in _all(root):
            name = node.identifier and names.referred(node.identifier)
            if name:
                self._named.setdefault(name, node)

    def check(self) -> None:
        """Raise Uncleanable where it is too many."""
        if self._count(self._root) > LIMITS.drawn:
            raise Uncleanable(f"its references draw more than {LIMITS.drawn} elements")

    def _count(self, node: Node, depth: int = 0) -> int:
        if depth > LIMITS.depth:
            raise Uncleanable(f"its references are more than {LIMITS.depth} deep")
        known = self._counts.get(id(node))
        if known is not None:
            return known
        self._counts[id(node)] = 0  # until it is known, for a circle of references
        count = 1
        for child in node.children:
            count += self._count(child, depth + 1)
        for referred in self._referred(node):
            count += self._count(referred, depth + 1)
        self._counts[id(node)] = count
        return count

    def _referred(self, node: Node) -> Iterator[Node]:
        for value in node.attributes.values():
            if "#" not in value:
                continue
            for name in REFERENCE.findall(value):
                if name in self._named:
                    yield self._named[name]


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)
