"""A decided case, a complaint against it and officers who had no part in it, through the store."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.officers import AppointOfficer
from domain.administration.provisions import ActivateProvision, DraftProvision
from domain.case.appraisal import AppraiseCase, RecordVerification
from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.execution import StartExecution
from domain.case.expression import ReviewExpression
from domain.case.round_ends import ConcludeRound
from domain.case.rounds import GiveOpinion, OpenRound
from domain.case.state.case import ExpressionConclusion, ExpressionKind
from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.measures import Measure, Service
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.complaint.acceptance import AcceptRedress
from domain.complaint.examination import BeginExamination, DecideRedress
from domain.complaint.filing import FileRedress
from domain.complaint.state import RedressOutcome
from domain.kernel.actor import OPERATOR, PUBLIC, Actor, Caller
from domain.kernel.kind import Kind
from domain.kernel.roles import Post
from domain.registry.provision import ProvisionKind
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.world import LEAD, SINCE, caller, checking

LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
ADDRESS = "https://tin.example/bai-1"
TEXT = "Quyết định này không đúng sự thật, đề nghị xem lại."
RULING: dict[str, Any] = {"number": "1/QĐ-KN", "decided_on": date(2026, 7, 1), "reasons": LONG, "way_on": LONG}


def other(agency: str = LEAD) -> Caller:
    """A second signatory of the agency."""
    scopes = caller(agency, Post.SIGNATORY).scopes
    return Caller(subject=f"{agency}.other@example.invalid", client="tests", agency=agency, scopes=scopes, person=True)


async def appoint_others(store: Store) -> None:
    """Second signatories at the lead agency and the People's Committee."""
    for agency in (LEAD, "agency-ppc"):
        command = AppointOfficer(
            subject=other(agency).subject, agency=agency, posts=(Post.SIGNATORY,), since=SINCE, appointment="QĐ 2"
        )
        id = f"officer-{agency.removeprefix('agency-')}-other"
        await store.execute(OPERATOR, command, command_id=uuid4(), target=id)


async def act(store: Store, who: Caller | Actor, command: Any, stream: str | None = None) -> Outcome:
    """One act on the newest version of a stream, or the first of a new one."""
    expected = None
    if stream is not None:
        last = await store.connection.revisions.find_one({"stream": stream}, {"n": 1}, sort=[("n", -1)])
        assert last is not None
        expected = last["n"]
    return await store.execute(who, command, command_id=uuid4(), target=stream, expected=expected)


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
    made = await act(store, caller(LEAD), command)
    await act(store, caller(LEAD, Post.SIGNATORY), ActivateProvision(), made.stream)
    return made.stream


async def decided(store: Store, *, executing: bool = True, **report: Any) -> str:
    """A case decided by the lead's signatory, and being carried out."""
    return await decide(store, (await checking(store, **report)).stream, executing=executing)


async def decide(store: Store, case: str, *, executing: bool = True) -> str:
    """Take a case that is being checked to its decision."""
    ground = await a_ground(store)
    lead, health, land = caller(LEAD), caller("agency-health"), caller("agency-land")
    said = RecordVerification(
        result=VerificationResult.FALSE, independent=True, sources="Sổ khám bệnh của trạm.", contrary="Không có."
    )
    review = ReviewExpression(
        expression=ExpressionKind.FACT,
        conclusion=ExpressionConclusion.NOT_PROTECTED,
        reasons=LONG,
        false_fact="Trạm y tế đóng cửa là sai.",
        provision=ground,
    )
    asked = OpenRound(
        method=RoundMethod.WRITTEN_OPINION,
        method_reason="Việc đơn giản, không cần họp.",
        question="Đề nghị cho ý kiến.",
        invited=("agency-health", "agency-land"),
        due_days=2,
    )
    opinion = GiveOpinion(position=Position.AGREE, text="Đồng ý với phương án.")
    proposal = ProposeHandling(
        measure=Measure.CORRECTION_REQUEST, provisions=(ground,), alternatives=(), weighing=LONG, necessity=LONG
    )
    decision = DecideCase(
        measure=Measure.CORRECTION_REQUEST,
        number="12/QĐ",
        decided_on=date(2026, 7, 1),
        reasons=LONG,
        redress_notice="Khiếu nại gửi cơ quan chủ trì trong 90 ngày.",
    )
    steps: list[tuple[Caller, Any]] = [
        (health, said),
        (health, review),
        (lead, asked),
        (health, opinion),
        (land, opinion),
        (lead, ConcludeRound(outcome=RoundOutcome.AGREED, agreed_option="Đề nghị đính chính.")),
        (lead, AppraiseCase(finding=Finding.FALSE, reasons=LONG)),
        (lead, proposal),
        (caller(LEAD, Post.SIGNATORY), decision),
    ]
    if executing:
        begun = StartExecution(
            agency="agency-health",
            service=Service.DOCUMENT_DELIVERED,
            service_note="Đã giao tận tay.",
            served_on=date(2026, 7, 1),
        )
        steps.append((lead, begun))
    for who, command in steps:
        await act(store, who, command, case)
    return case


async def complaint(store: Store, case: str, contact: str | None = "0912 000 000") -> str:
    """A complaint against the case's last decision."""
    head = await store.connection.heads(Kind.CASE).find_one({"_id": case})
    assert head is not None
    command = FileRedress(decision=head["decisions"][-1]["public_code"], text=TEXT, contact=contact)
    return (await act(store, PUBLIC, command)).stream


async def ruled(store: Store, redress: str, outcome: RedressOutcome, agency: str = LEAD) -> Outcome:
    """Accepted, examined and ruled on by somebody of the agency who had no part in the case."""
    who = other(agency)
    await act(store, who, AcceptRedress(), redress)
    await act(store, who, BeginExamination(plan=LONG), redress)
    return await act(store, who, DecideRedress(outcome=outcome, **RULING), redress)
