"""Who may ask for which document, and what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.book import BY_COMMAND
from domain.case.ministry import DONE
from domain.case.state.evidence import SealedFile, Uploaded
from domain.document.availability import withdrawn_removals
from domain.document.dating import addressed, day_in_words, number_and_symbol, padded, place_and_date, recipients, roman
from domain.document.numbering import parsed, with_agency
from domain.document.requests import COMPILE, FailDocument, FinishDocument, RequestDocument
from domain.document.state import (
    FORMATS,
    DocumentFormat,
    DocumentKind,
    DocumentState,
    OfficeNumber,
    OfficialDocument,
    Signing,
    Source,
)
from domain.kernel.actor import SYSTEM, Actor
from domain.kernel.calendar import local_date
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind, Post
from domain.rules.command import used
from domain.rules.facts import Facts
from store.heads.reader import sees
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, answers, attempt, done, facts, person, verdict
from tests.support.world import LEAD

AVAILABLE = ((DocumentKind.MINUTES, "round-1"), (DocumentKind.MINUTES, "round-2"), (DocumentKind.DECISION, "QD-1"))
SOURCE = Source(stream="case-1", version=7, available=AVAILABLE)
FILE = SealedFile(group="g", digest="d", size=3, media_type="application/pdf")


def asking(**changes: Any) -> RequestDocument:
    fields: dict[str, Any] = {"source_id": "case-1", "kind": DocumentKind.MINUTES, "format": DocumentFormat.PDF}
    return RequestDocument(**(fields | changes))


def known(actor: Actor, command: Any, **more: Any) -> Facts:
    needs = answers(more.pop("source", SOURCE), more.pop("upload", None))
    return replace(facts(actor, command), needs=needs, **more)


def asked(**changes: Any) -> OfficialDocument:
    command = asking(**changes)
    made: OfficialDocument = attempt(None, command, known(person(LEAD), command))
    return made


def said(command: RequestDocument, source: Source | None = SOURCE) -> str:
    return verdict(None, command, known(person(HEALTH), command, source=source))


@each(
    ("command", "source", "code"),
    [
        (asking(), SOURCE, "ok"),
        (asking(part="round-1"), SOURCE, "ok"),
        (asking(kind=DocumentKind.DECISION, part="QD-1"), SOURCE, "ok"),
        (asking(), None, "not-found"),
        (asking(kind=DocumentKind.PROPOSAL), SOURCE, "document-nothing-there"),
        (asking(format=DocumentFormat.XLSX), SOURCE, "document-format-unknown"),
        (asking(part="round-9"), SOURCE, "document-part-unknown"),
        (asking(part="QD-1"), SOURCE, "document-part-unknown"),
        (asking(), replace(SOURCE, available=()), "document-nothing-there"),
    ],
)
def test_what_may_be_asked_for(command: RequestDocument, source: Source | None, code: str) -> None:
    assert said(command, source) == code


READ_ONLY = {
    *("AGENCY_REPORT_EN", "CONSOLIDATED_REPORT_EN", "CASE_FILE", "CASE_FILE_EN"),
    *("HEARING_INVITATION_EN", "DECISION_EN", "RULING_EN", "RESTORATION_NOTICE_EN"),
}
"""By hand: reading versions and files of cases, which nobody signs and no office numbers."""


@each("kind", DocumentKind)
def test_a_signing_form_is_of_pages_that_a_head_signs(kind: DocumentKind) -> None:
    source = replace(SOURCE, available=((kind, "1"),))
    unsigned = READ_ONLY | {"CONSOLIDATED_PUBLIC"}
    apart = {"MINUTES", "TRANSFER_RECORD", "INSPECTION_MINUTES"}
    for format in FORMATS[kind]:
        signed = kind not in unsigned | apart and format in (DocumentFormat.PDF, DocumentFormat.DOCX)
        code = "ok" if signed else "document-not-signed-by-head"
        for signing, wanted in ((Signing.DEPUTY, code), (Signing.HEAD, "ok")):
            command = asking(kind=kind, format=format, signing=signing)
            assert verdict(None, command, known(person(LEAD), command, source=source)) == wanted


TODAY = local_date(NOW)
NUMBER = {"number": 7, "issued_on": TODAY}


@each(
    ("given", "code"),
    [
        ({}, "ok"),
        (NUMBER, "ok"),
        ({**NUMBER, "symbol": "BB-SYT"}, "ok"),
        ({**NUMBER, "format": DocumentFormat.DOCX}, "ok"),
        ({"number": 7}, "document-number-missing"),
        ({"issued_on": TODAY}, "document-number-missing"),
        ({"symbol": "BB-SYT"}, "document-number-missing"),
        ({"number": 7, "issued_on": TODAY + timedelta(days=1)}, "in-the-future"),
    ],
)
def test_a_number_comes_with_its_day(given: dict[str, Any], code: str) -> None:
    assert said(asking(**given)) == code


def test_an_act_with_a_number_in_the_record_bears_that_one() -> None:
    own = OfficeNumber(number=41, symbol="QĐ", day=TODAY)
    source = replace(SOURCE, numbers={(DocumentKind.DECISION, "QD-1"): own})
    command = asking(kind=DocumentKind.DECISION)
    other = replace(command, number=99, symbol="QĐ-ABC", issued_on=TODAY)
    made = command.decide(None, known(person(LEAD), command, source=source))
    assert made.numbered == own
    with pytest.raises(Refused) as refused:
        other.decide(None, known(person(LEAD), other, source=source))
    assert str(refused.value) == "document-numbered-by-act"


@each("text", ["41", "041", "41/QĐ", "41 / QĐ-STTTT"])
def test_a_number_is_read_however_it_was_entered(text: str) -> None:
    found = parsed(text)
    assert found is not None
    assert (found[0], with_agency(found[1], "QĐ-STTTT")) == (41, "QĐ-STTTT")


@each("text", ["", None, "QĐ-41", "0", "41/QĐ của ông Mẫu", "123456"])
def test_what_is_no_number_leaves_room_for_one(text: str | None) -> None:
    assert parsed(text) is None


@each("kind", DocumentKind)
def test_an_office_numbers_what_somebody_signs(kind: DocumentKind) -> None:
    source = replace(SOURCE, available=((kind, "1"),))
    unsigned = READ_ONLY | {"CONSOLIDATED_PUBLIC"}
    for format in FORMATS[kind]:
        command = asking(kind=kind, format=format, **NUMBER)
        numbered = kind not in unsigned and format in (DocumentFormat.PDF, DocumentFormat.DOCX)
        found = verdict(None, command, known(person(LEAD), command, source=source))
        assert found == ("ok" if numbered else "document-not-numbered"), (kind, format)


@pytest.mark.parametrize(
    ("agency", "kind", "code"),
    [
        (LEAD, DocumentKind.CONSOLIDATED_REPORT, "ok"),
        ("agency-ppc", DocumentKind.CONSOLIDATED_REPORT, "ok"),
        ("agency-inspection", DocumentKind.CONSOLIDATED_REPORT, "ok"),
        ("agency-party", DocumentKind.CONSOLIDATED_REPORT, "document-format-unknown"),
        ("agency-internal", DocumentKind.CONSOLIDATED_REPORT, "document-format-unknown"),
        ("agency-party", DocumentKind.CONSOLIDATED_PUBLIC, "ok"),
    ],
)
def test_data_that_names_cases_is_not_for_who_received_a_copy(agency: str, kind: DocumentKind, code: str) -> None:
    source = Source(stream="consolidated-1", version=9, available=((kind, "1"),))
    command = asking(source_id="consolidated-1", kind=kind, format=DocumentFormat.JSON)
    post = Post.INSPECTOR if agency == "agency-inspection" else Post.HANDLER
    assert verdict(None, command, known(person(agency, post), command, source=source)) == code
    if code != "ok":
        pages = replace(command, format=DocumentFormat.PDF)
        assert verdict(None, pages, known(person(agency, post), pages, source=source)) == "ok"


OF_A_CASE = (
    "MINUTES",
    "OPINION_REQUEST",
    "PROPOSAL",
    "DECISION",
    "CORRECTION_LETTER",
    "REMOVAL_PROPOSAL",
    "RESULT_REPORT",
    "TRANSFER_RECORD",
    "RULING",
    *("HEARING_INVITATION", "HEARING_INVITATION_EN", "DECISION_EN", "RULING_EN"),
    *("RESTORATION_NOTICE", "RESTORATION_NOTICE_EN"),
)
OF_AN_AGENCY, CONSOLIDATED = {"report:submit", "report:read"}, {"report:read", "report:compile"}
HISTORIES = {"audit:read", "audit:read:all"}
TAKES: dict[str, set[str]] = {
    **{kind: {"case:read:own"} for kind in OF_A_CASE},
    "DIRECTIVE": {"activity:read"},
    "INSPECTION_MINUTES": {"activity:read"},
    "INSPECTION_CONCLUSION": {"activity:read"},
    "PRESS_NOTICE": {"press:read"},
    "AGENCY_REPORT": OF_AN_AGENCY,
    "AGENCY_REPORT_EN": OF_AN_AGENCY,
    "CONSOLIDATED_REPORT": CONSOLIDATED,
    "CONSOLIDATED_PUBLIC": CONSOLIDATED,
    "CONSOLIDATED_REPORT_EN": CONSOLIDATED,
    "CASE_FILE": HISTORIES,
    "CASE_FILE_EN": HISTORIES,
}
"""By hand: the scopes of which one lets an officer have a document of a kind."""


@each("kind", DocumentKind)
def test_each_kind_takes_a_scope_by_which_its_source_is_read(kind: DocumentKind) -> None:
    source = Source(stream="case-1", version=7, available=((kind, "1"),))
    command, row, head = asking(kind=kind), BY_COMMAND[RequestDocument], {"agency": LEAD, "kind": kind.value}
    heard, taken, seen, seen_elsewhere = set(), set(), set(), set()
    for scope in Scope:
        actor = replace(person(LEAD), scopes=frozenset({scope}))
        heard.add((scope, verdict(None, command, known(actor, command, source=source))))
        taken |= {scope} if used(row, actor, command) is scope else set()
        seen |= {scope} if sees(actor, Kind.DOCUMENT, head) else set()
        seen_elsewhere |= {scope} if sees(actor, Kind.DOCUMENT, {**head, "agency": HEALTH}) else set()
    assert heard == {(scope, "ok" if scope in TAKES[kind] else "scope-missing") for scope in Scope}
    assert taken == seen == TAKES[kind]
    assert seen_elsewhere == set()


def test_the_newest_part_is_taken_unless_one_is_named() -> None:
    assert (asked().part, asked(part="round-1").part) == ("round-2", "round-1")


def test_asking_orders_the_work_once() -> None:
    command, who = asking(), known(person(LEAD), asking())
    (event,) = BY_COMMAND[RequestDocument].decide(None, command, who)
    (job,) = event.jobs(asked())
    assert (job.job, job.data, job.due) == (COMPILE, {}, None)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (Uploaded(case="case-1", agency=LEAD, file=FILE), "ok"),
        (Uploaded(case="case-2", agency=LEAD, file=FILE), "upload-unknown"),
        (None, "upload-unknown"),
    ],
)
def test_only_a_file_of_the_same_source_finishes_it(upload: Uploaded | None, code: str) -> None:
    command = FinishDocument(upload="g")
    assert verdict(asked(), command, known(SYSTEM, command, upload=upload)) == code


@pytest.mark.parametrize("command", [FinishDocument(upload="g"), FailDocument(failure="document-too-large")])
def test_it_ends_once(command: Any) -> None:
    upload = Uploaded(case="case-1", agency=LEAD, file=FILE)
    for ending in (FinishDocument(upload="g"), FailDocument(failure="document-too-large")):
        ended = attempt(asked(), ending, known(SYSTEM, ending, upload=upload))
        assert ended.ended_at == NOW
        assert verdict(ended, command, known(SYSTEM, command, upload=upload)) == "transition-not-allowed"


def test_a_failure_says_why() -> None:
    made = done(asked(), FailDocument(failure="document-too-large"), SYSTEM)
    assert (made.state, made.failure) == (DocumentState.FAILED, "document-too-large")
    with pytest.raises(Refused):
        done(None, asking(), person(LEAD))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_are_padded(day: date, written: str) -> None:
    assert day_in_words(day) == written
    assert place_and_date("Cao Bằng", day) == f"Cao Bằng, {written}"


@given(st.dates())
def test_every_day_reads_back(day: date) -> None:
    words = day_in_words(day).split()
    assert (int(words[1]), int(words[3]), int(words[5])) == (day.day, day.month, day.year)
    assert words[1].startswith("0") == (day.day < 10)
    assert words[3].startswith("0") == (day.month in (1, 2))


def test_a_document_without_a_day_leaves_room_for_it() -> None:
    assert place_and_date("Cao Bằng", None) == "Cao Bằng, ngày …… tháng …… năm ……"


@pytest.mark.parametrize(("number", "written"), [(0, "00"), (5, "05"), (9, "09"), (10, "10"), (123, "123")])
def test_numbers_below_ten_are_padded(number: int, written: str) -> None:
    assert padded(number) == written


def test_no_number_is_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        padded(-1)


def test_number_and_symbol() -> None:
    assert number_and_symbol(5, "BC-STTTT") == "Số: 05/BC-STTTT"
    assert number_and_symbol(None, "UBND-VX") == "Số: …………/UBND-VX"


def test_roman_numbers() -> None:
    assert [roman(n) for n in (1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 19, 39)] == (
        ["I", "II", "III", "IV", "V", "VI", "VIII", "IX", "X", "XII", "XIV", "XIX", "XXXIX"]
    )
    assert len({roman(n) for n in range(1, 40)}) == 39
    for outside in (0, 40):
        with pytest.raises(ValueError):
            roman(outside)


def test_recipients_end_with_the_copy_that_is_kept() -> None:
    assert recipients(("Như trên", "Sở Y tế"), "VX") == ("- Như trên;", "- Sở Y tế;", "- Lưu: VT, VX.")
    assert recipients((), "") == ("- Lưu: VT.",)


def test_addressees() -> None:
    assert addressed(()) == ()
    assert addressed(("Ủy ban nhân dân tỉnh",)) == ("Kính gửi: Ủy ban nhân dân tỉnh.",)
    assert addressed(("Sở Y tế", "Sở Xây dựng")) == ("Kính gửi:", "- Sở Y tế;", "- Sở Xây dựng.")


OUTCOME = next(iter(DONE))


def a_case(**changes: Any) -> dict[str, Any]:
    takedown = {
        "cycle": 1,
        "withdrawn": {"at": "x"},
        "outcome": OUTCOME,
        "items": [{"id": "one"}, {"id": "two"}],
    } | changes
    return {"cycle": 1, "takedowns": [takedown]}


@pytest.mark.parametrize(
    ("changes", "found"), [({}, ("one", "two")), ({"cycle": 2}, ()), ({"withdrawn": None}, ()), ({"outcome": None}, ())]
)
def test_removals_of_the_cycle_that_were_taken_back_once_done(changes: dict[str, Any], found: tuple[str, ...]) -> None:
    case = a_case(**changes)
    items = [item["id"] for takedown in withdrawn_removals(case, 1) for item in takedown["items"]]
    assert items == [*found]
