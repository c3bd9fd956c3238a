"""Icon sets as the benchmark knows them: what each icon's drawing is, and what it looks like to
the ruler.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Self

from ingest.files import iconify
from ingest.icon import Icon
from tests.benchmarks.ruler.looks import looks


@dataclass
class IconSet:
    """Icons by id, and where they were read from: None for those of several sets together."""

    name: str
    folder: Path | None
    icons: dict[str, Icon]
    _looks: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """An Iconify set. Raises ConfigurationError."""
        return cls(folder.name, folder, {icon.id: icon for icon in iconify.read_set(folder)})

    @classmethod
    def together(cls, name: str, sets: Sequence["IconSet"]) -> Self:
        """The icons of several sets, their ids written `set:icon`."""
        prefixed = [
            replace(icon, id=f"{one.name}:{icon.id}") for one in sets for icon in one.icons.values()
        ]
        return cls(name, None, {icon.id: icon for icon in prefixed})

    @cached_property
    def coloured(self) -> bool:
        """Whether most icons have colours of their own, in place of the page's."""
        return (
            sum("currentColor" in icon.source_code for icon in self.icons.values())
            < len(self.icons) / 2
        )

    def look(self, identifier: str) -> str:
        """The ruler's digest of an icon; icons with the same one are the same answer.

        Drawn when first asked for.
        """
        if identifier not in self._looks:
            self._looks[identifier] = looks(self.icons[identifier].source_code)
        return self._looks[identifier]

    def all_looks(self) -> set[str]:
        """Those of every icon."""
        return {self.look(identifier) for identifier in self.icons}
