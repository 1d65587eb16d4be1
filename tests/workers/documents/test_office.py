"""What each document of a case says, where its boxes stand, and what it never says."""

from dataclasses import replace
from datetime import date

import pytest

from domain.case.state.case import Case
from domain.case.state.pathways import PublicationState
from domain.document.availability import available_documents
from domain.document.state import DocumentKind
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind
from domain.paper.context import ERASED, SourceGone
from domain.paper.findings import without_persons
from domain.registry.agency import Name
from tests.support.measured import MM, letters, measured
from tests.workers.documents.office import AT, a_case, a_complaint, a_desk, a_directive, a_notice, an_inspection, row_of
from tests.workers.documents.papers import OF_A_CASE, PARTS, SAYS, paper, write
from tests.workers.documents.test_hostile import squeezed
from workers.documents.layout import pdf
from workers.documents.office import WRITERS

LAST_OF_NAME = {
    **dict.fromkeys((DocumentKind.REMOVAL_PROPOSAL, DocumentKind.DIRECTIVE), "TỈNH MẪU SƠN"),
    DocumentKind.INSPECTION_MINUTES: "THANH TRA TỈNH MẪU SƠN",
    DocumentKind.INSPECTION_CONCLUSION: "THANH TRA TỈNH MẪU SƠN",
}
"""The last line of the issuer's name, where the Committee issues."""


@pytest.mark.parametrize("kind", PARTS)
def test_it_says_what_the_case_holds(kind: DocumentKind) -> None:
    found = letters(paper(kind))
    assert [text for text in SAYS[kind] if squeezed(text) not in found] == []


@pytest.mark.parametrize("kind", PARTS)
def test_names_and_seal_are_left_to_those_who_sign(kind: DocumentKind) -> None:
    made = paper(kind)
    found = letters(made)
    assert "officer" not in found
    assert b"/Subtype/Image" not in made.replace(b" ", b"")


@pytest.mark.parametrize("kind", PARTS)
def test_its_letterhead_stands_as_the_decree_has_it(kind: DocumentKind) -> None:
    page = measured(paper(kind))[0]
    nation, motto, number = page.line("CỘNG HÒA"), page.line("Độc lập"), page.line("Số: ")
    place = page.line("Mẫu Sơn, ngày")
    assert (nation.size, nation.bold, motto.size, motto.bold) == (12, True, 13, True)
    assert (number.size, number.bold, place.size, place.italic) == (13, False, 13, True)
    assert abs(page.rule_under(motto).length - (motto.right - motto.left)) < 1.5
    above, name = page.line("ỦY BAN NHÂN DÂN"), page.line(LAST_OF_NAME.get(kind, "THÔNG TỈNH MẪU SƠN"))
    assert (above.bold, name.bold) == (LAST_OF_NAME.get(kind) == "TỈNH MẪU SƠN", True)
    widest = max(line.right - line.left for line in (name, above) if line.bold)
    assert 1 / 3 <= page.rule_under(name).length / widest <= 1 / 2
    assert min(line.left for line in page.lines) / MM >= 29.9
    assert max(line.right for line in page.lines) / MM <= 195.1
    assert min(line.top for line in page.lines) / MM >= 20


@pytest.mark.parametrize("kind", OF_A_CASE)
def test_erased_texts_are_said_to_be_erased(kind: DocumentKind) -> None:
    found = letters(pdf(write(kind, row_of(a_case(), erased=True))))
    assert squeezed(ERASED) in found
    assert squeezed("nước giếng") not in found


def test_names_are_those_of_the_documents_day() -> None:
    context = a_desk()
    before = Name(name="Sở cũ", short="cũ", span=Span(since=date(2021, 7, 4)), source="test")
    after = Name(name="Sở mới", short="mới", span=Span(since=date(2026, 3, 1)), source="test")
    lead = replace(context.registry.agencies["agency-lead"], names=(before, after))
    context = replace(
        context, registry=replace(context.registry, agencies={**context.registry.agencies, "agency-lead": lead})
    )
    assert write(DocumentKind.DECISION, context=context).issuer.name == "Sở cũ"
    assert write(DocumentKind.MINUTES, context=context).issuer.name == "Sở mới"


@pytest.mark.parametrize(
    ("provisions", "names", "mark"),
    [
        (("provision-1",), {}, ""),
        (("provision-1", "provision-sample"), {}, "MẪU"),
        (("provision-1",), {"agency-lead": "MẪU – Sở chủ trì"}, "MẪU"),
    ],
)
def test_samples_carry_their_mark(provisions: tuple[str, ...], names: dict[str, str], mark: str) -> None:
    case = a_case()
    assert case.proposal is not None
    case = replace(case, proposal=replace(case.proposal, provisions=provisions))
    assert write(DocumentKind.PROPOSAL, row_of(case), a_desk(names)).watermark == mark


