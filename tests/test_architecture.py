"""docs/architecture.md names modules and classes that exist, and every package of the tree."""

import re

import pytest

from tests.test_house import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"\b(?:ingest|render|features|api)/[\w/.]*\w/?", TEXT)))
NAMES = sorted(set(re.findall(r"`([A-Z]\w+)`", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_each_module_it_names_exists(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_defined_in_a_module_that_it_names(name):
    modules = [ROOT / path for path in PATHS if path.endswith(".py")]
    defined = re.compile(rf"^(class {name}\b|{name}\b[^=\n]* = )", re.MULTILINE)
    assert any(defined.search(module.read_text(encoding="utf-8")) for module in modules)


@pytest.mark.parametrize("package", ["features", "api"])
def test_each_folder_of_modules_is_in_the_picture(package):
    folders = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
    not_code = {"weights", "static", "schemas"}
    assert {folder for folder in folders if f"{package}/{folder}" not in TEXT} <= not_code


def test_the_numbered_steps_name_a_module_each():
    steps = re.findall(r"^\d+\. (.*(?:\n {3,}.*)*)", TEXT, re.MULTILINE)
    assert len(steps) == 20
    assert [step for step in steps if ".py`" not in step] == []
