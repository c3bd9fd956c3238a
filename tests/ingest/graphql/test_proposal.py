"""`--check` proposes a description that crawls the whole library, whatever the schema."""

import tomllib

import pytest
from graphql import build_schema

from ingest.graphql.proposal.document import list_path
from ingest.graphql.proposal.listings import listings
from tests.ingest.graphql.schemas import FILES, SCHEMAS, Schema
from tests.ingest.graphql.service import serving, svg


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_proposal_crawls_the_whole_library(ingest, tmp_path, capsys, name):
    schema = SCHEMAS[name]()
    path = tmp_path / "mine.toml"
    with serving(schema.sdl, schema.data, files=FILES) as service:
        assert ingest("--check", "--endpoint", service.url) == 0
        proposed = capsys.readouterr().out
        for expected in schema.check:
            assert expected in proposed
        path.write_text(proposed.replace('version = ""', 'version = "7.x"'))
        assert ingest("--source", path, "--check") == 0
        assert ingest("--source", path) == 0
    assert [icon.id for icon in ingest.icons] == sorted(schema.ids)


def propose(ingest, tmp_path, schema, more="", **settings):
    path = tmp_path / "mine.toml"
    with serving(schema.sdl, schema.data, files=FILES, **settings) as service:
        path.write_text(f'endpoint = "{service.url}"\n{more}')
        return ingest("--source", path, "--check"), list(service.requests)


def test_what_the_description_has_stays(ingest, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("ICONS_TOKEN", "very-secret")
    more = '[headers]\nAuthorization = "Bearer ${ICONS_TOKEN}"\n[requests]\nmethod = "GET"'
    status, requests = propose(ingest, tmp_path, SCHEMAS["plain"](), more)
    assert status == 0
    assert {request.headers["authorization"] for request in requests} == {"Bearer very-secret"}
    out, err = capsys.readouterr()
    document = tomllib.loads(out)
    assert document["headers"] == {"Authorization": "Bearer ${ICONS_TOKEN}"}
    assert document["requests"] == {"method": "GET"}
    assert "its first icons are icon-0, icon-1" in err
    assert not ingest.data.exists()


def test_an_argument_that_only_a_person_knows_is_asked_for(ingest, tmp_path, capsys):
    schema = SCHEMAS["font_awesome"]()
    status, _ = propose(ingest, tmp_path, schema)
    assert status == 0
    assert "give version a value under [variables]" in capsys.readouterr().err
    status, _ = propose(ingest, tmp_path, schema, '[variables]\nversion = "7.x"')
    assert status == 0
    out, err = capsys.readouterr()
    assert 'version = "7.x"' in out
    assert "its first icons are icon-0/classic/solid" in err


def test_a_service_that_hides_its_schema_says_so(ingest, tmp_path, capsys):
    status, _ = propose(ingest, tmp_path, SCHEMAS["relay"](), introspection=False)
    assert status == 2
    out, err = capsys.readouterr()
    assert not out
    assert "does not show its schema" in err
    assert "docs/sources.md" in err
    assert len(err.splitlines()) == 1


def test_a_service_with_a_limit_of_depth_is_asked_in_a_shallower_query(ingest, tmp_path, capsys):
    status, _ = propose(ingest, tmp_path, SCHEMAS["relay"](), wrappers=3)
    assert status == 0
    out = capsys.readouterr().out
    assert 'total = "icons.totalCount"' in out
    assert "[variables]" not in out


def test_a_schema_without_icons_says_so(ingest, tmp_path, capsys):
    sdl = "type City { id: ID!, name: String } type Query { cities: [City] }"
    status, _ = propose(ingest, tmp_path, Schema(sdl, {"cities": []}, []))
    assert status == 2
    assert (
        "no list of objects is known to have an id, a name and a drawing (its lists: cities)"
        in (capsys.readouterr().err)
    )


def test_a_drawing_that_is_null_gives_way_to_the_next(ingest, tmp_path, capsys):
    sdl = "type Icon { id: ID!, svg: String, source: String } type Query { icons: [Icon] }"
    data = {"icons": [{"id": "a", "svg": None, "source": svg(1)}]}
    assert propose(ingest, tmp_path, Schema(sdl, data, []))[0] == 0
    assert 'source_code = "source"' in capsys.readouterr().out


def test_a_drawing_on_another_host_names_it(ingest, tmp_path, capsys):
    with serving("type Query { a: Int }", {}, files=FILES) as other:
        host = other.root.removeprefix("http://")
        sdl = "type Icon { id: ID!, url: String } type Query { icons: [Icon] }"
        data = {"icons": [{"id": "a", "url": f"{other.root}/files/icon-1.svg"}]}
        assert propose(ingest, tmp_path, Schema(sdl, data, []))[0] == 0
    assert f'hosts = ["{host}"]' in capsys.readouterr().out


def test_a_large_schema_is_searched_to_an_end():
    """Each of 50 types leads to every other: there are more ways than can be walked."""
    others = " ".join(f"f{number}: T{number} l{number}: [T{number}]" for number in range(50))
    types = [f"type T{number} {{ id: ID! name: String {others} }}" for number in range(50)]
    icons = "type Icon { id: ID! name: String svg: String } type Query { t: T0 icons: [Icon] }"
    found = listings(build_schema(" ".join((*types, icons))))
    assert [list_path(listing) for listing in found] == ["icons"]


def test_a_schema_of_cycles_ends():
    sdl = """type Icon { id: ID! svg: String icon: Icon variants: [Variant] }
    type Variant { style: String svg: String icon: Icon }
    type Query { icons: [Icon] }"""
    (found,) = listings(build_schema(sdl))
    assert found.ways
