"""Files that were uploaded: how many bytes a day, and what becomes of those that nobody uses."""

import asyncio
from collections.abc import AsyncIterable
from typing import Any
from uuid import uuid4

import pytest

from domain.case.evidence import AddEvidence
from domain.kernel.refusals import Refused
from store.erasing.retained import UNUSED_KEPT
from store.files import uploads as module
from store.files.segments import StoredBytes, Written
from store.files.uploads import UploadsUsedUp
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.handling_commands import good
from tests.support.record import head_of, problem
from tests.support.world import caller, checking
from workers.eraser import look

HEALTH, LEAD = caller("agency-health"), caller("agency-lead")
DAYS = 90
UNUSED_DAYS = UNUSED_KEPT.days


async def add(store: Store, upload: str, case: str) -> Outcome:
    command = good(AddEvidence, upload=upload, weight="SUPPORTS")
    return await store.execute(HEALTH, command, command_id=uuid4(), target=case)


async def uploaded(store: Store, case: str, content: bytes = b"x") -> str:
    return await store.uploads.store(await store.actor(HEALTH), case, content, "text/plain")


async def file_of(store: Store, case: str) -> Any:
    return (await head_of(store.connection, case))["evidence"][0]["file"]


async def kept(store: Store) -> set[str]:
    main = store.connection.client[store.connection.names.main]
    files: set[str] = {row["filename"] async for row in main["evidence.files"].find({"filename": {"$exists": True}})}
    return files | {row["_id"] async for row in main["uploads"].find({"case": {"$exists": True}})}


@pytest.mark.parametrize("unmarked", [False, True], ids=["", "before uses were marked"])
async def test_what_nobody_used_goes_after_a_day_and_not_before(store: Store, clock: TestClock, unmarked: bool) -> None:
    case = (await checking(store)).stream
    unused, other, used = [await uploaded(store, case, content) for content in (b"x", b"xx", b"y")]
    await add(store, used, case)
    if unmarked:
        await store.connection.uploads.update_one({"_id": used}, {"$unset": {"used": ""}})
    await look(store.eraser, DAYS)
    assert {unused, other, used} <= await kept(store)
    clock.forward(days=UNUSED_DAYS)
    await look(store.eraser, DAYS)
    assert {unused, other}.isdisjoint(await kept(store))
    assert await store.connection.wrapped.find_one({"_id": unused}) is None
    assert (await problem(add(store, unused, case))).code == "upload-unknown"
    assert await store.uploads.content(case, await file_of(store, case)) == b"y"


async def test_a_refused_command_uses_nothing(store: Store, clock: TestClock) -> None:
    case, other = (await checking(store)).stream, (await checking(store)).stream
    upload = await uploaded(store, other)
    await problem(add(store, upload, case))
    clock.forward(days=UNUSED_DAYS)
    await look(store.eraser, DAYS)
    assert upload not in await kept(store)


async def test_of_use_and_removal_at_once_only_one_happens(store: Store, clock: TestClock) -> None:
    case = (await checking(store)).stream
    uploads = [await uploaded(store, case, bytes([n])) for n in range(6)]
    clock.forward(days=UNUSED_DAYS)
    adds = [add(store, upload, case) for upload in uploads]
    outcomes = await asyncio.gather(*adds, look(store.eraser, DAYS), return_exceptions=True)
    there = await kept(store)
    for upload, outcome in zip(uploads, outcomes[:-1], strict=True):
        assert (upload in there) is not isinstance(outcome, Refused), outcome
        assert isinstance(outcome, Refused) or not isinstance(outcome, BaseException)


async def test_an_officer_has_so_many_bytes_a_day(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "OFFICER_DAY_MOST", 10)
    case, other = (await checking(store)).stream, (await checking(store)).stream
    await uploaded(store, case, b"x" * 6)
    with pytest.raises(UploadsUsedUp) as used_up:
        await uploaded(store, other, b"x" * 5)
    assert used_up.value.most == 10
    actor = await store.actor(LEAD)
    await store.uploads.store(actor, case, b"x" * 10, "text/plain")
    clock.forward(days=UNUSED_DAYS)
    await uploaded(store, other, b"x" * 5)