class TestWhatIsOffered:
    def test_each_part_of_the_case(self) -> None:
        found = available_documents(Kind.CASE, row_of(a_case()))
        readings = {DocumentKind.DECISION_EN: "QD-7F3K", DocumentKind.HEARING_INVITATION_EN: "hearing-1"}
        assert set(found) == {(kind, PARTS[kind]) for kind in OF_A_CASE} | set(readings.items())

    def test_nothing_of_a_case_that_has_come_nowhere(self) -> None:
        bare: Case = a_case(rounds=(), hearings=(), proposal=None, decisions=(), takedowns=(), results=(), transfers=())
        assert available_documents(Kind.CASE, row_of(bare)) == ()

    @pytest.mark.parametrize("state", PublicationState)
    def test_a_notice_only_while_it_stands_before_the_public(self, state: PublicationState) -> None:
        stands = state in (PublicationState.ISSUED, PublicationState.CORRECTED)
        assert bool(available_documents(Kind.PUBLICATION, {**a_notice(), "state": state.value})) == stands

    def test_nothing_of_other_streams(self) -> None:
        assert available_documents(Kind.AGENCY, {}) == ()
        assert available_documents(Kind.CONSOLIDATED, {"frozen": None, "edition": 1}) == ()
        report = {"frozen": {"run": 1}, "edition": 2, "type": "PERIODIC"}
        assert {part for _, part in available_documents(Kind.CONSOLIDATED, report)} == {"2"}

    def test_no_public_edition_of_numbers_of_another_span(self) -> None:
        report = {"frozen": {"run": 1}, "edition": 1, "type": "PERIODIC"}
        kinds = {kind for kind, _ in available_documents(Kind.CONSOLIDATED, report)}
        ordered = {kind for kind, _ in available_documents(Kind.CONSOLIDATED, {**report, "type": "AD_HOC"})}
        assert kinds - ordered == {DocumentKind.CONSOLIDATED_PUBLIC}

    def test_a_ruling_of_each_level_and_a_directive(self) -> None:
        rulings = [(kind, level) for kind in (DocumentKind.RULING, DocumentKind.RULING_EN) for level in ("1", "2")]
        assert available_documents(Kind.REDRESS, a_complaint()) == tuple(rulings)
        assert available_documents(Kind.DIRECTIVE, a_directive()) == ((DocumentKind.DIRECTIVE, ""),)
        minutes, conclusion = (DocumentKind.INSPECTION_MINUTES, ""), (DocumentKind.INSPECTION_CONCLUSION, "")
        assert available_documents(Kind.INSPECTION, an_inspection()) == (minutes, conclusion)
        assert available_documents(Kind.INSPECTION, {**an_inspection(), "examined": None}) == (conclusion,)
        assert available_documents(Kind.INSPECTION, {**an_inspection(), "state": "WITHDRAWN"}) == ()

    def test_a_notice_taken_back_is_not_written(self) -> None:
        row = {**a_notice(), "state": "RETRACTED", "retraction": {"ground": "WRONG"}}
        with pytest.raises(SourceGone):
            write(DocumentKind.PRESS_NOTICE, row)


def test_the_time_of_the_file_is_that_of_the_data() -> None:
    assert all(write(kind).made_at == AT for kind in PARTS)


def test_what_was_found_in_another_cycle_is_not_told() -> None:
    [made] = a_case().decisions
    found = letters(pdf(write(DocumentKind.DECISION, row_of(a_case(decisions=(replace(made, cycle=2),))))))
    assert squeezed("Kết luận thẩm định") not in found
    assert squeezed("được xác định là sai") not in found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nước giếng nhiễm độc.", "Nước giếng nhiễm độc."),
        ("Bà Nguyễn Thị Mẫu, số 0912 345 678.", "Bà […], số […]."),
        ("Viết cho a.b@thu.example.", "Viết cho […]."),
        ("", ""),
    ],
)
def test_nobody_is_named_in_what_was_reported(text: str, shown: str) -> None:
    assert without_persons(text) == shown


def test_minutes_hold_each_answer_of_the_inspected_agency_and_then_no_deadline() -> None:
    answers = [{"at": AT, "accepted": accepted, "text": f"Ý kiến {accepted}."} for accepted in (False, True)]
    found = letters(pdf(write(DocumentKind.INSPECTION_MINUTES, {**an_inspection(), "answers": answers})))
    first, second = "cơ quan không chấp nhận kết luận. Ý kiến False.", "cơ quan chấp nhận kết luận. Ý kiến True."
    assert 0 < found.find(squeezed(first)) < found.find(squeezed(second))
    assert squeezed("Chưa có ý kiến") not in found


def test_who_complains_is_named_nowhere() -> None:
    for level in ("1", "2"):
        found = letters(pdf(WRITERS[DocumentKind.RULING](a_complaint(), level, a_desk())))
        assert squeezed("Nguyễn Văn Mẫu") not in found
        assert squeezed("KN-2026-000001") in found
