"""One invented case with something in every part that a document is made of, and the context it is written at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.activity.directives import Directive, DirectiveState
from domain.activity.inspections import InspectionFinding, InspectionKind, InspectionState
from domain.case.state.case import (
    Case,
    CaseState,
    Channel,
    ExpressionConclusion,
    ExpressionKind,
    ExpressionReview,
    Receipt,
)
from domain.case.state.hearing import Hearing, HearingWay
from domain.case.state.measures import (
    Appraisal,
    Decision,
    Finding,
    Measure,
    OwnMeasure,
    OwnMeasureKind,
    Proposal,
    Result,
    Service,
    ServiceRecord,
    Verification,
    VerificationResult,
)
from domain.case.state.pathways import (
    PoliceTransfer,
    PublicationState,
    Reopening,
    ReopeningGround,
    Takedown,
    TakedownItem,
    TakedownOutcome,
    TakedownStatus,
    TransferStatus,
)
from domain.case.state.round import Meeting, Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.complaint.state import Appeal, Redress, RedressOutcome, RedressState, Ruling
from domain.complaint.terms import Deadline
from domain.kernel.event import Sealed, Step
from domain.kernel.vocabulary import Kind, Role
from domain.paper.context import DocumentContext
from domain.publication.state import CaseResult, NoticeForm, Publication, PublicChange, PublicVersion, Wording
from domain.registry.agency import Name
from domain.registry.entry import Certainty
from store.heads.head_texts import head_of
from store.keys.master import MasterKey
from tests.support.facts import ALWAYS, registry, sealed

AT = datetime(2026, 2, 5, 2, 0, tzinfo=UTC)
MASTER = MasterKey(bytes(32))
NAMES = {
    "agency-ppc": "Ủy ban nhân dân tỉnh Mẫu Sơn",
    "agency-lead": "Sở Thông tin và Truyền thông tỉnh Mẫu Sơn",
    "agency-health": "Sở Y tế",
    "agency-land": "Sở Đất đai và Môi trường",
    "agency-police": "Công an tỉnh Mẫu Sơn",
    "agency-ministry": "Bộ mẫu",
    "agency-inspection": "Thanh tra tỉnh Mẫu Sơn",
    "agency-commune": "Ủy ban nhân dân xã Suối Vẽ",
}
PROVISIONS = {
    "provision-1": {
        "instrument": "Nghị định số 01/2020/NĐ-CP ngày 03 tháng 02 năm 2020",
        "place": "Điều 1 khoản 1 điểm a",
    },
    "provision-sample": {"instrument": "MẪU: Nghị định mẫu số 1/2020/NĐ-CP", "place": "Điều 2"},
}
TEXTS: dict[str, str] = {}
Made = dict[str, Any]
DAY = date(2026, 2, 5)
BY: Made = {"agency": "agency-lead", "officer": "officer-x", "at": AT, "cycle": 1}


def words(text: str) -> Sealed:
    made = sealed(text)
    TEXTS[made.commitment] = text
    return made


def step(agency: str = "agency-lead", note: str | None = None, days: int = 0) -> Step:
    at = AT + timedelta(days)
    return Step(agency=agency, officer="officer-x", at=at, note=words(note) if note else None)


def rounds() -> tuple[Round, Round]:
    """A round in writing, and a meeting."""
    said = Opinion(agency="agency-health", position=Position.AGREE, at=AT, officer="officer-y", text=words("Nhất trí."))
    silent = Opinion(agency="agency-land", position=Position.NO_REPLY, at=AT)
    when: Made = {"cycle": 1, "opened_at": AT, "opened_by": "officer-x", "due_at": AT + timedelta(days=4)}
    asked = Round(
        id="round-written",
        method=RoundMethod.WRITTEN_OPINION,
        method_reason=words("Các cơ quan ở xa nhau."),
        question=words("Đề xuất đính chính có phù hợp không?"),
        invited=("agency-health", "agency-land"),
        opinions=(said, silent),
        **when,
    )
    minutes = words("Các bên trao đổi.\nKhông ai phản đối.")
    held = replace(
        asked,
        id="round-meeting",
        method=RoundMethod.MEETING,
        meeting=Meeting(held_on=date(2026, 3, 9), attended=("agency-health",), minutes=minutes),
        outcome=RoundOutcome.AGREED,
        agreed_option=words("Đề nghị đính chính."),
        dissent=words("Một ý kiến cho rằng chỉ cần công bố thông tin."),
    )
    return asked, held


def found() -> Made:
    """Return a case's check, review and verification of the content."""
    sources = words("Phiếu kiểm nghiệm ngày 04 tháng 02 năm 2026.")
    verified: Made = {"result": VerificationResult.FALSE, "independent": True, "contrary": words("Không có.")}
    review = ExpressionReview(
        id="review-1",
        role=Role.LEAD,
        expression=ExpressionKind.FACT,
        conclusion=ExpressionConclusion.NOT_PROTECTED,
        reasons=words("Bài viết khẳng định một sự việc."),
        false_fact=words("Nước giếng ở xã Suối Vẽ nhiễm độc."),
        provision="provision-1",
        **BY,
    )
    return {
        "appraisal": Appraisal(finding=Finding.FALSE, reasons=words("Kết quả kiểm nghiệm đạt."), **BY),
        "expression_reviews": (review,),
        "verifications": (
            Verification(id="verification-1", sources=sources, **verified, **{**BY, "agency": "agency-health"}),
        ),
    }


