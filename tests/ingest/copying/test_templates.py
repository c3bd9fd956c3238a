"""The code of icons, by templates; for three libraries compared with what their packages export."""

import re
from pathlib import Path

import pytest

from ingest.copying import description, templates
from ingest.copying.naming import base, camel, kebab, pascal, snake, without_ending
from ingest.copying.templates import Templates, code_of, forms_of
from ingest.files.iconify import read_set

NAMES = Path(__file__).with_name("names")
ROOT = Path(__file__).parents[3]
IMPORT = re.compile(r"import \{ (\w+) \} from '([\w@/-]+)'")
TAG = re.compile(r"<(\w+) />")


def names(file: str) -> list[str]:
    return (NAMES / file).read_text().split()


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("arrow-up", ("ArrowUp", "arrowUp", "arrow-up", "arrow_up")),
        ("ArrowUp", ("ArrowUp", "arrowUp", "arrow-up", "arrow_up")),
        ("Arrow up/24", ("ArrowUp24", "arrowUp24", "arrow-up-24", "arrow_up_24")),
        ("grid-2x2-check", ("Grid2x2Check", "grid2x2Check", "grid-2x2-check", "grid_2x2_check")),
        ("搜索", ("搜索", "搜索", "搜索", "搜索")),
        ("//", ("", "", "", "")),
    ],
)
def test_names_as_code_writes_them(name, written):
    assert (pascal(name), camel(name), kebab(name), snake(name)) == written


def test_an_ending_goes_however_it_is_written():
    assert without_ending("html5-twotone", "two-tone") == "html5"
    assert without_ending("Html5TwoTone", "two-tone") == "html5"
    assert without_ending("two-tone", "two-tone") == "two-tone", "it has no other words"
    assert without_ending("potato-ne", "two-tone") == "potato-ne"


def test_variants_have_a_base_in_common():
    assert {base("bell-16", None), base("bell-24px", None), base("bell-fill", None)} == {"bell"}
    assert base("rocket-twotone", "two-tone") == base("rocket-filled", "filled") == "rocket"
    assert base("user", "outlined") == "user"


@pytest.mark.parametrize("prefix", ["ant-design", "lucide"])
def test_every_component_is_exported_by_its_package(prefix):
    if prefix == "ant-design":
        icons = [(icon.name, icon.style) for icon in read_set(ROOT / "data/demo/ant-design")]
    else:
        icons = [(name, None) for name in names("lucide.icons.txt")]
    exported = set(names(f"{prefix}.exports.txt"))
    known = description.of_set(prefix)
    assert len(icons) > 800
    wrong = []
    for name, style in icons:
        code = known.code(name, name, style)
        component = TAG.fullmatch(code["React tag"])[1]
        imported = IMPORT.fullmatch(code["React import"])[1]
        if component not in exported or imported != component:
            wrong.append(code)
    assert wrong == []


def test_every_class_is_one_of_remix_icon():
    classes = set(names("ri.classes.txt"))
    known = description.of_set("ri")
    made = set()
    for name in names("ri.icons.txt"):
        code = known.code(name, name, None)
        made.add(re.fullmatch(r'<i class="([\w-]+)"></i>', code["CSS class"])[1])
    assert len(made) > 3000
    assert made - classes == set()


def test_a_style_of_its_own_field_is_a_suffix():
    known = description.of_set("ant-design")
    assert known.code("1", "html5", "two-tone")["React tag"] == "<Html5TwoTone />"
    assert known.code("1", "html5", None)["React tag"] == "<Html5 />"


def test_a_style_may_have_a_text_and_a_name_may_be_another():
    known = description.of_set("heroicons")
    code = known.code("squares-2x2-20-solid", "squares-2x2-20-solid", "solid-20x20")
    assert code["React import"] == "import { Squares2X2Icon } from '@heroicons/react/20/solid'"


@pytest.mark.parametrize("name", ['"><script>', "a'b", "{b}", "a`b", "a\nb", "<a>", "", "//"])
def test_no_name_ends_the_text_around_it(name):
    form = Templates({"class": '<i class="a-{name}"></i>', "tag": "<{Pascal} />"})
    code = form.code(name, name, None)
    assert "class" not in code or name == "//"
    assert re.fullmatch(r"<\w+ />", code.get("tag", "<B />"))


@pytest.mark.parametrize(
    "name", ["../../up", "icons/../..", "//elsewhere.example/up", "https://a/b"]
)
def test_no_name_leads_out_of_its_package(name):
    form = Templates({"import": "import '{name}'"})
    assert form.code(name, name, None) == {}
    assert form.code("1", "24/up.svg", None) == {"import": "import '24/up.svg'"}


def test_a_word_that_begins_with_a_digit_may_have_an_underscore():
    known = description.of_set("carbon")
    assert known.code("4k", "4k", None)["React tag"] == "<_4K />"
    assert known.code("1", "bottles-01-dash", None)["React tag"] == "<Bottles_01Dash />"
    assert known.code("1", "bottles-01-dash", None)["Vue tag"] == "<Bottles_01Dash16 />"


@pytest.mark.parametrize("name", ["docker-outlined", "DockerOutlined", "docker"])
def test_an_icon_that_one_package_lacks_has_the_code_of_the_others(name):
    known = description.of_set("ant-design")
    assert list(known.code("1", name, "outlined")) == ["React import", "React tag"]
    assert "Vue import" in known.code("1", "home-outlined", "outlined")


def test_a_record_without_missing_icons_is_read():
    record = {"forms": {"a": "{id}"}, "styles": {}, "names": {}}
    assert templates.from_json([record]) == (Templates({"a": "{id}"}),)


def test_a_name_that_begins_with_a_digit_is_no_component():
    form = Templates({"tag": "<{Pascal} />", "prefixed": "<Icon{Pascal} />"})
    assert form.code("1", "500px", None) == {"prefixed": "<Icon500px />"}


def test_the_first_templates_for_a_library_count():
    one = Templates({"a": "{kebab}"}, library="One")
    rest = Templates({"b": "{Pascal}"})
    assert code_of([one, rest], "i", "up", None, "One") == {"a": "up"}
    assert code_of([one, rest], "i", "up", None, None) == {"b": "Up"}
    assert code_of([one], "i", "up", None, "Two") == {}
    assert forms_of([one, rest, one]) == ["a", "b"]


def test_templates_are_the_same_after_they_were_written():
    every = [description.of_set(prefix) for prefix in description.set_names()]
    assert list(templates.from_json(templates.to_json(every))) == every
