"""What goes to the person concerned: invitation to be heard, notice of restoration, decision, reading versions."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.state.case import CaseState, Closure, ClosureReason, Informed
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Finding, Measure, OwnMeasureKind
from domain.document.availability import available_documents
from domain.document.state import READING_VERSIONS, DocumentKind
from domain.kernel.vocabulary import Kind
from domain.paper.model import Document, Paragraph
from domain.paper.words import READING, SAID
from tests.support.measured import letters, measured
from tests.workers.documents.office import AT, a_case, a_desk, a_hidden_comment, a_reopened_case, row_of, words
from tests.workers.documents.papers import paper, write
from tests.workers.documents.test_hostile import squeezed
from workers.documents.office import WRITERS

NOTICE = DocumentKind.RESTORATION_NOTICE
CLOSED = Closure(
    reason=ClosureReason.PROTECTED,
    at=AT,
    agency="agency-lead",
    officer="officer-x",
    reasons=words("Không sai."),
    informed=Informed.ANONYMOUS,
)


def texts(made: Document) -> str:
    return "\n".join(block.text for block in made.blocks if isinstance(block, Paragraph))


def offered(row: dict[str, Any], kind: DocumentKind = NOTICE) -> list[str]:
    return [part for found, part in available_documents(Kind.CASE, row) if found is kind]


def notice(row: dict[str, Any], part: str) -> Document:
    return WRITERS[NOTICE](row, part, a_desk())


class TestTheInvitation:
    def test_goes_to_who_was_asked_and_to_nobody_else(self) -> None:
        (hearing,) = a_case().hearings
        unasked = replace(hearing, way=HearingWay.NOT_POSSIBLE, code=None, answer_by=None)
        for hearings, parts in (((hearing,), ["hearing-1"]), ((unasked,), []), ((unasked, hearing), ["hearing-1"])):
            assert offered(row_of(a_case(hearings=hearings)), DocumentKind.HEARING_INVITATION) == parts

    def test_says_where_to_answer_also_when_nobody_told_the_address_of_the_register(self) -> None:
        assert "mở trang /report/prove của hệ thống" in texts(write(DocumentKind.HEARING_INVITATION, context=a_desk()))


class TestTheNotice:
    @pytest.mark.parametrize("measure", Measure)
    def test_is_of_what_asked_something_of_somebody(self, measure: Measure) -> None:
        made = a_reopened_case()
        (decision,) = made.decisions
        row = row_of(replace(made, decisions=(replace(decision, measure=measure),)))
        assert (offered(row) == ["QD-7F3K"]) is (measure is not Measure.OFFICIAL_INFORMATION)

    def test_is_of_nothing_that_stands(self) -> None:
        assert offered(row_of(a_case(own_measures=(a_hidden_comment(ended_at=None, redress=None),)))) == []

    def test_leads_nobody_to_a_case_that_hides(self) -> None:
        made = texts(notice(row_of(a_reopened_case(state=CaseState.CLOSED, closure=CLOSED)), "QD-7F3K"))
        assert "Vụ việc đã kết thúc. Lý do: Thuộc quyền tự do ngôn luận" in made
        assert "/report/decision" not in made

    def test_an_agencys_own_post_is_nobody_elses_speech(self) -> None:
        own = a_hidden_comment(kind=OwnMeasureKind.OWN_POST_WITHDRAWN)
        assert offered(row_of(a_case(own_measures=(own,)))) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reply": words("Lấy mẫu lại theo ý kiến.")}, "đã được xem xét: Lấy mẫu lại theo ý kiến."),
        ({"unheard": words("Trang không có chỗ nhắn.")}, "trước khi quyết định: Trang không có chỗ nhắn."),
    ],
)
def test_a_decision_says_what_is_made_of_an_answer_or_why_nobody_asked(changes: dict[str, Any], said: str) -> None:
    (made,) = a_case().decisions
    assert said in texts(write(DocumentKind.DECISION, row_of(a_case(decisions=(replace(made, **changes),)))))


def test_a_decision_keeps_its_finding_and_what_was_weighed_once_the_case_is_open_again() -> None:
    made = a_reopened_case()
    kept: dict[str, Any] = {"alternatives": (Measure.OFFICIAL_INFORMATION,), "weighing": words("Chưa đủ.")}
    decision = replace(made.decisions[0], finding=Finding.FALSE, **kept)
    found = texts(write(DocumentKind.DECISION, row_of(replace(made, decisions=(decision,)))))
    assert "- Kết luận thẩm định: Sai sự thật." in found
    assert "Biện pháp nhẹ hơn đã cân nhắc: Công bố thông tin chính thức. Chưa đủ." in found


SAID_IN_ENGLISH: dict[DocumentKind, tuple[str, ...]] = {
    DocumentKind.HEARING_INVITATION_EN: (
        "INVITATION TO BE HEARD",
        "To: Whoever published the content.",
        "The question: Kết quả kiểm nghiệm khác với bài viết.",
        "Until when: the end of 12 February 2026.",
    ),
    DocumentKind.DECISION_EN: (
        "DIRECTOR, SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "Article 1. Measure: Request a correction",
        "- The fact that was found false: Nước giếng ở xã Suối Vẽ nhiễm độc.",
        "WHAT WAS REPORTED",
    ),
    DocumentKind.RULING_EN: (
        "On complaint KN-2026-000001 (second level)",
        "Article 1. Annulled: Decision No. 17/QĐ-STTTT of 5 February 2026",
    ),
    DocumentKind.RESTORATION_NOTICE_EN: ("Ground: Judgment or decision of a court", "CONTENT THAT IS RESTORED"),
}


@pytest.mark.parametrize("kind", READING_VERSIONS.values())
def test_a_reading_version_says_on_every_page_that_it_has_no_force(kind: DocumentKind) -> None:
    found = letters(paper(kind))
    assert [text for text in SAID_IN_ENGLISH[kind] if squeezed(text) not in found] == []
    pages = measured(paper(kind))
    assert all(READING in page.lines[-1].text for page in pages)
    assert not any(line.text.startswith(("Số:", "Nơi nhận", "Kính gửi")) for page in pages for line in page.lines)
    assert write(kind).signatures == ()


def test_both_languages_have_the_same_words() -> None:
    assert SAID["vi"].keys() == SAID["en"].keys()
