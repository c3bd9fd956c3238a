"""The input of a generation: icons with their pictures, from a crawl or from a folder."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

from ingest.copying.templates import Copying
from ingest.icon import Icon


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of an icon, on a `light` or a `dark` ground."""

    ground: str
    jpeg: bytes
    sha256: str

    @classmethod
    def of(cls, ground: str, jpeg: bytes) -> Self:
        """A picture with its digest."""
        digest = hashlib.sha256(jpeg)
        return cls(
            ground=ground,
            jpeg=jpeg,
            sha256=digest.hexdigest(),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """An icon and its pictures, at least one.

    `source_code` of the icon is empty where it came as a picture.
    """

    icon: Icon
    pictures: tuple[Picture, ...]

    @property
    def jpegs(self) -> dict[str, bytes]:
        """Its JPEGs by ground."""
        return {picture.ground: picture.jpeg for picture in self.pictures}

    @property
    def look(self) -> str:
        """The digests of its pictures: equal for equal pictures."""
        digests = [picture.sha256 for picture in self.pictures]
        return " ".join(digests)


@dataclass(frozen=True)
class Library:
    """All icons to index, sorted by id, and for each icon left out the reason, by id.

    `copying` are the templates of the icons' code.
    """

    items: list[Item]
    left_out: dict[str, str] = field(default_factory=dict)
    copying: Copying = ()

    @property
    def names(self) -> list[str]:
        """The names of the libraries that the icons belong to, the largest library first."""
        counts: Counter[str] = Counter()
        for item in self.items:
            if item.icon.library:
                counts[item.icon.library] += 1
        # Libraries of one size come in the order of their names.
        return sorted(
            counts,
            key=lambda name: (-counts[name], name),
        )

    @property
    def digest(self) -> str:
        """SHA-256 over everything that a generation shows of the icons."""
        content = hashlib.sha256()
        for item in self.items:
            pictures = [
                (picture.ground, picture.sha256)
                for picture in item.pictures  # digests stand for the JPEGs
            ]
            shown = repr((item.icon, pictures))
            content.update(shown.encode())
        if self.copying:
            content.update(repr(self.copying).encode())
        return content.hexdigest()
