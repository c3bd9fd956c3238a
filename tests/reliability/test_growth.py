"""No dimension of a file makes work grow faster than its limits allow."""

import pytest

from tests.reliability.growth import MOST, measured, works

# What is bounded by a process that may be killed, and not by the work itself.
LONGEST = {"drawing": 5 * MOST, "cleaning": MOST, "reading": MOST}


@pytest.mark.slow
def test_nothing_grows_faster_than_its_limits_allow(note):
    table = [measured(*one) for one in works()]
    for growth in sorted(table, key=lambda growth: -growth.seconds):
        print(growth)
    steep = [growth.dimension for growth in table if growth.is_steep]
    slowest = max(
        (growth for growth in table if growth.work != "drawing"), key=lambda growth: growth.seconds
    )
    note(
        "growth of work with each dimension of a file",
        f"{len(table)} dimensions, {len(steep)} of them grow faster than the file and take more "
        f"than {MOST / 4:g} s; outside of drawing processes at most {slowest.seconds:.2f} s "
        f"({slowest.work}, {slowest.dimension})",
    )
    too_long = [growth for growth in table if growth.seconds > LONGEST[growth.work]]
    assert too_long == []