async def test_for_one_case_all_have_so_many_bytes_a_day(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CASE_DAY_MOST", 10)
    case, other = (await checking(store)).stream, (await checking(store)).stream
    before = await kept(store)
    await uploaded(store, case, b"x" * 6)
    with pytest.raises(UploadsUsedUp):
        await store.uploads.store(await store.actor(LEAD), case, b"x" * 5, "text/plain")
    assert len(await kept(store) - before) == 1
    await uploaded(store, other, b"x" * 5)


async def test_with_codes_all_have_so_many_bytes_and_small_files_their_own(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL", 4)
    monkeypatch.setattr(module, "HOLDERS_DAY_MOST", 12)
    monkeypatch.setattr(module, "SMALL_DAY_MOST", 6)
    matters = [(await checking(store)).stream for _ in range(3)]
    before = await kept(store)
    for matter in matters[:2]:
        await store.uploads.attach(matter, b"x" * 6, "image/png")
    with pytest.raises(UploadsUsedUp):
        await store.uploads.attach(matters[2], b"x" * 6, "image/png")
    await store.uploads.attach(matters[2], b"x" * 4, "image/png")
    with pytest.raises(UploadsUsedUp):
        await store.uploads.attach(matters[1], b"x" * 4, "image/png")
    assert len(await kept(store) - before) == 3, "what is refused is not stored"


async def test_several_at_once_pass_no_limit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OFFICER_DAY_MOST", 10)
    case = (await checking(store)).stream
    found = await asyncio.gather(*(uploaded(store, case, b"xxx") for _ in range(8)), return_exceptions=True)
    assert len([item for item in found if isinstance(item, str)]) == 3
    assert {type(item) for item in found} == {str, UploadsUsedUp}


class Crash(Exception):
    """The process ends here."""


class Broken(StoredBytes):
    """Stored bytes in a process that ends after the first chunk, or after the last one; then nobody cleans up."""

    def __init__(self, store: Store, *, whole: bool) -> None:
        super().__init__(store.connection)
        self._whole = whole

    async def write(self, id: str, pieces: AsyncIterable[bytes]) -> Written:
        if self._whole:
            await super().write(id, pieces)
        else:
            await self._put(id, 0, b"".join([piece async for piece in pieces])[:16])
        raise Crash

    async def remove(self, id: str) -> None:
        raise Crash


async def left_of(store: Store, case: str) -> list[int]:
    main, of_case = store.connection.client[store.connection.names.main], {"case": case}
    ids = [row["_id"] async for row in main["uploads"].find(of_case)]
    files = await main["evidence.files"].count_documents({"filename": {"$in": ids}})
    chunks = await main["evidence.chunks"].count_documents({"files_id": {"$in": ids}})
    keys = await store.connection.wrapped.count_documents({"_id": {"$in": ids}})
    return [len(ids), files, min(chunks, 1), keys]


@pytest.mark.parametrize(("whole", "left"), [(False, [1, 0, 1, 0]), (True, [1, 1, 1, 0])])
async def test_what_a_crash_leaves_of_an_upload_goes_after_a_day(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch, whole: bool, left: list[int]
) -> None:
    case, broken = (await checking(store)).stream, Broken(store, whole=whole)
    main = store.connection.client[store.connection.names.main]
    before = await main["evidence.chunks"].count_documents({})
    monkeypatch.setattr(store.uploads, "_stored", broken)
    with pytest.raises(Crash):
        await uploaded(store, case, b"x" * 100)
    assert await left_of(store, case) == left
    clock.forward(days=UNUSED_DAYS)
    await look(store.eraser, DAYS)
    assert await left_of(store, case) == [0, 0, 0, 0]
    assert await main["evidence.chunks"].count_documents({}) <= before


async def test_a_crash_of_a_removal_ends_the_next_time(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = (await checking(store)).stream
    upload = await uploaded(store, case)
    clock.forward(days=UNUSED_DAYS)

    async def crash(groups: tuple[str, ...]) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(store.eraser, "_drop_files", crash)
        with pytest.raises(Crash):
            await look(store.eraser, DAYS)
    assert await left_of(store, case) == [1, 1, 1, 0]
    assert (await problem(add(store, upload, case))).code == "upload-unknown"
    await look(store.eraser, DAYS)
    assert await left_of(store, case) == [0, 0, 0, 0]
