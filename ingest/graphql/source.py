"""A source of icons, made of its description: where to ask, what, in which pages, and how answers become icons."""

import hashlib
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ingest.common.failures import ConfigurationError
from ingest.graphql import description
from ingest.graphql.checkpoint import Entry
from ingest.graphql.client import Client, Token
from ingest.graphql.credentials import Secrets
from ingest.graphql.description import table_of
from ingest.graphql.mapping import Recipe, Skip
from ingest.graphql.pagination import Shape
from ingest.graphql.retry import Patience
from ingest.graphql.walk import QueryWalk, Walk

READY_MADE = Path(__file__).parents[1] / "sources"


@dataclass(frozen=True)
class Source:
    """One source, ready to be crawled.

    `module` is the Python module beside the description, where the protocol needs more than a description can say. It
    may define any of: `walk(source) -> Walk`, its own way through the library; `records(node) -> list`, the records
    (or skips) in one node; `token(client, source) -> Token`, an exchange of a lasting secret for passing headers; and
    `is_stale(data) -> bool`, whether an answer looks as if that token had run out.
    """

    name: str
    endpoint: str
    query: str
    icons: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    recipe: Recipe
    shape: Shape
    patience: Patience
    module: Any
    secrets: Secrets

    @cached_property
    def walk(self) -> Walk:
        """The way through the library: the module's own, or the one that query and pagination describe."""
        if hasattr(self.module, "walk"):
            walk: Walk = self.module.walk(self)
            return walk
        return QueryWalk(self.query, self.variables, self.icons, self.shape)

    def entries(self, node: Any) -> list[Entry]:
        """The icons in one node of an answer, or why there are none."""
        records = (
            self.module.records(node)
            if node is not None and hasattr(self.module, "records")
            else [node]
        )
        return [
            record if isinstance(record, Skip) else self.recipe.icon(record) for record in records
        ]

    @property
    def exchanges_tokens(self) -> bool:
        """Whether `make_token` can be called."""
        return hasattr(self.module, "token")

    async def make_token(self, client: Client) -> Token:
        """Fresh headers, from the module's token exchange."""
        token: Token = await self.module.token(client, self)
        return token

    def is_stale(self, data: Mapping[str, Any]) -> bool:
        """Whether an answer looks as if the token had run out, though the server did not say so."""
        return hasattr(self.module, "is_stale") and bool(self.module.is_stale(data))

    @property
    def origin(self) -> dict[str, str]:
        """What tells this source from another, without secrets. Another port of this machine is no other source."""
        variables = ", ".join(f"{name} {value}" for name, value in sorted(self.variables.items()))
        endpoint = re.sub(
            r"^(https?://(?:localhost|127\.0\.0\.1|\[::1\])):\d+", r"\1", self.endpoint
        )
        return {
            "name": self.name,
            "endpoint": self.secrets.redact(endpoint),
            "variables": self.secrets.redact(variables),
        }

    @property
    def key(self) -> str:
        """What a checkpoint is kept under: endpoint, query, variables, and how answers are read."""
        parts = [
            self.endpoint,
            self.query,
            dict(self.variables),
            self.icons,
            dict(self.recipe.paths),
            dict(self.recipe.constants),
        ]
        return hashlib.sha256(
            json.dumps([*parts, repr(self.shape)], sort_keys=True, default=str).encode()
        ).hexdigest()


def ready_made() -> dict[str, str]:
    """Names of the ready-made sources, and what each says about itself."""
    return {
        path.stem: str(description.read_toml(path).get("description", ""))
        for path in sorted(READY_MADE.glob("*.toml"))
    }


def load(
    name: str,
    endpoint: str | None = None,
    variables: Mapping[str, str] | None = None,
    size: int | None = None,
) -> Source:
    """The source that a TOML file describes, or a ready-made one by its name; what is given here goes before the file.

    Raises ConfigurationError, which says what to write instead.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = READY_MADE / f"{name}.toml"
        if not re.fullmatch(r"[\w-]+", name) or not path.exists():
            raise ConfigurationError(
                f"there is no source {name!r}: name a .toml file, or one of {', '.join(ready_made())}."
            )
    try:
        document = description.read_toml(path)
        if endpoint:
            document["endpoint"] = endpoint
        document["variables"] = table_of(document, "variables") | description.typed(
            variables or {}, table_of(document, "variables")
        )
        if size is not None:
            document["pagination"] = table_of(document, "pagination") | {"size": size}
        return _source(document, path)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from error


def _source(document: dict[str, Any], path: Path) -> Source:
    module = _module(path.parent / str(document["module"])) if "module" in document else None
    own_walk = hasattr(module, "walk")
    description.check_keys(
        document, needed=("endpoint",) if own_walk else ("endpoint", "query", "icons")
    )
    secrets = Secrets()
    variables = {
        name: secrets.expand(value, f"variables.{name}") if isinstance(value, str) else value
        for name, value in document["variables"].items()
    }
    shape = description.make_shape(table_of(document, "pagination"))
    if not own_walk:
        description.check_query(document["query"], variables, shape)
        description.check_path(document["icons"], "icons")
    return Source(
        name=document.get("name") or path.stem,
        endpoint=description.make_endpoint(document["endpoint"], secrets),
        query=document.get("query", ""),
        icons=document.get("icons", ""),
        variables=variables,
        headers=description.make_headers(table_of(document, "headers"), secrets),
        recipe=description.make_recipe(document),
        shape=shape,
        patience=description.make_settings(Patience, table_of(document, "requests"), "requests"),
        module=module,
        secrets=secrets,
    )


def _module(path: Path) -> Any:
    """The Python module beside a description. It is code of whoever wrote the description, and runs as such."""
    specification = importlib.util.spec_from_file_location(f"ingest_source_{path.stem}", path)
    if (
        path.suffix != ".py"
        or not path.exists()
        or specification is None
        or specification.loader is None
    ):
        raise ConfigurationError(
            f"module = {path.name!r} is not there: name a .py file beside the description."
        )
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
