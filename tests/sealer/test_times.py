"""Times and anchors that no witness saw: what goes back, lies ahead, or was sealed long after its time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from store.keys.author import Author
from store.keys.promises import SEAL_WITHIN
from store.log.audit.finding import Finding
from store.log.audit.walk import stray_findings
from store.verification import register as audit
from tests.sealer.damage import A, _revision, _set, rehashed
from tests.sealer.site import ORIGIN, REGISTERED, Site, named
from tests.support.clock import TestClock

API = Author.of(ORIGIN, "cli", b"\1" * 32)
LONG = SEAL_WITHIN + timedelta(minutes=10)


@pytest.fixture
def signed(world: Site) -> Site:
    """The world of before, in which whatever is written from now on has an author."""
    world.author = API
    return world


async def codes(site: Site) -> set[str]:
    """The faults of time."""
    return {code for code in await site.codes() if code.partition("-")[0] in ("time", "anchor", "sealed")}


async def test_a_version_is_never_written_before_the_one_before_it(signed: Site, clock: TestClock) -> None:
    """Two processes whose clocks differ: the later version takes the time of the earlier one."""
    await signed.write(A, named(4), at=clock.now + timedelta(minutes=2))
    await signed.write(A, named(5), at=clock.now)
    first, second = [await _revision(signed, f"{A}:{n}") for n in (5, 6)]
    assert second["at"] == first["at"]
    await signed.sealed()
    assert await codes(signed) == set()


async def test_one_that_claims_to_be_is_named(signed: Site, clock: TestClock) -> None:
    await signed.write(A, named(4))
    await signed.write(A, named(5))
    early = (clock.now - timedelta(minutes=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made = rehashed(await _revision(signed, f"{A}:6"), at=early)
    await _set(signed.connection.revisions, f"{A}:6", body=made["body"])
    assert "time-back" in await codes(signed)


async def test_a_time_that_has_not_come_is_named(signed: Site, clock: TestClock) -> None:
    await signed.write(A, named(4), at=clock.now + timedelta(hours=1))
    assert await codes(signed) == {"time-future"}


async def test_an_act_of_yesterday_that_is_sealed_today_is_named(signed: Site, clock: TestClock) -> None:
    clock.forward(seconds=LONG.total_seconds())
    await signed.write("agency-now", REGISTERED)
    await signed.sealed()
    await signed.write("agency-then", REGISTERED, at=clock.now - LONG)
    await signed.sealed()
    late = [finding.place for finding in await signed.findings() if finding.code == "sealed-late"]
    assert late == ["agency-then:1"]


async def test_no_entry_is_late_behind_one_that_claims_the_future(signed: Site, clock: TestClock) -> None:
    await signed.write("agency-ahead", REGISTERED, at=clock.now + timedelta(days=1))
    await signed.sealed()
    await signed.write("agency-now", REGISTERED)
    await signed.sealed()
    assert await codes(signed) == {"time-future"}


async def test_an_older_anchor_than_before_is_named(signed: Site) -> None:
    await signed.write(A, named(4))
    await signed.sealed()
    await signed.write(A, named(5))
    older = await signed.storage.checkpoints.find_one({}, sort=[("_id", 1)])
    assert older is not None
    await signed.write_with_anchor(A, named(6), older["note"])
    assert "anchor-back" in await codes(signed)


async def test_a_checkpoint_that_was_stored_meanwhile_is_known(signed: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A verification takes minutes where there is much; what is written in that time names newer checkpoints."""

    async def meanwhile(*given: Any) -> AsyncIterator[Finding]:
        async for finding in stray_findings(*given):
            yield finding
        await signed.write(A, named(6))
        await signed.sealed()
        newest = await signed.storage.checkpoints.find_one({}, sort=[("_id", -1)])
        assert newest is not None
        await signed.write_with_anchor(A, named(7), newest["note"])

    monkeypatch.setattr(audit, "stray_findings", meanwhile)
    assert await codes(signed) == set()


async def test_a_missing_anchor_is_named_once_there_was_one(signed: Site, clock: TestClock) -> None:
    await signed.write(A, named(4))
    await signed.write_with_anchor(A, named(5), None)
    clock.forward(seconds=600)
    await signed.write_with_anchor("agency-late", REGISTERED, None)
    found = {finding.place for finding in await signed.findings() if finding.code == "anchor-none"}
    assert found == {f"{A}:6", "agency-late:1"}
