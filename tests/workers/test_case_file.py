"""The whole file of a case from the request to the PDF: what is in it, for whom, and that it is the same each time."""

from pathlib import Path
from typing import Any

import pytest

from api.files.documents import document_seen
from domain.case.evidence import AddEvidence
from domain.case.state.evidence import EvidenceKind, Weight
from domain.document.state import DocumentKind
from domain.kernel.actor import Caller
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import Post
from store.log.sealing.directory import create_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.store import Store
from tests.support.clock import TestClock
from tests.support.decided import HEALTH
from tests.support.handling_facts import LONG
from tests.support.measured import letters, opened
from tests.support.press import Life, decided
from tests.support.record import there
from tests.support.world import caller, officer, subject
from tests.workers.documents.test_hostile import squeezed
from tests.workers.test_compile import ask, drain, head
from workers import compile

INSPECTOR = caller("agency-inspection", Post.INSPECTOR)
AUDITOR = caller("agency-health", Post.AUDITOR)


async def sealed(store: Store, folder: Path) -> None:
    home = create_directory(folder / "sealer", store.connection.origin, store.connection.clock())
    sealer = Sealer(LogStorage.of(store.connection), home, clock=store.connection.clock)
    while await sealer.tick():
        pass


@pytest.fixture
async def case(store: Store, clock: TestClock, tmp_path: Path) -> Life:
    case = await decided(store, clock)
    upload = await store.uploads.store(await store.actor(HEALTH), case.id, b"a picture", "image/png")
    adding = AddEvidence(
        upload=upload, kind=EvidenceKind.CAPTURE, weight=Weight.SUPPORTS, source="Chụp tại cơ quan.", redacted=True
    )
    await case.act(HEALTH, adding)
    await drain(store)  # agencies are told, which is part of the history
    await sealed(store, tmp_path)
    return case


async def file_of(store: Store, case: Life, who: Caller, kind: DocumentKind = DocumentKind.CASE_FILE) -> bytes:
    id = await ask(store, case.id, kind, who)
    await drain(store)
    made = await head(store, id)
    assert made["state"] == "COMPILED", made["failure"]
    return (await store.documents.file(made)).content


async def test_an_inspector_is_given_every_step_and_file_with_its_proof(store: Store, case: Life) -> None:
    content = await file_of(store, case, INSPECTOR)
    await each_step_has_a_line_and_is_there_in_full(store, case, content)
    await files_are_listed_with_their_hashes_and_the_proof_in_words_and_as_a_picture(store, case, content)
    says_what_it_is_for_archives(content)


async def each_step_has_a_line_and_is_there_in_full(store: Store, case: Life, content: bytes) -> None:
    row = await case.head()
    pages = [squeezed(page.extract_text()) for page in opened(content).pages]
    revisions = await store.connection.revisions.find({"stream": case.id}).sort("n", 1).to_list(None)
    found = letters(content)
    assert [found.count(revision["leaf"].hex()) for revision in revisions[:-1]] == [1] * (row["n"] - 1)
    assert len(pages) < row["n"], "steps follow each other"
    for words in ("Ra quyết định", "Thẩm định vụ việc", "Tệp kèm theo", "Bằng chứng"):
        assert squeezed(words) in "".join(pages[:2])
    for words in (
        row["claim"],
        LONG,
        "Đồng ý với phương án.",
        subject("agency-health", Post.HANDLER),
        "Nghị định mẫu số 1/2020/NĐ-CP",
    ):
        assert squeezed(words) in found
    for guard in range(1, 9):
        assert f"G{guard}·" in found


async def files_are_listed_with_their_hashes_and_the_proof_in_words_and_as_a_picture(
    store: Store, case: Life, content: bytes
) -> None:
    found, row = letters(content), await case.head()
    (item,) = row["evidence"]
    assert item["file"]["digest"] in found
    assert item["file"]["plain"] in found, "what whoever has the file can compute"
    entry = there(await LogStorage.of(store.connection).index.find_one({"event": f"{case.id}:{row['n']}"}))
    newest = there(await LogStorage.of(store.connection).newest())
    for words in (entry["leaf"].hex(), f"{case.id}:{row['n']}", *newest.note.decode().split("\n")):
        assert squeezed(words) in found
    last = opened(content).pages[-1]
    assert len(last.rects) + len(last.curves) > 0, "the QR code"


def says_what_it_is_for_archives(content: bytes) -> None:
    for words in (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>", b"/OutputIntents"):
        assert words in content
    assert b"/Marked true" in content
    assert b"/EmbeddedFile" not in content


async def test_the_same_version_gives_the_same_bytes_whatever_came_later(
    store: Store, case: Life, clock: TestClock, tmp_path: Path
) -> None:
    id, other = [await ask(store, case.id, DocumentKind.CASE_FILE, INSPECTOR) for _ in range(2)]
    clock.forward(days=3)
    first = await head(store, id)
    await compile.compile_document(store, await claimed(store, id))
    made = await store.documents.file(await head(store, id))
    clock.forward(days=30)
    await compile.compile_document(store, await claimed(store, other))
    assert (await store.documents.file(await head(store, other))) == made
    assert first["version"] == (await case.head())["n"]


async def claimed(store: Store, id: str) -> Any:
    return there(await store.outbox.claim(f"{id}:1:0"))


async def test_it_waits_for_the_log_and_says_so_in_the_end(store: Store, clock: TestClock) -> None:
    case = await decided(store, clock)
    id = await ask(store, case.id, DocumentKind.CASE_FILE, INSPECTOR)
    await drain(store)
    assert (await head(store, id))["state"] == "REQUESTED"
    clock.forward(minutes=61)
    await drain(store)
    made = await head(store, id)
    assert (made["state"], made["failure"]) == ("FAILED", "document-not-sealed")


async def test_an_agency_is_not_told_who_acted_for_others(store: Store, case: Life) -> None:
    found = letters(await file_of(store, case, AUDITOR))
    assert squeezed("cán bộ của cơ quan khác") in found
    assert subject("agency-health", Post.HANDLER) not in found, "names are for inspectors"
    assert squeezed("Cơ quan agency-health (mã andler)") in found, "its own officers by their appointments"
    assert squeezed(f"Cơ quan agency-lead · {officer('agency-lead', Post.HANDLER)}") not in found, "who took a step"


async def test_the_reading_version_says_what_it_is(store: Store, case: Life) -> None:
    found = letters(await file_of(store, case, INSPECTOR, DocumentKind.CASE_FILE_EN))
    for words in ("READING VERSION", "The case was decided", "Safeguards G1–G8", "Hash in the log"):
        assert squeezed(words) in found
    assert squeezed(LONG) in found, "texts are not translated"


async def test_nobody_has_it_who_may_not_read_the_history(store: Store, case: Life) -> None:
    with pytest.raises(NotAllowed):
        await ask(store, case.id, DocumentKind.CASE_FILE, narrowed(HEALTH, "case:read:own"))
    with pytest.raises(Refused, match="not-found"):
        await ask(store, case.id, DocumentKind.CASE_FILE, caller("agency-police", Post.AUDITOR))


def narrowed(who: Caller, *scopes: str) -> Caller:
    return Caller(**{**vars(who), "scopes": frozenset(scopes)})


async def test_who_reads_less_than_who_asked_is_not_given_it(store: Store, case: Life) -> None:
    id = await ask(store, case.id, DocumentKind.CASE_FILE, INSPECTOR)
    less = await store.actor(narrowed(INSPECTOR, "case:read:all", "audit:read"))
    assert await document_seen(store, await store.actor(INSPECTOR), id) is not None
    assert await document_seen(store, less, id) is None
