"""Complaints through the store: one transaction over two streams, impartial examiners, and nothing of the person."""

from typing import Any
from uuid import uuid4

import bson
import pytest

from domain.complaint.appeal import AppealRedress
from domain.complaint.examination import AcceptRedress, BeginExamination, DecideRedress
from domain.complaint.filing import FileRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import PUBLIC, holder_of
from domain.kernel.refusals import NotFound
from store.record.contact_details import opened_contact
from store.store import Store
from store.write import writes
from tests.support.complaints import RULING, TEXT, act, appoint_others, complaint, decided, other, ruled
from tests.support.handling_facts import LONG
from tests.support.record import head_of, problem, stored


@pytest.fixture
async def filed(store: Store) -> tuple[str, str]:
    await appoint_others(store)
    case = await decided(store)
    return case, await complaint(store, case)


async def test_neither_is_written_without_the_other(
    store: Store, filed: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, redress = filed
    await act(store, other(), AcceptRedress(), redress)
    await act(store, other(), BeginExamination(plan=LONG), redress)
    before = await head_of(store.connection, case), await head_of(store.connection, redress)

    class Cut(Exception):
        """The process dies here."""

    async def cut(self: Any, session: Any) -> None:
        await run(self, session)
        raise Cut

    run = writes.Writes.run
    monkeypatch.setattr(writes.Writes, "run", cut)
    with pytest.raises(Cut):
        await act(store, other(), DecideRedress(outcome=RedressOutcome.UPHELD, **RULING), redress)
    assert (await head_of(store.connection, case), await head_of(store.connection, redress)) == before


async def test_what_the_ruling_itself_did_in_the_case_is_no_such_part(store: Store, filed: tuple[str, str]) -> None:
    _, redress = filed
    await ruled(store, redress, RedressOutcome.UPHELD)
    row = await head_of(store.connection, redress)
    assert await store.public_requests.examiner_parts(row, await store.registry.current()) == []


async def test_the_contact_lies_apart_and_nowhere_in_the_clear(store: Store, filed: tuple[str, str]) -> None:
    _, redress = filed
    group = (await head_of(store.connection, redress))["contact"]
    assert await opened_contact(store.connection, redress, group) == "0912 000 000"
    connection = store.connection
    for collection in stored(connection):
        async for row in collection.find({}):
            assert b"0912 000 000" not in bson.encode(row), collection.name
    await connection.wrapped.delete_one({"_id": group})
    assert await opened_contact(connection, redress, group) is None


async def test_a_code_finds_its_matter_and_is_stored_nowhere(store: Store, filed: tuple[str, str]) -> None:
    case, _ = filed
    decision = (await head_of(store.connection, case))["decisions"][-1]["public_code"]
    id = uuid4()
    command = FileRedress(decision=decision, text=TEXT)
    made = await store.execute(PUBLIC, command, command_id=id)
    again = await store.execute(PUBLIC, command, command_id=id)
    assert (again.replayed, again.stream, again.follow_code) == (True, made.stream, None)
    code = made.follow_code
    assert code
    for spelled in (code, code.lower(), code.replace("-", " "), code.replace("-", "").replace("0", "O")):
        found: Any = await store.public_requests.by_code(spelled)
        assert found["_id"] == made.stream
    assert await store.public_requests.by_code(code[:-1]) is None
    plain = code.replace("-", "").encode()
    connection = store.connection
    for collection in stored(connection):
        async for row in collection.find({}):
            assert plain not in bson.encode(row)
            assert code.encode() not in bson.encode(row)


async def test_the_holder_of_a_code_acts_on_nothing_else(store: Store, filed: tuple[str, str]) -> None:
    case, redress = filed
    second = await complaint(store, case)
    assert isinstance(await problem(act(store, holder_of(second), AppealRedress(text=LONG), redress)), NotFound)
    assert isinstance(await problem(act(store, PUBLIC, AppealRedress(text=LONG), redress)), NotFound)
