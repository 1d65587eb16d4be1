"""Erasing what lies beside a case: notices that nobody may read, requests about data, contacts, documents."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.case.state.case import ClosureReason
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind
from domain.erasure.data_requests import AnswerDataRequest, RequestData
from domain.erasure.erasures import ProposeErasure
from domain.erasure.state import DataRequestKind
from domain.kernel.actor import PUBLIC
from domain.kernel.vocabulary import Kind
from domain.publication.drafting import WithdrawPublication
from domain.publication.state import RetractionGround
from store.driver.connection import Connection
from store.erasing.eraser import COMPILING_MOST
from store.files.uploads import FileErased
from store.heads.collection import heads_of
from store.log.audit.finding import Level
from store.record.contact_details import opened_contact
from store.store import Store
from store.verification import vault as audit_vault
from tests.support.clock import TestClock
from tests.support.complaints import act, appoint_others, complaint, other
from tests.support.decided import HANDLER
from tests.support.erasing import erased, found, keys, ordered
from tests.support.handling_facts import LONG
from tests.support.press import Life, a_spokesperson, closing, decided, drafted, issued, reported_on, retract
from tests.support.province import Province, settle, taken
from tests.support.record import faults, head_of, problem
from tests.support.world import LEAD, caller
from workers.deliver import deliver
from workers.eraser import look

DAYS = 90


@pytest.fixture(scope="module")
async def province(databases: Connection, province: Province) -> Province:
    """The province with a case whose result was reported, entered once: each test begins with it."""
    clock = TestClock()
    clock.now = province.until
    store = await settle(replace(databases, clock=clock), province)
    await appoint_others(store)
    await a_spokesperson(store)
    await reported_on(await decided(store, clock), clock)
    return await taken(store.connection)


@pytest.fixture
async def case(store: Store) -> Life:
    [head] = await heads_of(store.connection, Kind.CASE).find({}, {"_id": 1}).to_list()
    return Life(store, head["_id"])


class TestNotices:
    async def test_that_nobody_may_read_go_with_their_case_and_public_ones_stay(self, store: Store, case: Life) -> None:
        told, wrong, private, unseen = [await issued(case) for _ in range(3)] + [await drafted(case)]
        await retract(wrong)
        await retract(private, RetractionGround.PERSONAL_DATA)
        await unseen.act(HANDLER, WithdrawPublication(reasons="Không cần thông báo nữa."))
        await case.act(HANDLER, closing(ClosureReason.COMPLETED))
        await ordered(store, case.id)
        assert await erased(store, DAYS) == 1
        assert [await keys(store, item.id) for item in (case, private, unseen)] == [0, 0, 0]
        assert all([await keys(store, item.id) for item in (told, wrong)])
        head = await unseen.head()
        assert (head["wording"]["title"], head["wording"]["text"], head["state"]) == (None, None, "WITHDRAWN")
        standing: Any = await store.publications.public(told.id)
        assert standing.newest.text
        assert await faults(store.connection) == []

    async def test_that_are_in_hand_keep_their_case(self, store: Store, case: Life) -> None:
        notice = await drafted(case)
        await case.act(HANDLER, closing(ClosureReason.COMPLETED))
        refused = await problem(act(store, caller(LEAD), ProposeErasure(target=case.id, reasons=LONG)))
        assert refused.code == "matter-runs"
        await notice.act(HANDLER, WithdrawPublication(reasons="Không cần thông báo nữa."))
        await act(store, caller(LEAD), ProposeErasure(target=case.id, reasons=LONG))

    async def test_taken_back_are_erased_alone_and_standing_ones_are_not(self, store: Store, case: Life) -> None:
        notice = await issued(case)
        refused = await problem(act(store, caller(LEAD), ProposeErasure(target=notice.id, reasons=LONG)))
        assert refused.code == "matter-runs"
        await retract(notice)
        order = await ordered(store, notice.id)
        assert await erased(store, DAYS) == 1
        view: Any = await store.publications.public(notice.id)
        assert {version.text for version in view.versions} == {None}
        assert f"erased by event {order}:5" in (await found(store))["erased"][1]


async def a_request(store: Store, case: Life) -> str:
    code = (await case.head())["decisions"][-1]["public_code"]
    command = RequestData(
        decision=code, kind=DataRequestKind.ACCESS, text="Đề nghị cho biết dữ liệu về tôi.", contact="0912 000 000"
    )
    return (await store.execute(PUBLIC, command, command_id=uuid4())).stream


class TestRequests:
    async def test_lose_words_and_contact_after_their_time(self, store: Store, case: Life, clock: TestClock) -> None:
        request = await a_request(store, case)
        clock.forward(days=DAYS + 1)
        assert await look(store.eraser, DAYS) == 0, "nobody answered yet"
        await act(store, other(), AnswerDataRequest(granted=True, reasons=LONG), request)
        clock.forward(days=DAYS - 1)
        assert await look(store.eraser, DAYS) == 0
        clock.forward(days=2)
        head = await head_of(store.connection, request)
        assert await opened_contact(store.connection, request, head["request"]["contact"]) == "0912 000 000"
        assert await erased(store, DAYS) == 1
        head = await head_of(store.connection, request)
        assert (head["request"]["text"], head["answer"]["reasons"], head["state"]) == (None, None, "ANSWERED")
        assert await opened_contact(store.connection, request, head["request"]["contact"]) is None
        assert [await look(store.eraser, DAYS), await keys(store, request)] == [0, 0]
        assert await faults(store.connection) == []

    async def test_that_officers_made_lose_their_words_too(self, store: Store, case: Life, clock: TestClock) -> None:
        await case.act(HANDLER, closing(ClosureReason.COMPLETED))
        order = await ordered(store, case.id)
        assert await erased(store, DAYS) == 1
        clock.now += timedelta(days=DAYS + 1)
        assert await erased(store, DAYS) == 1
        assert await keys(store, order) == 0
        assert await faults(store.connection) == []


class TestContacts:
    @pytest.mark.parametrize("damage", ["key-missing", "key-altered", "value-missing", "value-altered", "value-stray"])
    async def test_damaged_are_named(
        self, store: Store, case: Life, damage: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contact = (await head_of(store.connection, await complaint(store, case.id)))["contact"]
        assert await found(store) == {}
        vault, ring, row = store.connection.contacts, store.connection.wrapped, {"_id": contact}
        kept: Any = await vault.find_one(row)
        match damage:
            case "key-missing":
                await ring.delete_one(row)
            case "key-altered":
                await ring.update_one(row, {"$set": {"key": b"\0" * 40}})
            case "value-missing":
                await vault.delete_one(row)
            case "value-altered":
                await vault.update_one(row, {"$set": {"sealed": b"\0" * len(kept["sealed"])}})
            case "value-stray":
                await vault.insert_one({**kept, "_id": "0" * 32})
        seen = await found(store)
        assert {code: level for code, (level, _) in seen.items()} == {damage: Level.FAULT}
        with monkeypatch.context() as patch:
            patch.setattr(audit_vault.VaultAudit, "_contacts", lambda *_: iter(()))
            if damage != "value-stray":
                assert damage not in await found(store), "the check is what finds it"

    async def test_that_came_back_from_a_backup_are_a_fault(self, store: Store, case: Life, clock: TestClock) -> None:
        request = await a_request(store, case)
        await act(store, other(), AnswerDataRequest(granted=False, reasons=LONG), request)
        head = await head_of(store.connection, request)
        kept: Any = await store.connection.wrapped.find_one({"_id": head["request"]["contact"]})
        clock.forward(days=DAYS + 1)
        assert await erased(store, DAYS) == 1
        assert "erased" in await found(store)
        await store.connection.wrapped.insert_one(kept)
        assert (await found(store))["key-restored"][0] is Level.FAULT


class TestDocuments:
    """Files made of a case's texts lie under keys of the case and go with them."""

    @pytest.fixture
    async def over(self, store: Store, case: Life) -> Life:
        await case.act(HANDLER, closing(ClosureReason.COMPLETED))
        return case

    async def test_are_waited_for_while_they_are_made_and_go_with_their_case(self, store: Store, over: Life) -> None:
        document = await asked_for(store, over.id)
        await ordered(store, over.id)
        assert await look(store.eraser, DAYS) == 0, "a worker may hold the texts, and store a file of them afterwards"
        assert await keys(store, over.id)
        await compiled(store)
        made: Any = await store.documents.any(document)
        assert (await store.documents.file(made)).content.startswith(b"%PDF")
        assert await files(store, document)
        assert await erased(store, DAYS) == 1
        assert await keys(store, over.id) == await files(store, document) == 0
        with pytest.raises(FileErased):
            await store.documents.file(made)
        assert await faults(store.connection) == []

    async def test_that_nobody_makes_hold_up_nothing_for_long(self, store: Store, over: Life, clock: TestClock) -> None:
        await asked_for(store, over.id)
        await ordered(store, over.id)
        clock.forward(seconds=COMPILING_MOST.total_seconds() - 1)
        assert await look(store.eraser, DAYS) == 0
        clock.forward(seconds=2)
        assert await erased(store, DAYS) == 1
        assert await keys(store, over.id) == 0

    async def test_of_another_case_hold_up_nothing(self, store: Store, over: Life, clock: TestClock) -> None:
        await asked_for(store, (await decided(store, clock)).id)
        await ordered(store, over.id)
        assert await erased(store, DAYS) == 1


async def asked_for(store: Store, case: str) -> str:
    command = RequestDocument(source_id=case, kind=DocumentKind.DECISION, format=DocumentFormat.PDF)
    return (await act(store, HANDLER, command)).stream


async def compiled(store: Store) -> None:
    for id in await store.outbox.due():
        await deliver({"store": store}, id)


async def files(store: Store, document: str) -> int:
    """How much of a document's file lies there, sealed as it is."""
    main = store.connection.client[store.connection.names.main]
    made: Any = await store.documents.any(document)
    rows = await main["evidence.files"].find({"filename": made["file"]["group"]}).to_list(None)
    chunks: int = await main["evidence.chunks"].count_documents({"files_id": {"$in": [row["_id"] for row in rows]}})
    return len(rows) + chunks
