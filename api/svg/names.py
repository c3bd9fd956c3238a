"""New names for the ids of a document, so that they meet no id of the page around it."""

import hashlib


class Names:
    """The ids that a document refers to, and their new names.

    The names begin with a digest of the source: two icons in one page share none.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._prefix = ""
        self._names: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._names)

    def refer(self, identifier: str) -> str:
        """The new name of an id that is referred to."""
        name = self._names.get(identifier)
        if name is None:
            name = f"{self._start()}{len(self._names)}"
            self._names[identifier] = name
        return name

    def referred(self, identifier: str) -> str | None:
        """The new name of an id; None where nothing refers to it."""
        return self._names.get(identifier)

    def _start(self) -> str:
        if not self._prefix:
            digest = hashlib.sha256(self._source.encode()).hexdigest()
            self._prefix = f"i{digest[:8]}_"  # no hyphen: the times of animations subtract with it
        return self._prefix
