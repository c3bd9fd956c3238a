"""What a source may give at most, and what becomes of a crawl where it gives more."""

from dataclasses import replace

import pytest

from ingest.graphql.checkpoint import PageIcons, ReadPage
from ingest.graphql.failure_policy import AnswerTooLarge, HttpFailure, classify
from ingest.graphql.mapping import FieldMapping
from ingest.graphql.paths.each import Each
from ingest.graphql.reading import Reading
from ingest.graphql.refusals import body
from ingest.graphql.refusals.reaction import Reaction
from ingest.icon import LIMITS, Icon, SkippedIcon
from tests.ingest.demo.faulty import Fault

KB100 = "<!--" + "x" * 100_000 + "-->"


@pytest.fixture
def heavy(demo, library):
    """The library with drawings of 100 KB."""
    demo.icons = [
        replace(icon, source_code=icon.source_code.replace("</svg>", f"{KB100}</svg>"))
        for icon in library
    ]
    return demo.icons


@pytest.mark.parametrize("shape", ["cursor", "skip", "page", "keyset"])
def test_pages_over_the_limit_are_asked_for_smaller(ingest, demo, heavy, shape):
    assert ingest.crawl(demo, shape, "--max-answer", 1, size=30) == 0
    assert ingest.icons == heavy
    assert ingest.run["retries"] == 0  # the same page again would be as large


def test_tags_that_all_parts_of_a_node_share_are_not_all_read_by_each():
    class Tags(list):
        def __getitem__(self, place):
            assert place == slice(LIMITS.entries + 1)
            return super().__getitem__(place)

        def __iter__(self):
            raise AssertionError("all are read")

    parts = [{"id": "a", "name": "a", "svg": "<svg/>"}] * 3
    paths = {"id": "p[].id", "name": "p[].name", "source_code": "p[].svg", "tags": "tags"}
    mapping = FieldMapping(paths, {}, Each("p"))
    found = mapping.icons({"p": parts, "tags": Tags(["tag"] * 5000)})
    assert [icon.reason for icon in found] == ['"tags" has more than 1,000 entries'] * 3


def test_a_library_in_one_answer_over_the_limit_says_so(ingest, demo, heavy, capsys):
    assert ingest.crawl(demo, "plain", "--max-answer", 1) == 5
    assert "larger than the 1 MB that --max-answer allows" in capsys.readouterr().err
    assert ingest.crawl(demo, "plain", "--max-answer", 4) == 0


def test_a_single_icon_over_the_limit_can_be_allowed_for(ingest, demo, library, capsys):
    large = replace(library[3], source_code=library[3].source_code + " " * 1_200_000)
    demo.icons = [*library[:3], large, *library[4:]]
    assert ingest.crawl(demo, "skip", "--max-answer", 1) == 5
    assert "--max-answer allows" in capsys.readouterr().err
    assert ingest.crawl(demo, "skip", "--max-answer", 1, "--max-skipped", 1) == 0
    assert len(ingest.icons) == len(library) - 1


def test_a_library_over_the_limit_keeps_its_pages_for_a_larger_one(ingest, demo, heavy, capsys):
    assert ingest.crawl(demo, "cursor", "--max-library", 1) == 2
    assert "larger --max-library" in capsys.readouterr().err
    assert not ingest.source.exists()
    assert ingest.crawl(demo, "cursor", "--max-library", 10) == 0
    assert "going on after" in capsys.readouterr().err
    assert ingest.icons == heavy


def test_a_check_of_a_source_whose_page_fails_is_a_sentence(ingest, demo, heavy, capsys):
    demo.icons = [replace(icon, source_code=icon.source_code + " " * 10**6) for icon in heavy]
    assert ingest.crawl(demo, "cursor", "--check", "--max-answer", 1) == 5
    assert "--max-answer allows" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("id", "i" * (LIMITS.text + 1), "longer than 1,000 characters"),
        ("name", "n" * (LIMITS.text + 1), "longer than 1,000 characters"),
        ("tags", ["t" * (LIMITS.text + 1)], "longer than 1,000 characters"),
        ("tags", ["t"] * (LIMITS.entries + 1), "more than 1,000 entries"),
        ("svg", "<svg>" + " " * LIMITS.source_code, "longer than 4,000,000 characters"),
    ],
)
def test_an_icon_with_a_field_over_the_limit_is_skipped_and_named(field, value, said):
    paths = {"id": "id", "name": "name", "source_code": "svg", "tags": "tags"}
    mapping = FieldMapping(paths, {})
    node = {"id": "a", "name": "a", "svg": "<svg/>", "tags": []}
    (icon,) = mapping.icons(node)
    assert isinstance(icon, Icon)
    (skipped,) = mapping.icons({**node, field: value})
    assert isinstance(skipped, SkippedIcon)
    assert said in skipped.reason
    assert len(skipped.id) <= LIMITS.text


def test_an_icon_that_is_still_the_same_takes_no_memory_again(library):
    first = Reading()
    first.add(ReadPage(PageIcons([[icon] for icon in library]), None, None, 1, 1))
    again = [replace(icon, name=icon.name + "") for icon in library]
    second = Reading(before=first.icons)
    second.add(ReadPage(PageIcons([[icon] for icon in again]), None, None, 1, 1))
    assert second.agrees(first)
    assert all(second.icons[name] is icon for name, icon in first.icons.items())


def test_each_error_is_looked_at_once(monkeypatch, ingest, demo):
    """And not once for each icon: an answer may hold a hundred thousand of both."""
    seen = []
    really = body.message

    def message(error):
        seen.append(error)
        return really(error)

    monkeypatch.setattr("ingest.graphql.crawl.message", message)
    demo.faults = [Fault("partial", "*")]
    assert ingest.crawl(demo, "cursor", "--max-skipped", 100, size=30) == 5
    assert len(seen) <= 2 * 30


@pytest.mark.parametrize(
    "value", ["²", "9" * 4000, "Mon, 01 Jan 2024 00:00:00 +99999999999999", ",", "0,,:"]
)
def test_no_wait_that_a_server_asks_for_is_a_defect(value):
    failure = classify(HttpFailure(429, {"Retry-After": value}, "[" * 60_000))
    assert failure.reaction is Reaction.THROTTLED


def test_a_message_of_a_server_is_cut_before_it_is_split():
    assert len(body.message({"message": "a " * 10**6})) <= 300


def test_an_answer_over_a_limit_is_not_asked_for_again():
    assert classify(AnswerTooLarge("it is large")).reaction is Reaction.TOO_LARGE
