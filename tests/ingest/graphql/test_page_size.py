"""The size of the next page, after pages that failed and after pages that came."""

import itertools

import pytest

from ingest.graphql.refusals.page_size import PageSizes

START: dict = {}


def sizes(most=500, allows=lambda position, size: True):
    return PageSizes(allows, most)


@pytest.mark.parametrize(
    ("reason", "size"),
    [
        ("Argument 'first' cannot be higher than 100.", 100),
        ("limit: 500 is more than the maximum of 120", 120),
        ("first must be between 1 and 99", 99),
        ("the query is too complex", 250),
        ("HTTP 400: too large", 400),  # costs two more requests, not a wrong result
    ],
)
def test_a_refusal_may_name_the_size(reason, size):
    page_sizes = sizes()
    assert page_sizes.after_failure(START, 500, reason, too_large=True, always=True) == size
    assert page_sizes.most == size


def test_a_size_that_the_position_does_not_allow_is_not_taken():
    page_sizes = sizes(allows=lambda position, size: size % 7 == 0)
    assert page_sizes.after_failure(START, 500, "at most 100", too_large=True, always=True) == 250


def test_a_page_size_that_was_refused_for_good_is_never_asked_for_again():
    page_sizes = sizes()
    page_sizes.after_failure(START, 500, "too complex", too_large=True, always=True)
    for page in range(30):
        size = page_sizes.after_success({"after": str(page)}, 250, page_sizes.most)
        assert size == 250


@pytest.mark.parametrize(
    "reason",
    [
        "Nein",
        "An error occurred (logged with hash: '8zf7Xe3b', id: 'K{number}L2')",  # PostGraphile's
        "error 3f2504e0-4f89-11d3-9a0c-{number:012}",
    ],
)
def test_a_cap_in_words_that_nobody_knows_is_found_out_by_its_repetition(reason):
    page_sizes = sizes()
    numbers = itertools.count()
    for position in ({"skip": 0}, {"skip": 25}):
        for size in (500, 250, 125):
            said = reason.format(number=next(numbers))
            page_sizes.after_failure(position, size, said, too_large=False, always=False)
        assert page_sizes.after_success(position, 25, 500) == (125 if position["skip"] == 0 else 25)


def test_a_cap_that_is_given_as_an_error_is_remembered_for_the_run(night, ingest):
    assert night("complexity=10", size=30) == 0
    assert ingest.run["requests"] == 1 + 3 + 3  # the refusal, and two readings of three pages


def test_a_query_that_is_too_complex_even_for_one_icon_is_a_mistake(night, capsys):
    assert night("complexity=0", size=30) == 2
    assert "ask for fewer fields" in capsys.readouterr().err
