"""A source of icons, made from its description.

It holds the endpoint, the query, the pagination, and the mapping from answers to icons.
"""

import hashlib
import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ingest.common.credentials import Secrets
from ingest.common.failures import ConfigurationError
from ingest.common.tables import check_known, table_of
from ingest.copying import description as copying_description
from ingest.copying.templates import Copying
from ingest.graphql import description
from ingest.graphql.client import Client, Token
from ingest.graphql.drawings.hosts import DrawingHosts, DrawingSettings
from ingest.graphql.mapping import FieldMapping, MappedIcon, described_by
from ingest.graphql.requests.described import (
    make_endpoint,
    make_headers,
    make_requests,
    make_variables,
)
from ingest.graphql.requests.format import RequestFormat
from ingest.graphql.retry import RetryPolicy
from ingest.graphql.shapes.pagination import Pagination
from ingest.graphql.traversal import QueryTraversal, Traversal
from ingest.icon import SkippedIcon

MODULE_PREFIX = "ingest_source_"
UNKNOWN_QUERY = "{ __typename }"  # never sent: stands for a query that only the service has
LOOPBACK_PORT = re.compile(r"^(https?://(?:localhost|127\.0\.0\.1|\[::1\])):\d+")


@dataclass(frozen=True)
class Source:
    """One source, ready to be crawled.

    `module` is the Python module beside the description, for a protocol that a description cannot
    express. It may define any of these functions:

    - `walk(source) -> Traversal`: its own traversal of the library
    - `records(node) -> list`: the records, or skipped icons, in one node
    - `token(client, source) -> Token`: an exchange of a lasting secret for short-lived headers
    - `is_stale(data) -> bool`: whether an answer shows that the token has expired
    """

    name: str
    endpoint: str
    query: str
    icons: str
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    mapping: FieldMapping
    pagination: Pagination
    retry: RetryPolicy
    form: RequestFormat
    drawings: DrawingSettings
    module: Any
    secrets: Secrets
    copying: Copying

    @cached_property
    def traversal(self) -> Traversal:
        """The module's own traversal, or that of the query and the pagination."""
        if hasattr(self.module, "walk"):
            traversal: Traversal = self.module.walk(self)
            return traversal
        return QueryTraversal(self.query, self.variables, self.icons, self.pagination)

    @property
    def drawing_hosts(self) -> DrawingHosts:
        """The hosts that drawings may be fetched from."""
        return DrawingHosts(self.endpoint, self.drawings.hosts, self.headers)

    def icons_of(self, node: Any) -> list[MappedIcon]:
        """The icons in one node of an answer, or the reasons why there are none."""
        records = [node]
        if node is not None and hasattr(self.module, "records"):
            with described_by(self._module_name):
                records = self.module.records(node)
        icons: list[MappedIcon] = []
        for record in records:
            if isinstance(record, SkippedIcon):
                icons.append(record)
            else:
                icons += self.mapping.icons(record)
        return icons

    @property
    def issues_tokens(self) -> bool:
        """Whether `make_token` can be called."""
        return hasattr(self.module, "token")

    async def make_token(self, client: Client) -> Token:
        """Fresh headers, from the module's token exchange."""
        with described_by(self._module_name):
            token: Token = await self.module.token(client, self)
        return token

    def is_stale(self, data: Mapping[str, Any]) -> bool:
        """Whether an answer shows that the token has expired, without an error that says so."""
        if not hasattr(self.module, "is_stale"):
            return False
        with described_by(self._module_name):
            return bool(self.module.is_stale(data))

    @property
    def _module_name(self) -> str:
        return f"{self.module.__name__.removeprefix(MODULE_PREFIX)}.py"

    @property
    def origin(self) -> dict[str, str]:
        """Identifies the source, without secrets; all ports of this machine are one source."""
        variables = ", ".join(f"{name} {value}" for name, value in sorted(self.variables.items()))
        endpoint = LOOPBACK_PORT.sub(r"\1", self.endpoint)
        return {
            "name": self.name,
            "endpoint": self.secrets.redact(endpoint),
            "variables": self.secrets.redact(variables),
        }

    @property
    def key(self) -> str:
        """Identifies a checkpoint: a digest of all that decides the answers and their mapping."""
        parts = [
            self.endpoint,
            self.query,
            dict(self.variables),
            self.icons,
            repr(self.mapping),
            repr(self.pagination),
            repr(self.form),
            repr(self.drawings),
        ]
        content = json.dumps(parts, sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()


def load(
    path: Path,
    endpoint: str | None = None,
    variables: Mapping[str, str] | None = None,
    size: int | None = None,
) -> Source:
    """The source that a TOML file describes; the arguments take precedence over the file.

    Raises ConfigurationError, which says what to write instead.
    """
    with description.named(path):
        return from_document(read(path, endpoint, variables, size), path)


def read(
    path: Path,
    endpoint: str | None = None,
    variables: Mapping[str, str] | None = None,
    size: int | None = None,
) -> dict[str, Any]:
    """The document in a TOML file, with the arguments in place of what it says; see `load`."""
    document = description.read_toml(path)
    if endpoint:
        document["endpoint"] = endpoint
    present = table_of(document, "variables")
    document["variables"] = present | _typed(variables or {}, present)
    if size is not None:
        document["pagination"] = table_of(document, "pagination") | {"size": size}
    return document


def from_document(document: Mapping[str, Any], path: Path) -> Source:
    """The source that a description describes, whose file is at `path`.

    Raises ConfigurationError, which says what to write instead.
    """
    module = _module(path.parent / str(document["module"])) if "module" in document else None
    own_traversal = hasattr(module, "walk")
    secrets = Secrets()
    retry, form = make_requests(table_of(document, "requests"), secrets)
    description.check_keys(document, _needed(own_traversal, form))
    variables = make_variables(table_of(document, "variables"), secrets)
    pagination = description.make_pagination(table_of(document, "pagination"))
    query = document.get("query", "")
    if not own_traversal:
        description.check_path(document["icons"], "icons")
        if query:
            description.check_query(query, variables, pagination)
    drawings = description.make_drawings(table_of(document, "drawings"))
    return Source(
        name=document.get("name") or path.stem,
        endpoint=make_endpoint(document["endpoint"], secrets),
        query=query or UNKNOWN_QUERY,
        icons=document.get("icons", ""),
        variables=variables,
        headers=make_headers(table_of(document, "headers"), secrets),
        mapping=description.make_mapping(document, drawings.fetch),
        pagination=pagination,
        retry=retry,
        form=form.for_query(query),
        drawings=drawings,
        module=module,
        secrets=secrets,
        copying=copying_description.read(document.get("copy")),
    )


def _needed(own_traversal: bool, form: RequestFormat) -> tuple[str, ...]:
    """The keys that a description must have."""
    if own_traversal:
        return ("endpoint",)
    if form.persisted == "only" and form.document_id:
        return ("endpoint", "icons")  # the service has the query
    return ("endpoint", "query", "icons")


def _typed(given: Mapping[str, str], present: Mapping[str, Any]) -> dict[str, Any]:
    """Variables from the command line, as numbers where the description has numbers."""
    check_known(given, tuple(present), "[variables]")
    variables: dict[str, Any] = dict(given)
    for name, text in given.items():
        if isinstance(present[name], int | float):
            try:
                variables[name] = type(present[name])(text)
            except ValueError as error:
                raise ConfigurationError(f"a variable needs a number ({error}).") from error
    return variables


def _module(path: Path) -> Any:
    """The Python module beside a description. It runs with all rights of whoever wrote it."""
    specification = importlib.util.spec_from_file_location(f"{MODULE_PREFIX}{path.stem}", path)
    if path.suffix != ".py" or not path.exists() or not specification or not specification.loader:
        raise ConfigurationError(
            f"module = {path.name!r} is not there: name a .py file beside the description."
        )
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
