"""The consolidated report as files: from frozen numbers to pages and data, for those who may see it and nobody else."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from domain.document.state import DocumentFormat, DocumentKind
from domain.kernel.actor import Caller
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import Post
from domain.report.consolidating import (
    DraftConsolidated,
    ReviewConsolidated,
    SendConsolidated,
    SignConsolidated,
    SupersedeConsolidated,
)
from domain.report.state.consolidated import ReportPart
from store.driver.connection import Connection
from store.files.uploads import Uploads
from store.queue.outbox import ATTEMPTS_MOST
from store.reports.consolidated import ConsolidatedReports
from store.store import Store
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.held import hold
from tests.support.measured import letters
from tests.support.province import Province, settle, taken
from tests.support.record import there
from tests.support.reporting_job import AFTER, H1, some_cases, the, work
from tests.support.world import LEAD, caller
from tests.workers.documents.test_hostile import squeezed
from tests.workers.test_compile import ask, head
from workers.documents.office import FROZEN
from workers.reports import schedule_due

LEADS, HEAD = caller(LEAD), caller(LEAD, Post.SIGNATORY)
SEE_ALL = [caller(item) for item in (LEAD, "agency-ppc", "agency-inspection")]
COPIES = [caller(item) for item in ("agency-party", "agency-internal")]
OTHERS = [caller(item) for item in ("agency-health", "agency-police", "agency-journalists", "agency-commune")]
LONG = "Các cơ quan đã triển khai Quy chế theo chức năng, nhiệm vụ được giao."


@pytest.fixture(scope="module")
async def counted(databases: Connection, province: Province) -> Province:
    clock = TestClock()
    store = await settle(replace(databases, clock=clock), province)
    await some_cases(store, clock)
    clock.now = AFTER
    await schedule_due(store)
    await work(store)
    return await taken(store.connection)


@pytest.fixture
async def frozen(counted: Province, store: Store, clock: TestClock) -> str:
    await hold(store.connection, counted.documents)
    clock.now = counted.until
    return H1


async def do(store: Store, command: Any, who: Caller = LEADS) -> None:
    await act(store, who, command, H1)
    await work(store)


async def drafted(store: Store) -> None:
    for part in ReportPart:
        await do(store, DraftConsolidated(part=part, text=f"{part.value}: {LONG}"))


async def signed(store: Store) -> None:
    await drafted(store)
    await do(store, ReviewConsolidated(), HEAD)
    at = AFTER.date()
    await do(store, SignConsolidated(number="05/BC-STTTT", signed_on=at, signatory="Giám đốc, Nguyễn Văn A"), HEAD)


async def made(store: Store, kind: DocumentKind, format: DocumentFormat = DocumentFormat.PDF, **more: Any) -> Any:
    id = await ask(store, more.pop("source", H1), kind, more.pop("who", LEADS), format=format, **more)
    await work(store)
    row = await head(store, id)
    assert row["state"] == "COMPILED", row
    return await store.documents.file(row)


async def test_as_json_it_is_the_frozen_bytes_and_the_event_holds_their_digest(store: Store, frozen: str) -> None:
    hashes = there((await the(store)).frozen)
    wanted = {DocumentKind.CONSOLIDATED_REPORT: hashes.data, DocumentKind.CONSOLIDATED_PUBLIC: hashes.public}
    for kind, digest in wanted.items():
        file = await made(store, kind, DocumentFormat.JSON)
        public = kind is DocumentKind.CONSOLIDATED_PUBLIC
        assert file.content == await store.consolidated.data(H1, vars(hashes), public=public)
        assert file.digest.hex() == file.data_digest.hex() == sha256(file.content).hexdigest() == digest
        assert json.loads(file.content)["public"] is public


async def test_a_draft_carries_its_mark_and_what_is_to_be_signed_does_not(store: Store, frozen: str) -> None:
    mark, kind = squeezed("DỰ THẢO"), DocumentKind.CONSOLIDATED_REPORT

    async def text(of: DocumentKind = kind) -> str:
        return letters((await made(store, of)).content)

    assert mark in await text(), "numbers alone"
    await drafted(store)
    assert mark in await text()
    await do(store, ReviewConsolidated(), HEAD)
    found = await text()
    assert mark not in found, "this is what is printed and signed"
    assert all(squeezed(f"{part.value}: {LONG}") in found for part in ReportPart)
    assert mark in await text(DocumentKind.CONSOLIDATED_PUBLIC), "nobody publishes before the signature"
    at = AFTER.date()
    await do(store, SignConsolidated(number="05/BC-STTTT", signed_on=at, signatory="Nguyễn Văn A"), HEAD)
    found = await text()
    assert mark not in found
    assert squeezed("ngày 20 tháng 6 năm 2026") in found
    assert squeezed("05/BC-STTTT") not in found, "the number is the registry's"
    assert "Nguyễn" not in found
    assert mark not in await text(DocumentKind.CONSOLIDATED_PUBLIC)
    await do(store, SupersedeConsolidated(reasons=LONG), HEAD)
    assert squeezed("ĐÃ THAY THẾ") in await text()


async def test_it_is_for_those_who_see_the_report_and_copies_come_when_it_was_sent(store: Store, frozen: str) -> None:
    kind = DocumentKind.CONSOLIDATED_REPORT
    for who in SEE_ALL:
        assert (await made(store, kind, DocumentFormat.JSON, who=who)).content
    for who in COPIES:
        with pytest.raises(Refused, match="not-found"):
            await ask(store, H1, kind, who)
    await signed(store)
    for who in COPIES:
        with pytest.raises(Refused, match="not-found"):
            await ask(store, H1, kind, who)
    await do(store, SendConsolidated(recipient="agency-ppc"))
    for who in COPIES:
        for item in FROZEN:
            assert (await made(store, item, who=who)).content
    for who in OTHERS:
        with pytest.raises(NotAllowed, match="scope-missing report:read"):
            await ask(store, H1, kind, who)


async def test_it_is_made_from_its_version_and_twice_the_same(store: Store, frozen: str) -> None:
    ids = [await ask(store, H1, DocumentKind.CONSOLIDATED_REPORT, LEADS) for _ in range(2)]
    await drafted(store)
    files = [await store.documents.file(await head(store, id)) for id in ids]
    assert files[0] == files[1]
    assert squeezed(LONG) not in letters(files[0].content)


async def test_a_fault_of_the_register_is_told_after_the_last_try(
    store: Store, clock: TestClock, frozen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise KeyError("what nobody thought of")

    monkeypatch.setattr(ConsolidatedReports, "data", broken)
    id = await ask(store, H1, DocumentKind.CONSOLIDATED_REPORT, LEADS)
    for _ in range(ATTEMPTS_MOST - 1):
        await work(store)
        assert (await head(store, id))["state"] == "REQUESTED", "it may be better next time"
        clock.forward(hours=24)
    await work(store)
    row = await head(store, id)
    assert (row["state"], row["failure"]) == ("FAILED", "document-not-made")


async def test_a_fault_that_passes_leaves_no_mark(
    store: Store, clock: TestClock, frozen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: Any, **__: Any) -> Any:
        raise ConnectionError("away")

    with monkeypatch.context() as patched:
        patched.setattr(Uploads, "keep", away)
        id = await ask(store, H1, DocumentKind.CONSOLIDATED_REPORT, LEADS)
        await work(store)
    clock.forward(hours=1)
    await work(store)
    assert (await head(store, id))["state"] == "COMPILED"
