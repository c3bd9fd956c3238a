"""The size of the next page: smaller after a failure, larger again where that may succeed."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,9}(?![\w.]?[0-9])")
# What differs between answers for one reason: PostGraphile gives each masked error an id in quotes,
# others a UUID or a hexadecimal number.
_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f-]{16,}\b", re.IGNORECASE)


@dataclass(frozen=True)
class PageSizeSettings:
    """When a size that failed is tried again; chosen by hand."""

    pages_before_larger: int = 10  # pages before a size that was too large is tried again


SETTINGS = PageSizeSettings()


@dataclass
class PageSizes:
    """The page sizes of one run.

    `allows` says whether a page of a size can begin at a position. `most` is the largest size that
    is worth asking for; it only falls.
    """

    allows: Callable[[dict[str, Any], int], bool]
    most: int
    _too_large: int | None = field(default=None, init=False)  # size that failed for its size
    _pages_since: int = field(default=0, init=False)  # pages read since that failure
    # The last reason of a failure, without what varies, and where it came up first.
    _failed: tuple[str, dict[str, Any]] | None = field(default=None, init=False)

    def after_failure(
        self, position: dict[str, Any], size: int, reason: str, too_large: bool, always: bool
    ) -> int:
        """The smaller size to ask for after a page of `size` at `position` failed.

        `always`: the source refuses this size on every page. Then a size that its reason names is
        taken, and no larger one is asked for in this run.
        """
        smaller = smaller_size(size)
        kind = _VARYING.sub("", reason)
        if always:
            named = _named_size(reason, size)
            if named is not None and self.allows(position, named):
                smaller = named
            self.most = min(self.most, smaller)
        elif too_large or self._failed_elsewhere(kind, position):
            self._too_large = size
            self._pages_since = 0
        if self._failed is None or self._failed[0] != kind:
            self._failed = (kind, position)
        return smaller

    def after_success(self, position: dict[str, Any] | None, size: int, ceiling: int) -> int:
        """The size of the page at `position`, after a page of `size`: the next larger, if any."""
        self._pages_since += 1
        larger = ceiling
        while smaller_size(larger) > size:
            larger = smaller_size(larger)
        if position is None or larger <= size or not self.allows(position, larger):
            return size
        failed_recently = self._pages_since < SETTINGS.pages_before_larger
        if failed_recently and self._too_large is not None and larger >= self._too_large:
            return size
        return larger

    def _failed_elsewhere(self, kind: str, position: dict[str, Any]) -> bool:
        """Whether a page elsewhere failed for the same reason: then no icon is to blame.

        A cap on the page size in words that nobody knows shows in this way.
        """
        if self._failed is None:
            return False
        failed_kind, failed_position = self._failed
        return failed_kind == kind and failed_position != position


def smaller_size(size: int) -> int:
    """The next smaller page size, about half.

    It divides `size`, so that pages counted in it begin where the larger pages began.
    """
    for divisor in (2, 3, 5, 7):
        if size % divisor == 0:
            return size // divisor
    return 1


def _named_size(reason: str, size: int) -> int | None:
    """The largest number below `size` in a refusal such as "first must be at most 100"."""
    numbers = [int(number) for number in _NUMBER.findall(reason)]
    return max((number for number in numbers if 0 < number < size), default=None)
