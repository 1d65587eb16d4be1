"""What the programs of an installation are set to."""

from pathlib import Path

from scripts.local.home import Local, open_home
from store.process.setting_values import Mode
from store.process.settings import Settings


def test_the_programs_accept_their_settings(home: Path) -> None:
    made = Local.of(open_home(home), 8123, "mongodb://127.0.0.1:5/", "unix:///x/queue.sock")
    read = Settings.from_env(made.settings("api"))
    assert read.mode is Mode.DEVELOPMENT
    assert read.audience == "http://127.0.0.1:8123/graphql"
    assert read.sign_in_url == "http://localhost:8123/oauth"
    assert read.mongo_uri.startswith("mongodb://api:")
