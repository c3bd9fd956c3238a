"""The shapes of the two public services, faults that only they have, and what their modules ask."""

import asyncio
from unittest.mock import AsyncMock, Mock

import pytest

from ingest.common.failures import ConfigurationError
from ingest.demo import FontAwesome
from ingest.demo.fontawesome import API_TOKEN
from ingest.demo.github import NAME, OWNER, TOKEN
from ingest.graphql.retry import Answer
from ingest.sources.github import GitHubTraversal
from tests.ingest.demo.faulty import Fault, serve


@pytest.fixture
def fontawesome(library, ingest, monkeypatch):
    """Crawl Font Awesome's shape, with faults; the exit status. Each token opens three requests."""
    monkeypatch.setenv("FONTAWESOME_API_TOKEN", API_TOKEN)
    with serve(library, fontawesome=FontAwesome(token_uses=3)) as demo:

        def crawl(*faults, arguments=()):
            demo.faults = [Fault.parse(fault) for fault in faults]
            return ingest(
                "--source",
                "fontawesome",
                "--endpoint",
                f"{demo.root}/fontawesome",
                "--page-size",
                "8",
                *arguments,
            )

        crawl.demo = demo  # type: ignore[attr-defined]
        yield crawl


@pytest.fixture
def github(library, ingest, monkeypatch):
    """Crawl GitHub's shape, with faults; the exit status."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    with serve(library) as demo:

        def crawl(*faults, arguments=(), folder="icons", name=NAME):
            demo.faults = [Fault.parse(fault) for fault in faults]
            where = (
                "--set",
                f"owner={OWNER}",
                "--set",
                f"name={name}",
                "--set",
                f"folder={folder}",
                "--page-size",
                "8",
            )
            return ingest(
                "--source",
                "github",
                "--endpoint",
                f"{demo.root}/github/graphql",
                *where,
                *arguments,
            )

        crawl.demo = demo  # type: ignore[attr-defined]
        yield crawl


def drawings(icons):
    return sorted(icon.source_code for icon in icons)


def test_fontawesome_gives_an_icon_for_each_style_and_tokens_are_renewed_on_the_way(
    fontawesome, ingest, library
):
    assert fontawesome() == 0
    assert drawings(ingest.icons) == drawings(library)
    icon = next(icon for icon in ingest.icons if icon.name == "icon-03")
    assert (icon.id, icon.style, icon.library, icon.tags) == (
        "icon-03/regular",
        "regular",
        "Font Awesome",
        ("Icon 03",),
    )
    tokens = [request for request in fontawesome.demo.requests if request.path.endswith("/token")]
    assert len(tokens) > 1, "a token opens three requests, and there are more"


@pytest.mark.parametrize("fault", ["expired-token@3", "mute-token@3-4"])
def test_fontawesome_renews_a_token_that_ends_early(fontawesome, ingest, library, fault):
    faults = (fault, "expired-token@3") if "mute" in fault else (fault,)
    assert fontawesome(*faults) == 0
    assert drawings(ingest.icons) == drawings(library)
    assert ingest.run["skipped"] == []


def test_fontawesome_null_svgs_are_failures_and_not_empty_icons(fontawesome, ingest, capsys):
    assert fontawesome() == 0
    old = ingest.bytes
    assert fontawesome("null-source=icon-03") == 5
    assert "icon-03: Font Awesome gives no SVG for it" in capsys.readouterr().err
    assert ingest.bytes == old
    assert fontawesome("partial=icon-03") == 5
    assert ingest.bytes == old


def test_fontawesome_refuses_a_wrong_api_token_and_nobody_repeats_it(
    fontawesome, monkeypatch, capsys, ingest
):
    monkeypatch.setenv("FONTAWESOME_API_TOKEN", "not-the-token")
    assert fontawesome() == 3
    assert "not-the-token" not in capsys.readouterr().err
    assert len(fontawesome.demo.requests) == 1
    assert not ingest.source.exists()


def test_fontawesome_without_an_api_token_says_what_to_set(fontawesome, monkeypatch, capsys):
    monkeypatch.delenv("FONTAWESOME_API_TOKEN")
    assert fontawesome() == 2
    assert "FONTAWESOME_API_TOKEN_FILE" in capsys.readouterr().err


def test_fontawesome_knows_no_such_version(fontawesome, capsys):
    assert fontawesome(arguments=("--set", "version=3.x")) == 2
    assert "variables right?" in capsys.readouterr().err


@pytest.mark.parametrize("fault", ["clamp=3", "complexity=4", "total=1", "loop", "busy=0@2"])
def test_fontawesome_pages_go_wrong_as_others_do(fontawesome, ingest, library, fault):
    broken = fault in ("total=1", "loop")
    assert fontawesome(fault) == (5 if broken else 0)
    assert ingest.source.exists() is not broken


def test_github_gives_the_files_of_a_folder_at_one_commit(github, ingest, library):
    assert github() == 0
    assert drawings(ingest.icons) == drawings(library)
    icon = next(icon for icon in ingest.icons if icon.name == "icon-03")
    assert (icon.id, icon.library, icon.license, icon.style) == (
        "icon-03",
        f"{OWNER}/{NAME}",
        "MIT",
        None,
    )
    assert "rateLimit" in github.demo.requests[-1].body["query"]


def test_github_subfolders_become_styles(github, ingest, library):
    assert github(folder="svg") == 0
    assert drawings(ingest.icons) == drawings(library)
    assert {icon.style for icon in ingest.icons} == {"outlined"}
    assert "outlined/icon-03" in {icon.id for icon in ingest.icons}


@pytest.mark.parametrize("fault", ["insert@4-", "delete=icon-03@4-", "edit=*@4-"])
def test_github_is_read_at_the_commit_that_was_found_first(github, ingest, library, fault):
    assert github(fault) == 0
    assert drawings(ingest.icons) == drawings(library)


def test_github_asks_for_fewer_files_where_many_are_too_many(github, ingest, library):
    assert github("resource-limits=3") == 0
    assert drawings(ingest.icons) == drawings(library)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("truncated=icon-03", "cuts it short"), ("null-source=icon-03", "calls it binary")],
)
def test_github_files_that_come_cut_or_binary_are_failures(github, ingest, fault, reason, capsys):
    assert github() == 0
    old = ingest.bytes
    assert github(fault) == 5
    assert reason in capsys.readouterr().err
    assert ingest.bytes == old
    assert github(fault, arguments=("--max-skipped", "1")) == 0
    assert ingest.bytes == old
    assert [skip["id"] for skip in ingest.run["skipped"]] == ["icon-03"]


def test_github_that_is_not_there(github, capsys):
    assert github(folder="nowhere") == 2
    assert "has no folder 'nowhere'" in capsys.readouterr().err
    assert github(name="nowhere") == 2
    assert "shows no repository demo/nowhere" in capsys.readouterr().err
    assert github(arguments=("--set", "ref=nowhere")) == 2
    assert "no nowhere" in capsys.readouterr().err


def test_github_without_a_repository_says_how_to_name_one(monkeypatch, ingest, capsys):
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    assert ingest("--source", "github") == 2
    assert "--set owner=… --set name=…" in capsys.readouterr().err


def test_github_refuses_a_wrong_token(github, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_TOKEN", "not-the-token")
    assert github() == 3
    assert "not-the-token" not in capsys.readouterr().err


def test_github_waits_until_its_hourly_limit_begins_anew(github, ingest, monkeypatch):
    waits = []

    async def wait(client, seconds, why):
        waits.append((round(seconds / 3600), why))

    monkeypatch.setattr("ingest.graphql.client.Client.wait", wait)
    github.demo.github.hourly_limit = 3
    assert github() == 0
    assert waits[0] == (1, "GitHub's hourly limit is used up")


def test_github_objects_are_named_by_hashes():
    """A longer name would be part of each query, and fill the memory."""
    commit = {"nameWithOwner": "a/b", "licenseInfo": None, "object": {"oid": "a" * 40}}
    tree = {"object": {"entries": [{"name": "a.svg", "type": "blob", "oid": "a" * 9999}]}}
    source = Mock(
        execute=AsyncMock(side_effect=[Answer({"repository": it}) for it in (commit, tree)])
    )
    traversal = GitHubTraversal("a", "b", "", "HEAD", size=9, max_pages=9)
    with pytest.raises(ConfigurationError, match="an oid is no hash"):
        asyncio.run(traversal.page(source, {}, 9))