def decided() -> Made:
    """Return a case's proposal and decision."""
    measure: Made = {"measure": Measure.CORRECTION_REQUEST, "provisions": ("provision-1",), "cycle": 1}
    proposal = Proposal(
        alternatives=(Measure.OFFICIAL_INFORMATION,),
        weighing=words("Chỉ công bố thông tin thì chưa đủ."),
        necessity=words("Người dân đang lo lắng."),
        drafted_by="officer-x",
        drafted_at=AT,
        **measure,
    )
    decision = Decision(
        public_code="QD-7F3K",
        number=words("17/QĐ-STTTT"),
        decided_on=DAY,
        reasons=words("Nội dung sai so với kết quả kiểm nghiệm."),
        redress_notice=words("Có thể khiếu nại trong 90 ngày."),
        agency="agency-lead",
        signatory="officer-s",
        at=AT,
        **measure,
    )
    return {"proposal": proposal, "decisions": (decision,)}


def a_takedown() -> Takedown:
    item = TakedownItem(
        officer="officer-x",
        url=words("https://trang.example/bai-1"),
        captured_text=words("Bà Nguyễn Thị Mẫu nói nước giếng nhiễm độc, gọi 0912 345 678."),
        captured_at=AT,
    )
    return Takedown(
        id="takedown-1",
        cycle=1,
        provisions=("provision-1",),
        necessity=words("Nội dung tiếp tục lan truyền."),
        alternatives=words("Đã đề nghị đính chính nhưng không được thực hiện."),
        drafted=step(),
        status=TakedownStatus.PPC_SIGNED,
        items=(item,),
        committee="agency-ppc",
        ministry="agency-ministry",
        answered=step("agency-ppc"),
    )


def a_hearing() -> Hearing:
    return Hearing(
        id="hearing-1",
        cycle=1,
        way=HearingWay.LETTER,
        asked=step(note="Đã gửi thư."),
        question=words("Kết quả kiểm nghiệm khác với bài viết. Ông (bà) có ý kiến gì không?"),
        code="A1B2C3D4E5F6",
        answer_by=datetime(2026, 2, 12, 10, tzinfo=UTC),
    )


