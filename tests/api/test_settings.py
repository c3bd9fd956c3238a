import argparse
import dataclasses
from pathlib import Path

import pytest

from api.settings import Settings


@pytest.fixture
def parse(monkeypatch):
    """Settings from a command line and an environment that holds nothing else of ours."""

    def settings(*arguments, **environment):
        for field in dataclasses.fields(Settings):
            monkeypatch.delenv(f"ICONLENS_{field.name.upper()}", raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        parser = argparse.ArgumentParser()
        Settings.add_arguments(parser)
        return Settings.from_arguments(parser, arguments)

    return settings


def test_defaults_are_those_of_the_class(parse):
    assert parse() == Settings()


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_default(parse):
    settings = parse("--port", "1", ICONLENS_PORT="2", ICONLENS_HOST="::1")
    assert (settings.port, settings.host, settings.max_uploads) == (
        1,
        "::1",
        Settings().max_uploads,
    )


def test_values_are_read_as_what_they_are(parse):
    settings = parse(
        "--cors-origins",
        "https://a.example, http://b.example:81",
        "--root-path",
        "/icons/",
        ICONLENS_DATA="/srv/icons",
    )
    assert settings.cors_origins == ("https://a.example", "http://b.example:81")
    keys = parse(ICONLENS_API_KEYS="shop=https://a.example http://b.example:81, ci,").api_keys
    assert keys == (("shop", ("https://a.example", "http://b.example:81")), ("ci", ()))
    assert (settings.root_path, settings.data) == ("/icons", Path("/srv/icons"))


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--cors-origins", "https://a.example/"], {}, "is not an origin"),
        (["--cors-origins", "a.example"], {}, "is not an origin"),
        (["--api-keys", "a key=https://a.example"], {}, "is no key"),
        (["--api-keys", "key=https://a.example/"], {}, "is not an origin"),
        (["--root-path", "icons"], {}, "does not begin with a slash"),
        (["--threads", "0"], {}, "the least is 1"),
        (["--rate-limit", "-1"], {}, "the least is 0"),
        (
            ["--trusted-proxies", "proxy.example"],
            {},
            "does not appear to be an IPv4 or IPv6 network",
        ),
        (["--trusted-proxies", "10.0.0.5/24"], {}, "has host bits set"),
        (["--log-format", "xml"], {}, "is not one of text, json"),
        (["--max-pixels", "1000000000"], {}, "the most is"),
        ([], {"ICONLENS_MAX_BYTES": "10M"}, "--max-bytes"),
    ],
)
def test_what_cannot_be_used_is_refused_at_the_start(parse, capsys, arguments, environment, said):
    with pytest.raises(SystemExit) as stopped:
        parse(*arguments, **environment)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_help_names_the_flag_the_variable_and_the_default_of_each_setting(parse, capsys):
    with pytest.raises(SystemExit):
        parse("--help")
    shown = " ".join(capsys.readouterr().out.split())
    for field in dataclasses.fields(Settings):
        assert f"--{field.name.replace('_', '-')} " in shown
        assert f"environment: ICONLENS_{field.name.upper()})" in shown
    assert f"(default: {Settings().max_bytes};" in shown
