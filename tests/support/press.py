"""Cases with a result, and notices about them, through the store."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.officers import AppointOfficer
from domain.administration.provisions import ActivateProvision, DraftProvision
from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.closing import CloseCase
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.execution import OpenRemedy, ReportResult, StartExecution
from domain.case.expression import ReviewExpression
from domain.case.reopening import ReopenCase
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.state.case import ClosureReason, ExpressionConclusion, ExpressionKind, Informed, PublicationChoice
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.measures import Measure, Service
from domain.case.state.reopening import ReopeningGround
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.impersonal import Harmless
from domain.kernel.kind import Kind, kind_of
from domain.kernel.refusals import Refused
from domain.kernel.roles import Post
from domain.press_question.mandates import NameSpokesperson
from domain.press_question.spokesperson import Mandate
from domain.publication.corrections import DraftCorrection, IssueCorrection, RetractPublication
from domain.publication.drafting import CheckPublication, ConfirmFinding, DraftPublication
from domain.publication.publishing import ApprovePublication, IssuePublication
from domain.publication.state import NoticeForm, RetractionGround
from domain.registry.provision import ProvisionKind
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.world import LEAD, caller, checking, officer

LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
HANDLER, SIGNATORY, SPEAKER = caller(LEAD), caller(LEAD, Post.SIGNATORY), caller(LEAD, Post.SPOKESPERSON)
HEALTH = caller("agency-health")


@dataclass
class Life:
    """A stream and what is done to it, always on its newest version."""

    store: Store
    id: str

    @property
    def kind(self) -> Kind:
        """Its kind."""
        found = kind_of(self.id)
        assert found is not None
        return found

    async def head(self) -> dict[str, Any]:
        """Its head."""
        found = await self.store.connection.heads(self.kind).find_one({"_id": self.id})
        assert found is not None
        return found

    async def act(self, who: Caller, command: Any) -> Outcome:
        """Do something to it."""
        n = (await self.head())["n"]
        return await self.store.execute(who, command, command_id=uuid4(), target=self.id, expected=n)


async def a_ground(store: Store) -> str:
    """A provision in force."""
    command = DraftProvision(
        kind=ProvisionKind.GROUND,
        instrument="MẪU: Nghị định mẫu số 1/2020/NĐ-CP",
        place="Điều 1 khoản 1 điểm a",
        wording="Cung cấp, chia sẻ thông tin sai sự thật.",
        source="Công báo",
        since=date(2020, 1, 1),
    )
    made = await store.execute(HANDLER, command, command_id=uuid4())
    await store.execute(SIGNATORY, ActivateProvision(), command_id=uuid4(), target=made.stream, expected=1)
    return made.stream


async def a_spokesperson(store: Store, **changes: Any) -> Life:
    """The lead agency's spokesperson, named by its signatory."""
    fields: dict[str, Any] = {
        "officer": officer(LEAD, Post.SPOKESPERSON),
        "mandate": Mandate.APPOINTED,
        "name": "Nguyễn Văn Mẫu",
        "office": "Phó Giám đốc",
        "phone": "0206 000 0000",
        "email": "phatngon@mau.example",
        "document_number": "7/QĐ",
        "since": date(2021, 7, 4),
    }
    made = await store.execute(SIGNATORY, NameSpokesperson(**(fields | changes)), command_id=uuid4())
    return Life(store, made.stream)


async def decided(store: Store, clock: TestClock) -> Life:
    """A case that was found false and decided."""
    return await decide(Life(store, (await checking(store)).stream), await a_ground(store), clock)


async def decide(life: Life, ground: str, clock: TestClock) -> Life:
    """Take a case under check to its decision."""
    verified = RecordVerification(
        result=VerificationResult.FALSE, independent=True, sources="Sổ khám bệnh của trạm.", contrary="Không có."
    )
    await life.act(HEALTH, verified)
    review = ReviewExpression(
        expression=ExpressionKind.FACT,
        conclusion=ExpressionConclusion.NOT_PROTECTED,
        reasons=LONG,
        false_fact="Trạm y tế đóng cửa là sai.",
        provision=ground,
    )
    await life.act(HEALTH, review)
    asked = OpenRound(
        method=RoundMethod.WRITTEN_OPINION,
        method_reason="Việc đơn giản, không cần họp.",
        question="Đề nghị cho ý kiến về phương án xử lý.",
        invited=("agency-health",),
        due_days=3,
    )
    await life.act(HANDLER, asked)
    await life.act(HEALTH, GiveOpinion(position=Position.AGREE, text="Đồng ý với phương án."))
    await life.act(HANDLER, ConcludeRound(outcome=RoundOutcome.AGREED, agreed_option="Đề nghị đính chính."))
    await life.act(HANDLER, AppraiseCase(finding=Finding.FALSE, reasons=LONG))
    measure = Measure.CORRECTION_REQUEST
    proposal = ProposeHandling(measure=measure, provisions=(ground,), alternatives=(), weighing=LONG, necessity=LONG)
    await life.act(HANDLER, proposal)
    decision = DecideCase(
        measure=measure, number="12/QĐ", decided_on=clock.now.date(), reasons=LONG, redress_notice=LONG
    )
    await life.act(SIGNATORY, decision)
    return life


