"""Once the log names persons, one of them signs each change of who may write."""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from domain.kernel.actor import Process
from scripts.cli import person, upgrade
from scripts.cli.acting.act import check_window
from scripts.cli.environment import WrongUse
from scripts.cli.seed.load import enter_new
from scripts.cli.seed.registry_row import law
from store.keys.authors import WINDOW_MOST, Admission, Authors, AuthorsRefused, Entered
from store.log.admitted import entered
from store.log.audit.finding import Level
from store.log.mirror import Mirror
from store.process import logs
from store.provisioning.upgrading import noted
from store.store import Store
from store.tlog.note import Signer, join
from store.tlog.strict import LogFault
from tests.sealer.damage import A
from tests.sealer.processes import settings
from tests.sealer.site import ORIGIN, REGISTERED, Site, named
from tests.sealer.test_authors import API, STRANGER, held, key, signed
from tests.sealer.test_mirror import served
from tests.support.clock import TestClock
from workers.sealer import run

__all__ = ["signed"]
PERSON = Signer.generate(f"{ORIGIN}/persons/lan")
Run = Callable[..., Awaitable[int]]
"""The exit code of the sealer's program with these options."""


class TestTwoPersons:
    """Once the log names persons, who holds its key changes nothing alone."""

    @pytest.fixture
    def sealer(self, signed: Site, root_uri: str, monkeypatch: pytest.MonkeyPatch) -> Run:
        for name, value in settings(signed, root_uri, CASEBOOK_MODE="development").items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(logs, "configure", lambda *_, **__: None)
        return lambda *options: to_thread(partial(run, options, clock=signed.clock))

    @pytest.fixture
    async def named_persons(self, signed: Site, sealer: Run) -> Site:
        assert await sealer("--persons", PERSON.vkey()) == 0
        await signed.sealed()
        return signed

    async def entering(self, site: Site, authors: Authors) -> None:
        """Leave the next entry in the folder, as a person signed it."""
        known, _ = await entered(site.storage, site.home.locked().checkpoint.size, ORIGIN, site.home.keys())
        site.home.keep_authors(authors)
        self.countersign(site, site.home.keep_draft(known.draft(ORIGIN, authors)))

    @staticmethod
    def countersign(site: Site, note: Path) -> None:
        key_file = site.path / "lan"
        key_file.write_text(PERSON.text())
        person.sign(key_file, note)

    async def test_without_a_person_a_change_waits_and_the_log_goes_on(self, named_persons: Site) -> None:
        site = named_persons
        site.home.keep_authors(site.home.authors().admitted(key(STRANGER), 0, Process.CLI).windowed(0))
        site.author = API
        sealer = await site.extend(A, named(4))
        assert "none of the persons signed" in sealer.held["authors"]
        assert A not in sealer.held
        site.author = STRANGER
        await site.write(A, named(5))
        assert "whom nobody admitted" in await held(site, A)

    async def test_what_its_sealer_sealed_alone_is_named_by_verify_and_by_a_mirror(
        self, named_persons: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        site, after = named_persons, Entered.after

        def alone(self: Entered, *told: Any) -> Entered:
            return after(replace(self, authors=replace(self.authors, persons=())), *told)

        files = await served(site)
        Mirror(tmp_path / "mirror", site.verifier, files.get, entries=True).copy()
        site.home.keep_authors(site.home.authors().admitted(key(STRANGER), 0, Process.CLI).windowed(0))
        with monkeypatch.context() as dishonest:
            dishonest.setattr(Entered, "after", alone)
            await site.sealed()
        assert "authors-unsigned" in await site.codes()
        files = await served(site)
        with pytest.raises(LogFault, match="none of the persons signed"):
            Mirror(tmp_path / "mirror", site.verifier, files.get, entries=True).copy()

    async def test_a_person_signs_and_it_counts_from_then_on(self, named_persons: Site) -> None:
        site = named_persons
        place = site.home.locked().checkpoint.size
        site.home.keep_authors(site.home.authors().admitted(key(STRANGER), place, Process.CLI).windowed(place))
        sealer = site.sealer()
        await sealer.tick()
        await self.entering(site, site.home.authors())
        while await sealer.tick():
            pass
        assert "authors" not in sealer.held
        site.author = STRANGER
        await site.extend("agency-new", REGISTERED)
        size = site.home.locked().checkpoint.size
        known, wrong = await entered(site.storage, size, ORIGIN, site.home.keys())
        assert (known.number, wrong, max(one.counts for one in known.authors.admissions) > 0) == (2, [], True)
        assert "author-unproved" not in await site.codes()

    async def test_nobody_lets_the_command_line_write_for_ever(self, named_persons: Site) -> None:
        site, text = named_persons, ""
        known, _ = await entered(site.storage, site.home.locked().checkpoint.size, ORIGIN, site.home.keys())
        for end in (None, 9 + WINDOW_MOST + 1, 9 + WINDOW_MOST):
            line = Admission(key(STRANGER), 9, end, Process.CLI)
            authors = replace(known.authors, admissions=(*known.authors.admissions, line))
            entry = join(text := known.draft(ORIGIN, authors), [site.home.signer.sign(text), PERSON.sign(text)])
            with nullcontext() if end == 9 + WINDOW_MOST else pytest.raises(AuthorsRefused, match="command line"):
                known.after(entry, 9, ORIGIN, site.home.keys())
        lasting = known.authors.admitted(key(STRANGER), 9, Process.CLI)
        assert lasting.windowed(9).admissions[-1].end == 9 + WINDOW_MOST
        assert lasting.windowed(12).admissions[-1].end == 12

    async def test_a_window_is_opened_and_ended_before_its_end(
        self, named_persons: Site, sealer: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Without one the command line refuses before it writes anything. One was opened for the first day."""
        site = named_persons
        site.author = API
        writing = Store(replace(site.connection, author=API, log_key=site.verifier))
        await check_window(writing)
        for number, option in enumerate(("--dismiss", "--window", "--dismiss"), 4):
            assert await sealer(option, API.vkey()) == 0
            self.countersign(site, site.path / "authors.note")
            await site.sealed()
            with nullcontext() if option == "--window" else pytest.raises(WrongUse, match="open a window"):
                await check_window(writing)
            if option == "--window":
                await site.write(A, named(number))
                assert await held(site, A) == ""
        before = await site.storage.pending.count_documents({})
        with pytest.raises(WrongUse, match="open a window"):
            await enter_new(writing, tuple(law())[:1])
        monkeypatch.setattr(upgrade, "opened_store", lambda _: nullcontext(writing))
        unread: Any = None
        with pytest.raises(WrongUse, match="open a window"):
            await upgrade._begun(unread)
        assert await noted(site.connection) is None, "no step of an upgrade was begun"
        assert await site.storage.pending.count_documents({}) == before
        await site.write(A, named(number))
        assert "who may not write" in await held(site, A)
        assert not {"author-unproved", "authors-unsigned"} & await site.codes()

    async def test_a_version_that_waited_too_long_is_sealed_because_a_person_says_so(
        self, named_persons: Site, sealer: Run, clock: TestClock
    ) -> None:
        site, began = named_persons, clock.now
        site.author = API
        for days, stream in ((40, "agency-meanwhile"), (1, "agency-now")):
            clock.forward(seconds=timedelta(days=days).total_seconds())
            await site.extend(stream, REGISTERED)
        await site.write("agency-then", REGISTERED, at=began)
        assert "which is too long ago" in await held(site, "agency-then")
        assert await sealer("--late", "agency-then:2") == 2
        assert await sealer("--late", "agency-then:1") == 0
        self.countersign(site, site.path / "authors.note")
        assert await held(site, "agency-then") == ""
        assert not {"sealed-late", "authors-unsigned", "revision-unsealed"} & await site.codes()

    async def test_what_was_sealed_late_is_a_note_once_a_person_says_why(
        self, named_persons: Site, sealer: Run, clock: TestClock
    ) -> None:
        site, late = named_persons, clock.now
        site.author = API
        clock.forward(seconds=timedelta(hours=3).total_seconds())
        await site.extend("agency-now", REGISTERED)
        await site.write("agency-then", REGISTERED, at=late)  # by a machine whose clock was three hours late
        await site.sealed()
        assert "sealed-late" in await site.codes()
        assert await sealer("--late", "agency-never:1") == 2
        assert await sealer("--late", "agency-then:1") == 0
        await site.sealed()
        assert "sealed-late" in await site.codes(), "the operator alone explains nothing"
        self.countersign(site, site.path / "authors.note")
        await site.sealed()
        found = {finding.code: finding for finding in await site.findings()}
        assert ("sealed-late" in found, found["late-explained"].level) == (False, Level.NOTE)
        assert found["late-explained"].place == "agency-then:1"

    async def test_late_versions_take_a_person_whom_the_entry_before_names(self, signed: Site) -> None:
        nobody = Entered(authors=signed.home.authors())
        text = nobody.draft(ORIGIN, replace(nobody.authors, late=("ab" * 32,)))
        with pytest.raises(AuthorsRefused, match="takes a person"):
            nobody.after(join(text, [signed.home.signer.sign(text)]), 9, ORIGIN, signed.home.keys())
