"""Every answer that /docs describes has a title, a sample of its own schema and a description."""

import re

import pytest
from pydantic import TypeAdapter

from api.app import create_app
from api.schemas import answers, copying, listing, status
from api.settings import Settings

MODELS = {
    name: model
    for module in (answers, listing, status, copying)
    for name, model in vars(module).items()
}
PLACEHOLDERS = {"string", "integer", "number", "boolean", "object"}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return create_app(Settings(data=tmp_path_factory.mktemp("none"), feedback=True)).openapi()


def operations(document):
    return [operation for methods in document["paths"].values() for operation in methods.values()]


def test_every_title_is_one_that_a_person_would_choose(document):
    titles = [operation["summary"] for operation in operations(document)]
    assert len(set(titles)) == len(titles)
    for operation in operations(document):
        generated = re.sub(r"(?=[A-Z])", " ", operation["operationId"]).title()
        assert operation["summary"] != generated
        assert len(operation["summary"].split()) >= 3


def test_every_answer_has_a_sample(document):
    for operation in operations(document):
        for code, response in operation["responses"].items():
            if code in ("204", "304"):
                continue
            (content,) = response["content"].values()
            assert content.get("example") or content.get("examples"), operation["summary"]


def test_every_answer_and_every_parameter_has_a_description(document):
    for operation in operations(document):
        for response in operation["responses"].values():
            assert response["description"] not in ("Successful Response", "")
        for parameter in operation.get("parameters", []):
            assert "description" in str(parameter), (operation["summary"], parameter["name"])


def test_every_sample_is_one_of_its_schema_without_a_gap(document):
    checked = 0
    for operation in operations(document):
        answered = operation["responses"].get("200", {"content": {}})
        content = answered["content"].get("application/json")
        if content is None:
            continue
        name = content["schema"]["$ref"].rpartition("/")[2]
        TypeAdapter(MODELS[name]).validate_python(content["example"])
        assert not PLACEHOLDERS & set(leaves(content["example"])), name
        checked += 1
    assert checked == 8


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for element in value for leaf in leaves(element)]
    return [value]
