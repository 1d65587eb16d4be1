"""Promises: the one trace of a version that was dropped or changed before it was sealed."""

from datetime import timedelta

import pytest

from store.keys.promises import SEAL_WITHIN, Accepted, promise, promise_name, read_promise
from store.log.receipts import receipts_of
from store.record.revision import pending_of
from store.tlog.note import Signer, join, split
from store.tlog.policy import Cosigner, Policy, parse_policy
from store.tlog.strict import NoteRefused
from tests.sealer.damage import P, _drop, _replace, _revision, database, rehashed
from tests.sealer.site import ORIGIN, Site
from tests.support.clock import TestClock


async def accepted(site: Site) -> Accepted:
    ((_, _, found),) = await receipts_of(site.connection, [f"{P}:1"])
    assert found
    return found


async def codes(site: Site, *promises: bytes, policy: Policy | None = None) -> list[str]:
    return [finding.code for finding in await site.findings(policy, promises)]


async def test_a_version_dropped_before_it_was_sealed(world: Site, clock: TestClock) -> None:
    receipt = world.promising.promise(await accepted(world))
    for collection in (world.connection.revisions, world.storage.pending):
        await _drop(collection, f"{P}:1")
    await _drop(database(world), P)
    await world.connection.commands.delete_one({"stream": P})
    await world.sealed()
    assert await codes(world, receipt) == []
    clock.forward(seconds=SEAL_WITHIN.total_seconds())
    assert await codes(world) == []  # without the promise nothing tells
    (found,) = await world.findings(promises=[receipt])
    assert (found.code, found.place) == ("promise-broken", "promise 1")
    assert "is not in the log" in found.detail


async def test_a_version_changed_before_it_was_sealed(world: Site, clock: TestClock) -> None:
    receipt = world.promising.promise(await accepted(world))
    made = rehashed(await _revision(world, f"{P}:1"), scope="admin:config")
    await _replace(world.connection.revisions, f"{P}:1", made)
    await _replace(world.storage.pending, f"{P}:1", pending_of(made))
    await world.sealed()
    assert await codes(world) == []
    clock.forward(seconds=SEAL_WITHIN.total_seconds())
    assert await codes(world, receipt) == ["promise-broken"]


async def test_a_kept_promise_is_no_finding(world: Site, clock: TestClock) -> None:
    receipt = world.promising.promise(await accepted(world))
    await world.sealed()
    clock.forward(seconds=SEAL_WITHIN.total_seconds())
    assert await codes(world, receipt) == []


@pytest.mark.parametrize(("late", "found"), [(timedelta(hours=1, minutes=6), ["promise-broken"]), (timedelta(0), [])])
async def test_a_version_sealed_after_a_witness_saw_the_log_without_it(
    world: Site, clock: TestClock, late: timedelta, found: list[str]
) -> None:
    receipt = world.promising.promise(await accepted(world))
    witness = Cosigner.generate("witness.test/one")
    policy = parse_policy(f"witness one {witness.vkey()}\nquorum none".encode())
    note = await world.keep()
    text, lines = split(note)
    seen = clock.now + late
    world.kept = [join(text, [*(line.line() for line in lines), witness.sign(text, int(seen.timestamp()))])]
    clock.forward(seconds=2 * SEAL_WITHIN.total_seconds())
    await world.sealed()
    assert await codes(world, receipt, policy=policy) == found


class TestForged:
    @pytest.mark.parametrize("name", [ORIGIN, promise_name(ORIGIN), promise_name("log.test/two")])
    async def test_by_another_key(self, world: Site, name: str) -> None:
        note = promise(await accepted(world), ORIGIN, Signer.generate(name))
        assert await codes(world, note, b"junk") == ["promise-unreadable"] * 2

    async def test_by_the_logs_own_key(self, world: Site) -> None:
        """The sealer's key promises nothing: it seals."""
        note = promise(await accepted(world), ORIGIN, world.home.signer)
        assert await codes(world, note) == ["promise-unreadable"]

    async def test_the_promise_key_signs_no_checkpoint(self, world: Site) -> None:
        text = world.home.locked().checkpoint.text()
        note = join(text, [world.promising.signer.sign(text)])
        world.kept = [note]
        assert await codes(world) == ["checkpoint-unsigned"]

    async def test_of_another_log(self, world: Site) -> None:
        other = promise(await accepted(world), "log.test/two", world.promising.signer)
        with pytest.raises(NoteRefused):
            read_promise(other, [world.promising.verifier], ORIGIN)

    async def test_with_another_time(self, world: Site) -> None:
        note = world.promising.promise(await accepted(world))
        with pytest.raises(NoteRefused):
            read_promise(note.replace(b"T", b"t", 1), [world.promising.verifier], ORIGIN)
