"""What the supervisor tells people and programs."""

from pathlib import Path

import pytest

from scripts.local import installation
from scripts.local.home import Addresses, Home, open_home, settings
from scripts.local.process import StartFailed
from store.process.setting_values import Mode
from store.process.settings import Settings


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
    assert read.sign_in_url == "http://localhost:8123/oauth"
    assert read.mongo_uri.startswith("mongodb://api:")


def test_no_tokens_are_told_with_the_reason(kept: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installation, "ROOT", tmp_path)  # a folder without a command line
    monkeypatch.setattr(installation, "WITHIN", 20.0)
    log = tmp_path / "tokens.log"
    with pytest.raises(StartFailed, match=r"(?s)no tokens.*No module named"):
        installation.sample({"PATH": "/usr/bin"}, log)
