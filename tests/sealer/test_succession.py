"""A log with a second key: who follows it, who does not, what a crash leaves, and going on without lost entries."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from store.driver.connection import wall_clock
from store.log.audit.finding import Finding, Level
from store.log.faults import DirectoryRefused, ResumeRefused, StagingLost
from store.log.mirror import Mirror, MirrorFault
from store.log.recovery.succeeding import go_on_without, succeed
from store.log.sealing import directory as sealer_directory
from store.log.sealing.directory import open_directory
from store.log.sealing.indexer import Indexer
from store.log.witnessing.witness import request_body
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import consistency_proof, root_of
from store.tlog.note import Signer, Verifier, join, verify
from store.tlog.strict import SuccessionRefused
from store.tlog.succession import LogKeys, Succession
from tests.sealer.damage import A
from tests.sealer.site import ORIGIN, Site, named
from tests.sealer.test_mirror import served
from tests.sealer.test_witness import LEAVES, LOG, body, note, read
from workers.witness import Witness, init, run, trust
from workers.witness import succeed as follow

NEXT = Signer.generate(LOG.name)


async def succeeded(site: Site) -> Succession:
    return await succeed(site.storage, site.home, site.clock())


async def gone_on(site: Site, last: bytes, before: Verifier | None = None) -> Succession:
    return await go_on_without(site.storage, site.path, ORIGIN, last, site.clock(), before)


async def knowing(site: Site, key: Verifier) -> list[Finding]:

    class Knowing(Site):
        verifier = key

    return await Knowing(site.connection, site.path, site.clock, kept=site.kept).findings()


async def found(site: Site, key: Verifier) -> set[str]:
    return {finding.code for finding in await knowing(site, key)}


class TestHandedOver:
    async def test_the_log_goes_on_and_either_key_leads_to_the_other(self, world: Site) -> None:
        before = world.verifier
        made = await succeeded(world)
        await world.sealed()
        await world.extend(A, named(7))
        assert (world.verifier.vkey(), made.lost) == (made.after.vkey(), 0)
        assert world.home.locked().checkpoint.size > made.goes_on.size
        await world.keep()
        assert await found(world, before) == set()
        assert await found(world, made.after) == set()
        assert await Indexer(world.storage, world.home, world.clock).index()
        assert await found(world, before) == set()

    async def test_several_follow_each_other(self, world: Site) -> None:
        keys = [world.verifier]
        for number in range(3):
            keys.append((await succeeded(world)).after)
            await world.extend(A, named(number))
        assert [await found(world, key) for key in keys] == [set()] * 4
        assert [term.verifier.vkey() for term in world.home.keys().terms] == [key.vkey() for key in keys]

    async def test_a_stranger_who_knows_neither_key_believes_nothing(self, world: Site) -> None:
        await succeeded(world)
        stranger = Verifier.from_vkey(Signer.generate(ORIGIN).vkey())
        findings = await knowing(world, stranger)
        assert {"succession-invalid", "checkpoint-unsigned"} <= {finding.code for finding in findings}
        assert len(findings) == len({(finding.code, finding.place) for finding in findings}), "each is told once"

    async def test_the_key_before_signs_nothing_more(self, world: Site) -> None:
        shutil.copytree(world.path, old := world.path.with_name("old"))
        made = await succeeded(world)
        await world.extend(A, named(7))
        newest = world.home.locked().checkpoint
        signer = Site(world.connection, old, world.clock).home.signer
        world.kept = [join(newest.text(), [signer.sign(newest.text())])]
        assert "checkpoint-unsigned" in await found(world, made.after)
        assert "checkpoint-unsigned" in await found(world, made.before)

    async def test_a_thief_of_the_old_key_who_signs_a_successor_of_his_own_is_seen(self, world: Site) -> None:
        signer, thief = world.home.signer, Signer.generate(ORIGIN)
        made = await succeeded(world)
        other = replace(made, after=Verifier.from_vkey(thief.vkey()))
        await world.storage.keep_successions({other.after.vkey(): other.note(signer, thief)})
        assert "succession-invalid" in await found(world, made.before)
        assert "succession-invalid" in await found(world, made.after)

    async def test_a_note_that_only_the_new_key_signed_leads_back_and_not_on(self, world: Site) -> None:
        thief, at = Signer.generate(ORIGIN), world.home.locked().checkpoint
        made = Succession(world.verifier, Verifier.from_vkey(thief.vkey()), world.clock(), at, at)
        await world.storage.keep_successions({made.after.vkey(): made.note(thief)})
        assert "succession-invalid" in await found(world, made.before), "it leads nowhere from the key that is known"

    async def test_a_root_that_the_log_never_had_is_a_fault(self, world: Site) -> None:
        signer, at = world.home.signer, world.home.locked().checkpoint
        next_one = Signer.generate(ORIGIN)
        forged = replace(at, root=b"\x01" * 32)
        made = Succession(world.verifier, Verifier.from_vkey(next_one.vkey()), world.clock(), forged, forged)
        await world.storage.keep_successions({made.after.vkey(): made.note(signer, next_one)})
        assert {"forked", "root-differs"} & await found(world, made.before)

    async def test_without_the_note_no_known_key_signed(self, world: Site) -> None:
        made = await succeeded(world)
        await world.extend(A, named(7))
        await world.storage.successions.delete_many({})
        assert "checkpoint-unsigned" in await found(world, made.before)
        assert "checkpoint-unsigned" in await found(world, made.after)


def test_a_key_hands_nothing_over_before_it_began() -> None:
    first, second, third = (Signer.generate(ORIGIN) for _ in range(3))
    at = [Checkpoint(ORIGIN, size, bytes([size]) * 32) for size in (20, 10)]
    notes = [
        Succession(public(before), public(after), wall_clock(), here, here).note(before, after)
        for before, after, here in ((first, second, at[0]), (second, third, at[1]))
    ]
    with pytest.raises(SuccessionRefused, match="before"):
        LogKeys.following(public(first), notes)


@pytest.mark.parametrize("pinned", [0, 1])
def test_a_key_that_handed_the_log_over_never_comes_back(pinned: int) -> None:
    """A thief of the first key signs alone that the second handed it the log."""
    keys, here = [Signer.generate(ORIGIN) for _ in range(2)], Checkpoint(ORIGIN, 20, bytes(31) + b"1")
    first, second = keys
    away = Succession(public(first), public(second), wall_clock(), here, here).note(first, second)
    back = Succession(public(second), public(first), wall_clock(), here, here).note(first)
    with pytest.raises(SuccessionRefused, match="comes back"):
        LogKeys.following(public(keys[pinned]), [away, back])


def test_a_loss_excuses_no_checkpoint_of_a_key_that_had_not_begun() -> None:
    """A thief of the second key cannot pass off what it signed of the first one's time as lost."""
    first, second, third = (Signer.generate(LOG.name) for _ in range(3))
    ten, twenty, thirty = (Checkpoint(LOG.name, size, root_of(LEAVES[:size])) for size in (10, 20, 30))
    notes = [
        Succession(public(first), public(second), wall_clock(), twenty, twenty).note(first, second),
        Succession(public(second), public(third), wall_clock(), ten, thirty).note(second, third),
    ]
    keys = LogKeys.following(public(third), notes)

    def lost(signer: Signer, size: int) -> bool:
        text = Checkpoint(LOG.name, size, root_of(LEAVES[:size])).text()
        checkpoint = Checkpoint(LOG.name, size, root_of(LEAVES[:size]))
        return keys.lost(checkpoint, verify(join(text, [signer.sign(text)]), keys.verifiers).verified) is not None

    signed = [(first, 10), (first, 15), (first, 20), (second, 15), (second, 20), (second, 30), (third, 20)]
    assert [lost(*one) for one in signed] == [False, True, True, False, True, True, False]


