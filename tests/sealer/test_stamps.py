"""Time stamps (RFC 3161) and their archive, with `openssl ts` as the authority and as a second opinion."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.driver.connection import wall_clock
from store.log.stamping.stamps import (
    STAMP_MOST,
    ArchiveRefused,
    Authority,
    Stamper,
    Stamping,
    StampRefused,
    checked,
    copy_stamps,
    renew,
    stamp_request,
)
from store.log.witnessing.witness import WitnessAway
from store.tlog.policy import Policy
from store.verification.register import Finding, Level, log_findings
from tests.sealer.site import REGISTERED, Site
from tests.support.record import there
from tests.support.tsa import Tsa, serving

HOUR = timedelta(hours=1)
NOTE = b"casebook.test/log\n5\nAAAA\n\n"
AWAY = "http://127.0.0.1:9/"


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    return Tsa(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    return Tsa(tmp_path_factory.mktemp("other"), "Another authority")


@pytest.fixture(scope="module")
def url(tsa: Tsa) -> Iterator[str]:
    with serving(tsa) as address:
        yield address


def authority(tsa: Tsa) -> Authority:
    return Authority.from_pem(tsa.certificates.read_bytes())


def stamper(site: Site, tsa: Tsa, url: str, every: timedelta = HOUR) -> Stamper:
    return Stamper(site.storage, Stamping(url, authority(tsa), every), site.clock)


async def findings(site: Site, checked: Authority | None) -> list[Finding]:
    seen = replace(site.connection, clock=site.clock)
    found = log_findings(seen, [site.verifier], Policy(), site.kept, (), checked)
    return [item async for item in found]


@pytest.fixture
def now(site: Site) -> Site:
    site.clock = wall_clock
    return site


class TestOneStamp:
    def test_says_when(self, tsa: Tsa) -> None:
        before = datetime.now(UTC).replace(microsecond=0)
        request = stamp_request(NOTE)
        time = authority(tsa).time(tsa.answer(request.as_bytes()), NOTE, request.nonce)
        assert before <= time <= datetime.now(UTC)

    def test_the_authoritys_own_certificate_may_be_pinned(self, tsa: Tsa, other: Tsa) -> None:
        stamp = tsa.answer(stamp_request(NOTE).as_bytes())
        root = tsa.certificates.read_bytes()
        assert Authority.from_pem(root + (tsa.folder / "tsa.pem").read_bytes()).time(stamp, NOTE)
        with pytest.raises(StampRefused):
            Authority.from_pem(root + (other.folder / "tsa.pem").read_bytes()).time(stamp, NOTE)

    def test_of_other_bytes_another_question_or_another_authority_is_refused(self, tsa: Tsa, other: Tsa) -> None:
        request = stamp_request(NOTE)
        stamp = tsa.answer(request.as_bytes())
        with pytest.raises(StampRefused):
            authority(tsa).time(stamp, NOTE + b" ")
        with pytest.raises(StampRefused):
            authority(tsa).time(stamp, NOTE, (request.nonce or 0) + 1)
        with pytest.raises(StampRefused):
            authority(other).time(stamp, NOTE)

    def test_every_changed_byte_of_time_or_hash_is_refused(self, tsa: Tsa) -> None:
        stamp = tsa.answer(stamp_request(NOTE).as_bytes())
        time = stamp.index(b"\x18\x0f") + 2  # GeneralizedTime, YYYYMMDDHHMMSSZ
        for at in range(time, time + 14):
            changed = stamp[:at] + bytes([stamp[at] ^ 1]) + stamp[at + 1 :]
            with pytest.raises(StampRefused):
                authority(tsa).time(changed, NOTE)

    @pytest.mark.parametrize("stamp", [b"", b"junk", b"\x30\x03\x02\x01\x00", b"0" * (STAMP_MOST + 1)])
    def test_junk_is_refused(self, tsa: Tsa, stamp: bytes) -> None:
        with pytest.raises(StampRefused):
            authority(tsa).time(stamp, NOTE)

    def test_certificates_that_are_none_and_a_chain_without_a_root_are_refused(self, tsa: Tsa) -> None:
        for data in (b"", b"junk", (tsa.folder / "tsa.pem").read_bytes()):
            with pytest.raises(StampRefused):
                Authority.from_pem(data)


class TestStamping:
    async def test_a_published_checkpoint_is_stamped_and_openssl_agrees(self, now: Site, tsa: Tsa, url: str) -> None:
        await now.grow(3)
        assert await stamper(now, tsa, url).stamp() == 3
        stored, newest = there(await now.storage.stamps.find_one({"_id": 3})), await now.newest()
        assert tsa.accepts(stored["stamp"], newest.note)
        assert not tsa.accepts(stored["stamp"], newest.note + b"x")
        assert await findings(now, authority(tsa)) == []

    async def test_at_most_so_often(self, now: Site, tsa: Tsa, url: str) -> None:
        await now.grow(1)
        asked = tsa.asked
        seldom, often = stamper(now, tsa, url), stamper(now, tsa, url, timedelta(0))
        assert [await seldom.stamp(), await seldom.stamp(), await often.stamp()] == [1, None, None]
        await now.grow(1)
        assert [await seldom.stamp(), await often.stamp()] == [None, 2]
        assert tsa.asked == asked + 2

    async def test_an_empty_log_is_not_stamped(self, now: Site, tsa: Tsa, url: str) -> None:
        assert await stamper(now, tsa, url).stamp() is None

    async def test_an_authority_that_is_away_stamps_nothing(self, now: Site, tsa: Tsa) -> None:
        await now.grow(1)
        with pytest.raises(WitnessAway):
            await stamper(now, tsa, AWAY).stamp()
        assert await findings(now, authority(tsa)) == []

    async def test_what_another_authority_answers_is_not_kept(self, now: Site, tsa: Tsa, other: Tsa, url: str) -> None:
        await now.grow(1)
        with pytest.raises(StampRefused):
            await stamper(now, other, url).stamp()
        assert await now.storage.stamps.count_documents({}) == 0


class TestFindings:
    @pytest.fixture
    async def stamped(self, now: Site, tsa: Tsa, url: str) -> Site:
        await now.grow(2)
        await stamper(now, tsa, url).stamp()
        await now.grow(1)
        return now

    async def codes(self, site: Site, tsa: Tsa) -> list[str]:
        return [finding.code for finding in await findings(site, authority(tsa))]

    async def test_an_edited_stamp(self, stamped: Site, tsa: Tsa) -> None:
        await stamped.storage.stamps.update_one({"_id": 2}, {"$set": {"stamp": b"junk"}})
        assert await self.codes(stamped, tsa) == ["stamp-invalid"]
        await stamped.storage.stamps.update_one({"_id": 2}, {"$unset": {"stamp": ""}})
        assert await self.codes(stamped, tsa) == ["stamp-invalid"]

    async def test_a_stamp_put_to_another_checkpoint(self, stamped: Site, tsa: Tsa) -> None:
        stored = there(await stamped.storage.stamps.find_one({"_id": 2}))
        await stamped.storage.stamps.insert_many([{**stored, "_id": 3}, {**stored, "_id": 9}])
        assert await self.codes(stamped, tsa) == ["stamp-invalid", "stamp-stray"]

    async def test_of_another_authority(self, stamped: Site, other: Tsa) -> None:
        assert await self.codes(stamped, other) == ["stamp-invalid"]

    async def test_without_certificates_it_is_a_note(self, stamped: Site) -> None:
        (found,) = await findings(stamped, None)
        assert (found.code, found.level) == ("stamp-unchecked", Level.NOTE)

    async def test_an_event_that_claims_to_be_later_than_its_stamp(self, now: Site, tsa: Tsa, url: str) -> None:
        """The stamp dates an event from above where no witness does."""
        await now.write("agency-late", REGISTERED, at=wall_clock() + HOUR)
        now.clock = lambda: wall_clock() + HOUR  # or the sealer would hold it
        await now.sealed()
        now.clock = wall_clock
        assert await self.codes(now, tsa) == ["time-future"]
        await stamper(now, tsa, url).stamp()
        assert sorted(await self.codes(now, tsa)) == ["time-future", "time-late"]


@pytest.fixture
async def folder(site: Site, tmp_path: Path) -> Path:
    """An archive of two stamps; what they are is not looked at here."""
    for size in (1, 2):
        await site.grow(1)
        await site.storage.stamps.insert_one({"_id": size, "stamp": b"stamp %d" % size})
    archive = tmp_path / "archive"
    archive.mkdir()
    assert await copy_stamps(site.storage, archive) == 2
    return archive


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def summed(made: Path) -> bool:
    words = ["sha256sum", "--check", "--strict", made.name]
    return subprocess.run(words, cwd=made.parent, capture_output=True, check=False).returncode == 0


async def test_a_list_of_all_is_stamped_and_other_programs_agree(folder: Path, tsa: Tsa, site: Site) -> None:
    made = renew(folder, authority(tsa), tsa.answer)
    assert files(folder) == ["1.checkpoint", "1.tsr", "2.checkpoint", "2.tsr", "list-0001.tsr", "list-0001.txt"]
    assert summed(made)
    assert tsa.accepts(made.with_suffix(".tsr").read_bytes(), made.read_bytes())
    assert await copy_stamps(site.storage, folder) == 0, "what is there is not copied again"


async def test_the_next_list_covers_the_one_before_and_its_stamp(folder: Path, tsa: Tsa) -> None:
    renew(folder, authority(tsa), tsa.answer)
    second = renew(folder, authority(tsa), tsa.answer)
    named = [line.split("  ")[1] for line in second.read_text().splitlines()]
    assert named == ["1.checkpoint", "1.tsr", "2.checkpoint", "2.tsr", "list-0001.tsr", "list-0001.txt"]


@pytest.mark.parametrize("name", ["1.tsr", "2.checkpoint", "list-0001.tsr"])
async def test_what_changed_or_went_is_named(folder: Path, tsa: Tsa, name: str) -> None:
    renew(folder, authority(tsa), tsa.answer)
    renew(folder, authority(tsa), tsa.answer)
    kept = (folder / name).read_bytes()
    (folder / name).write_bytes(kept + b"x")
    with pytest.raises(ArchiveRefused, match=f"{name} is not what list"):
        checked(folder)
    (folder / name).unlink()
    with pytest.raises(ArchiveRefused, match=f"{name} of list . is gone"):
        checked(folder)


async def test_a_stamp_that_the_register_changed_is_named(folder: Path, site: Site) -> None:
    await site.storage.stamps.update_one({"_id": 1}, {"$set": {"stamp": b"another"}})
    with pytest.raises(ArchiveRefused, match=r"1\.tsr is there with other content"):
        await copy_stamps(site.storage, folder)


async def test_what_no_authority_stamped_makes_no_list(folder: Path, tsa: Tsa) -> None:
    before = files(folder)
    with pytest.raises(StampRefused):
        renew(folder, authority(tsa), lambda _: b"nonsense")
    assert files(folder) == before


def test_an_archive_of_nothing_is_not_stamped(tmp_path: Path, tsa: Tsa) -> None:
    with pytest.raises(ArchiveRefused, match="no stamp"):
        renew(tmp_path, authority(tsa), lambda _: b"")


def test_a_list_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "list-0001.txt").write_text(f"{'0' * 64}  ../secret\n")
    with pytest.raises(ArchiveRefused, match="gone"):
        checked(tmp_path)
