"""The sealer and its witnesses: quorums, outages, and witnesses that know more than we do."""

import shutil
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from domain.kernel.witnessing import WitnessState
from store.driver.connection import wall_clock
from store.log.faults import DirectoryRefused, Forked, Unwitnessed, WitnessAhead
from store.log.storage import Published
from store.log.witnessing import witness as client
from store.log.witnessing.policies import Cosigned, signed_policy, witness_headers, witnesses_of
from store.log.witnessing.witness import post
from store.process.setting_values import Uncosigned
from store.process.settings import SealerSettings
from store.tlog.checkpoint import Checkpoint
from store.tlog.note import Signer, join, split
from store.tlog.policy import Cosigner, parse_policy
from tests.sealer.processes import NOWHERE, Panel, running
from tests.sealer.processes import settings as settings_of
from tests.sealer.site import ORIGIN, REGISTERED, Site
from tests.support import web
from tests.support.record import there
from workers.admitting import known_policy
from workers.sealer import take_policy

HOUR = timedelta(hours=1)


async def test_two_of_three_are_enough_and_a_verifier_agrees(site: Site, panel: Panel) -> None:
    with running(panel.homes[0]) as one, running(panel.homes[2]) as three:
        policy = panel.policy([one, NOWHERE, three], 2)
        await site.grow(3, policy=policy)
        sealer = await site.grow(2, policy=policy)
        assert sealer.published == (5, True)
        assert sealer.witnesses.states["0"] == "cosigned 5"
        assert "refused" in sealer.witnesses.states["1"].lower()
    assert [finding.code for finding in await site.findings(policy)] == []
    assert await site.codes(panel.away(3)) == {"checkpoint-uncosigned"}


async def test_without_a_quorum_nothing_is_published_until_there_is_one(site: Site, panel: Panel) -> None:
    await site.agency(3)
    sealer = site.sealer(policy=panel.away())
    for _ in range(2):
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert await site.storage.newest() is None
    with running(panel.homes[1]) as url:
        await site.sealed(policy=panel.policy([NOWHERE, url, NOWHERE]))
    assert (await site.newest()).size == 3
    await site.whole()


async def test_an_outage_between_two_batches_loses_nothing(site: Site, panel: Panel) -> None:
    with panel.one() as (_, policy):
        sealer = await site.sealed(policy=policy)
    await site.agency(3)
    for _ in range(2):
        with pytest.raises(Unwitnessed):
            await sealer.tick()
    assert site.home.locked().checkpoint.size == 3
    assert (await site.newest()).size == 0
    await site.agency(1)
    with panel.one() as (_, policy):
        await site.sealed(policy=policy)
    await site.whole()


async def test_marked_ones_are_published_and_told(site: Site, panel: Panel) -> None:
    policy = panel.away()
    sealer = await site.grow(3, policy=policy, uncosigned=Uncosigned.MARK)
    assert sealer.published == (3, False)
    assert await site.codes(policy) == await site.codes() == {"checkpoint-uncosigned"}


async def test_a_quiet_log_is_cosigned_again_at_an_interval(site: Site, panel: Panel) -> None:
    with panel.one() as (_, policy):
        sealer = await site.grow(3, policy=policy)
        published = await site.newest()
        assert await sealer.recosign(HOUR) is False, "witnesses were asked a moment ago"
        assert await sealer.recosign(timedelta()) is True
    shown = there(await site.storage.shown())
    assert (shown.size, shown.at, shown.cosigned) == (published.size, published.at, True)
    (_, (later,)), (_, (first,)) = await said_of(site, shown), await said_of(site, published)
    assert (later.name, later.at >= first.at) == (first.name, True)
    assert await site.storage.newest() == published, "anchors name what was published"
    assert await site.findings(policy) == []


async def test_what_was_marked_shows_its_quorum_once_a_witness_is_back(site: Site, panel: Panel) -> None:
    sealer = await site.grow(3, policy=panel.away(), uncosigned=Uncosigned.MARK)
    assert await sealer.recosign(timedelta()) is False
    assert (await site.storage.shown() or pytest.fail("none")).cosigned is False
    with panel.one() as (_, policy):
        sealer = await site.sealed(policy=policy, uncosigned=Uncosigned.MARK)
        assert await sealer.recosign(HOUR) is True, "a process that has just begun has asked nobody"
    assert (await said_of(site, there(await site.storage.shown())))[0] is WitnessState.QUORUM
    await site.grow(1, policy=panel.away(), uncosigned=Uncosigned.MARK)
    assert await site.storage.shown() == await site.storage.newest(), "it is for that size only"