def a_transfer() -> PoliceTransfer:
    return PoliceTransfer(
        id="transfer-1",
        cycle=1,
        police="agency-police",
        provisions=("provision-sample",),
        reason=words("Cần được xem xét theo thẩm quyền của cơ quan Công an."),
        file_index=words("01. Biên bản kiểm tra\n02. Kết quả kiểm nghiệm"),
        drafted=step(),
        status=TransferStatus.HANDED_OVER,
        handed_over=step(note="Bàn giao đủ 02 tài liệu tại trụ sở.", days=1),
    )


def a_case(**changes: Any) -> Case:
    done: Made = {"done_on": DAY, "document_number": words("9/BC-STTTT"), "summary": words("Trang đã đính chính.")}
    made = Case(
        id="case-1",
        code="CB-2026-000012",
        state=CaseState.DECIDED,
        regulation="14/2021/QĐ-UBND",
        claim=words("Bài viết nói nước giếng ở xã Suối Vẽ nhiễm độc."),
        receipt=Receipt(received_at=AT, channel=Channel.EMAIL),
        reporter="agency-health",
        lead="agency-lead",
        members=("agency-lead", "agency-health"),
        rounds=rounds(),
        url=words("https://trang.example/bai-1"),
        takedowns=(a_takedown(),),
        hearings=(a_hearing(),),
        results=(Result(**done, **BY),),
        transfers=(a_transfer(),),
        **found(),
        **decided(),
    )
    return replace(made, **changes)


def row_of(case: Case, *, erased: bool = False) -> dict[str, Any]:
    """The row of the case, as heads hold it; with no text left when erased."""
    return head_of(Kind.CASE, case, 9, AT, {} if erased else TEXTS, MASTER)


def a_notice() -> dict[str, Any]:
    title, claim, text = (words(item) for item in ("Nước giếng an toàn", "Nước giếng nhiễm độc?", "Kiểm nghiệm đạt."))
    known: Made = {"finding": Finding.FALSE, "agency": "agency-lead", "on": DAY, "public_code": "QD-7F3K"}
    result = CaseResult(cycle=1, complain_by=date(2026, 5, 6), **known)
    issued = PublicVersion(change=PublicChange.ISSUED, at=AT, title=title, claim=claim, text=text, result=result)
    notice = Publication(
        id="publication-1",
        state=PublicationState.ISSUED,
        agency="agency-lead",
        case="case-1",
        form=NoticeForm.WRITTEN_RELEASE,
        redress_notice=words("Có thể khiếu nại trong 90 ngày."),
        wording=Wording(title=title, claim=claim, text=text, officer="officer-x", at=AT),
        result=result,
        drafted_at=AT,
        versions=(issued,),
    )
    return head_of(Kind.PUBLICATION, notice, 4, AT, TEXTS, MASTER)


def a_complaint() -> dict[str, Any]:
    """The row of a complaint that was ruled on at both levels."""
    ruled = Ruling(
        level=1,
        outcome=RedressOutcome.DISMISSED,
        agency="agency-lead",
        officer="officer-e",
        at=AT,
        decided_on=DAY,
        number=words("18/QĐ-STTTT"),
        reasons=words("Kết quả kiểm nghiệm không thay đổi."),
        way_on=words("Có thể khiếu nại lần hai hoặc khởi kiện."),
    )
    second = replace(ruled, level=2, outcome=RedressOutcome.UPHELD, reasons=words("Mẫu nước lấy sai nơi."))
    about: Made = {"case": "case-1", "decision": "QD-7F3K", "cycle": 1, "at": AT, "ticket": "ticket"}
    made = Redress(
        id="redress-1",
        code="KN-2026-000001",
        state=RedressState.FINAL,
        agency="agency-lead",
        examining="agency-lead",
        text=words("Tôi là Nguyễn Văn Mẫu, tôi chỉ hỏi về nước giếng."),
        accept_by=Deadline(due_at=AT, days=10, source="test", certainty=Certainty.CONFIRMED),
        rulings=(ruled, second),
        appeals=(Appeal(at=AT, agency="agency-lead", text=words("Mẫu nước không phải của giếng đó.")),),
        **about,
    )
    return head_of(Kind.REDRESS, made, 6, AT, TEXTS, MASTER)


