"""Descriptions of sources: the ready-made descriptions, and an explanation for each mistake."""

from dataclasses import fields

import pytest

from ingest.common.failures import ConfigurationError
from ingest.graphql.description import TABLES, TEXTS
from ingest.graphql.drawings.hosts import DrawingSettings
from ingest.graphql.requests.format import RequestFormat
from ingest.graphql.retry import RetryPolicy
from ingest.graphql.shapes import PAGINATIONS
from ingest.icon import FIELDS
from ingest.sources.ready_made import FOLDER, load, ready_made
from tests.ingest.conftest import describe

GOOD = describe("cursor", "http://127.0.0.1:1/graphql")


def explain(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load(str(path))
    message = str(caught.value)
    assert str(path) in message
    return message


def test_a_good_description_loads(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD)
    source = load(str(path))
    assert (source.name, source.pagination.size, source.mapping.paths["source_code"]) == (
        "toys",
        8,
        "sourceCode",
    )


@pytest.mark.parametrize("name", ready_made())
def test_ready_made_sources_load(name, monkeypatch):
    for variable in ("ICONS_TOKEN", "GITHUB_TOKEN", "FONTAWESOME_API_TOKEN"):
        monkeypatch.setenv(variable, "a-secret")
    source = load(name)
    assert source.name == name
    assert ready_made()[name]


KINDS = (*PAGINATIONS.values(), RetryPolicy, RequestFormat, DrawingSettings)


def test_the_example_explains_every_key():
    example = (FOLDER / "intranet.toml").read_text()
    settings = {field.name for kind in KINDS for field in fields(kind)}
    for key in {
        *TEXTS,
        "each",
        *TABLES,
        *FIELDS,
        *settings,
        *(f'"{shape}"' for shape in PAGINATIONS),
    }:
        assert key in example, key


MISTAKES = [
    (('endpoint = "http', 'endpiont = "http'), 'did you mean "endpoint"?'),
    (("[fields]", "[feilds]"), 'did you mean "fields"?'),
    (('style = "style"', 'stile = "style"'), 'did you mean "style"?'),
    (("size = 8", "sise = 8"), 'did you mean "size"?'),
    (("size = 8", "size = 0"), "pagination.size = 0 is too small"),
    (("size = 8", 'size = "8"'), "must be a whole number"),
    (("size = 8", "size = true"), "must be a whole number"),
    (("timeout = 60", 'timeout = "60"'), "must be a number"),
    (("timeout = 60", "timeout = -1"), "too small"),
    (('shape = "cursor"', 'shape = "relay"'), "choose one of cursor, skip, page, keyset, plain"),
    (('shape = "cursor"', 'shape = ["cursor"]'), "choose one of"),
    (('shape = "cursor"', 'shape = "skip"'), '[pagination] has no key "page_info"'),
    (('page_info = "iconsConnection.pageInfo"', ""), "pagination.page_info is missing"),
    (('id = "id"\n', ""), "fields.id is missing"),
    (('source_code = "sourceCode"', ""), 'such as source_code = "svg"'),
    (('name = "name"\n', 'name = "name..first"\n'), "is no path"),
    (
        ('icons = "iconsConnection.edges[].node"', 'icons = "iconsConnection.edges[*].node"'),
        "is no path",
    ),
    (('icons = "iconsConnection.edges[].node"', ""), "icons is missing: write the path"),
    (("iconsConnection(first", "iconsConnection((first"), "the query is not GraphQL"),
    (("$first: Int!, ", ""), "[pagination] fills in $first, and the query declares $after"),
    (
        ("$first: Int!, ", "$first: Int!, $set: String!, "),
        "the query needs $set: String!, and nothing fills it in",
    ),
    (("[fields]", "[variables]\nset = 1\n[fields]"), "[variables] fills in $set"),
    (("[fields]", "variables = 3\n[fields]"), "write a line [variables]"),
    (("[fields]", "query = 3\n[fields]"), "not TOML"),
    (
        ("[fields]", '[constants]\nstyle = "x"\n[fields]'),
        "style stands under [fields] and under [constants]",
    ),
    (
        ("[fields]", '[headers]\nAuthorization = "Bearer abc"\n[fields]'),
        "looks like a secret in the file",
    ),
    (
        ("[fields]", '[headers]\nAuthorization = "Bearer ${NOT_SET_ANYWHERE}"\n[fields]'),
        "set NOT_SET_ANYWHERE_FILE",
    ),
    (("[fields]", "[headers]\nAccept = 3\n[fields]"), "headers.Accept must be a text"),
    (("http://127.0.0.1:1/graphql", "127.0.0.1:1/graphql"), "must begin with https://"),
    (("http://127.0.0.1:1/graphql", "http://me:word@127.0.0.1/"), "send them in a header"),
    (("[fields]", 'module = "nowhere.py"\n[fields]'), "is not there: name a .py file"),
    (('name = "toys"', 'name = "toys'), "it is not TOML"),
    (('name = "toys"', "name = 3"), "name must be a text"),
]


@pytest.mark.parametrize(("mistake", "explanation"), MISTAKES)
def test_a_mistake_is_explained(tmp_path, mistake, explanation):
    wrong = GOOD.replace(*mistake, 1)
    assert wrong != GOOD
    assert explanation in explain(tmp_path, wrong)


def test_a_constant_id_makes_no_sense(tmp_path):
    wrong = GOOD.replace('id = "id"\n', "", 1).replace(
        "[fields]", '[constants]\nid = "x"\n[fields]'
    )
    assert "cannot be the same for all icons" in explain(tmp_path, wrong)


def test_a_source_that_is_not_there_is_said():
    with pytest.raises(ConfigurationError, match="one of demo, fontawesome"):
        load("nowhere")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load("nowhere.toml")
    with pytest.raises(ConfigurationError, match="there is no source"):
        load("../sources/demo")


# Mistakes that only an answer shows; `--check` shows them with one small request.
IN_THE_ANSWER = [
    (
        ('style = "style"', 'style = "look"'),
        'fields.style = "look" finds no "look" in the answer; there is "id", "name"',
    ),
    (('style = "style"', 'style = "tags[].word"'), '"word" is asked of a string'),
    (('style = "style"', 'style = "tags"'), "leads to a list, not to a text"),
    (('style = "style"', 'style = "name[]"'), "there is no list"),
    (
        ('icons = "iconsConnection.edges[].node"', 'icons = "iconsConnection.nodes"'),
        'finds no "nodes" in the answer; there is "edges"',
    ),
    (
        ('icons = "iconsConnection.edges[].node"', 'icons = "iconsConnection"'),
        "must lead to the list of icons",
    ),
    (
        ('icons = "iconsConnection.edges[].node"', 'icons = "iconsConnection.edges.node"'),
        'write "[].node" to walk it',
    ),
    (
        ("pageInfo {", "pageinfo: pageInfo {"),
        'pagination.page_info = "iconsConnection.pageInfo" finds no "pageInfo"',
    ),
    (("hasNextPage", ""), 'finds no "hasNextPage"'),
    (
        ('total = "iconsConnection.totalCount"', 'total = "iconsConnection.total"'),
        'finds no "total"',
    ),
    (
        ('total = "iconsConnection.totalCount"', 'total = "iconsConnection.pageInfo.endCursor"'),
        "must lead to the number of icons",
    ),
    (("id name sourceCode", "id name svg"), "Cannot query field 'svg' on type 'Icon'"),
]


@pytest.mark.parametrize(("mistake", "explanation"), IN_THE_ANSWER)
@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_a_mistake_that_the_answer_shows_is_explained(
    ingest, demo, tmp_path, capsys, mistake, explanation, arguments
):
    path = tmp_path / "mine.toml"
    right = describe("cursor", demo.url)
    path.write_text(right.replace(*mistake, 1))
    assert path.read_text() != right
    assert ingest("--source", path, *arguments) == 2
    error = capsys.readouterr().err
    assert explanation in error
    assert len(error.splitlines()) == 1


def test_variables_are_set_from_the_command_line(ingest, tmp_path, capsys):
    path = tmp_path / "mine.toml"
    path.write_text(
        GOOD.replace("$first: Int!", "$first: Int!, $set: Int").replace(
            "[fields]", "[variables]\nset = 8\n[fields]", 1
        )
    )
    assert load(str(path), variables={"set": "9"}).variables == {"set": 9}
    assert ingest("--source", path, "--set", "set=nine") == 2
    assert ingest("--source", path, "--set", "sett=9") == 2
    assert ingest("--source", path, "--set", "set") == 2
    numbers, near, form = capsys.readouterr().err.splitlines()
    assert "needs a number" in numbers
    assert 'did you mean "set"?' in near
    assert "--set NAME=VALUE" in form


def test_nested_answers_constants_and_a_module(ingest, demo, tmp_path, library):
    selection = (
        "edges { attributes: node { id name sourceCode } } pageInfo { hasNextPage endCursor }"
    )
    connection = f"c: iconsConnection(first: $first, after: $after) {{ {selection} }}"
    query = f"query ($first: Int!, $after: String) {{ {connection} }}"
    (tmp_path / "mine.py").write_text(
        "def records(node):\n    return [node | {'twice': node['attributes']['id'] * 2}]\n"
    )
    (tmp_path / "mine.toml").write_text(f"""
endpoint = "{demo.url}"
query = "{query}"
icons = "c.edges"
module = "mine.py"
[fields]
id = "twice"
name = "attributes.name"
source_code = "attributes.sourceCode"
[constants]
library = "Mine"
[pagination]
shape = "cursor"
page_info = "c.pageInfo"
""")
    assert ingest("--source", tmp_path / "mine.toml") == 0
    assert {icon.id for icon in ingest.icons} == {icon.id * 2 for icon in library}
    assert {icon.library for icon in ingest.icons} == {"Mine"}
