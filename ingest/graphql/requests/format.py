"""The form of a request: its method, its members, and persisted queries.

Persisted queries: https://www.apollographql.com/docs/apollo-server/performance/apq
GET: https://graphql.github.io/graphql-over-http/draft/#sec-GET
"""

import hashlib
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ingest.common.failures import ConfigurationError

METHODS = ("POST", "GET")
PERSISTED = ("no", "automatic", "only")
WITH_QUERY = "with query"  # what follows "automatic" where the server does not know the hash
# Apollo Server refuses a GET without it: another site's page could send one.
PREFLIGHT = {"Apollo-Require-Preflight": "true"}


@dataclass(frozen=True)
class RequestFormat:
    """The settings of a description's [requests] about the form of a request.

    `persisted`: "no" sends the query; "automatic" sends its hash, and the query where the server
    does not know the hash; "only" never sends the query. `document_id` is the server's name of the
    query, by default its SHA-256. It is sent as the member `document_key`, by default in the
    extension persistedQuery. `extensions` and `body` are further members.
    """

    method: str = "POST"
    persisted: str = "no"
    document_id: str = ""
    document_key: str = ""
    ca_file: str = ""
    extensions: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)

    def after(self, errors: Any) -> "RequestFormat | None":
        """The form to send again in after these errors; None where they are about something else.

        It is the query with its hash where the server does not know the hash, and the query alone
        where it takes no hashes.
        """
        if self.persisted != "automatic" or not errors:
            return None
        words = json.dumps(errors).upper().replace("_", "")
        if "PERSISTEDQUERYNOTFOUND" in words:
            return replace(self, persisted=WITH_QUERY)
        if "PERSISTEDQUERYNOTSUPPORTED" in words:
            return replace(self, persisted="no")
        return None

    def members(self, query: str, variables: Any) -> dict[str, Any]:
        """The members of one request's JSON."""
        members: dict[str, Any] = {}
        extensions = dict(self.extensions)
        if self.persisted in ("no", WITH_QUERY):
            members["query"] = query
        if self.persisted != "no":
            identifier = self.document_id or sha256(query)
            if self.document_key:
                members[self.document_key] = identifier
            else:
                extensions["persistedQuery"] = {"version": 1, "sha256Hash": identifier}
        if variables:
            members["variables"] = variables
        if extensions:
            members["extensions"] = extensions
        return {**members, **self.body}

    def http_arguments(self, members: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of aiohttp for one request."""
        if self.method == "POST":
            return {"json": members}
        parameters = {}
        for name, value in members.items():
            is_text = isinstance(value, str)
            parameters[name] = value if is_text else json.dumps(value, separators=(",", ":"))
        return {"params": parameters}

    def for_query(self, query: str) -> "RequestFormat":
        """This form with the name that a server which never gets `query` has for it."""
        if self.persisted != "only" or self.document_id:
            return self
        return replace(self, document_id=sha256(query))

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers that the method needs."""
        return PREFLIGHT if self.method == "GET" else {}

    def tls(self) -> ssl.SSLContext | bool:
        """How certificates are verified: by the system's authorities, and those of `ca_file`.

        Raises ConfigurationError.
        """
        if not self.ca_file:
            return True
        context = ssl.create_default_context()
        try:
            context.load_verify_locations(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"requests.ca_file = {self.ca_file!r} cannot be read ({error}): "
                "name a file of certificates in PEM form."
            ) from error
        return context


def sha256(query: str) -> str:
    """The name of a query that persisted queries have by default: 64 hexadecimal digits."""
    return hashlib.sha256(query.encode()).hexdigest()
