"""SECURITY.md against the tree: the tests that it names are there, and so is what it links and
the flags it speaks of.
"""

import re

import pytest

from api.settings import Settings
from tests.test_house import ROOT

TEXT = (ROOT / "SECURITY.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
OF_THE_PROXY = {"eavesdropping on the network", "a package with a known vulnerability"}


def test_it_names_many_tests():
    assert len(NAMED) > 25


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[test for _, test in NAMED])
def test_each_test_that_it_names_is_there(file, test):
    assert re.search(rf"^def {test}\(", (ROOT / file).read_text(), re.M)


def test_each_limit_has_a_test_but_those_that_are_not_ours():
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]*)\|$", TEXT, re.M)
    assert {
        what for what, proof in rows if "`tests/" not in proof and what not in ("threat", "---")
    } == OF_THE_PROXY


def test_each_flag_that_it_speaks_of_is_there():
    ours = {f"--{name.replace('_', '-')}" for name in Settings.__dataclass_fields__} | {
        "--max-shrink",
        "--max-answer",
        "--max-library",
        "--deadline",
        "--url",
        "--pictures",
    }
    assert set(re.findall(r"`(--[\w-]+)`", TEXT)) <= ours


def test_each_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
