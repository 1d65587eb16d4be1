"""The verifier: verifies when it is time, records what it found, and keeps the newest checkpoint that it saw."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path

import pytest

from domain.access.record import FindingCount
from store.process.setting_values import Uncosigned
from store.process.settings import VerifierSettings
from store.store import Store
from store.tlog.policy import Policy, parse_policy
from tests.sealer.damage import A
from tests.sealer.processes import Panel
from tests.sealer.site import REGISTERED, Site, named
from tests.support.clock import TestClock
from tests.support.installation import environment
from tests.support.record import there
from tests.support.tokens import Issuer
from workers import verifier
from workers.verifier import Trusted, run, verify

HOUR = timedelta(hours=1)


@pytest.fixture
def store(site: Site) -> Store:
    return Store(site.connection)


@pytest.fixture
def trusted(site: Site, tmp_path: Path) -> Trusted:
    return Trusted(
        verifiers=(site.verifier, site.promising.verifier),
        policy=parse_policy(b"quorum none\n"),
        policy_from=0,
        authority=None,
        authors=None,
        home=tmp_path / "verifier",
    )


@pytest.mark.parametrize("listed", ["", "not-there.jsonl"])
def test_without_a_list_of_erasures_none_is_known(site: Site, issuer: Issuer, tmp_path: Path, listed: str) -> None:
    (tmp_path / "vkey").write_text(site.verifier.vkey())
    settings = VerifierSettings.from_env(
        environment(tmp_path, "mongodb://localhost/", "redis://localhost", issuer)
        | {"CASEBOOK_LOG_KEY_FILE": str(tmp_path / "vkey"), "CASEBOOK_VERIFIER_HOME": str(tmp_path)}
        | ({"CASEBOOK_ERASURES_FILE": str(tmp_path / listed)} if listed else {})
    )
    trusted = Trusted.of(settings, site.connection)
    assert [one.vkey() for one in trusted.verifiers] == [site.verifier.vkey()]
    assert trusted.erased == {}


async def some(site: Site) -> None:
    await site.sealed()
    await site.extend(A, REGISTERED, named(1), named(2))


async def test_a_register_that_agrees_is_recorded_as_such(site: Site, store: Store, trusted: Trusted) -> None:
    await some(site)
    made = await verify(store.connection, trusted)
    assert (made.size, made.faults, made.notes, made.findings) == (3, 0, 0, ())
    last = there(await store.verifications.last())
    assert (last["size"], last["faults"], last["findings"]) == (3, 0, [])
    await site.sealed()
    assert (await verify(store.connection, trusted)).faults == 0, "its own record is part of the register"


async def test_faults_are_counted_recorded_and_logged(
    site: Site, store: Store, trusted: Trusted, caplog: pytest.LogCaptureFixture
) -> None:
    await some(site)
    await site.connection.revisions.update_one({"_id": f"{A}:2"}, {"$set": {"agency": "agency-other"}})
    made = await verify(store.connection, trusted)
    assert (made.faults, made.findings) == (1, (FindingCount(code="field-differs", count=1),))
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert lines == [f"fault: field-differs: {A}:2: fields for queries", "verified 3 entries: 1 faults"]


async def test_a_database_that_was_put_back_is_noticed_by_the_checkpoint_it_kept(
    site: Site, store: Store, trusted: Trusted
) -> None:
    await some(site)
    assert (await verify(store.connection, trusted)).faults == 0
    kept = (trusted.home / verifier.CHECKPOINT).read_bytes()
    await site.connection.checkpoints.delete_one({"_id": 3})
    made = await verify(store.connection, trusted)
    assert "log-truncated" in {found.code for found in made.findings}
    assert (trusted.home / verifier.CHECKPOINT).read_bytes() == kept, "what had a fault is not kept instead"


async def test_it_waits_until_the_last_one_is_old_enough(
    site: Site, store: Store, trusted: Trusted, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some(site)
    stop, waits = asyncio.Event(), list[float]()

    async def waited(_: asyncio.Event, seconds: float) -> None:
        waits.append(seconds)
        clock.forward(seconds=1_799.5)
        if len(waits) == 4:
            stop.set()

    monkeypatch.setattr(verifier, "pause", waited)
    monkeypatch.setattr(verifier, "AGAIN_SECONDS", 10_000.0)
    await run(store.connection, trusted, HOUR, stop)
    # At once; then half an hour is left; then a part of a second; then an hour has passed.
    assert [round(seconds) for seconds in waits] == [10_000, 1_800, 1, 10_000]
    assert await site.connection.revisions.count_documents({"type": "access.verified"}) == 2


async def test_it_waits_for_the_first_entry_of_the_log(
    site: Site, store: Store, trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.sealed()
    stop = asyncio.Event()

    async def waited(*_: object) -> None:
        stop.set()

    monkeypatch.setattr(verifier, "pause", waited)
    await run(store.connection, trusted, HOUR, stop)
    assert await store.verifications.last() is None


async def test_one_that_cannot_run_to_its_end_records_nothing_and_is_begun_again(
    site: Site, store: Store, trusted: Trusted, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await some(site)
    stop = asyncio.Event()

    async def away(*_: object) -> None:
        stop.set()
        raise ConnectionError("away")

    monkeypatch.setattr(verifier, "verify", away)
    await run(store.connection, trusted, HOUR, stop)
    assert await store.verifications.last() is None
    assert "verification failed: ConnectionError: away" in caplog.messages


async def test_a_policy_binds_from_the_size_at_which_it_began(site: Site, panel: Panel) -> None:
    """A file binds from the size that its reader names; what the log signed itself binds from its first batch."""
    policy = panel.away()
    for number in range(3):
        await site.extend(f"{A}{number}", REGISTERED, policy=policy, uncosigned=Uncosigned.MARK)
    ours = ["checkpoints 1", "checkpoints 2", "checkpoints 3"]
    assert {size: await uncosigned(site, policy, size) for size in (0, 2, 3, 4)} == {
        0: ["checkpoints 0", *ours],
        **dict.fromkeys((2, 3, 4), ours),
    }


async def uncosigned(site: Site, policy: Policy, since: int) -> list[str]:
    found = await site.findings(policy, policy_from=since)
    return [finding.place for finding in found if finding.code == "checkpoint-uncosigned"]
