"""Erasing through the store, once its days are over: the value is nowhere, and the history verifies."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4, uuid5

import bson
import pytest

from domain.case.closing import CloseCase
from domain.case.reports import ReportContent
from domain.case.state.case import CaseState, ClosureReason, Informed
from domain.complaint.duties import EndRedress
from domain.complaint.filing import WriteToExaminer
from domain.complaint.state import RedressOutcome
from domain.erasure.state import ErasureState
from domain.kernel.actor import PUBLIC, SYSTEM, holder_of
from domain.kernel.vocabulary import Kind
from store.erasing import eraser as module
from store.files.uploads import FileErased
from store.heads.collection import heads_of
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act, appoint_others, complaint, decided, ruled
from tests.support.erasing import erased, keys
from tests.support.handling_facts import LONG
from tests.support.record import faults, head_of, stored
from tests.support.world import LEAD, caller
from workers.eraser import look

CANARY = "chimhoàngyến"
DAYS = 90
PICTURE = b"\x89PNG\r\n\x1a\n anh"


async def attached(store: Store, redress: str) -> dict[str, Any]:
    """A file that went with a message of the person who complained, as the head has it."""
    upload = (await store.uploads.attach(redress, PICTURE, "image/png")).id
    writing = WriteToExaminer(text=LONG, upload=upload, file_name=f"{CANARY}.png")
    outcome = await store.execute(holder_of(redress), writing, command_id=uuid4(), target=redress)
    file: dict[str, Any] = outcome.document["messages"][-1]["attachment"]["file"]
    return file


async def kept(store: Store) -> set[str]:
    chunks = store.connection.client[store.connection.names.main]["evidence.files"]
    return {row["filename"] async for row in chunks.find({"filename": {"$exists": True}})}


async def a_protected_case(store: Store, contact: str | None = f"{CANARY}@thư.example") -> str:
    """A report by somebody without an account, closed as protected speech."""
    command = ReportContent(
        claim=f"{CANARY} nói trạm y tế đóng cửa.",
        free_of_secrets=True,
        url=f"https://tin.example/{CANARY}",
        contact=contact,
    )
    made = await store.execute(PUBLIC, command, command_id=uuid4())
    closing = CloseCase(ground=ClosureReason.PROTECTED, reasons=f"{CANARY} được bảo vệ.", informed=Informed.ANONYMOUS)
    await act(store, caller(LEAD), closing, made.stream)
    return made.stream


def spellings(text: str) -> Iterator[bytes]:
    yield text.encode()
    yield text.encode("utf-16-le")
    yield b"chimhoangyen"


async def places(store: Store) -> set[str]:
    return {
        collection.name
        for collection in stored(store.connection)
        async for row in collection.find({})
        for spelled in spellings(CANARY)
        if spelled in bson.encode(row)
    }


class TestRetention:
    async def test_erases_once_after_its_days_and_not_before(self, store: Store, clock: TestClock) -> None:
        case = await a_protected_case(store)
        clock.forward(days=DAYS - 1)
        assert await look(store.eraser, DAYS) == 0
        assert await places(store) == set(), "not even before"
        assert await keys(store, case) > 0
        clock.forward(days=2)
        assert await erased(store, DAYS) == 1
        ended = (await head_of(store.connection, case))["closure"]["at"].isoformat()
        id = store.connection.master.command_name(str(uuid5(module.RETENTION, f"{case}/{ended}")))
        assert await store.connection.revisions.count_documents({"command": id}) == 1, "the same id for ever"
        assert await places(store) == set()
        head = await head_of(store.connection, case)
        assert (head["claim"], head["url"], head["state"]) == (None, None, CaseState.CLOSED)
        assert await keys(store, case) == 0
        assert await faults(store.connection) == []
        assert [await look(store.eraser, DAYS), await look(store.eraser, DAYS)] == [0, 0]
        assert await heads_of(store.connection, Kind.ERASURE).count_documents({}) == 1

    async def test_leaves_measures_alone(self, store: Store, clock: TestClock) -> None:
        await decided(store)
        clock.forward(days=DAYS * 4)
        assert await look(store.eraser, DAYS) == 0

    async def test_waits_for_a_complaint(self, store: Store, clock: TestClock) -> None:
        await appoint_others(store)
        case = await decided(store)
        first = await complaint(store, case)
        file = await attached(store, first)
        await ruled(store, first, RedressOutcome.UPHELD)
        closing = CloseCase(ground=ClosureReason.NO_GROUNDS, reasons=LONG, informed=Informed.ANONYMOUS)
        await act(store, caller(LEAD), closing, case)
        assert (await head_of(store.connection, first))["ended_at"] is None
        clock.forward(days=DAYS + 1)
        assert await look(store.eraser, DAYS) == 0
        assert await store.connection.outbox.find_one({"stream": first, "job": "redress-end"})
        await store.execute(SYSTEM, EndRedress(), command_id=uuid4(), target=first)
        clock.forward(days=DAYS + 1)
        assert (await store.uploads.opened(first, file)).size == len(PICTURE)
        assert await erased(store, DAYS) == 2, "the case and the complaint about it"
        with pytest.raises(FileErased):
            await store.uploads.opened(first, file)
        assert file["group"] not in await kept(store)
        assert await faults(store.connection) == []

    async def test_goes_on_after_a_cut(self, store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
        case = await a_protected_case(store)
        clock.forward(days=DAYS + 1)

        class Cut(Exception):
            """The process dies here."""

        async def cut(*_: object) -> None:
            raise Cut

        with monkeypatch.context() as patch:
            patch.setattr(module.Eraser, "_bare", cut)
            with pytest.raises(Cut):
                await erased(store, DAYS)
        assert await keys(store, case) > 0
        assert await heads_of(store.connection, Kind.ERASURE).find_one({"target": case, "state": ErasureState.ORDERED})
        assert await look(store.eraser, DAYS) == 1
        assert await places(store) == set()