async def test_a_later_note_that_this_log_did_not_sign_is_found(site: Site, panel: Panel) -> None:
    await site.grow(3)
    text, lines = split((await site.newest()).note)
    altered = [replace(line, signature=bytes(reversed(line.signature))).line() for line in lines]
    await site.storage.keep_recosigned(3, join(text, altered), site.clock(), True)
    assert await site.codes() == {"checkpoint-unsigned"}


async def test_stripped_cosignatures_are_found(site: Site, panel: Panel) -> None:
    with panel.one() as (_, policy):
        await site.grow(3, policy=policy)
    await site.storage.checkpoints.update_one({"_id": 3}, {"$set": {"note": site.home.state.current()[0]}})
    assert await site.codes(policy) == {"checkpoint-uncosigned"}


async def test_everything_put_back_at_once_is_noticed_by_a_witness(site: Site, panel: Panel, tmp_path: Path) -> None:
    """A snapshot of the whole machine, database and folder: they agree, and only somebody outside knows better."""
    with panel.one() as (_, policy):
        await site.grow(3, policy=policy)
        old = await site.dump()
        shutil.copytree(site.path, tmp_path / "snapshot")
        await site.grow(1, policy=policy)
        await site.keep()
        await site.restore(old)
        shutil.rmtree(site.path)
        shutil.copytree(tmp_path / "snapshot", site.path)
        await site.agency(2)
        with pytest.raises(WitnessAhead):
            await site.sealer(policy=policy).tick()
    assert site.home.locked().checkpoint.size == 3  # nothing was signed


async def test_a_witness_of_another_root_stops_a_quiet_log_and_a_growing_one(site: Site, panel: Panel) -> None:
    """Somebody signed another tree with our key, and the witness saw that one first."""
    sealer = await site.grow(3)
    forged = site.home.sign(Checkpoint(ORIGIN, 3, b"\x07" * 32))
    with panel.one() as (url, policy):
        assert (await post(f"{url}/add-checkpoint", client.request_body(0, [], forged)))[0] == 200
        sealer.witnesses = client.Witnesses(policy)
        with pytest.raises(Forked):
            await sealer.recosign(timedelta())
        await site.agency(1)
        with pytest.raises(Forked):
            await site.sealer(policy=policy).tick()
    assert site.home.locked().checkpoint.size == 3


async def test_claimed_times_are_bounded_by_cosignatures(site: Site, panel: Panel) -> None:
    with panel.one() as (_, policy):
        await site.sealed(policy=policy)
        late = (await site.write("agency-late", REGISTERED, at=wall_clock() + timedelta(hours=1)))[0]
        early = (await site.write("agency-early", REGISTERED, at=wall_clock() - timedelta(hours=1)))[0]
        await site.sealed(policy=policy)
    found = {(finding.code, finding.place) for finding in await site.findings(policy)}
    assert found == {("time-future", late), ("time-early", early)}  # what has not come is not sealed
    # Without a policy of the reader, that of the log names the witnesses.
    assert {(finding.code, finding.place) for finding in await site.findings()} == found


async def test_what_witnesses_a_checkpoint_has_is_said_truly(site: Site, panel: Panel) -> None:
    """Nobody asked and nobody there; one of three; enough: with the names of those who cosigned, and when."""
    await site.grow(1)
    assert await said_of(site, await site.newest()) == (WitnessState.NONE, ())
    with running(panel.homes[0]) as url:
        for need, state in ((2, WitnessState.BELOW_QUORUM), (1, WitnessState.QUORUM)):
            await site.grow(1, policy=panel.policy([url, NOWHERE, NOWHERE], need), uncosigned=Uncosigned.MARK)
            said, (cosigned,) = await said_of(site, await site.newest())
            assert (said, cosigned.name) == (state, "witness.test/w1")
            assert abs(cosigned.at - wall_clock()) < timedelta(minutes=1)
            headers = witness_headers(said, (cosigned,))
            assert headers["Casebook-Witnesses"] == state.value
            assert headers["Casebook-Cosigned-By"].startswith("witness.test/w1 20")


