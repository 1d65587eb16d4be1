"""Every act has an author: what no admitted process signed is not sealed, and what was sealed without one is found."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.actor import Process
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Admission, Authors, AuthorsRefused, Entered, parse_authors
from store.keys.master import KeyRefused
from store.log.admitted import entered
from store.log.audit.finding import Level
from store.log.faults import DirectoryRefused
from store.log.sealing.directory import try_lock
from store.process.settings import SealerSettings
from store.record.revision import pending_of
from store.tlog.note import Signer, Verifier, join
from store.tlog.policy import Policy
from store.tlog.strict import LogFault
from store.tlog.succession import LogKeys
from store.verification.register import log_findings
from tests.sealer.damage import A, _replace, _revision, _set, _unset, rehashed
from tests.sealer.processes import settings
from tests.sealer.site import ORIGIN, Site, named
from workers.admitting import change_authors

API, WORKER = Author.of(ORIGIN, "cli", b"\1" * 32), Author.of(ORIGIN, "cli-2", b"\2" * 32)
ELSEWHERE = Author.of("other.test/log", "api", bytes(32)).vkey()
STRANGER = Author.of(ORIGIN, "cli", b"\3" * 32)
BROKEN = [{"signature": b""}, {"signature": "x"}, {"author": 5}, {"signature": b"\0" * 64}]


def key(author: Author) -> AuthorVerifier:
    return AuthorVerifier.from_vkey(author.vkey())


@pytest.fixture
def signed(world: Site) -> Site:
    """The world of before, in which two processes sign from now on."""
    place = world.home.locked().checkpoint.size
    world.home.keep_authors(Authors().admitted(key(API), place, Process.CLI).admitted(key(WORKER), place, Process.CLI))
    return world


async def writing(site: Site, author: Author | None, n: int = 4) -> str:
    """Why a version by an author is held."""
    site.author = author
    await site.write(A, named(n))
    return await held(site, A)


async def codes(site: Site, authors: Authors | None = None) -> list[str]:
    """Return the findings with a copy of the file of authors, or without the file."""
    found = log_findings(site.connection, [site.verifier], Policy(), [], authors=authors)
    return [finding.code async for finding in found if finding.level is Level.FAULT]


async def held(site: Site, stream: str) -> str:
    return (await site.sealed()).held.get(stream, "")


class TestSealing:
    async def test_signed_versions_are_sealed_and_earlier_ones_taken_as_they_are(self, signed: Site) -> None:
        await signed.storage.pending.delete_many({})
        assert (await writing(signed, API), await writing(signed, WORKER, 5)) == ("", "")
        assert await signed.storage.index.count_documents({"event": {"$in": [f"{A}:5", f"{A}:6"]}}) == 2
        assert await signed.codes() == {"revision-unsealed"}  # the marker that was taken away above

    @pytest.mark.parametrize(
        ("author", "why"),
        [(None, "not signed by its author"), (STRANGER, "whom nobody admitted")],
        ids=["nobody", "a stranger"],
    )
    async def test_without_an_admitted_author_it_is_held(self, signed: Site, author: Author | None, why: str) -> None:
        assert why in await writing(signed, author)

    async def test_a_forgery_by_the_owner_of_the_database_is_held(self, signed: Site) -> None:
        """A pending act is made into another one, with every hash made to fit."""
        signed.author = API
        await signed.write(A, named(4))
        made = rehashed(await _revision(signed, f"{A}:5"), scope="admin:config")
        await _replace(signed.connection.revisions, f"{A}:5", made)
        await _replace(signed.storage.pending, f"{A}:5", pending_of(made))
        assert "is not valid" in await held(signed, A)

    @pytest.mark.parametrize("change", BROKEN)
    async def test_a_broken_signature_is_held(self, signed: Site, change: dict[str, Any]) -> None:
        signed.author = API
        await signed.write(A, named(4))
        await _set(signed.connection.revisions, f"{A}:5", **change)
        assert await held(signed, A) != ""

    async def test_a_dismissed_key_seals_nothing_more_and_its_past_stays_good(self, signed: Site) -> None:
        signed.author = API
        await signed.write(A, named(4))
        await signed.storage.pending.delete_one({"_id": "agency-pppp:1"})
        await signed.sealed()
        place = signed.home.locked().checkpoint.size
        signed.home.keep_authors(signed.home.authors().dismissed(key(API), place))
        await signed.write(A, named(5))
        assert "may not write" in await held(signed, A)
        assert "author-unproved" not in await signed.codes()


class TestVerifying:
    async def test_an_act_that_a_dishonest_sealer_sealed_is_named(self, signed: Site) -> None:
        authors = signed.home.authors()
        signed.home.keep_authors(Authors())
        await signed.extend(A, named(4))
        signed.home.keep_authors(authors)
        found = [finding for finding in await signed.findings() if finding.code == "author-unproved"]
        assert {finding.place for finding in found} == {f"{A}:5", "agency-pppp:1"}

    async def test_without_a_file_of_authors_it_says_so(self, world: Site) -> None:
        world.author = API
        await world.extend(A, named(4))
        assert [finding.code for finding in await world.findings()] == ["authors-unchecked"]


class TestFile:
    def test_it_is_read_as_it_is_written(self) -> None:
        authors = Authors().admitted(key(API), 5).dismissed(key(API), 9).admitted(key(API), 12)
        assert parse_authors(b"# for people\n\n" + authors.text().encode(), ORIGIN).text() == authors.text()
        assert authors.begin == 5

    @pytest.mark.parametrize("place", range(4, 14))
    def test_a_key_may_write_where_it_was_admitted(self, place: int) -> None:
        leaf = b"\1" * 32
        authors = Authors().admitted(key(API), 5).dismissed(key(API), 9).admitted(key(API), 12)
        fault = authors.fault(place, leaf, **API.signed(leaf))
        assert (fault is None) is (place < 9 or place >= 12)

    def test_who_may_write_already_is_not_admitted_twice(self) -> None:
        once = Authors().admitted(key(API), 5)
        assert once.admitted(key(API), 9) is once

    @pytest.mark.parametrize("line", ["x", "{}", "{} 1 2 3", "{} 01", "{}  1", f"{ELSEWHERE} 1", "x" * 70_000])
    def test_another_text_is_refused(self, line: str) -> None:
        with pytest.raises(LogFault):
            parse_authors(line.format(API.vkey()).encode(), ORIGIN)

    def test_a_folder_with_such_a_file_is_refused(self, site: Site) -> None:
        (site.path / "authors").write_text("x\n")
        with pytest.raises(DirectoryRefused):
            site.home.authors()


class TestProcesses:
    def test_a_key_of_before_is_bound_from_the_next_place_on(self) -> None:
        before = Authors().admitted(key(API), 5)
        bound = before.admitted(key(API), 9, Process.CLI)
        assert bound.text() == f"{API.vkey()} 5 9\n{API.vkey()} 9 process=cli\n"
        assert parse_authors(bound.text().encode(), ORIGIN).text() == bound.text()
        found = [bound.bound(place, key(API).short) for place in (4, 5, 8, 9)]
        assert [one and one.process for one in found] == [None, None, None, Process.CLI]
        assert bound.admitted(key(API), 12, Process.CLI) is bound
        assert bound.admitted(key(API), 12) is bound

    def test_an_admission_that_never_counted_leaves_no_line(self) -> None:
        bound = Authors().admitted(key(API), 9).admitted(key(API), 9, Process.CLI)
        assert bound.text() == f"{API.vkey()} 9 process=cli\n"

    @pytest.mark.parametrize("word", ["process=", "process=root", "process=cli process=api"])
    def test_another_process_is_refused(self, word: str) -> None:
        with pytest.raises(AuthorsRefused):
            parse_authors(f"{API.vkey()} 5 {word}\n".encode(), ORIGIN)


class TestTheLogSaysWhoMayWrite:
    """The sealer signs the file; a copy may be older, and nothing else."""

    async def test_without_a_file_verify_asks_the_log(self, signed: Site) -> None:
        signed.author = API
        await signed.extend(A, named(4))
        assert await codes(signed) == []
        await _unset(signed.connection.revisions, f"{A}:5", "author")
        assert "author-unproved" in await codes(signed)

    @pytest.mark.parametrize("first", [10**9, 0])
    async def test_a_file_that_frees_or_admits_is_named(self, signed: Site, first: int) -> None:
        await signed.sealed()
        other = Authors().admitted(key(API if first else STRANGER), first)
        assert "authors-unsigned" in await codes(signed, other)

    async def test_an_older_copy_is_none(self, signed: Site) -> None:
        await signed.sealed()
        older = Authors(signed.home.authors().admissions[:1])
        assert "authors-unsigned" not in await codes(signed, older)

    @pytest.mark.parametrize("gone", [True, False])
    async def test_a_file_that_changes_the_past_stops_the_sealer(self, signed: Site, gone: bool) -> None:
        await signed.sealed()
        one, two = signed.home.authors().admissions
        signed.home.keep_authors(Authors((one,) if gone else (one, replace(two, process=Process.API))))
        with pytest.raises(DirectoryRefused, match="the file of authors"):
            await signed.sealer().tick()

    async def test_the_log_holds_it_and_proves_it(self, signed: Site) -> None:
        await signed.sealed()
        size = signed.home.locked().checkpoint.size
        known, wrong = await entered(signed.storage, size, ORIGIN, signed.home.keys())
        assert (known.number, wrong) == (1, [])
        assert known.authors.text() == signed.home.authors().text()
        assert "authors" in signed.home.state.ends(["authors"])

    async def test_an_entry_that_is_gone_is_named(self, signed: Site) -> None:
        await signed.sealed()
        async for bundle in signed.storage.tiles.find({"_id": {"$regex": "entries"}}):
            first = bundle["data"][: 2 + int.from_bytes(bundle["data"][:2])]  # c2sp.org/tlog-tiles: length, entry
            await signed.storage.tiles.update_one({"_id": bundle["_id"]}, {"$set": {"data": first}})
        size = signed.home.locked().checkpoint.size
        known, wrong = await entered(signed.storage, size, ORIGIN, signed.home.keys())
        assert (known.number, "is gone" in wrong[0]) == (0, True)

    def test_one_key_twice_from_one_place_is_refused(self) -> None:
        """Else the next entry would take the end of the one for the end of the other."""
        log = Signer.generate(ORIGIN)
        keys = LogKeys.following(Verifier.from_vkey(log.vkey()), [])
        twice = Authors((Admission(key(API), 0, 3), Admission(key(API), 0)))
        text = Entered().draft(ORIGIN, twice)
        with pytest.raises(AuthorsRefused, match="twice"):
            Entered().after(join(text, [log.sign(text)]), 5, ORIGIN, keys)


class TestKeyFile:
    def test_it_holds_a_name_and_a_seed(self, tmp_path: Path) -> None:
        (file := tmp_path / "key").write_text("cli " + "01" * 32 + "\n")
        assert Author.from_file(file, ORIGIN).vkey() == API.vkey()

    @pytest.mark.parametrize("text", ["", "01" * 32, "API " + "01" * 32, "cli 01", "api " + "01" * 32 + " x"])
    def test_another_text_is_refused_and_not_quoted(self, tmp_path: Path, text: str) -> None:
        (file := tmp_path / "key").write_text(text)
        with pytest.raises(KeyRefused) as caught:
            Author.from_file(file, ORIGIN)
        assert not text or text not in str(caught.value)

    def test_one_that_others_may_write_is_refused(self, tmp_path: Path) -> None:
        (file := tmp_path / "key").write_text("cli " + "01" * 32)
        file.chmod(0o620)
        with pytest.raises(KeyRefused, match="other accounts"):
            Author.from_file(file, ORIGIN)


class TestChanging:
    """`python -m workers.sealer --admit` and `--dismiss`, on the folder of a sealer that does not run."""

    @staticmethod
    async def change(site: Site, uri: str, admit: list[str], dismiss: list[str]) -> str:
        asked = SealerSettings.from_env(settings(site, uri, CASEBOOK_MODE="development"))
        return await change_authors(asked, admit, dismiss, site.clock)

    async def test_what_is_pending_is_sealed_before_the_first_key_counts(self, world: Site, root_uri: str) -> None:
        text = await self.change(world, root_uri, [API.vkey(), WORKER.vkey()], [])
        size = world.home.locked().checkpoint.size
        assert text == "".join(f"{key.vkey()} {size} process=cli\n" for key in (API, WORKER))
        assert await world.storage.pending.count_documents({}) == 0
        await world.whole()

    async def test_a_key_is_rotated(self, signed: Site, root_uri: str) -> None:
        signed.author = API
        await signed.storage.pending.delete_many({})
        await signed.extend(A, named(4))
        first, size = signed.home.authors().begin, signed.home.locked().checkpoint.size
        text = await self.change(signed, root_uri, [STRANGER.vkey()], [API.vkey()])
        assert text.splitlines()[0] == f"{API.vkey()} {first} {size} process=cli"
        assert text.splitlines()[-1] == f"{STRANGER.vkey()} {size} process=cli"
        assert await writing(signed, STRANGER, 5) == ""
        assert "author-unproved" not in await signed.codes()

    async def test_a_sealer_at_work_is_in_the_way_of_a_change_only(self, signed: Site, root_uri: str) -> None:
        with try_lock(signed.path) as mine:
            assert mine
            await self.change(signed, root_uri, [API.vkey()], [STRANGER.vkey()])
            with pytest.raises(DirectoryRefused, match="stop it"):
                await self.change(signed, root_uri, [], [API.vkey()])

    @pytest.mark.parametrize("key", ["x", ELSEWHERE])
    async def test_another_key_is_refused(self, signed: Site, root_uri: str, key: str) -> None:
        before = signed.home.authors().text()
        with pytest.raises(DirectoryRefused):
            await self.change(signed, root_uri, [key], [])
        assert signed.home.authors().text() == before
