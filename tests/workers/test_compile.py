"""A document from the request to the file: against the real database, by the worker's own job."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from domain.activity.directives import IssueDirective
from domain.complaint.state import RedressOutcome
from domain.document.dating import day_in_words
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind
from domain.kernel.actor import Caller
from domain.kernel.calendar import local_date
from domain.kernel.refusals import NotFound, Refused
from domain.kernel.vocabulary import Post
from store.store import Store
from tests.support import complaints
from tests.support.clock import TestClock
from tests.support.complaints import TEXT, appoint_others, complaint, other, ruled
from tests.support.decided import HANDLER, HEALTH
from tests.support.handling_facts import LONG
from tests.support.measured import letters
from tests.support.press import decided, reported_on
from tests.support.record import problem, there
from tests.support.world import caller
from tests.workers.documents.test_hostile import squeezed
from workers import compile
from workers.deliver import deliver


async def ask(store: Store, source: str, kind: DocumentKind, who: Caller = HANDLER, **changes: Any) -> str:
    command = RequestDocument(source_id=source, kind=kind, format=changes.pop("format", DocumentFormat.PDF), **changes)
    return (await store.execute(who, command, command_id=uuid4())).stream


async def drain(store: Store) -> None:
    for id in await store.outbox.due():
        await deliver({"store": store}, id)


async def head(store: Store, id: str) -> dict[str, Any]:
    return there(await store.documents.any(id))


async def text_of(store: Store, id: str) -> str:
    row = await head(store, id)
    assert row["state"] == "COMPILED", row["failure"]
    return letters((await store.documents.file(row)).content)


async def test_the_number_of_the_office_is_printed_and_the_annex_refers_to_it(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    day = local_date(clock())
    given: dict[str, Any] = {"number": 7, "symbol": "TTr-VHTT", "issued_on": day}
    numbered = await ask(store, case.id, DocumentKind.PROPOSAL, **given)
    plain = await ask(store, case.id, DocumentKind.PROPOSAL)
    decision = await ask(store, case.id, DocumentKind.DECISION)
    await drain(store)
    assert (await head(store, numbered))["numbered"] == {"number": 7, "symbol": "TTr-VHTT", "day": day.isoformat()}
    found = await text_of(store, numbered)
    assert squeezed("Số: 07/TTr-VHTT") in found
    assert squeezed(f"Kèm theo Tờ trình số 07/TTr-VHTT {day_in_words(day)}") in found
    assert squeezed("Số: …………/TTr-") in await text_of(store, plain)
    assert squeezed("Số: 12/QĐ-") in await text_of(store, decision)


async def test_done_again_it_is_the_same_bytes_and_the_same_one(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    ids = [await ask(store, case.id, DocumentKind.PROPOSAL) for _ in range(2)]
    await drain(store)
    first, second = [await store.documents.file(await head(store, id)) for id in ids]
    assert first == second
    before = await head(store, ids[0])
    await store.connection.outbox.update_many({"job": "compile-document"}, {"$set": {"state": "DUE"}})
    await asyncio.gather(drain(store), drain(store))
    assert await head(store, ids[0]) == before


async def test_a_worker_that_dies_between_file_and_event_leaves_the_work_to_another(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await decided(store, clock)
    id = await ask(store, case.id, DocumentKind.DECISION)

    async def dies(*_: Any, **__: Any) -> None:
        raise ConnectionError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(store, "execute", dies)
        await drain(store)
    assert (await head(store, id))["state"] == "REQUESTED"
    clock.forward(minutes=2)
    await drain(store)
    assert (await head(store, id))["state"] == "COMPILED"
    assert (await store.documents.file(await head(store, id))).content.startswith(b"%PDF")


async def test_it_is_made_from_the_version_that_was_asked_for(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    version = (await case.head())["n"]
    id = await ask(store, case.id, DocumentKind.OPINION_REQUEST)
    await reported_on(case, clock)
    await drain(store)
    made = await head(store, id)
    assert made["version"] == version < (await case.head())["n"]
    assert squeezed("Đề nghị cho ý kiến về phương án xử lý.") in await text_of(store, id)


async def test_a_case_that_is_not_there_for_the_caller_has_no_documents(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    for who in (caller("agency-police"), caller("agency-district")):
        with pytest.raises(Refused, match="not-found"):
            await ask(store, case.id, DocumentKind.DECISION, who)
    for missing in ("case-nothing", "agency-lead", "access-1", "provision-1"):
        with pytest.raises(Refused, match="not-found"):
            await ask(store, missing, DocumentKind.DECISION)
    assert await ask(store, case.id, DocumentKind.DECISION, HEALTH), "a member may"


async def test_one_is_laid_out_at_a_time(store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> None:
    case, taken, made = await decided(store, clock), list[bool](), compile.made

    def seen(*given: Any) -> compile.Made:
        taken.append(compile.AT_ONCE.locked())
        return made(*given)

    monkeypatch.setattr(compile, "made", seen)
    await ask(store, case.id, DocumentKind.DECISION)
    await drain(store)
    assert taken == [True]


async def test_too_much_is_said_to_be_too_much(
    store: Store, clock: TestClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compile, "DOCUMENT_MOST", 10)
    case = await decided(store, clock)
    id = await ask(store, case.id, DocumentKind.DECISION)
    await drain(store)
    assert (await head(store, id))["failure"] == "document-too-large"
    assert f"document {id}: document-too-large" in caplog.messages


async def test_nothing_in_the_record_gives_the_text_or_its_digest_away(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    id = await ask(store, case.id, DocumentKind.DECISION)
    await drain(store)
    file = await store.documents.file(await head(store, id))
    async for revision in store.connection.revisions.find({"stream": id}):
        body = bytes(revision["body"])
        assert file.digest.hex().encode() not in body
        assert LONG.encode() not in body


async def test_a_ruling_is_for_the_agencies_that_have_a_part_in_the_complaint(store: Store) -> None:
    await appoint_others(store)
    redress = await complaint(store, await complaints.decided(store))
    early = await problem(ask(store, redress, DocumentKind.RULING, other()))
    await ruled(store, redress, RedressOutcome.DISMISSED)
    id = await ask(store, redress, DocumentKind.RULING, other())
    await drain(store)
    found = await text_of(store, id)
    assert squeezed("(lần đầu)") in found
    assert squeezed(TEXT) in found
    stranger = await problem(ask(store, redress, DocumentKind.RULING, caller("agency-land")))
    assert (getattr(early, "code", None), type(stranger)) == ("document-nothing-there", NotFound)


async def test_a_directive_is_for_those_it_names(store: Store) -> None:
    command = IssueDirective(document_number="3/CT", content=LONG, addressees=("agency-health",), due_days=5)
    source = (await store.execute(caller("agency-ppc", Post.SIGNATORY), command, command_id=uuid4())).stream
    ids = [
        await ask(store, source, DocumentKind.DIRECTIVE, caller(agency)) for agency in ("agency-ppc", "agency-health")
    ]
    await drain(store)
    assert [squeezed(LONG) in await text_of(store, id) for id in ids] == [True, True]
    assert isinstance(await problem(ask(store, source, DocumentKind.DIRECTIVE, caller("agency-land"))), NotFound)
