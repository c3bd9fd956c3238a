"""Secrets come from the environment or a file, go to the source alone, and are written nowhere."""

import base64
import subprocess
import sys
from urllib.parse import quote

import pytest

from ingest.common.credentials import Secrets
from ingest.common.failures import ConfigurationError
from tests.ingest.conftest import describe
from tests.ingest.demo.faulty import Fault, serve

SECRET = 'tok/en+"4711"'
HEADERS = '[headers]\nAuthorization = "Bearer ${ICONS_TOKEN}"\nX-Api-Key = "${ICONS_TOKEN}"'


def test_placeholders_are_filled_in_from_the_environment_a_file_or_a_default(monkeypatch, tmp_path):
    secrets = Secrets()
    monkeypatch.setenv("ONE", "first")
    (tmp_path / "two").write_text("second\n")
    monkeypatch.setenv("TWO_FILE", str(tmp_path / "two"))
    monkeypatch.setenv("FIVE", "fifth")
    monkeypatch.setenv("SIX", "sixth")
    assert (
        secrets.expand("${ONE} ${TWO} ${THREE:-third} ${FIVE:-5} ${SIX:-}", "here")
        == "first second third fifth sixth"
    )
    assert (
        secrets.redact("first, second and third, fifth, sixth") == "***, *** and third, fifth, ***"
    )
    with pytest.raises(ConfigurationError, match="here needs the environment variable FOUR"):
        secrets.expand("${FOUR}", "here")
    monkeypatch.setenv("FOUR_FILE", str(tmp_path / "four"))
    with pytest.raises(ConfigurationError, match="FOUR_FILE names"):
        secrets.expand("${FOUR}", "here")


def test_secrets_are_hidden_in_every_spelling():
    secrets = Secrets()
    secrets.remember(SECRET)
    assert secrets.redact(f'{SECRET} tok%2Fen%2B%224711%22 tok/en+\\"4711\\"') == "*** *** ***"


@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        str.swapcase,
        quote,
        lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
        lambda secret: "".join(f"\\u{ord(character):04X}" for character in secret),
        lambda secret: secret.replace("/", "\\/"),
        lambda secret: quote(secret.upper(), safe=""),
    ],
)
def test_secrets_are_hidden_in_capitals_and_in_encodings_of_characters(spell):
    secrets = Secrets()
    secrets.remember(SECRET)
    assert secrets.redact(f"<{spell(SECRET)}>") == "<***>"


@pytest.mark.parametrize("before", ["", "a", "ab", "user:"])
@pytest.mark.parametrize("after", ["", "z", "zz"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_secrets_are_hidden_in_base64_of_more_than_themselves(before, after, encode):
    secrets = Secrets()
    secrets.remember(SECRET)
    encoded = encode(f"{before}{SECRET}{after}".encode()).decode()
    for text in (encoded, encoded.upper()):
        left, hidden, right = secrets.redact(text).partition("***")
        assert hidden
        beside = len(before) + len(after)
        assert len(left) + len(right) <= beside * 8 / 6 + 6  # two digits each, and the padding


def test_a_server_that_issues_a_token_for_each_request_fills_no_memory():
    secrets = Secrets()
    for number in range(1000):
        secrets.remember(f"token-{number:04}")
    assert secrets.redact("token-0001 token-0999") == "token-0001 ***"


def test_secrets_reach_the_source(ingest, demo, monkeypatch):
    monkeypatch.setenv("ICONS_TOKEN", SECRET)
    assert ingest.crawl(demo, more=HEADERS) == 0
    assert {request.headers["authorization"] for request in demo.requests} == {f"Bearer {SECRET}"}


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_secrets_are_never_carried_across_a_redirect(
    ingest, demo, library, monkeypatch, code, capsys
):
    monkeypatch.setenv("ICONS_TOKEN", SECRET)
    monkeypatch.setattr("tests.ingest.demo.faulty.answers.web.Response", redirecting(code))
    with serve(library) as elsewhere:
        demo.faults = [Fault("redirect", elsewhere.url)]
        assert ingest.crawl(demo, more=HEADERS) == 2
        assert not elsewhere.requests
    assert "it redirects to" in capsys.readouterr().err


def redirecting(code):
    """The server's response class, with another status where it would say 307."""
    from aiohttp import web

    class Response(web.Response):
        def __init__(self, *arguments, status=200, **settings):
            super().__init__(*arguments, status=code if status == 307 else status, **settings)

    return Response


def test_secrets_are_written_nowhere(ingest, demo, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("ICONS_TOKEN", "s3cr3t-s3cr3t")
    description = tmp_path / "mine.toml"
    description.write_text(describe("cursor", demo.url + "?key=${ICONS_TOKEN}", more=HEADERS))
    for fault, status in (
        ("status=503@3-", 4),
        ("status=401", 3),
        ("redirect=http://else.where/?key=s3cr3t-s3cr3t", 2),
        ("insert", 0),
    ):
        demo.faults = [Fault.parse(fault)]
        assert ingest("--source", description) == status
        written = "".join(path.read_text() for path in ingest.data.rglob("*") if path.is_file())
        shown = capsys.readouterr()
        assert "s3cr3t" not in written + shown.out + shown.err
    assert ingest.run["origin"]["endpoint"].endswith("?key=***")


def test_secrets_that_the_server_repeats_are_hidden(ingest, demo, monkeypatch, capsys):
    monkeypatch.setenv("ICONS_TOKEN", "icon-03")
    demo.faults = [Fault.parse("partial=icon-03")]
    assert ingest.crawl(demo, more=HEADERS) == 5
    assert "icon-03 could" not in capsys.readouterr().err
    assert ingest.crawl(demo, "cursor", "--max-skipped", "1", more=HEADERS) == 0
    assert ingest.run["skipped"][0]["reason"] == "*** could not be read"
    assert "icon-03 could" not in capsys.readouterr().err


def test_a_traceback_hides_secrets_too(demo, monkeypatch, tmp_path):
    monkeypatch.setenv("ICONS_TOKEN", "s3cr3t-s3cr3t")
    (tmp_path / "mine.py").write_text(
        "def records(node):\n    raise RuntimeError('the token is s3cr3t-s3cr3t')\n"
    )
    (tmp_path / "mine.toml").write_text(
        describe("cursor", demo.url, more=f'module = "mine.py"\n{HEADERS}')
    )
    command = [
        sys.executable,
        "-m",
        "ingest",
        "--source",
        str(tmp_path / "mine.toml"),
        "--data",
        str(tmp_path / "data"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "RuntimeError: the token is ***" in ended.stderr
    assert "s3cr3t" not in ended.stderr