async def said_of(site: Site, published: Published) -> tuple[WitnessState, tuple[Cosigned, ...]]:
    return await witnesses_of(site.storage, published, ORIGIN, site.verifier)


async def with_line(site: Site, line: bytes) -> Published:
    made = await site.newest()
    text, lines = split(made.note)
    note = join(text, [*(one.line() for one in lines), line])
    await site.storage.checkpoints.update_one({"_id": made.size}, {"$set": {"note": note, "cosigned": True}})
    return await site.newest()


class TestLinesThatNobodyMade:
    """Whoever owns the database adds a line, and marks the checkpoint as cosigned."""

    async def test_a_line_in_the_name_of_somebody_is_no_witness_and_a_finding(self, site: Site) -> None:
        await site.grow(1)
        text = split((await site.newest()).note)[0]
        forged = await with_line(site, Cosigner.generate("inspectorate.test/w").sign(text, 1_700_000_000))
        assert await said_of(site, forged) == (WitnessState.NONE, ())
        assert await site.codes() == {"cosignature-unknown"}

    async def test_one_in_the_name_of_a_witness_is_none(self, site: Site, panel: Panel) -> None:
        policy = panel.away()
        await site.grow(1, policy=policy, uncosigned=Uncosigned.MARK)
        text, name = split((await site.newest()).note)[0], next(iter(policy.witnesses.values())).verifier.name
        forged = await with_line(site, Cosigner.generate(name).sign(text, 1_700_000_000))
        assert await said_of(site, forged) == (WitnessState.NONE, ())
        assert await site.codes() == {"cosignature-unknown", "checkpoint-uncosigned"}

    async def test_without_a_key_of_the_log_nothing_is_claimed(self, site: Site, panel: Panel) -> None:
        with panel.one() as (_, policy):
            await site.grow(1, policy=policy)
        made = await site.newest()
        assert (await witnesses_of(site.storage, made, ORIGIN, None))[0] is WitnessState.NONE
        assert (await said_of(site, made))[0] is WitnessState.QUORUM

    async def test_a_policy_of_another_key_is_a_finding_and_counts_for_nothing(self, site: Site) -> None:
        await site.grow(1)
        witness = Cosigner.generate("inspectorate.test/w")
        policy = parse_policy(f"witness one {witness.vkey()}\nquorum one".encode())
        await site.storage.keep_policy(signed_policy(policy, ORIGIN, 0, Signer.generate(ORIGIN)))
        forged = await with_line(site, witness.sign(split((await site.newest()).note)[0], 1_700_000_000))
        assert await said_of(site, forged) == (WitnessState.NONE, ())
        assert await site.codes() == {"policy-unsigned", "cosignature-unknown"}


async def test_a_policy_that_changed_stops_the_sealer_until_somebody_says_so(
    site: Site, tmp_path: Path, root_uri: str
) -> None:
    file = tmp_path / "policy"
    witness = Cosigner.generate("inspectorate.test/w")
    file.write_text(f"witness one {witness.vkey()} {NOWHERE}\nquorum one\n")
    more = {"CASEBOOK_MODE": "development", "CASEBOOK_WITNESS_POLICY": str(file)}
    settings = SealerSettings.from_env(settings_of(site, root_uri, **more))
    known_policy(settings, site.home)
    file.write_text("quorum none\n")
    with pytest.raises(DirectoryRefused, match="others than before"):
        known_policy(settings, site.home)
    assert take_policy(settings) == "quorum none\n"
    known_policy(settings, site.home)


async def test_a_checkpoint_that_only_a_witness_signed_is_none(site: Site, panel: Panel) -> None:
    with panel.one() as (_, policy):
        await site.grow(1, policy=policy)
    text, lines = split((await site.newest()).note)
    note = join(text, [line.line() for line in lines if line.name != ORIGIN])
    await site.storage.checkpoints.update_one({"_id": 1}, {"$set": {"note": note}})
    assert "checkpoint-unsigned" in await site.codes(policy)


async def test_what_monitors_see_is_what_was_published(site: Site, panel: Panel) -> None:
    with panel.one() as (url, policy):
        await site.grow(1, policy=policy)
        named = sha256(ORIGIN.encode()).hexdigest()
        async with web.AsyncClient() as http:
            latest = (await http.get(f"{url}/{named}/checkpoint")).content
    assert latest == (await site.newest()).note
