"""One drawing process for several threads."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from render.picture import depict
from render.processes.confinement import WorkerLimits
from render.processes.desk import Desk
from render.svg.screen import Undrawable
from tests.render.documents import ENDLESS

ICON = '<svg viewBox="0 0 24 24"><path d="M{0} 2h9v9z"/></svg>'


def test_threads_get_the_picture_of_their_own_icon():
    icons = [ICON.format(place) for place in range(12)]
    with closing(Desk()) as desk, ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(lambda icon: desk.draw(icon, 48).jpegs, icons))
    assert drawn == [depict(icon, 48).jpegs for icon in icons]


def test_an_icon_that_is_hostile_fails_alone():
    with closing(Desk(WorkerLimits(seconds=0.2))) as desk:
        with pytest.raises(Undrawable, match="processor time"):
            desk.draw(ENDLESS, 48)
        assert desk.draw(ICON.format(2), 48).jpegs == depict(ICON.format(2), 48).jpegs


def test_the_time_that_an_icon_takes_is_charged_also_where_it_fails():
    charged = []
    # The start of a process takes 0.03 s, and several times that on a slow machine.
    with closing(Desk(WorkerLimits(seconds=1))) as desk:
        desk.draw(ICON.format(2), 48, charged.append)
        with pytest.raises(Undrawable):
            desk.draw(ENDLESS, 48, charged.append)
        with pytest.raises(Undrawable):
            desk.draw("<svg/>", 48, charged.append)
    drawn, endless, empty = charged
    assert 0 < drawn < 1 and endless == 1 and empty < 1


def test_an_icon_may_have_less_time_than_others_and_the_next_has_all_of_it():
    charged = []
    with closing(Desk(WorkerLimits(seconds=60))) as desk:
        with pytest.raises(Undrawable, match=r"more than 0\.1 s of processor time"):
            desk.draw(ENDLESS, 48, charged.append, 0.1)
        assert desk.draw(ICON.format(2), 48).jpegs
    assert charged == [0.1]


def test_the_start_of_a_process_is_charged_to_the_first_icon():
    charged = []
    with closing(Desk()) as desk:
        for _ in range(2):
            desk.draw(ICON.format(2), 48, charged.append)
    first, second = charged
    assert first > 2 * second


def test_another_size_is_drawn_in_another_process():
    with closing(Desk()) as desk:
        assert desk.draw(ICON.format(2), 48).jpegs == depict(ICON.format(2), 48).jpegs
        assert desk.draw(ICON.format(2), 64).jpegs == depict(ICON.format(2), 64).jpegs


def test_a_temporary_folder_may_have_a_long_path(tmp_path):
    """A socket's path has 107 bytes at most."""
    folder = tmp_path / ("long" * 20)
    folder.mkdir()
    program = (
        "from render.processes.desk import Desk\n"
        f"assert Desk().draw({ICON.format(2)!r}, 48).jpegs\n"
    )
    environment = os.environ | {"TMPDIR": str(folder)}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")
