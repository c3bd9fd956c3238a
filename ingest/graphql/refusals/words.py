"""The table of the words by which servers say why they refuse a request.

Servers agree on the HTTP status of an error as little as on its code: a wrong token comes with 200,
401 or 500. Their words agree. So words are judged before the status. The words are those of Apollo
Server, GraphQL Yoga, Envelop, GraphQL Armor, Mercurius, PostGraphile, Hasura, Strawberry, Ariadne,
Graphene, GitHub, Shopify and AppSync, and of gateways and firewalls before them.
"""

import re

from ingest.graphql.refusals.reaction import Reaction
from ingest.graphql.refusals.row import Place, Words


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


CREDENTIALS = "check the credentials"
PERMISSION = "ask whoever runs it for the permission, or check the credentials"
DESCRIPTION = "correct the source description"
LATER = "run it again later"
HTTP_2 = (
    "it seems to answer HTTP/2 only: run a proxy before it that takes HTTP/1.1, "
    "and name the proxy as endpoint"
)
FIREWALL = (
    "a firewall before it holds the crawl back: "
    "have it let this machine through, or name an address behind it"
)

# The first row that matches counts.
TABLE: tuple[Words, ...] = (
    Words(
        _pattern(r"\bALPN\b", r"allowHTTP1", r"HTTP/2 (is )?(only|required)"),
        Reaction.STOP,
        HTTP_2,
    ),
    Words(
        _pattern(
            r"persisted[ _-]?(quer|operation|document)",
            r"(trusted|registered|allow-?listed|safe-?listed) (quer|operation|document)",
            r"(quer\w+|operation|document)[^.]* (allow|safe)-?list",
        ),
        Reaction.STOP,
        "it answers queries that are registered there: have this one registered, "
        'and write persisted = "only" under [requests]',
    ),
    Words(
        _pattern(
            r"just a moment|checking your browser|attention required",
            r"cloudflare to restrict|incapsula|pardon our interruption",
            r"request could not be satisfied|request rejected|request (was )?blocked",
            r"limited by the site owner|\bcaptcha\b|\bip address\b.* allow[- ]?list",
        ),
        Reaction.REFUSED,
        FIREWALL,
        Place.REQUEST,
        _pattern(
            r"requested url was rejected|mod_security|incapsula incident",
            r"enable javascript and cookies to continue|security service to protect itself",
        ),
    ),
    Words(
        _pattern(
            r"\bcsrf\b|cross-site request forgery",
            r"^page expired$|change you wanted was rejected|InvalidAuthenticityToken",
        ),
        Reaction.STOP,
        "it wants proof that no other site sends the request (CSRF protection): "
        "have its GraphQL endpoint exempted (Django: csrf_exempt), or write a header that it names "
        'under [headers], such as Apollo-Require-Preflight = "true"',
        Place.REQUEST,
        _pattern(r"csrf verification failed|csrf token (mismatch|missing|invalid)"),
    ),
    Words(
        _pattern(r"^((yoga )?graphiql|graphql playground|apollo (server|sandbox))$"),
        Reaction.STOP,
        "this is its page for people: write the address that takes queries as endpoint, "
        "often the one that ends with /graphql",
        Place.REQUEST,
    ),
    Words(
        _pattern(r"plain http request was sent to https port"),
        Reaction.STOP,
        "begin the endpoint with https://",
        Place.REQUEST,
    ),
    Words(
        _pattern(r"ssl certificate (was sent|error)"),
        Reaction.STOP,
        "it wants a client certificate: name the address of a proxy that has one",
        Place.REQUEST,
    ),
    Words(
        _pattern(r"\buri too (large|long)"),
        Reaction.STOP,
        'the query is too long for an address: write method = "POST" under [requests], '
        'or persisted = "only"',
        Place.REQUEST,
    ),
    Words(
        _pattern(r"\bheaders? (fields? )?too (large|long|big)", r"\bcookie too large"),
        Reaction.STOP,
        "send fewer or shorter [headers]",
        Place.REQUEST,
    ),
    Words(
        _pattern(
            r"throttl",
            r"\bthroughput",
            r"\brate[ _-]?limit",
            r"too[ _-]many[ _-](requests|calls|queries)",
            r"\b(too|so) (often|fast|frequently)\b",
            r"slow down",
            r"\bquota\b",
            r"\b(requests?|usage|call) limit\b",
        ),
        Reaction.THROTTLED,
        LATER,
        Place.ICON,
    ),
    Words(
        _pattern(
            r"\bun-?authenticated",
            r"\bunauthori[sz]ed",
            r"\bnot (been )?authenticated",
            r"\bauthentication\b",
            r"\blog(ged)?[ -]?in\b",
            r"\bsign(ed)?[ -]in\b",
            r"\b(must|have to|need to|please) (be )?authenticate",
            r"\bjwt",
            r"\bbearer\b",
            r"\b(token|session|signature|credentials?|api[ _-]?key|(admin|access)[ _-](secret|key))"
            r"\b[^.]{0,20}\b(expired|invalid|malformed|missing|required|revoked|wrong|incorrect)",
            r"\b(expired|invalid|malformed|missing|revoked|wrong|bad|incorrect)[^.]{0,20}\b"
            r"(access[ _-])?(token|session|signature|credentials?|api[ _-]?key)\b",
            r"\btoken[ _]expired",
        ),
        Reaction.REFUSED,
        CREDENTIALS,
        Place.ICON,
    ),
    Words(
        _pattern(
            r"\bforbidden",
            r"\baccess[ _-]?denied",
            r"\bpermission",
            r"\bnot authori[sz]ed",
            r"\bnot (allowed|permitted) (to|for)\b",
            r"\binsufficient[ _-]?(scope|privilege|right)",
        ),
        Reaction.REFUSED,
        PERMISSION,
    ),
    Words(
        _pattern(
            r"\bdepth\b.*\b(limit|max\w*|exceed\w*|allowed)\b",
            r"\b(limit|max\w*|exceed\w*)\b.*\bdepth\b",
            r"\btoo deep",
            r"\b(alias\w*|directives?|tokens?|character) limit\b",
            r"\bmore than \d+ tokens\b",
        ),
        Reaction.STOP,
        "a smaller page does not help: ask for fewer levels and fewer fields in the query, "
        "or have the limit raised",
    ),
    Words(
        _pattern(r"RESOURCE_LIMITS"),
        Reaction.SHRINK,
        LATER,
    ),
    Words(
        _pattern(r"time[ds]?[ _-]?out", r"took too long", r"deadline exceeded"),
        Reaction.RETRY_ONCE,
        LATER,
    ),
    Words(
        _pattern(
            r"\b(temporarily )?unavailable\b|\bmaintenance\b|\boverload",
            r"\btoo many (clients|connections)|ECONNREFUSED|connection (refused|terminated)",
        ),
        Reaction.RETRY,
        LATER,
    ),
    Words(
        _pattern(
            r"\bexceed",
            r"\bcomplex",
            r"_complex",
            r"\bcosts?\b|_cost|cost_",
            r"\btoo[ _-](large|many|expensive|costly|high|big)\b",
            r"\b(not|cannot|can't|must)\b[^.]{0,20}\b"
            r"(more|greater|higher|larger|bigger|less|smaller|lower) than",
            r"\b(at most|no more than|up to|maximum|larger? than the|more than the) [^.]{0,30}\d",
            r"\bbetween \d+ and \d+",
            r"\bnode[ _]limit|excessive",
        ),
        Reaction.LOWER,
        "it refuses even a page of one icon: ask for fewer fields in the query, "
        "or have the limit raised",
    ),
    Words(
        _pattern(
            r"validation|parse[ _-]failed|bad_user_input|bad_request|undefined_field",
            r"\bsyntax error",
            r"\bcannot query field",
            r"\bunknown (argument|type|fragment)",
            r"\bvariable \W?\$",
            r"\bdirective\b.*\b(not supported|unknown)|\bmust provide an? \W?(first|last|limit)\b",
            r"\bno (graphql )?query\b|\bquery string\b|\bquery must be\b",
        ),
        Reaction.STOP,
        DESCRIPTION,
    ),
    Words(
        _pattern(
            r"internal[ _]?server[ _]?error|internal error|unexpected error",
            r"try again|retry",
        ),
        Reaction.RETRY,
        LATER,
        Place.REQUEST,
    ),
)


def row(text: str, place: Place, page: str = "") -> Words | None:
    """The row for the words of errors that came up at `place`; None where no row knows them.

    `page` is the text of the web page that came in place of GraphQL.
    """
    for words in TABLE:
        if words.match(text, place, page):
            return words
    return None
