"""What the supervisor tells people and programs."""

import json
import shlex
from pathlib import Path

import pytest

from scripts.local import greeting, tokens
from scripts.local.errors import StartFailed
from scripts.local.home import Home, open_home
from scripts.local.settings import Addresses, settings
from store.process.settings import Mode, Settings


@pytest.fixture
def kept(home: Path) -> Home:
    """An installation that was never started."""
    return open_home(home)


def test_the_programs_accept_their_settings(kept: Home) -> None:
    made = settings(
        kept, Addresses(8123, "mongodb://api:x@127.0.0.1:5/?authSource=admin", "unix:///x/queue.sock"), "api"
    )
    read = Settings.from_env(made)
    assert read.mode is Mode.DEVELOPMENT
    assert read.audience == "http://127.0.0.1:8123/graphql"
    assert read.sign_in_url == "http://127.0.0.1:8123/oauth"
    assert read.mongo_uri.startswith("mongodb://api:")


def test_no_setting_has_two_lines(kept: Home) -> None:
    """The file for the command line has one setting a line."""
    made = settings(kept, Addresses(1, "mongodb://a", "unix:///x"), "cli")
    assert not any("\n" in text for pair in made.items() for text in pair)


def test_the_card_says_where_what_and_with_which_tokens(kept: Home) -> None:
    samples = {"tokens": {"press": "t"}, "accounts": {"press": {"name": "n"}}, "explorer_key": "k"}
    card = json.loads(greeting.card(kept, [8123, 8124], samples, {"api": 7}))
    assert card["graphql"] == "http://127.0.0.1:8123/graphql"
    assert card["apis"] == ["http://127.0.0.1:8123", "http://127.0.0.1:8124"]
    assert card["explorer"] == "http://127.0.0.1:8123/graphql#key=k"
    assert card["accounts"]["press"] == {"name": "n"}
    assert (card["tokens"], card["pids"], card["port"]) == ({"press": "t"}, {"api": 7}, 8123)


def test_the_greeting_is_short_and_tells_no_token(kept: Home, capsys: pytest.CaptureFixture[str]) -> None:
    greeting.greet(kept, 8123, {"tokens": {"press": "secret"}, "explorer_key": "k"})
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8123/graphql#key=k" in said
    assert "secret" not in said
    assert len(said) < 1_000


def test_the_first_request_is_a_line_for_the_shell() -> None:
    words = shlex.split(greeting.first_request(8123))
    assert words[:3] == ["curl", "-s", "http://127.0.0.1:8123/graphql"]
    assert "Authorization: Bearer $(scripts/casebook token --name lead-handler)" in words
    assert json.loads(words[-1]) == {"query": "{ __typename }"}


def test_no_tokens_are_told_with_the_reason(kept: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tokens, "ROOT", tmp_path)  # a folder without a command line
    monkeypatch.setattr(tokens, "WITHIN", 20.0)
    log = tmp_path / "tokens.log"
    with pytest.raises(StartFailed, match=r"(?s)no tokens.*No module named"):
        tokens.sample({"PATH": "/usr/bin"}, log)
