"""Provisioning happens once, completely, and again when it would make something else."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from scripts.local import database
from scripts.local.database import fingerprint, provision_once
from scripts.local.home import Home, open_home, passwords
from store.provisioning.provision import USERS
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


def test_it_is_done_again_for_other_passwords(kept: Home) -> None:
    provision_once(kept, "casebook", WORDS, provisioned.provision)
    later = {**WORDS, "api": "three"}
    provision_once(kept, "casebook", later, provisioned.provision)
    assert runs(kept, later) == 2
    with pytest.raises(OperationFailure):
        runs(kept, WORDS)


def test_cut_off_in_the_middle_it_is_repeated(kept: Home) -> None:
    async def cut_off(uri: str, prefix: str, passwords: Mapping[str, str]) -> None:
        await provisioned.provision(uri, prefix, dict([*passwords.items()][:1]))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        provision_once(kept, "casebook", WORDS, cut_off)
    assert not kept.provisioned.exists()
    provision_once(kept, "casebook", WORDS, provisioned.provision)
    assert runs(kept, WORDS) == 2


def test_the_real_one_appoints_every_user_and_can_be_repeated(kept: Home) -> None:
    words = passwords(kept, USERS)
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


def test_the_fingerprint_follows_words_and_code(tmp_path: Path) -> None:
    (tmp_path / "roles.py").write_text("a = 1")
    first = fingerprint(["x", "y"], tmp_path)
    assert first == fingerprint(["x", "y"], tmp_path) != fingerprint(["xy"], tmp_path)
    (tmp_path / "roles.py").write_text("a = 2")
    assert fingerprint(["x", "y"], tmp_path) != first
