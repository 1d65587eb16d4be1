"""Provisioning happens once, completely, and again when it would make something else."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pymongo import MongoClient

from scripts.local import database
from scripts.local.database import provision_once
from scripts.local.home import Home, Local, open_home
from store.provisioning.provision import provision as store_provision
from tests.local import provisioned

pytestmark = pytest.mark.slow
WORDS = {"root": "one", "api": "two"}


@pytest.fixture
def kept(home: Path) -> Home:
    """An installation that was never provisioned."""
    return open_home(home)


def runs(kept: Home, words: Mapping[str, str]) -> int:
    """How often it was provisioned, asked with a password."""
    running = database.launch(kept.database, auth=True)
    try:
        with MongoClient[dict[str, object]](running.uri("api", words["api"])) as client:
            return client.get_database("casebook").get_collection("runs").count_documents({})
    finally:
        running.kill()


def test_it_is_done_once(kept: Home) -> None:
    for _ in range(3):
        provision_once(kept, "casebook", WORDS, provisioned.provision)
    assert runs(kept, WORDS) == 1


def test_the_real_one_appoints_every_user_and_can_be_repeated(kept: Home) -> None:
    words = Local.of(kept, 8000).passwords()
    provision_once(kept, "casebook", words, store_provision)
    kept.provisioned.unlink()
    provision_once(kept, "casebook", words, store_provision)
    running = database.launch(kept.database, auth=True)
    try:
        for user, word in words.items():
            with MongoClient[dict[str, object]](running.uri(user, word)) as client:
                assert client.admin.command("connectionStatus")["authInfo"]["authenticatedUsers"]
    finally:
        running.kill()
