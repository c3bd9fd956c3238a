"""Importing folders of SVG files and Iconify sets, under the same guards as a crawl."""

import json
import os
from pathlib import Path

import pytest

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h{}v4z"/></svg>'


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "brand"
    for number, name in enumerate(
        ["logo.svg", "solid/user.SVG", "solid/deep/图标.svg", 'quote".svg'], start=1
    ):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SVG.format(number))
    (root / "README.md").write_text("not an icon")
    return root


def test_a_folder_becomes_icons_by_path(ingest, folder):
    assert ingest("import", folder) == 0
    records = [(icon.id, icon.name, icon.category, icon.library) for icon in ingest.icons]
    assert records == [
        ("logo", "logo", None, "brand"),
        ('quote"', 'quote"', None, "brand"),
        ("solid/deep/图标", "图标", "solid/deep", "brand"),
        ("solid/user", "user", "solid", "brand"),
    ]


def test_a_second_import_changes_only_what_changed(ingest, folder):
    assert ingest("import", folder) == 0
    before = ingest.source.stat()
    assert ingest("import", folder) == 0
    assert ingest.source.stat().st_mtime_ns == before.st_mtime_ns
    (folder / "logo.svg").write_text(SVG.format(9))
    assert ingest("import", folder) == 0
    assert ingest.run["changed"] == ["logo"]


def test_an_import_that_shrinks_is_refused(ingest, folder):
    assert ingest("import", folder) == 0
    old = ingest.bytes
    (folder / "logo.svg").unlink()
    assert ingest("import", folder) == 5
    assert ingest.bytes == old
    assert ingest("import", folder, "--max-shrink", 25) == 0
    assert len(ingest.icons) == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no drawing"),
        (b"<html></html>", "not an SVG"),
        (b"<svg>\xff</svg>", "utf-8"),
        (b"\x89PNG\r\n", "utf-8"),
    ],
)
def test_files_that_are_no_icon_are_counted_against_the_budget(
    ingest, folder, content, reason, capsys
):
    (folder / "broken.svg").write_bytes(content)
    assert ingest("import", folder) == 5
    error = capsys.readouterr().err
    assert "broken" in error
    assert reason in error
    assert ingest("import", folder, "--max-skipped", 1) == 0
    assert [skip["id"] for skip in ingest.run["skipped"]] == ["broken"]


def test_a_file_name_that_is_no_text_is_skipped(ingest, folder):
    (folder / "x").mkdir()
    Path(os.fsdecode(bytes(folder) + b"/x/\xff.svg")).write_text(SVG.format(1))
    assert ingest("import", folder, "--max-skipped", 1) == 0
    assert [skip["id"] for skip in ingest.run["skipped"]] == ["x/?"]


def test_utf_16_and_byte_order_marks_are_read(ingest, folder):
    (folder / "wide.svg").write_bytes(SVG.format(7).encode("utf-16"))
    (folder / "marked.svg").write_bytes(SVG.format(8).encode("utf-8-sig"))
    assert ingest("import", folder) == 0
    drawings = {icon.id: icon.source_code for icon in ingest.icons}
    assert (drawings["wide"], drawings["marked"]) == (SVG.format(7), SVG.format(8))


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "gbk", "shift_jis", "UTF-8"])
def test_the_encoding_that_a_file_names_is_read(ingest, folder, encoding):
    declared = f"<?xml version='1.0' encoding='{encoding}'?>"
    name = "中" if encoding in ("gbk", "shift_jis") else "é"
    content = f"{declared}{SVG.format(7)}<!-- {name} -->"
    (folder / "named.svg").write_bytes(content.encode(encoding))
    assert ingest("import", folder) == 0
    assert {icon.id: icon.source_code for icon in ingest.icons}["named"] == content


def test_utf_16_without_a_mark_is_read(ingest, folder):
    content = f'<?xml version="1.0" encoding="UTF-16"?>{SVG.format(7)}'
    (folder / "wide.svg").write_bytes(content.encode("utf-16-le"))
    assert ingest("import", folder) == 0
    assert {icon.id: icon.source_code for icon in ingest.icons}["wide"] == content


def test_a_file_in_an_encoding_that_no_browser_knows_is_skipped_with_the_reason(ingest, folder):
    (folder / "odd.svg").write_text(f'<?xml version="1.0" encoding="rot13"?>{SVG.format(7)}')
    assert ingest("import", folder, "--max-skipped", 1) == 0
    [skipped] = ingest.run["skipped"]
    assert skipped["reason"] == "no browser knows its encoding, rot13: save it in UTF-8"


def test_two_files_of_one_id_are_refused(ingest, folder):
    (folder / "logo.SVG").write_text(SVG.format(9))
    assert ingest("import", folder) == 2
    assert not ingest.source.exists()


def test_links_to_folders_are_not_followed(ingest, folder, tmp_path):
    (folder / "loop").symlink_to(folder)
    assert ingest("import", folder) == 0
    assert len(ingest.icons) == 4


@pytest.mark.parametrize(
    "arguments", [("import", "--max-skipped", "0"), ("--max-skipped", "0", "import")]
)
def test_an_iconify_set_is_imported(ingest, arguments):
    assert ingest(*arguments, "data/demo/ant-design") == 0
    assert len(ingest.icons) == 848
    assert ingest.run["origin"] == {"name": "import of ant-design"}


def test_what_cannot_be_imported_is_explained(ingest, tmp_path, capsys):
    assert ingest("import", tmp_path / "nowhere") == 2
    assert "is not there" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert ingest("import", tmp_path / "empty") == 2
    assert "holds no icon" in capsys.readouterr().err
    (tmp_path / "set.json").write_text(json.dumps({"prefix": "x"}))
    assert ingest("import", tmp_path / "set.json") == 2
    assert "not an Iconify set" in capsys.readouterr().err


def test_an_import_does_not_write_over_a_crawl(ingest, demo, folder, capsys):
    assert ingest.crawl(demo) == 0
    assert ingest("import", folder) == 2
    assert "--replace" in capsys.readouterr().err
    assert ingest("import", folder / "none") == 2
    assert "is not there" in capsys.readouterr().err
    assert ingest("import", folder, "--dry-run", "--replace") == 0
    assert len(ingest.icons) == 30
    assert ingest("import", folder, "--replace") == 0
    assert len(ingest.icons) == 4
