"""Taking a backup while others write, and putting it back: byte for byte, without what was destroyed since."""

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.case.closing import CloseCase
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.vocabulary import Kind
from store.backup import backup as taking
from store.backup.age import Identity
from store.backup.archive import ArchiveReader, ArchiveWriter
from store.backup.backup import PASSING, BackupFailed, Restored, RestoreRefused, Taken, put, take
from store.backup.erased import Erased, ErasureList, ListRefused
from store.driver.connection import Names
from store.heads.collection import heads_of
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Admission, Authors
from store.keys.master import MasterKey, OpenedKeys
from store.log.audit.promises import staging_findings
from store.log.storage import LogStorage
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act, decided
from tests.support.erasing import erased as erase
from tests.support.record import everything, faults, head_of
from tests.support.server import own_prefix
from tests.support.world import LEAD, caller, reported

MINE, OTHER = Identity.fresh(), Identity.fresh()
ORIGIN = "casebook.test/log"
ERASER, THIEF = Author.of(ORIGIN, "eraser", b"\x03" * 32), Author.of(ORIGIN, "eraser", b"\x04" * 32)
AUTHORS = Authors((Admission(AuthorVerifier.from_vkey(ERASER.vkey()), 0),))


async def backed_up(store: Store, folder: Path) -> Taken:
    await store.connection.counters.find_one({})
    return await take(store.connection, folder, [MINE.recipient], [OTHER.recipient])


async def restored(store: Store, taken: Taken, erased: Erased | None = None) -> tuple[Store, Restored]:
    """Beside the register, in the same server."""
    names = Names(own_prefix())
    aside = replace(store.connection, names=names, opened_keys=OpenedKeys())
    with taken.record.open("rb") as record, taken.keys.open("rb") as keys:
        archives = ArchiveReader.opened(record, MINE, "record"), ArchiveReader.opened(keys, OTHER, "keys")
        return Store(aside), await put(aside.client, aside, *archives, erased or Erased())


async def groundless(store: Store) -> str:
    """A case whose texts end with the time for keeping them."""
    made = await reported(store)
    closing = CloseCase(
        ground=ClosureReason.PROTECTED, reasons="Ý kiến của một người, được bảo vệ.", informed=Informed.ANONYMOUS
    )
    await act(store, caller(LEAD), closing, made.stream)
    return made.stream


def but_marks(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: rows for name, rows in found.items() if name not in PASSING and name != "staging"}


async def test_everything_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    await decided(store)
    taken = await backed_up(store, tmp_path)
    before = but_marks(await everything(store.connection))
    assert taken.documents + taken.wrapped >= sum(map(len, before.values()))
    again, done = await restored(store, taken)
    assert but_marks(await everything(again.connection)) == before
    assert (done.documents, done.wrapped, done.left_out) == (taken.documents, taken.wrapped, 0)
    assert await faults(again.connection) == []
    assert await again.ready()