class TestCutOff:
    async def test_a_key_without_a_note_is_taken_by_the_next_try(self, world: Site) -> None:
        fresh = sealer_directory.next_key(world.path, ORIGIN)
        before = world.verifier
        assert world.home.verifier.vkey() == before.vkey()
        assert (await succeeded(world)).after.vkey() == fresh.vkey()

    async def test_a_note_that_is_kept_is_settled_at_the_next_start(
        self, world: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = world.verifier
        with monkeypatch.context() as patched:
            patched.setattr(sealer_directory, "settle", lambda *_: None)
            made = await succeeded(world)
            assert world.home.verifier.vkey() == before.vkey()
        await world.storage.successions.delete_many({})  # nor was it shown
        assert world.verifier.vkey() == made.after.vkey()
        await world.extend(A, named(7))
        assert await found(world, before) == set()

    async def test_what_is_no_note_stops_it(self, world: Site) -> None:
        (world.path / "successions").write_text("something else")
        with pytest.raises(DirectoryRefused):
            open_directory(world.path, ORIGIN)


class TestLost:
    async def lose(self, site: Site) -> bytes:
        """Put the database back to an earlier day; the newest checkpoint, which somebody kept."""
        old = await site.dump()
        await site.extend(A, named(8), named(9))
        last = await site.keep()
        await site.restore(old)
        return last

    async def test_it_goes_on_under_another_key_and_says_so(self, world: Site) -> None:
        await world.sealed()
        last, before = await self.lose(world), world.verifier
        with pytest.raises(StagingLost):
            await world.sealer().tick()
        made = await gone_on(world, last)
        assert made.lost == 2
        await world.extend(A, named(80))
        for key in (before, made.after):
            assert await found(world, key) == {"entries-lost"}
        assert {finding.level for finding in await world.findings()} == {Level.NOTE}

    async def test_a_loss_may_reach_back_before_an_earlier_key_began(self, world: Site) -> None:
        await world.sealed()
        first, old = world.verifier, await world.dump()
        await world.extend(A, named(8))
        middle = (await succeeded(world)).after
        await world.extend(A, named(9))
        last = await world.keep()
        await world.restore(old)
        made = await gone_on(world, last)
        assert made.lost == 2
        await world.extend(A, named(80), named(81))
        for key in (first, middle, made.after):
            assert await found(world, key) == {"entries-lost"}

    async def test_a_newer_checkpoint_than_the_note_admits_is_a_fault(self, world: Site) -> None:
        await world.sealed()
        last = await self.lose(world)
        signer = world.home.signer
        await gone_on(world, last)
        text = Checkpoint(ORIGIN, 99, b"\x01" * 32).text()
        world.kept = [join(text, [signer.sign(text)])]
        assert "checkpoint-unsigned" in await world.codes()

    async def test_without_the_folder_the_new_key_alone_signs(self, world: Site) -> None:
        await world.sealed()
        last, before = await self.lose(world), world.verifier
        shutil.rmtree(world.path)
        world.path.mkdir(mode=0o700)
        with pytest.raises(DirectoryRefused):
            await gone_on(world, last)
        made = await gone_on(world, last, before)
        await world.extend(A, named(80))
        assert await found(world, made.after) == {"entries-lost"}
        assert "checkpoint-unsigned" in await found(world, before), "the old key led nowhere"

    @pytest.mark.parametrize("what", ["nothing is lost", "an old checkpoint", "half a batch", "another key"])
    async def test_it_refuses(self, world: Site, what: str) -> None:
        await world.sealed()
        first = await world.keep()
        last = first if what == "nothing is lost" else await self.lose(world)
        if what == "an old checkpoint":
            last = first
        if what == "half a batch":
            size = world.home.locked().checkpoint.size
            await world.storage.index.insert_one({"_id": size, "event": "x:1", "leaf": b""})
        if what == "another key":
            last = last.replace(b"\xe2\x80\x94 ", b"\xe2\x80\x94 other.")
        with pytest.raises(ResumeRefused):
            await gone_on(world, last)


class TestOthers:
    async def mirrored(self, site: Site, folder: Path, key: Verifier) -> int:
        files = await served(site)
        if notes := await site.storage.handed_over():
            files["successions"] = b"".join(notes)
        return Mirror(folder, key, files.get, entries=True).copy().size

    async def test_a_mirror_follows_and_keeps_what_is_lost(self, world: Site, tmp_path: Path) -> None:
        await world.sealed()
        before, folder = world.verifier, tmp_path / "mirror"
        size = await self.mirrored(world, folder, before)
        await succeeded(world)
        await world.extend(A, named(7))
        assert await self.mirrored(world, folder, before) == size + 1
        assert (folder / "successions").exists()
        last = await TestLost().lose(world)
        await gone_on(world, last)
        assert await self.mirrored(world, folder, before) == size + 1, "it had not more than the log goes on from"

    async def test_a_mirror_that_has_more_says_so(self, world: Site, tmp_path: Path) -> None:
        await world.sealed()
        before, old = world.verifier, await world.dump()
        await world.extend(A, named(8))
        await self.mirrored(world, tmp_path / "mirror", before)
        last = await world.keep()
        await world.restore(old)
        await gone_on(world, last)
        with pytest.raises(MirrorFault, match="keep it"):
            await self.mirrored(world, tmp_path / "mirror", before)


class TestWitness:
    """A witness that saw 20 entries of the log, whose keys say this and that."""

    @pytest.fixture
    def home(self, tmp_path: Path) -> Path:
        home = tmp_path / "witness"
        init(home, "witness.test/one")
        trust(home, LOG.vkey())
        assert Witness(home).add(body(0, 20)).status == 200
        return home

    def handed(self, size: int, last: int, *signers: Signer) -> bytes:
        at, end = (Checkpoint(LOG.name, many, root_of(LEAVES[:many])) for many in (size, last))
        return Succession(public(LOG), public(NEXT), wall_clock(), at, end).note(*signers)

    def test_it_follows_the_key_it_trusts(self, home: Path) -> None:
        notes = [self.handed(20, 20, LOG, NEXT)]
        follow(home, notes)
        follow(home, notes)  # again changes nothing
        assert Witness(home).add(body(20, 30)).status == 403
        request = request_body(20, consistency_proof(20, 30, read), note(30, signer=NEXT))
        assert Witness(home).add(request).status == 200

    @pytest.mark.parametrize(
        ("size", "last", "old_key", "lost"),
        [
            pytest.param(20, 20, False, False, id="the old key did not sign"),
            pytest.param(10, 30, True, False, id="nobody agreed to a loss"),
            pytest.param(10, 15, True, True, id="it saw more than is admitted"),
            pytest.param(10, 10, True, True, id="nothing is admitted"),
        ],
    )
    def test_it_asks_its_owner(self, home: Path, size: int, last: int, old_key: bool, lost: bool) -> None:
        signers = (LOG, NEXT) if old_key else (NEXT,)
        with pytest.raises(SuccessionRefused):
            follow(home, [self.handed(size, last, *signers)], lost=lost)
        assert Witness(home).add(body(20, 30)).status == 200, "nothing changed"

    def test_its_owner_agrees_to_no_loss_of_another_log(self, home: Path) -> None:
        """The note admits as many entries as it saw, but others."""
        at, end = (Checkpoint(LOG.name, many, root_of(LEAVES[1 : many + 1])) for many in (10, 20))
        note = Succession(public(LOG), public(NEXT), wall_clock(), at, end).note(LOG, NEXT)
        with pytest.raises(SuccessionRefused, match="another log"):
            follow(home, [note], lost=True)

    def test_its_owner_agrees_to_a_loss(self, home: Path) -> None:
        follow(home, [self.handed(10, 30, LOG, NEXT)], lost=True)
        request = request_body(10, consistency_proof(10, 12, read), note(12, signer=NEXT))
        assert Witness(home).add(request).status == 200

    def test_by_the_command_line(self, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "successions").write_bytes(self.handed(10, 30, LOG, NEXT))
        assert run([str(home), "--succeed", str(tmp_path / "successions")]) == 2
        assert "ask why" in capsys.readouterr().err
        assert run([str(home), "--succeed", str(tmp_path / "successions"), "--lost"]) == 0


def public(key: Signer) -> Verifier:
    return Verifier.from_vkey(key.vkey())
