"""The reaction to a connection that cannot be made, or that breaks."""

import re
from ssl import SSLError

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorSSLError,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    InvalidURL,
)

from ingest.graphql.refusals.body import message
from ingest.graphql.refusals.reaction import ClassifiedFailure, Reaction
from ingest.graphql.refusals.words import HTTP_2

PROXY_WANTS_USER = (
    "write http://USER:PASSWORD@HOST:PORT into HTTPS_PROXY (HTTP_PROXY for an http:// endpoint)"
)

# OpenSSL's words for a certificate that is not trusted, each with what helps.
_CERTIFICATES = (
    ("expired", "have the certificate renewed"),
    ("mismatch", "write the host's name into the endpoint as the certificate has it"),
    ("not valid for", "write the host's name into the endpoint as the certificate has it"),
    ("", "name the certificate of your own authority, ca_file = … under [requests]"),
)
# OpenSSL's words for a handshake that fails, each with what helps.
_HANDSHAKES = (
    ("no application protocol", HTTP_2),
    ("wrong version number", "it speaks no TLS: begin the endpoint with http://"),
    ("certificate required", "name the address of a proxy that has the client certificate"),
)
# The head of an HTTP/2 frame of settings (RFC 9113, section 6.5) in place of a status line, as
# Python prints bytes: a length of 3 bytes below 2^16, type 4, no flags.
_SETTINGS_FRAME = re.compile(r"b'\\+x00\\+x00.{1,6}?\\+x04\\+x00")


def classify_connection(cause: BaseException) -> ClassifiedFailure:
    """The reaction to a failure of the connection."""
    if isinstance(cause, TimeoutError):
        return ClassifiedFailure(Reaction.RETRY_ONCE, "no answer in time")
    if isinstance(cause, ClientConnectorCertificateError):
        return _untrusted(cause)
    if isinstance(cause, ClientConnectorSSLError | SSLError):
        return _failed_handshake(cause)
    if isinstance(cause, ClientHttpProxyError):
        return _refused_by_proxy(cause.status)
    if isinstance(cause, ClientProxyConnectionError):
        return ClassifiedFailure(
            Reaction.RETRY,
            f"the proxy {cause.host}:{cause.port} cannot be reached",
            "check HTTPS_PROXY and HTTP_PROXY, or name the endpoint's host in NO_PROXY",
        )
    if isinstance(cause, InvalidURL | ValueError):
        return ClassifiedFailure(
            Reaction.STOP,
            f"the connection cannot be made ({cause})",
            "correct the endpoint, or the address in HTTPS_PROXY",
        )
    return _broken(cause)


def _broken(cause: BaseException) -> ClassifiedFailure:
    words = str(cause)
    if _SETTINGS_FRAME.search(words):
        return ClassifiedFailure(Reaction.STOP, "it does not answer in HTTP/1.1", HTTP_2)
    # aiohttp's words may quote a line of 64 KB.
    beginning = message(words or type(cause).__name__)
    reason = f"the connection failed ({beginning})"
    # aiohttp's errors name the payload where the body was cut after its first byte.
    if "payload" in words.lower():
        return ClassifiedFailure(Reaction.RETRY_ONCE, reason)
    if isinstance(cause, ClientConnectorDNSError):
        return ClassifiedFailure(Reaction.RETRY, reason, "check the host's name in the endpoint")
    return ClassifiedFailure(Reaction.RETRY, reason)


def _untrusted(cause: ClientConnectorCertificateError) -> ClassifiedFailure:
    words = str(cause.certificate_error)
    advice = next(advice for word, advice in _CERTIFICATES if word in words)
    return ClassifiedFailure(Reaction.STOP, f"its certificate is not trusted ({words})", advice)


def _failed_handshake(cause: BaseException) -> ClassifiedFailure:
    words = str(cause)
    reason = f"no TLS connection can be made ({words})"
    for word, advice in _HANDSHAKES:
        if word in words:
            return ClassifiedFailure(Reaction.STOP, reason, advice)
    return ClassifiedFailure(Reaction.RETRY, reason)


def _refused_by_proxy(status: int) -> ClassifiedFailure:
    if status == 407:
        return ClassifiedFailure(
            Reaction.STOP, "the proxy asks for a user (HTTP 407)", PROXY_WANTS_USER
        )
    reason = f"the proxy makes no connection (HTTP {status})"
    if status >= 500:
        return ClassifiedFailure(Reaction.RETRY, reason)
    return ClassifiedFailure(
        Reaction.STOP, reason, "have the proxy allow the host, or name the host in NO_PROXY"
    )
