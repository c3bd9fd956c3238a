"""What the head of an answer says by itself: headers and statuses that have one meaning."""

import re
from collections.abc import Mapping

from ingest.graphql.refusals.connection import PROXY_WANTS_USER
from ingest.graphql.refusals.reaction import ClassifiedFailure, Reaction
from ingest.graphql.refusals.words import FIREWALL, HTTP_2

# Headers by which firewalls and proxies say that they answered in the place of the service: the
# name, the beginning of the value, and what helps.
_IN_BETWEEN = (
    ("cf-mitigated", "", FIREWALL),
    ("x-amzn-waf-action", "", FIREWALL),
    (
        "x-squid-error",
        "ERR_ACCESS_DENIED",
        "have the proxy allow the host, or name the host in NO_PROXY",
    ),
)
_PROXY_USER_STATUS = 407
_WRONG_PATH = "check the path in the endpoint"
_ADVICE: Mapping[int, str] = {
    404: _WRONG_PATH,
    405: f"{_WRONG_PATH}, and `method` under [requests]",
    406: "check that the endpoint is that of GraphQL, and that no firewall holds this machine back",
    410: _WRONG_PATH,
    415: "check that the endpoint is that of GraphQL",
    # Upgrade required, AWS's "unsupported protocol version", HTTP version not supported.
    426: HTTP_2,
    464: HTTP_2,
    505: HTTP_2,
}
# Words in the address of a login, of a single sign-on among them.
_LOGIN = re.compile(r"log[-_]?[io]n|sign[-_]?in|\b(sso|saml2?|adfs|auth|oauth2?)\b", re.IGNORECASE)


def from_between(status: int, headers: Mapping[str, str], reason: str) -> ClassifiedFailure | None:
    """The reaction to an answer of a proxy or a firewall; None where its head names none."""
    if status == _PROXY_USER_STATUS:
        return ClassifiedFailure(Reaction.STOP, reason, PROXY_WANTS_USER)
    for name, beginning, advice in _IN_BETWEEN:
        value = headers.get(name)
        if value is not None and value.startswith(beginning):
            return ClassifiedFailure(Reaction.REFUSED, reason, advice)
    return None


def is_challenge(headers: Mapping[str, str]) -> bool:
    """Whether a firewall answers with a riddle for browsers. It may do so with HTTP 202."""
    return "cf-mitigated" in headers or "x-amzn-waf-action" in headers


def redirected(headers: Mapping[str, str]) -> ClassifiedFailure:
    """The reaction to a redirect. Its query may hold a secret, and is not shown."""
    target = headers.get("Location", "nowhere").partition("?")[0]
    if _LOGIN.search(target):
        return ClassifiedFailure(
            Reaction.REFUSED, f"it redirects to a login page ({target}) instead of answering"
        )
    return ClassifiedFailure(
        Reaction.STOP,
        f"it redirects to {target}, and credentials are not carried there",
        "write that address as endpoint if it is right",
    )


def advice_for(status: int) -> str | None:
    """What a person can do about an answer with that status; None where it says too little."""
    return _ADVICE.get(status)
