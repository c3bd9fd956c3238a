"""What several of the tests of reliability start from."""

from collections.abc import Iterator

import pytest

from tests.reliability.nights import Nights, two_nights


@pytest.fixture(scope="session")
def nights(tmp_path_factory) -> Iterator[Nights]:
    with two_nights(tmp_path_factory.mktemp("nights")) as nights:
        yield nights
