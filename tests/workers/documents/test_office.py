"""What each document of a case says, where its boxes stand, and what it never says."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.case.state.case import Case
from domain.case.state.measures import Measure
from domain.case.state.pathways import PublicationState, TakedownStatus
from domain.document.availability import available_documents
from domain.document.state import DocumentKind, Signing
from domain.kernel.span import Span
from domain.kernel.vocabulary import Kind
from domain.paper.context import ERASED, UNNAMED, SourceGone
from domain.paper.findings import without_persons
from domain.registry.agency import Letterhead, Name
from tests.support.measured import MM, letters, measured
from tests.workers.documents.office import (
    AT,
    a_case,
    a_complaint,
    a_desk,
    a_directive,
    a_notice,
    an_inspection,
    row_of,
    words,
)
from tests.workers.documents.papers import OF_A_CASE, PARTS, SAYS, paper, write
from tests.workers.documents.test_editable import opened
from tests.workers.documents.test_hostile import squeezed
from workers.documents.editable import docx
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


def test_a_commune_issues_in_its_own_place_and_its_chair_signs_for_it() -> None:
    case = a_case(lead="agency-commune")
    made = write(DocumentKind.OPINION_REQUEST, row_of(case))
    assert (made.place, made.symbol, made.issuer.parent) == ("Suối Vẽ", "UBND", "")
    assert made.signatures[0].lines == ("TM. Ủy ban nhân dân", "Chủ tịch")


def test_a_letter_names_the_last_day_of_a_term_and_not_the_midnight_after_it() -> None:
    case = a_case()
    due = datetime(2026, 2, 10, 17, tzinfo=UTC)  # midnight in Việt Nam
    case = replace(case, rounds=tuple(replace(round, due_at=due) for round in case.rounds))
    text = str(write(DocumentKind.OPINION_REQUEST, row_of(case)).blocks)
    assert "chậm nhất ngày 10 tháng 02 năm 2026" in text


def test_an_agency_without_a_name_leaves_room_for_one() -> None:
    made = write(DocumentKind.OPINION_REQUEST, row_of(a_case(lead="agency-nowhere")))
    assert made.issuer.name == "…………"


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

    @pytest.mark.parametrize("status", TakedownStatus)
    def test_a_proposal_of_removal_that_somebody_sends(self, status: TakedownStatus) -> None:
        [made] = a_case().takedowns
        kinds = {
            kind
            for kind, _ in available_documents(Kind.CASE, row_of(a_case(takedowns=(replace(made, status=status),))))
        }
        sent = status not in (TakedownStatus.PPC_REFUSED, TakedownStatus.WITHDRAWN)
        assert (DocumentKind.REMOVAL_PROPOSAL in kinds) is sent

    def test_a_letter_of_correction_where_that_was_decided(self) -> None:
        [made] = a_case().decisions
        other = row_of(a_case(decisions=(replace(made, measure=Measure.WARNING_LETTER),)))
        assert DocumentKind.CORRECTION_LETTER not in {kind for kind, _ in available_documents(Kind.CASE, other)}

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


def test_a_chair_decides_in_the_own_name_and_writes_in_that_of_the_committee() -> None:
    [made] = a_case().decisions
    chaired = write(DocumentKind.DECISION, row_of(a_case(decisions=(replace(made, agency="agency-ppc"),))))
    assert chaired.authority == "Chủ tịch Ủy ban nhân dân tỉnh Mẫu Sơn"
    assert [signature.lines for signature in chaired.signatures] == [("Chủ tịch",)]
    assert a_desk().signature("agency-ppc").lines == ("TM. Ủy ban nhân dân", "Chủ tịch")


@pytest.mark.parametrize(
    ("agency", "signing", "lines"),
    [
        ("agency-health", Signing.HEAD, ("Giám đốc",)),
        ("agency-health", Signing.DEPUTY, ("KT. Giám đốc", "Phó Giám đốc")),
        ("agency-health", Signing.ACTING, ("Q. Giám đốc",)),
        ("agency-health", Signing.BY_ORDER, ("TL. Giám đốc", UNNAMED)),
        ("agency-health", Signing.BY_DELEGATION, ("TUQ. Giám đốc", UNNAMED)),
        ("agency-ppc", Signing.DEPUTY, ("TM. Ủy ban nhân dân", "KT. Chủ tịch", "Phó Chủ tịch")),
        ("agency-ppc", Signing.ACTING, ("TM. Ủy ban nhân dân", "Q. Chủ tịch")),
        ("agency-ppc", Signing.BY_ORDER, ("TL. Chủ tịch", UNNAMED)),
        ("agency-ppc", Signing.BY_DELEGATION, ("TUQ. Chủ tịch", UNNAMED)),
        ("agency-journalists", Signing.DEPUTY, ("KT. Chủ tịch", "Phó Chủ tịch")),
    ],
)
def test_who_signs_in_the_heads_place_says_so(agency: str, signing: Signing, lines: tuple[str, ...]) -> None:
    assert replace(a_desk(), signing=signing).signature(agency).lines == lines


def test_a_decision_signed_by_a_deputy_stays_the_decision_of_the_head() -> None:
    made = write(DocumentKind.DECISION, context=replace(a_desk(), signing=Signing.DEPUTY))
    assert [signature.lines for signature in made.signatures] == [("KT. Giám đốc", "Phó Giám đốc")]
    assert made.authority == write(DocumentKind.DECISION).authority


def test_what_was_found_in_another_cycle_is_not_told() -> None:
    [made] = a_case().decisions
    found = letters(pdf(write(DocumentKind.DECISION, row_of(a_case(decisions=(replace(made, cycle=2),))))))
    assert squeezed("Kết luận thẩm định") not in found
    assert squeezed("được xác định là sai") not in found


@pytest.mark.parametrize(
    ("addresses", "text"),
    [
        ({"url": None}, "đăng tải tại nơi được mô tả trong hồ sơ vụ việc."),
        ({"addresses": (words("https://trang.example/bai-2"),)}, "các địa chỉ: https://trang.example/bai-1; https:"),
    ],
)
def test_a_decision_is_about_the_addresses_that_are_known(addresses: dict[str, Any], text: str) -> None:
    assert squeezed(text) in letters(pdf(write(DocumentKind.DECISION, row_of(a_case(**addresses)))))


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


def test_who_complains_is_named_nowhere() -> None:
    for level in ("1", "2"):
        found = letters(pdf(WRITERS[DocumentKind.RULING](a_complaint(), level, a_desk())))
        assert squeezed("Nguyễn Văn Mẫu") not in found
        assert squeezed("KN-2026-000001") in found


def test_what_the_registry_says_of_a_letterhead_is_followed() -> None:
    desk = a_desk()
    agencies = dict(desk.registry.agencies)
    letterhead = Letterhead(
        symbol="SVHTTDL",
        span=Span(since=date(2020, 1, 1), until=date(2027, 1, 1)),
        source="QĐ 1",
        head="Giám đốc Sở",
        copies=("Cổng thông tin điện tử tỉnh",),
        by_order="Chánh Văn phòng",
        seal="(Dùng con dấu của Ủy ban nhân dân tỉnh)",
        unit="VX",
    )
    agencies["agency-lead"] = replace(agencies["agency-lead"], letterheads=(letterhead,))
    own = replace(desk, registry=replace(desk.registry, agencies=agencies))
    made, plain = write(DocumentKind.DECISION, context=own), write(DocumentKind.DECISION)
    assert write(DocumentKind.MINUTES, context=own).symbol == "BB-SVHTTDL"
    assert [signature.lines for signature in made.signatures] == [("Giám đốc Sở",)]
    assert made.recipients == (*plain.recipients[:-1], "- Cổng thông tin điện tử tỉnh;", "- Lưu: VT, VX.")
    page = next(one for one in measured(pdf(made)) if any(line.text == "GIÁM ĐỐC SỞ" for line in one.lines))
    (office,) = [line for line in page.lines if line.text == "GIÁM ĐỐC SỞ"]
    seal = page.line("(Dùng con dấu")
    assert (seal.italic, seal.size, abs(seal.middle - office.middle) < 1) == (True, 12, True)
    assert 0 <= seal.top - office.bottom < 15 * MM
    assert "(Dùng con dấu" in "".join(cell.text for cell in opened(docx(made)).tables[-1].rows[0].cells)
    ordered = write(DocumentKind.DECISION, context=replace(own, signing=Signing.BY_ORDER))
    assert ordered.signatures[0].lines == ("TL. Giám đốc Sở", "Chánh Văn phòng")
    later = replace(letterhead, span=Span(since=date(2027, 1, 1)))
    agencies["agency-lead"] = replace(agencies["agency-lead"], letterheads=(later,))
    not_yet = replace(desk, registry=replace(desk.registry, agencies=agencies))
    assert write(DocumentKind.DECISION, context=not_yet) == plain
