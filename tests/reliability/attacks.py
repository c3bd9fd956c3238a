"""Attacks without a picture of their own: words, JSON, forms, drawings, tools, addresses."""

import base64
import json

from tests.reliability.attacks_with_drawings import drawn, valued
from tests.reliability.attacks_with_pictures import PICTURES, tiling
from tests.reliability.cost import Sent

WINDOW, SEARCH, LIST, TOOLS = "/search/screenshot", "/search", "/icons", "/mcp"
WRONG, ICON = "/wrong-match", "/icons/rocket-outlined"
LARGEST_MESSAGE = 4_500_000  # bytes: a little more than a tool's message may have
ALPHABETS = ("a", "%", "图", "ﷺ", "a ", "ab ", "abc ", "arrow ", "é", "ß", "ﬃ", "あ", "🙂", "İ")


def words(first: int, second: int, length: int, mixed: int, *_: int) -> str:
    """A text to search for, of at most 200 characters."""
    one, other = ALPHABETS[first % len(ALPHABETS)], ALPHABETS[second % len(ALPHABETS)]
    repeated = (one * (1 + mixed % 7) + other) * 200
    return repeated[: 1 + length % 200]


def in_json(first: int, count: int, length: int, kind: int, *_: int) -> bytes:
    """An object with a picture and much else."""
    picture = base64.b64encode(tiling(40, 3, 9, 9, 5, 5, 0)).decode()
    spaced = " ".join(picture) if kind % 3 == 1 else picture
    values = [[], {}, "a", 1.5, [[]], "é" * 9, None][first % 7]
    many: object = [values] * (1 + count * 31 % 9000)
    fields = {"image": spaced + " " * (length * 1009 % 3_000_000), "library": many}
    if kind % 3 == 2:
        fields = {f"{place}": values for place in range(count % 3000)} | {"image": picture}
    return json.dumps(fields).encode()


def in_form(first: int, count: int, length: int, kind: int, *_: int) -> bytes:
    """A form with boundaries that are nearly there, or with many parts, or with long heads."""
    filling = (b"\r\n--x", b"\r", b"-", b"\r\n--b", b"\n\r")[first % 5]
    part = b'--bound\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n'
    if kind % 3 == 1:
        part += b"A: b\r\n" * (count % 3000)
    if kind % 3 == 2:
        part += b"A: " + b"b" * (length * 1009 % 2_000_000) + b"\r\n"
    return part + b"\r\n" + filling * (1 + length * 499 % 1_500_000) + b"\r\n--bound--\r\n"


ENCODED = (b"%", b"%41", b"%41a", b"%3Csvg%3E", b"QUFB", b"QUFB ", b"<!-- -->", b"[],", b'{"":0},')
STARTS = (b"data:image/png,", b"data:image/png;base64,", b'url("data:,', b"", b"[", b" " * 9999)


def encoded_text(first: int, second: int, length: int, *_: int) -> bytes:
    """A text that may hold a file."""
    start = STARTS[first % len(STARTS)]
    part = ENCODED[second % len(ENCODED)]
    return start + part * (1 + length * 4999 % 9_900_000 // len(part))


def called(first: int, second: int, length: int, kind: int, count: int, *_: int) -> bytes:
    """A message that calls a tool, or nearly one."""
    picture = base64.b64encode(tiling(60, 3, first, second, 9, 9, 0)).decode()
    text = words(first, second, length, kind)
    calls = (
        ("search_by_words", {"words": text, "limit": 50}),
        ("search_by_picture", {"picture": picture, "words": text}),
        ("search_window", {"picture": picture}),
        ("search_by_picture", {"picture": drawn(first, second, count, 9, 1, 1)}),
        ("search_by_words", {"words": [text] * (count % 2000)}),
        ("search_by_words", {"words": text, "library": f"[{'1,' * (length * 499 % 900_000)}1]"}),
        (text, {"a" * (length % 900): {}}),
    )
    name, arguments = calls[kind % len(calls)]
    parameters = {"name": name, "arguments": arguments}
    message: object = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": parameters}
    text = json.dumps(message)
    if count % 11 == 0:
        # Written once: a gigabyte of JSON holds the interpreter until the service's timer ends it.
        times = min(1 + count % 500, 1 + LARGEST_MESSAGE // len(text))
        text = "[" + ",".join([text] * times) + "]"
    return text.encode()


def noted(first: int, second: int, length: int, *_: int) -> bytes:
    """What somebody says about an answer, or nearly so."""
    said = {"index": "a" * (length % 200), "answered": words(first, second, length, 1) * 9}
    return json.dumps(said | {f"x{place}": place for place in range(second % 900)}).encode()


def of_an_icon(first: int, second: int, length: int, kind: int, *_: int) -> Sent:
    """An icon's code, drawing, picture or look-alikes."""
    text = words(first, second, length, kind)
    queries: tuple[tuple[str, dict[str, str]], ...] = (
        ("/copy", {"size": str(first), "colour": "#123456"}),
        ("/copy", {"size": text[:20], "colour": text}),
        ("/svg", {"size": str(second)}),
        ("/similar", {"limit": "100", "svg": "true", "code": "true"}),
        ("/similar", {"library": text * 9, "style": text}),
        ("/image", {"ground": "dark"}),
        ("/" + text.replace("?", "").replace("#", ""), {}),
    )
    path, query = queries[kind % len(queries)]
    return Sent("GET", ICON + path, query)


OTHERS = (
    "words",
    "words with a picture",
    "JSON",
    "form",
    "text",
    "drawing",
    "value",
    "tool",
    "note",
    "icon",
)


def sent_without(kind: str, numbers: tuple[int, ...]) -> Sent:
    """The request of an attack of one of `OTHERS`."""
    if kind == "JSON":
        return Sent("POST", SEARCH, {}, in_json(*numbers), "application/json")
    if kind == "form":
        return Sent("POST", SEARCH, {}, in_form(*numbers), "multipart/form-data; boundary=bound")
    if kind == "text":
        return Sent("POST", SEARCH, {}, encoded_text(*numbers), "application/octet-stream")
    if kind == "drawing":
        return Sent("POST", SEARCH, {"svg": "true"}, drawn(*numbers).encode(), "image/svg+xml")
    if kind == "value":
        return Sent("POST", SEARCH, {}, valued(*numbers).encode(), "image/svg+xml")
    if kind == "tool":
        return Sent("POST", TOOLS, {}, called(*numbers), "application/json")
    if kind == "note":
        return Sent("POST", WRONG, {}, noted(*numbers), "application/json")
    if kind == "icon":
        return of_an_icon(*numbers)
    query = {"q": words(*numbers)}
    if kind == "words":
        return Sent("GET", LIST, query | {"facets": "true", "svg": "true", "limit": "200"})
    return Sent("POST", SEARCH, query | {"svg": "true"}, tiling(40, 3, 20, 20, 9, 9, 0))


def sent_with(kind: str, path: str, numbers: tuple[int, ...]) -> Sent:
    """The request of an attack of one of `PICTURES`."""
    query = {"all": "true", "limit": "10"} if path == WINDOW else {"limit": "100"}
    return Sent("POST", path, query, PICTURES[kind](*numbers))
