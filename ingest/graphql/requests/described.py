"""The parts of a description about requests: endpoint, headers, variables, [requests].

Every function raises ConfigurationError for a mistake.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, time
from typing import Any
from urllib.parse import urlsplit

from ingest.common.credentials import PLACEHOLDER, Secrets
from ingest.common.failures import ConfigurationError
from ingest.common.tables import check_known, make_settings, table_of
from ingest.graphql.requests.format import METHODS, PERSISTED, RequestFormat
from ingest.graphql.retry import RetryPolicy

SECRET_HEADER = re.compile(r"auth|cookie|key|token|secret", re.IGNORECASE)


def make_requests(table: Mapping[str, Any], secrets: Secrets) -> tuple[RetryPolicy, RequestFormat]:
    """The settings in [requests], placeholders filled in."""
    policy_names = [field.name for field in fields(RetryPolicy)]
    form_names = [field.name for field in fields(RequestFormat)]
    check_known(table, (*policy_names, *form_names), "[requests]")
    policy = {name: value for name, value in table.items() if name in policy_names}
    form: dict[str, Any] = {name: value for name, value in table.items() if name in form_names}
    tables = {}
    for name in ("extensions", "body"):
        form.pop(name, None)
        tables[name] = _expanded(table_of(table, name, "requests"), f"requests.{name}", secrets)
    for name, known in (("method", METHODS), ("persisted", PERSISTED)):
        if form.get(name, known[0]) not in known:
            raise ConfigurationError(
                f"requests.{name} = {form[name]!r} is not known: choose one of {', '.join(known)}."
            )
    return (
        make_settings(RetryPolicy, policy, "requests"),
        make_settings(RequestFormat, form, "requests", **tables),
    )


def make_endpoint(text: str, secrets: Secrets) -> str:
    """The endpoint's URL, placeholders filled in."""
    endpoint = secrets.expand(text, "endpoint")
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"endpoint = {text!r} is no address: "
            "it must begin with https:// or http:// and name a host."
        )
    if parts.username or parts.password:
        raise ConfigurationError(
            "the endpoint holds a user or a password: "
            "send them in a header whose value is ${NAME} instead."
        )
    return endpoint


def make_headers(table: Mapping[str, Any], secrets: Secrets) -> dict[str, str]:
    """The headers to send, placeholders filled in. A secret must come from a placeholder."""
    for name, value in table.items():
        if not isinstance(value, str):
            raise ConfigurationError(f"headers.{name} must be a text.")
        if SECRET_HEADER.search(name) and not PLACEHOLDER.search(value):
            raise ConfigurationError(
                f"headers.{name} looks like a secret in the file: "
                f'write {name} = "${{NAME}}" and set NAME outside.'
            )
    headers = {name: secrets.expand(value, f"headers.{name}") for name, value in table.items()}
    # A header with an empty default is one that may be left out.
    return {name: value for name, value in headers.items() if value}


def make_variables(table: Mapping[str, Any], secrets: Secrets) -> dict[str, Any]:
    """The query variables, placeholders filled in."""
    return _expanded(table, "variables", secrets)


def _expanded(table: Mapping[str, Any], where: str, secrets: Secrets) -> dict[str, Any]:
    """A table with the placeholders filled in, at any depth."""
    return {name: _filled(value, f"{where}.{name}", secrets) for name, value in table.items()}


def _filled(value: Any, where: str, secrets: Secrets) -> Any:
    if isinstance(value, str):
        return secrets.expand(value, where)
    if isinstance(value, dict):
        return _expanded(value, where, secrets)
    if isinstance(value, list):
        return [_filled(entry, where, secrets) for entry in value]
    if isinstance(value, date | time):  # TOML has them, and JSON has not
        return value.isoformat()
    return value