def a_directive() -> dict[str, Any]:
    made = Directive(
        id="directive-1",
        state=DirectiveState.OPEN,
        agency="agency-ppc",
        officer="officer-c",
        at=AT,
        document_number=words("20/UBND"),
        content=words("Công bố kết quả kiểm nghiệm nước giếng."),
        addressees=("agency-health", "agency-land"),
        due_at=AT + timedelta(days=10),
    )
    return head_of(Kind.DIRECTIVE, made, 1, AT, TEXTS, MASTER)


def an_inspection() -> dict[str, Any]:
    made = InspectionFinding(
        id="inspection-1",
        state=InspectionState.OPEN,
        agency="agency-inspection",
        officer="officer-d",
        at=AT,
        inspected="agency-health",
        kind=InspectionKind.NO_GROUND,
        document_number=words("20/KL"),
        finding=words("Quyết định không nêu căn cứ nào."),
        recommendation=words("Mở lại vụ việc."),
        answer_by=AT + timedelta(days=10),
        examined=words("Mười hồ sơ của quý trước, xem tại trụ sở."),
        held_on=DAY,
    )
    return head_of(Kind.INSPECTION, made, 1, AT, TEXTS, MASTER)


def a_desk(names: dict[str, str] | None = None) -> DocumentContext:
    """The context, with these names of agencies."""
    known, given = registry(), NAMES | (names or {})
    called = {id: (Name(name=name, short=name, span=ALWAYS, source="test"),) for id, name in given.items()}
    agencies = {id: replace(row, names=called.get(id, ())) for id, row in known.agencies.items()}
    acts = {"case-1": row_of(a_case())}
    return DocumentContext(registry=replace(known, agencies=agencies), provisions=PROVISIONS, made_at=AT, acts=acts)


def a_reopened_case(**changes: Any) -> Case:
    """The case, opened again after a complaint was upheld and what was removed was asked back."""
    made = a_case()
    (takedown,) = made.takedowns
    gone = replace(takedown, status=TakedownStatus.WITHDRAWN, outcome=TakedownOutcome.REMOVED, withdrawn=step(days=20))
    reopened = Reopening(
        ground=ReopeningGround.COURT_JUDGMENT,
        officer="officer-s",
        at=AT + timedelta(20),
        from_state=CaseState.EXECUTING.value,
        document_number=words("3/2026/HC-ST"),
        reasons=words("Tòa án hủy quyết định."),
    )
    begun: dict[str, Any] = {"state": CaseState.CHECKING, "cycle": 2, "appraisal": None, "proposal": None}
    return replace(made, **{**begun, "takedowns": (gone,), "reopenings": (reopened,), **changes})


def a_hidden_comment(**changes: Any) -> OwnMeasure:
    """A measure of an agency on its own page, ended by a complaint."""
    when: dict[str, Any] = {"taken_at": AT, "recorded_at": AT, "due_at": AT + timedelta(days=2), "cycle": 1}
    served = ServiceRecord(service=Service.PUBLIC_NOTICE, note=words("Đã báo dưới bài."), on=date(2026, 2, 5))
    measure = OwnMeasure(
        id="measure-1",
        kind=OwnMeasureKind.OWN_PAGE_COMMENT_HIDDEN,
        agency="agency-health",
        officer="officer-y",
        proportionality=words("Bình luận nêu số điện thoại của một người."),
        page=words("https://soyte.example/bai-3"),
        served=served,
        public_code="0A0B0C0D0E0F",
        ended_at=AT + timedelta(days=9),
        redress="redress-1",
        **when,
    )
    return replace(measure, **changes)
