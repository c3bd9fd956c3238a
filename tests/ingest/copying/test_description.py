"""[copy] of a description: what it gives, and what each mistake is answered with."""

import json

import pytest

from ingest import source_json
from ingest.command import main
from ingest.common.failures import ConfigurationError
from ingest.copying import description
from ingest.copying.templates import StyleRule, Templates
from ingest.icon import Icon
from tests.ingest.conftest import describe

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def test_a_table_and_a_list_of_tables():
    forms = {"tag": "<{Pascal} />"}
    assert description.read(None) == ()
    assert description.read({"forms": forms}) == (Templates(forms),)
    one, two = description.read([{"forms": forms, "library": "One"}, {"set": "lucide"}])
    assert one.library == "One" and "React tag" in two.forms


def test_a_set_is_changed_and_a_style_is_a_text_or_a_table():
    (made,) = description.read(
        {
            "set": "ant-design",
            "forms": {"React tag": "<Icon{Pascal} />"},
            "styles": {"new": "n", "old": {"ending": "o", "text": "p"}},
        }
    )
    assert made.forms["React tag"] == "<Icon{Pascal} />" and "React import" in made.forms
    assert made.styles["new"] == StyleRule("n", "n")
    assert made.styles["old"] == StyleRule("o", "", "p")
    assert "two-tone" in made.styles


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("lucide", "write a line"),
        ({"form": {}}, 'did you mean "forms"'),
        ({}, "has no template"),
        ({"set": "lucid"}, "choose one of ant-design, carbon"),
        ({"forms": {"a": "b"}}, "must hold a placeholder"),
        ({"forms": {"SVG": "{name}"}}, "choose another name"),
        ({"forms": []}, "must be a table"),
        ({"forms": {str(i): "{name}" for i in range(21)}}, "at most 20"),
        ({"set": "lucide", "styles": {"a": 1}}, "must be a text"),
        ({"set": "lucide", "names": {"a": 1}}, "table of texts"),
        ({"set": "lucide", "missing": {"Vue": "Up"}}, "table of lists"),
        ({"set": "lucide", "library": 1}, "must be a text"),
    ],
)
def test_each_mistake_is_answered_with_what_to_write(tables, said):
    with pytest.raises(ConfigurationError, match=said):
        description.read(tables)


def test_templates_travel_in_source_json_and_older_files_have_none(tmp_path):
    icon = Icon("a", "a", SVG)
    file = tmp_path / "source.json"
    copying = (description.of_set("lucide"),)
    source_json.write(file, source_json.serialise([icon], copying))
    assert source_json.read_copying(file) == copying
    assert source_json.read(file) == [icon]
    assert json.loads(file.read_bytes())["copy"][0]["forms"]
    source_json.write(file, source_json.serialise([icon]))
    assert source_json.read_copying(file) == () and "copy" not in json.loads(file.read_bytes())
    file.write_text('{ "icons": [], "copy": [1] }')
    with pytest.raises(ConfigurationError, match="holds no templates"):
        source_json.read_copying(file)


@pytest.mark.parametrize(
    ("arguments", "form"),
    [([], "Iconify name"), (["--copy", "ri"], "CSS class"), (["--copy", "FILE"], "mine")],
)
def test_an_import_has_the_templates_of_its_set_or_those_it_is_given(tmp_path, arguments, form):
    drawing = {"body": '<path d="M0 0h9v9z"/>'}
    icons = tmp_path / "icons.json"
    icons.write_text(json.dumps({"prefix": "acme", "icons": {"up": drawing}}))
    mine = tmp_path / "mine.toml"
    mine.write_text('[copy.forms]\nmine = "{name}"\n')
    arguments = [str(mine) if argument == "FILE" else argument for argument in arguments]
    main(["import", str(icons), "--data", str(tmp_path), *arguments])
    (copying,) = source_json.read_copying(tmp_path / "source.json")
    assert form in copying.forms


def test_templates_that_are_not_known_are_refused(tmp_path):
    (tmp_path / "a.svg").write_text(SVG)
    with pytest.raises(ConfigurationError, match=r"--copy nowhere: .*choose one of"):
        main(["import", str(tmp_path), "--data", str(tmp_path / "d"), "--copy", "nowhere"])


def test_a_check_shows_the_code_and_a_crawl_keeps_its_templates(ingest, demo, capsys):
    file = ingest.folder / "copying.toml"
    file.write_text(describe("cursor", demo.url) + '\n[copy]\nset = "lucide"\n')
    assert ingest("--source", file, "--check") == 0
    assert "  React tag: <" in capsys.readouterr().out
    assert ingest("--source", file) == 0
    assert source_json.read_copying(ingest.source) == (description.of_set("lucide"),)