async def test_it_is_of_one_moment_amid_writes(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await reported(store)
    before = but_marks(await everything(store.connection))
    original, made = taking._written, list[Any]()

    async def between(*given: Any) -> int:
        count = await original(*given)
        if not made:  # the keys are written, the record is not
            made.append(await reported(store, claim="Viết trong khi sao lưu."))
        return count

    monkeypatch.setattr(taking, "_written", between)
    taken = await backed_up(store, tmp_path)
    again, _ = await restored(store, taken)
    assert made
    assert but_marks(await everything(again.connection)) == before


async def test_the_end_of_a_batch_is_waited_for(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "PAUSE_SECONDS", 0)
    await LogStorage.of(store.connection).staging.insert_one({"_id": "1-aa", "size": 1})
    with pytest.raises(BackupFailed, match="end of a batch"):
        await backed_up(store, tmp_path)
    assert not os.listdir(tmp_path)


async def test_nothing_is_put_over_what_is_there(store: Store, tmp_path: Path) -> None:
    await reported(store)
    taken = await backed_up(store, tmp_path)
    before = await everything(store.connection)
    with taken.record.open("rb") as record, taken.keys.open("rb") as keys:
        archives = ArchiveReader.opened(record, MINE, "record"), ArchiveReader.opened(keys, OTHER, "keys")
        with pytest.raises(RestoreRefused):
            await put(store.connection.client, store.connection, *archives, Erased())
    assert await everything(store.connection) == before


async def test_keys_that_another_master_key_opens_are_not_put_back(store: Store, tmp_path: Path) -> None:
    await reported(store)
    taken = await backed_up(store, tmp_path)
    changed = Store(replace(store.connection, master=MasterKey(b"\x05" * 32)))
    with pytest.raises(RestoreRefused, match="another master key"):
        await restored(changed, taken)


async def test_nobody_is_signed_in_by_a_backup_and_no_signing_key_comes_back(store: Store, tmp_path: Path) -> None:
    for name in PASSING:
        await store.connection.collection(name).insert_one({"_id": "x"})
    again, _ = await restored(store, await backed_up(store, tmp_path))
    assert [await again.connection.collection(name).count_documents({}) for name in PASSING] == [0] * len(PASSING)


async def test_the_sealer_is_told(store: Store, tmp_path: Path) -> None:
    again, _ = await restored(store, await backed_up(store, tmp_path))
    storage = LogStorage.of(again.connection)
    assert await storage.restored()
    assert [finding.code async for finding in staging_findings(storage, ORIGIN)] == ["restored"]
    await storage.shown_newest()
    assert not await storage.restored()


async def test_what_was_erased_since_is_not_brought_back(store: Store, clock: TestClock, tmp_path: Path) -> None:
    case = await groundless(store)
    taken = await backed_up(store, tmp_path)
    signing = Store(replace(store.connection, author=ERASER))
    clock.forward(days=91)
    assert await erase(signing, 90) == 1
    file = tmp_path / "erasures"
    assert await ErasureList(file).follow(store.connection) == 1
    assert await ErasureList(file).follow(store.connection) == 0, "again is once"

    without, _ = await restored(store, taken)
    assert (await head_of(without.connection, case))["claim"], "without the list it is brought back"

    erased = Erased.of(file, AUTHORS)
    again, done = await restored(store, taken, erased)
    assert done.left_out == len(erased.by) > 0
    bare: Any = await heads_of(again.connection, Kind.CASE).as_stored(case)
    assert (bare["claim"], bare["terms"], bare["url_key"]) == (None, [], [])
    assert await again.connection.wrapped.count_documents({"_id": {"$in": sorted(erased.groups)}}) == 0
    assert await faults(again.connection, erased.by) == []


async def test_a_list_that_was_tampered_with_is_refused(store: Store, clock: TestClock, tmp_path: Path) -> None:
    await groundless(store)
    clock.forward(days=91)
    assert await erase(Store(replace(store.connection, author=THIEF)), 90) == 1
    file = tmp_path / "erasures"
    await ErasureList(file).follow(store.connection)
    whole = file.read_bytes()
    assert Erased.of(file, None).by
    with pytest.raises(ListRefused, match="line 1"):
        Erased.of(file, AUTHORS)
    body = whole.index(b'"body"') + 60
    altered = whole[:body] + (b"A" if whole[body : body + 1] != b"A" else b"B") + whole[body + 1 :]
    for wrong in (b"{}\n", b"x\n", b"[]\n", altered, whole.replace(b"base64", b"base65")):
        file.write_bytes(wrong)
        with pytest.raises(ListRefused, match="line 1"):
            Erased.of(file, None)
    file.write_bytes(whole[:-1])
    assert Erased.of(file, None).by == {}, "a line that was cut off says nothing yet"
    assert await ErasureList(file).follow(store.connection) == 1
    assert file.read_bytes() == whole


@pytest.mark.parametrize("archive", ["keys", "record"])
async def test_a_full_disk_leaves_no_archive(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: str
) -> None:
    close = ArchiveWriter.close

    def full(self: ArchiveWriter) -> None:
        if self.head["archive"] == archive:
            raise OSError(errno.ENOSPC, "No space left on device")
        close(self)

    with monkeypatch.context() as patch:
        patch.setattr(ArchiveWriter, "close", full)
        with pytest.raises(BackupFailed, match=rf"{archive}-.*\.age: No space left on device"):
            await backed_up(store, tmp_path)
    assert os.listdir(tmp_path) == []
    (tmp_path / "keys-20260101T000000Z.part").touch()  # of one that was killed
    assert (await backed_up(store, tmp_path)).record.exists()
    assert len(os.listdir(tmp_path)) == 2
