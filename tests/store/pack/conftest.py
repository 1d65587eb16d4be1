"""A province with its own log."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from store.driver.connection import Connection, wall_clock
from store.keys.promises import Promising, promise_name
from store.log.sealing.directory import create_directory
from store.log.sealing.indexer import Indexer
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.store import Store
from store.tlog.note import Signer
from tests.store.pack.packing import ORIGIN, Sealing
from tests.support.clock import TestClock


@pytest.fixture
async def sealing(connection: Connection, store: Store, tmp_path: Path) -> Sealing:
    promising = Promising(ORIGIN, Signer(promise_name(ORIGIN), Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)))
    home = create_directory(tmp_path / "sealer", ORIGIN, TestClock()())
    signing = Store(replace(connection, promising=promising))
    storage = LogStorage.of(connection)
    sealer, indexer = Sealer(storage, home, clock=wall_clock), Indexer(storage, home, wall_clock)
    return Sealing(signing, sealer, indexer, home.signer.vkey())
