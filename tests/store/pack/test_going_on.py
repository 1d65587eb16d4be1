"""A download of a pack goes on only as the same pack: what its tag depends on, and what it is a part of."""

import pytest

from domain.administration.clients import EnterClient
from domain.kernel.actor import OPERATOR
from domain.kernel.policy import Scope
from domain.publication.state import RetractionGround
from store.pack.pack import PackChanged
from store.pack.plan import NotSealed
from store.pack.readers import Holder
from tests.store.pack.packing import Sealing, answered
from tests.support.clock import TestClock
from tests.support.press import decided, drafted, retract
from tests.support.record import done
from tests.support.verifiers import checked
from tests.support.world import LEAD

A_PROGRAM = EnterClient(agency=LEAD, name="Trang", scopes=(Scope.CASE_REPORT,), redirects=("https://trang.example/ve",))


async def test_the_same_checkpoint_gives_the_same_bytes(sealing: Sealing, clock: TestClock) -> None:
    case = await decided(sealing.store, clock)
    inspector = await sealing.inspector()
    with pytest.raises(NotSealed):
        await sealing.pack(case.id, inspector)
    await sealing.seal()
    first = await sealing.store.packs.plan(case.id)
    made = await sealing.pack(case.id, inspector)
    await drafted(case)
    await sealing.seal()
    assert await sealing.pack(case.id, inspector) != made
    assert await sealing.pack(case.id, inspector, size=first.size) == made
    again, tag = await sealing.store.packs.plan(case.id, first.size), sealing.store.packs.tag
    assert tag(again, inspector, None) == tag(first, inspector, None) != tag(first, Holder(), None)
    assert tag(first, inspector, "another key of the log") != tag(first, inspector, None)
    await done(sealing.store, OPERATOR, A_PROGRAM, target="client-new")
    later = await sealing.store.packs.plan(case.id, first.size)
    assert tag(later, inspector, None) != tag(first, inspector, None)  # the rows of the registry may be others
    assert tag(later, Holder(), None) == tag(first, Holder(), None)
    with pytest.raises(PackChanged):
        [line async for line in sealing.store.packs.lines(first, inspector, None)]
    for size in (1, first.size + 10_000):
        with pytest.raises(NotSealed):
            await sealing.store.packs.plan(case.id, size)


async def test_a_download_goes_on_only_if_the_pack_is_the_same(sealing: Sealing, clock: TestClock) -> None:
    notice = await sealing.notice(clock)
    whole, data = await answered(sealing, notice.id)
    begun = {"range": "bytes=100-", "if_range": whole.headers["etag"]}
    rest, more = await answered(sealing, notice.id, **begun)
    assert (rest.status_code, data[:100] + more) == (206, data)
    await retract(notice, RetractionGround.PERSONAL_DATA)
    await sealing.seal()
    anew, other = await answered(sealing, notice.id, **begun)
    assert (anew.status_code, anew.headers["etag"] == whole.headers["etag"]) == (200, False)
    assert checked(other, sealing.pins)["findings"] == []
