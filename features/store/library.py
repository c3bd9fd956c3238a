"""What goes into a generation: icons with their pictures, wherever they come from."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from ingest.icon import Icon


@dataclass(frozen=True, slots=True)
class Picture:
    """One JPEG of an icon, on a `light` or a `dark` ground."""

    ground: str
    jpeg: bytes
    sha256: str

    @classmethod
    def of(cls, ground: str, jpeg: bytes) -> "Picture":
        """A picture with its digest."""
        return cls(ground, jpeg, hashlib.sha256(jpeg).hexdigest())


@dataclass(frozen=True, slots=True)
class Item:
    """An icon and its pictures, at least one. Where it came as a picture, its `source_code` is empty."""

    icon: Icon
    pictures: tuple[Picture, ...]

    @property
    def jpegs(self) -> dict[str, bytes]:
        """Its JPEGs by ground."""
        return {picture.ground: picture.jpeg for picture in self.pictures}

    @property
    def look(self) -> str:
        """The digests of its pictures: equal where these are."""
        return " ".join(picture.sha256 for picture in self.pictures)


@dataclass(frozen=True)
class Library:
    """Everything to index, sorted by id, and why the rest is left out, by id."""

    items: list[Item]
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The libraries the icons name as theirs, the largest first."""
        counted = Counter(item.icon.library for item in self.items if item.icon.library)
        return [
            name for name, _ in sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
        ]

    @property
    def digest(self) -> str:
        """SHA-256 over all that a generation shows of the icons."""
        content = hashlib.sha256()
        for item in self.items:
            content.update(
                repr(
                    (item.icon, [(picture.ground, picture.sha256) for picture in item.pictures])
                ).encode()
            )
        return content.hexdigest()
