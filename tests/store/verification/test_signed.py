"""Signed acts in a whole record."""

from typing import Any
from uuid import uuid4

from domain.case.command import NotifyAgency
from domain.kernel.actor import SYSTEM
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support.clock import TestClock
from tests.support.record import record_findings
from tests.support.signing import has_key, needed, required, signature
from tests.support.world import LEAD, caller, reported
from tests.tamperings.signing import CLOSING


async def test_an_act_is_good_that_was_signed_before_notes_of_the_register(store: Store, clock: TestClock) -> None:
    key = await has_key(store, LEAD, Post.SIGNATORY)
    await required(store, clock)
    case, id = await reported(store, detected_at=clock.now), uuid4()
    given: dict[str, Any] = {"target": case.stream, "expected": case.version}
    asked = await needed(store, caller(LEAD, Post.SIGNATORY), CLOSING, id, **given)
    for about in ("case.reported", "case.check-recorded"):
        told = NotifyAgency(agency=LEAD, about=about)
        await store.execute(SYSTEM, told, command_id=uuid4(), target=case.stream)
    made = {"command_id": id, "signature": signature(key, asked), **given}
    assert (await store.execute(caller(LEAD, Post.SIGNATORY), CLOSING, **made)).version == case.version + 3
    assert {found.code for found in await record_findings(store.connection)} == {"pending-late"}, "nothing is sealed"
