"""Words to icons, on names and tags that an icon library's own package has, and on Chinese ones."""

import json
import random
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from features.store.tokens import words_of
from features.store.words import Texts, Words

TAGGED: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[1] / "tags" / "lucide.json").read_text()
)
NAMES = list(TAGGED)


@pytest.fixture(scope="module")
def lucide() -> Words:
    made = Words.of([Texts(name, tags, ()) for name, tags in TAGGED.items()])
    return Words.read(len(TAGGED), made.records())  # as a catalogue gives it back


def ranked(words: Words, text: str, names: list[str] = NAMES) -> list[str]:
    scores = words.rank(text)
    return [names[row] for row in np.argsort(-scores, kind="stable") if scores[row] > 0]


def small(*icons: Texts) -> Words:
    return Words.of(icons)


def test_an_icon_is_found_first_by_its_name_however_it_is_written(lucide: Words):
    for name in NAMES:
        for written in (
            name,
            name.upper(),
            name.replace("-", " "),
            name.replace("-", ""),
            name.title().replace("-", ""),
        ):
            assert ranked(lucide, written)[0] == name


def test_an_icon_is_found_by_each_of_its_tags(lucide: Words):
    for name, tags in TAGGED.items():
        for tag in filter(words_of, tags):  # one is only a slash
            assert name in ranked(lucide, tag), (name, tag)


def test_exact_names_come_before_beginnings_and_these_before_tags(lucide: Words):
    found = ranked(lucide, "house")
    assert found[:2] == ["house", "house-plus"]
    assert found.index("lamp-desk") > 1  # of "household"
    found = ranked(lucide, "search")
    assert found[0] == "search"
    beginning = [name.startswith("search") for name in found]
    assert beginning == sorted(beginning, reverse=True)
    assert "regex" in found  # a tag


def test_a_tag_that_no_name_has_finds_its_icons(lucide: Words):
    assert ranked(lucide, "garbage")[0] == "trash"
    assert "search" in ranked(lucide, "magnifying glass")
    assert "search" in ranked(lucide, "glass magnifier")


def test_beginnings_and_parts_of_words_find(lucide: Words):
    assert ranked(lucide, "hous")[0] == "house"
    assert "search" in ranked(lucide, "magnif")
    assert "search" in ranked(lucide, "gnify")


def mistyped(word: str, chance: random.Random) -> str:
    """The word with a letter left out, doubled, replaced, or swapped with the next."""
    place = chance.randrange(len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice("abcdefghijklmnopqrstuvwxyz".replace(letter, ""))
    return chance.choice(
        [
            before + after,
            before + letter + letter + after,
            before + other + after,
            before + after[0] + letter + after[1:],
        ]
    )


def test_one_typing_error_in_a_name_or_tag_still_finds(lucide: Words):
    chance = random.Random(7)
    known = {
        word for name, tags in TAGGED.items() for text in (name, *tags) for word in words_of(text)
    }
    tried = 0
    for name, tags in TAGGED.items():
        word = chance.choice([word for text in (name, *tags) for word in words_of(text)])
        typed = mistyped(word, chance) if len(word) >= 4 else word
        if typed in known:
            continue  # another word of the library: nobody can know
        tried += 1
        assert name in ranked(lucide, typed), (word, typed)
    assert tried > 300


def test_a_word_that_is_typed_well_finds_nothing_mistyped():
    words = small(Texts("form", (), ()), Texts("from", (), ()))
    assert ranked(words, "form", ["form", "from"]) == ["form"]


def test_every_word_must_be_found(lucide: Words):
    assert ranked(lucide, "house xyzzy") == []
    assert set(ranked(lucide, "home building")) <= set(ranked(lucide, "home")) & set(
        ranked(lucide, "building")
    )
    assert ranked(lucide, "_") == ranked(lucide, " - ") == []


CHINESE = [
    Texts("search", ("搜索", "查找"), ("放大镜",)),
    Texts("home", ("主页", "返回首页"), ()),
    Texts("搜索框", (), ()),
    Texts("图片搜索", (), ()),
    Texts("cart", ("ショッピングカート",), ()),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("搜索", ["搜索框", "图片搜索", "search"]),
        ("搜", ["搜索框", "图片搜索", "search"]),
        ("搜索框", ["搜索框"]),
        ("首页", ["home"]),
        ("放大", ["search"]),
        ("查找搜索", ["search"]),
        ("搜索图标", ["图片搜索", "search", "搜索框"]),  # nothing is called 图标
        ("home首页", ["home"]),
        ("カート", ["cart"]),
        ("ＨＯＭＥ", ["home"]),
        ("房", []),
    ],
)
def test_chinese_words_are_found_though_nothing_separates_them(text: str, expected: list[str]):
    names = [icon.name for icon in CHINESE]
    assert ranked(small(*CHINESE), text, names) == expected


def test_signs_and_camel_case_are_words():
    icons = [
        Texts("PlusOne", ("+1", "c++"), ()),
        Texts("percent", ("100%",), ("GitHub",)),
        Texts("x", ("🚀",), ()),
    ]
    names = [icon.name for icon in icons]
    expected = {
        "+1": "PlusOne",
        "one": "PlusOne",
        "plusone": "PlusOne",
        "%": "percent",
        "hub": "percent",
        "github": "percent",
        "🚀": "x",
    }
    for text, name in expected.items():
        assert ranked(small(*icons), text, names)[0] == name


def test_relevance_is_the_share_of_the_words(lucide: Words):
    both, one = lucide.relevance("trash garbage"), lucide.relevance("trash xyzzy")
    trash = NAMES.index("trash")
    assert both[trash] > one[trash] > 0
    assert both.max() <= 1
    assert not lucide.relevance("").any()


def test_the_same_icons_give_the_same_bytes():
    assert small(*CHINESE).records() == small(*CHINESE).records()


def test_no_icon_at_all():
    assert small().rank("home").shape == (0,)


@pytest.mark.parametrize("text", ["aa " * 66, "图" * 200, "%" * 200])
def test_a_long_text_takes_no_more_memory_than_a_word(text: str):
    words = small(*[Texts(f"aa图% {number}", (), ()) for number in range(20_000)])
    for search in (words.rank, words.relevance):
        tracemalloc.start()
        search(text)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak <= 20_000 * 40


def test_a_run_without_spaces_is_cut_with_few_look_ups(monkeypatch: pytest.MonkeyPatch):
    words = small(Texts("返回主页", (), ()))
    asked = []
    monkeypatch.setattr(words, "_is_word", lambda piece: bool(asked.append(piece)))
    words.rank("山" * 200)
    assert len(asked) <= 16 * 200


def test_words_that_no_icon_has_come_with_the_words_that_they_may_mean(lucide: Words):
    assert ranked(lucide, "calandir") == []
    assert "calendar" in lucide.nearest("calandir")
    assert lucide.nearest("search calandir")[0] == "search"  # which the library has
    assert lucide.nearest("xq zzzzzzzz 鱻") == []


def test_nearest_words_of_a_long_text_cost_no_more_than_those_of_a_short_one(lucide: Words):
    many = [f"calandir{number:03}" for number in range(1000)]
    assert lucide.nearest(" ".join(many)) == lucide.nearest(" ".join(many[:8]))