async def reported_on(life: Life, clock: TestClock) -> None:
    """Carry the decision out and report its result."""
    today = clock.now.date()
    start = StartExecution(
        agency="agency-health", service=Service.PUBLISHER_NOTIFIED, service_note="Đã gửi văn bản.", served_on=today
    )
    await life.act(HANDLER, start)
    await life.act(HEALTH, ReportResult(document_number="5/BC", done_on=today, summary=LONG))


async def remedied(store: Store, clock: TestClock) -> Life:
    """A case whose claim was true; the problem was put right."""
    life = Life(store, (await checking(store)).stream)
    verified = RecordVerification(
        result=VerificationResult.TRUE, independent=True, sources="Sổ khám bệnh của trạm.", contrary="Không có."
    )
    await life.act(HEALTH, verified)
    review = ReviewExpression(
        expression=ExpressionKind.COMPLAINT, conclusion=ExpressionConclusion.PROTECTED, reasons=LONG
    )
    await life.act(HEALTH, review)
    await life.act(HANDLER, AppraiseCase(finding=Finding.TRUE_ISSUE, reasons=LONG))
    await life.act(HANDLER, OpenRemedy(agency="agency-health", problem="Trạm y tế thiếu thuốc.", due_days=10))
    done = ReportResult(document_number="5/BC", done_on=clock.now.date(), summary=LONG)
    await life.act(HEALTH, done)
    return life


def closing(reason: ClosureReason, publication: PublicationChoice | None = PublicationChoice.PUBLISH) -> CloseCase:
    """A closing that is in order."""
    return CloseCase(ground=reason, reasons=LONG, informed=Informed.BY_DOCUMENT, publication=publication)


SECOND = replace(SIGNATORY, subject="agency-lead.second@example.invalid")
"""A second signatory: who decided a case may not open it again."""


async def reopen(case: Life) -> None:
    """Open a case again, by a second signatory."""
    appointed = AppointOfficer(
        subject=SECOND.subject, agency=LEAD, posts=(Post.SIGNATORY,), since=date(2021, 7, 4), appointment="QĐ 2"
    )
    with suppress(Refused):  # appointed for an earlier case
        await case.store.execute(OPERATOR, appointed, command_id=uuid4(), target="officer-lead-second")
    command = ReopenCase(ground=ReopeningGround.NEW_EVIDENCE, document_number="9/CV", reasons=LONG)
    await case.act(SECOND, command)


WORDS = {
    "title": "Trạm y tế xã không đóng cửa",
    "claim": "Trạm y tế xã sẽ đóng cửa vào tuần tới.",
    "text": "Sở Y tế đã kiểm tra: trạm y tế xã vẫn mở cửa như thường lệ.",
}


def a_draft(case: str, **changes: Any) -> DraftPublication:
    """A draft that is in order and names nobody."""
    fields: dict[str, Any] = {
        "case": case,
        "form": NoticeForm.PORTAL,
        "redress_notice": "Có thể khiếu nại đến cơ quan chủ trì trong 90 ngày.",
        **WORDS,
    }
    return DraftPublication(**(fields | changes))


async def drafted(case: Life, **changes: Any) -> Life:
    """A notice about the case."""
    made = await case.store.execute(HANDLER, a_draft(case.id, **changes), command_id=uuid4())
    return Life(case.store, made.stream)


async def confirm_all(notice: Life) -> None:
    """Answer for every finding."""
    head = await notice.head()
    wording = head["correction"]["wording"] if head["correction"] else head["wording"]
    for finding in wording["findings"]:
        await notice.act(HANDLER, ConfirmFinding(finding=finding["key"], harmless=Harmless.NOT_A_PERSON))


async def approved(case: Life, **approval: Any) -> Life:
    """A notice that the spokesperson approved."""
    notice = await drafted(case)
    await notice.act(HANDLER, CheckPublication())
    await notice.act(SPEAKER, ApprovePublication(**approval))
    return notice


async def issued(case: Life) -> Life:
    """A notice before the public."""
    notice = await approved(case)
    await notice.act(SPEAKER, IssuePublication())
    return notice


async def correct(notice: Life, **changes: Any) -> None:
    """Put other words in a notice's place."""
    fields = {
        **WORDS,
        "text": "Đính chính: trạm y tế xã mở cửa cả thứ bảy.",
        "reasons": "Bản trước thiếu ngày làm việc.",
    }
    await notice.act(HANDLER, DraftCorrection(**(fields | changes)))
    await confirm_all(notice)
    await notice.act(SPEAKER, IssueCorrection())


async def retract(notice: Life, ground: RetractionGround = RetractionGround.WRONG) -> None:
    """Take a notice back."""
    await notice.act(SPEAKER, RetractPublication(ground=ground, reasons="Nội dung thông báo không còn đúng."))
