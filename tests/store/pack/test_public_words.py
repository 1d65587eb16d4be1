"""What the public reads is what was sealed: whatever an owner of the database changes in a notice, it is not shown."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from domain.kernel.vocabulary import Kind
from store.heads.collection import heads_of
from store.process.counters import WORDS_ALTERED
from store.read.publications import LATE, WordsAltered
from store.record.canonical import canonical
from store.store import Store
from store.tlog.merkle import leaf_hash
from store.tlog.note import Signer, Verifier, join
from tests.store.pack.packing import ORIGIN, Sealing
from tests.support.clock import TestClock
from tests.support.press import a_spokesperson, decided, issued
from tests.support.record import revision_of


def counted() -> float:
    (metric,) = WORDS_ALTERED.collect()
    return next(sample.value for sample in metric.samples if sample.name.endswith("_total"))


async def of_an_agency(store: Store, id: str) -> None:
    """The head says another agency."""
    heads = heads_of(store.connection, Kind.PUBLICATION).stored
    await heads.update_one({"_id": id}, {"$set": {"agency": "agency-land"}})


async def with_its_record(store: Store, id: str) -> None:
    """Head, state, body, entry and the row of the index say another agency, and all hashes fit."""
    await of_an_agency(store, id)
    head: Any = await heads_of(store.connection, Kind.PUBLICATION).stored.find_one({"_id": id})
    event = f"{id}:{head['n']}"
    row = await revision_of(store.connection, event)
    state = canonical({**json.loads(row["state"]), "agency": "agency-land"})
    body = canonical({**json.loads(row["body"]), "state": sha256(state).hexdigest()})
    envelope = canonical(json.loads(row["envelope"]) | {"body": sha256(bytes(row["salt"]) + body).hexdigest()})
    made = {"state": state, "body": body, "envelope": envelope, "leaf": (leaf := leaf_hash(envelope))}
    await store.connection.revisions.update_one({"_id": event}, {"$set": made})
    await store.connection.index.update_one({"event": event}, {"$set": {"leaf": leaf}})


async def called_unsealed(store: Store, id: str) -> None:
    """The same, and the index does not know it."""
    await with_its_record(store, id)
    await store.connection.index.delete_many({"event": {"$regex": f"^{id}:"}})


async def resigned(store: Store, id: str) -> None:
    """The newest checkpoint is signed by another key."""
    row: Any = await store.connection.checkpoints.find_one({}, sort=[("_id", -1)])
    text = bytes(row["note"]).decode().partition("\n\n")[0] + "\n"
    note = join(text, [Signer.generate(ORIGIN).sign(text)])
    await store.connection.checkpoints.update_one({"_id": row["_id"]}, {"$set": {"note": note}})


@pytest.mark.parametrize("alter", [of_an_agency, with_its_record, called_unsealed, resigned])
async def test_an_altered_notice_is_not_shown(sealing: Sealing, clock: TestClock, alter: Any) -> None:
    id = (await sealing.notice(clock)).id
    store = Store(replace(sealing.store.connection, log_key=Verifier.from_vkey(sealing.vkey)))
    before, count = await store.publications.public(id), counted()
    assert before is not None
    assert [row["_id"] for row in (await store.publications.public_page(5, None)).rows] == [id]
    await alter(sealing.store, id)
    clock.forward(seconds=LATE.total_seconds() + 60)
    store = store if alter in (of_an_agency, with_its_record) else Store(store.connection)
    with pytest.raises(WordsAltered):
        await store.publications.public(id)
    assert (await store.publications.public_page(5, None)).rows == []
    assert counted() > count


async def test_one_that_waits_for_the_log_is_shown(sealing: Sealing, clock: TestClock) -> None:
    await a_spokesperson(sealing.store)
    await sealing.seal()
    notice = await issued(await decided(sealing.store, clock))
    assert await sealing.store.publications.public(notice.id)
    clock.forward(seconds=LATE.total_seconds() + 60)
    with pytest.raises(WordsAltered):
        await sealing.store.publications.public(notice.id)
    await sealing.seal()
    assert await sealing.store.publications.public(notice.id)
