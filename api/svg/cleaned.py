"""Cleaned SVGs, kept for the next answer with the same icons. Safe to use from several threads."""

import hashlib
import threading
from collections import OrderedDict

from api.svg.cleaning import clean

MOST = 16_000_000  # characters of all that are kept; chosen by hand, some 20,000 icons


class CleanedSvgs:
    """The SVGs that were cleaned last. The least recently used go first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, str] = OrderedDict()  # by digest of what was cleaned
        self._characters = 0
        self._lock = threading.Lock()

    def clean(self, svg: str) -> str:
        """The clean SVG, as `api.svg.cleaning.clean` returns it. Raises Uncleanable."""
        digest = hashlib.sha256(svg.encode()).digest()
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        cleaned = clean(svg)
        with self._lock:
            self._keep(digest, cleaned)
        return cleaned

    def _keep(self, digest: bytes, cleaned: str) -> None:
        if digest in self._kept:  # another thread cleaned it too
            return
        self._kept[digest] = cleaned
        self._characters += len(cleaned)
        while self._characters > self._most:
            _, oldest = self._kept.popitem(last=False)
            self._characters -= len(oldest)


KEPT = CleanedSvgs()
