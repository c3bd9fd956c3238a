"""A sample for every answer of /openapi.json, composed from the examples of the schemas' fields."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
Schemas = Mapping[str, Schema]

JSON = "application/json"


def add_sample(response: Schema, schemas: Schemas) -> None:
    """Give a response in JSON a sample, and the first sentence of its schema as description."""
    content = response.get("content", {}).get(JSON, {})
    name = _reference(content.get("schema", {}))
    if name is None or "example" in content:
        return
    schema = schemas[name]
    content["example"] = sample(schema, schemas)
    response["description"] = schema["description"].split("\n")[0]


def sample(schema: Schema, schemas: Schemas) -> Any:
    """An example of what a schema describes.

    A field without an example has its default; an optional one without either is left out.
    """
    examples = schema.get("examples")
    if examples:
        return examples[0]
    name = _reference(schema)
    if name is not None:
        return sample(schemas[name], schemas)
    if "default" in schema:
        return schema["default"]
    if schema.get("type") == "array":
        return [sample(schema["items"], schemas)]
    if "properties" in schema:
        return _object(schema, schemas)
    return schema["type"]  # tests allow it nowhere


def _object(schema: Schema, schemas: Schemas) -> dict[str, Any]:
    required = schema.get("required", [])
    members = {}
    for name, field in schema["properties"].items():
        if name in required or "examples" in field or "default" in field:
            members[name] = sample(field, schemas)
    return members


def _reference(schema: Schema) -> str | None:
    """The name of the schema that one refers to."""
    reference: str | None = schema.get("$ref")
    return None if reference is None else reference.rpartition("/")[2]
