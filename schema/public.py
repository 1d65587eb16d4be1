"""The public door's own schema: what anybody may ask and do without an account. Nothing of the agencies' schema."""

from datetime import date, datetime
from typing import Any

import strawberry

from domain.case.guards import asked_to_protect
from domain.case.hearing import OPEN, answerable
from domain.case.state.case import Case, CaseState, ClosureReason
from domain.case.state.findings import Finding
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Measure, Service
from domain.case.state.own_measure import OwnMeasureKind
from domain.case.state.protection import HarmKind
from domain.case.state.restoration import RestorationStatus
from domain.complaint.filing_term import TermStart
from domain.complaint.levels import WayOn
from domain.complaint.public_decisions import Standing
from domain.complaint.state import UNANSWERED, RedressOutcome, RedressState, RejectionGround
from domain.erasure.state import DataRequestKind, ErasureState
from schema.deadlines import LEVEL, Deadline
from schema.described import named, output
from schema.problems import Problem

TOLD = "Masked; null until the person concerned was told of the decision, and once erased."


@output
class PublicGround:
    """A provision that a decision is based on."""

    instrument: str | None = strawberry.field(description="Legal act.")
    place: str | None = strawberry.field(description="Article, clause and point in the legal act.")


@output
class PublicDecision:
    """A decision, as anybody who knows the address of the content sees it."""

    code: str = strawberry.field(description="Public code of the decision. You need it to complain.")
    standing: Standing = strawberry.field(description="Whether the decision is still valid.")
    measure: Measure = strawberry.field(description="Measure that was decided.")
    decided_on: date = strawberry.field(description="Date of the decision.")
    agency: str = strawberry.field(description="Name of the agency that decided, as it was on that date.")
    grounds: list[PublicGround] = strawberry.field(description="Provisions that the decision is based on.")
    procedures: list[PublicGround] = strawberry.field(description="Provisions on procedure, as of the decision date.")
    served: Service | None = strawberry.field(description="How the person concerned was informed; null before that.")
    complain_by: Deadline = strawberry.field(
        description="Deadline for a complaint. When the decision was delivered to nobody, it is counted from today; "
        "for a person who already knew of the decision, it ends earlier."
    )
    complain_from: TermStart = strawberry.field(description="What begins the time for a complaint.")
    redress_notice: str | None = strawberry.field(description="Instructions of the decision on how to complain.")
    finding: Finding | None = strawberry.field(description="Finding that it rests on; null if no record was kept.")
    false_fact: str | None = strawberry.field(description=f"The fact that was found false. {TOLD}")
    reasons: str | None = strawberry.field(description=f"Reasons, written for the person concerned. {TOLD}")
    weighed: list[Measure] = strawberry.field(description="Milder measures that were considered.")
    weighing: str | None = strawberry.field(description=f"Why the milder measures were not enough. {TOLD}")
    restoration: RestorationStatus | None = strawberry.field(
        description="How far the restoration of removed content has come, once the decision was undone. Null while the "
        "decision is in force, and when nothing was removed."
    )
    asked: HearingWay | None = strawberry.field(description="How the person was asked before it; null if nobody did.")
    reply: str | None = strawberry.field(description=f"What the agency says to the answer of that person. {TOLD}")
    unheard: str | None = strawberry.field(description=f"Why the person concerned was not asked. {TOLD}")


@output
class PublicOwnMeasure:
    """A measure that an agency took on its own page, as the person who complained against it sees it."""

    kind: OwnMeasureKind = strawberry.field(description="Kind of measure.")
    agency: str = strawberry.field(description="Name of the agency that took it.")
    taken_at: datetime = strawberry.field(description="When the agency took it.")
    justified: bool = strawberry.field(description="Whether a second person of the agency justified it by a provision.")
    ended_at: datetime | None = strawberry.field(description="When it was undone; null while it lasts.")


@output
class PublicAnswer:
    """An answer to a complaint: a rejection, or a ruling."""

    at: datetime = strawberry.field(description="When the agency answered.")
    level: int = strawberry.field(description=LEVEL)
    ground: RejectionGround | None = strawberry.field(
        default=None, description="Ground of a rejection; null for a ruling."
    )
    outcome: RedressOutcome | None = strawberry.field(
        default=None, description="Result of a ruling; null for a rejection."
    )
    decided_on: date | None = strawberry.field(default=None, description="Date of the ruling; null for a rejection.")
    number: str | None = strawberry.field(
        default=None, description="Number of the ruling; null for a rejection, and once erased."
    )
    reasons: str | None = strawberry.field(default=None, description="Reasons of the answer; null once erased.")
    way_on: str | None = strawberry.field(
        default=None,
        description="Where you can appeal next, as the ruling says; null for a rejection, and once erased.",
    )


@output
class PublicProtection:
    """A request to be protected from content, as the person who made it sees it."""

    harm: HarmKind = strawberry.field(description="How the content harms.")
    passed_on: int = strawberry.field(description="Number of bodies that may order a removal and got the request.")
    withdrawn_at: datetime | None = strawberry.field(description="When you took it back; null while it holds.")
    can_withdraw: bool = strawberry.field(description="Whether you can take it back now.")


@output
class PublicReport:
    """A report of content, as the person who filed it sees it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="When the register received it.")
    state: CaseState = strawberry.field(description="State of the procedure.")
    agency: str = strawberry.field(description="Name of the agency that handles the report now.")
    closure: ClosureReason | None = strawberry.field(description="Why the report was closed; null while it is open.")
    protection: PublicProtection | None = strawberry.field(
        default=None, description="Set when you asked to be protected from the content."
    )


@output
class PublicMessage:
    """A message between the examiner and the person who complained."""

    at: datetime = strawberry.field(description="When the message was sent.")
    from_examiner: bool = strawberry.field(description="Whether the examiner wrote it.")
    text: str | None = strawberry.field(description="The message; null once erased.")


@output
class PublicComplaint:
    """A complaint, as the person who filed it sees it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="When the register received it.")
    state: RedressState = strawberry.field(description="State of the procedure.")
    level: int = strawberry.field(description=LEVEL)
    agency: str = strawberry.field(description="Name of the agency that handles the complaint now.")
    decision: str = strawberry.field(
        description="Public code of the decision or measure that the complaint is against."
    )
    own_measure: PublicOwnMeasure | None = strawberry.field(
        description="The measure on an agency's own page that it is against; null for a complaint against a decision."
    )
    accept_by: Deadline = strawberry.field(description="Deadline for the agency to accept or reject the complaint.")
    decide_by: Deadline | None = strawberry.field(
        description="Deadline of the ruling; null before the complaint is accepted."
    )
    appeal_by: Deadline | None = strawberry.field(
        description="Deadline to appeal to the second level; null before the ruling."
    )
    can_appeal: bool = strawberry.field(description="Whether you can appeal to the second level here now.")
    ways_on: list[WayOn] = strawberry.field(
        description="Where you can go next, by law. Empty while an answer is awaited in time."
    )
    answers: list[PublicAnswer] = strawberry.field(description="Answers, oldest first.")
    contested: PublicDecision | None = strawberry.field(
        description="The decision, as anybody who knows the address sees it; null when it is no longer shown."
    )
    messages: list[PublicMessage] = strawberry.field(
        description="What the examiner asked and what you said, oldest first."
    )
    can_write: bool = strawberry.field(description="Whether you can write to the examiner now.")


@output
class PublicDataRequest:
    """A request about personal data, as the person who filed it sees it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="When the register received it.")
    state: ErasureState = strawberry.field(description="State of the procedure.")
    kind: DataRequestKind = strawberry.field(description="Kind of request.")
    reply_by: datetime = strawberry.field(description="Deadline of the answer.")
    answer: str | None = strawberry.field(description="Answer of the agency; null before it.")
    destroyed_at: datetime | None = strawberry.field(description="When the data were destroyed; null if they were not.")


@output
class PublicHearingAnswer:
    """An answer that somebody gave with the code of a hearing."""

    at: datetime = strawberry.field(description="When the answer came in.")
    text: str | None = strawberry.field(description="What was said; null once erased.")


@output
class PublicHearing:
    """A question to the person concerned by some content, before a measure is proposed."""

    code: str = strawberry.field(description="Code with which you answer.")
    number: str = strawberry.field(description="Readable number of the case.")
    agency: str = strawberry.field(description="Name of the agency that asks.")
    way: HearingWay = strawberry.field(description="How you were asked.")
    asked_at: datetime = strawberry.field(description="When you were asked.")
    answer_by: datetime | None = strawberry.field(description="Until when the agency waits for an answer.")
    question: str | None = strawberry.field(description="What you are asked; null once erased.")
    answers: list[PublicHearingAnswer] = strawberry.field(description="Answers given so far, oldest first.")
    can_answer: bool = strawberry.field(description="Whether you can answer now.")
    decision: str | None = strawberry.field(
        description="Public code of the decision that was made afterwards; null while there is none."
    )


@named("PublicMatter")
class PublicRequest:
    """What a code opens. Exactly one of the fields is set."""

    hearing: PublicHearing | None = strawberry.field(
        default=None, description="Set when the code opens a question to you as the person concerned."
    )

    report: PublicReport | None = strawberry.field(
        default=None, description="Set when the code opens a report of content."
    )
    complaint: PublicComplaint | None = strawberry.field(
        default=None, description="Set when the code opens a complaint."
    )
    data_request: PublicDataRequest | None = strawberry.field(
        default=None, description="Set when the code opens a request about personal data."
    )


@output
class PublicReceipt:
    """The answer to a report, complaint or request. Keep `code`: it is shown only here, and opens the case later."""

    number: str | None = strawberry.field(
        default=None, description="Readable number; null when the command was refused."
    )
    code: str | None = strawberry.field(
        default=None,
        description="Code with which you can see the progress later. Null when the command was refused, or continued "
        "an earlier "
        "request.",
    )
    replayed: bool = strawberry.field(
        default=False,
        description="Whether an earlier request with the same `commandId` already carried the command out. "
        "Nothing was done again.",
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Problems that prevented the command; empty when it was carried out."
    )


@output
class PublicLine:
    """A line of the statistics. Null means that a count is masked, because it or another count is small."""

    name: str = strawberry.field(description="What is counted, such as `CLOSED_PROTECTED` or `COMPLAINT_UPHELD`.")
    counts: list[int | None] = strawberry.field(description="Counts, in the order of the columns.")
    total: int | None = strawberry.field(description="Total of the line.")


@output
class PublicTable:
    """The public statistics of one year. Protected content and upheld complaints come first."""

    year: int = strawberry.field(description="Year of the statistics.")
    columns: list[str] = strawberry.field(description="Fields of administration, such as `LAND`; `NONE` if unknown.")
    lines: list[PublicLine] = strawberry.field(description="Ways in which cases and complaints ended.")
    restorations: list[PublicLine] = strawberry.field(
        description="Content that was found restored (`RESTORED`) and removed (`REMOVED`) in the year, after proposals "
        "of removal, in the same columns. Do not subtract one from the other: what was restored may have "
        "been removed in an earlier year."
    )
    totals: list[int | None] = strawberry.field(description="Totals of the columns.")
    total: int | None = strawberry.field(description="Total of all counts.")


def request_of(found: Any, agency: str) -> PublicRequest:
    """What a code opened, from the store's row; `agency` is the name of the agency that handles it."""
    head, state = found["head"], found["state"]
    if found["asked"]:
        return PublicRequest(hearing=hearing_of(found, agency))
    match found["kind"]:
        case "case":
            reason = state.closure.reason if state.closure else None
            report = PublicReport(
                number=state.code,
                at=state.receipt.received_at,
                state=state.state,
                agency=agency,
                closure=reason,
                protection=_protection(state),
            )
            return PublicRequest(report=report)
        case "redress":
            return PublicRequest(complaint=_complaint(found, agency))
    destroyed = state.destruction.at if state.destruction else None
    asked = PublicDataRequest(
        number=state.code,
        at=state.at,
        state=state.state,
        kind=state.request.kind,
        reply_by=state.request.reply_by,
        answer=head["answer"]["reasons"] if head["answer"] else None,
        destroyed_at=destroyed,
    )
    return PublicRequest(data_request=asked)


def _protection(case: Case) -> PublicProtection | None:
    """The request that the holder of the case's code made; None where nobody asked, or an agency recorded it."""
    own = [request for request in case.protections if request.agency is None]
    for request in own[-1:]:
        return PublicProtection(
            harm=request.harm,
            passed_on=len(request.passed_on),
            withdrawn_at=request.withdrawn_at,
            can_withdraw=asked_to_protect(case) == request and case.state is not CaseState.CLOSED,
        )
    return None


def hearing_of(found: Any, agency: str) -> PublicHearing:
    """The newest question of a case that can be answered, from the store's row."""
    head, case = found["head"], found["state"]
    asked = [(hearing, row) for hearing, row in zip(case.hearings, head["hearings"], strict=True) if hearing.code]
    hearing, row = asked[-1]
    after = [decision.public_code for decision in case.decisions if decision.at > hearing.asked.at]
    current = answerable(case)
    return PublicHearing(
        code=hearing.code,
        number=case.code,
        agency=agency,
        way=hearing.way,
        asked_at=hearing.asked.at,
        answer_by=hearing.answer_by,
        question=row["question"],
        answers=[
            PublicHearingAnswer(at=answer.at, text=said["text"])
            for answer, said in zip(hearing.answers, row["answers"], strict=True)
        ],
        can_answer=current is not None and current.id == hearing.id and case.state in OPEN,
        decision=next(iter(after[-1:]), None),
    )


def _own_measure(found: Any) -> PublicOwnMeasure | None:
    if found["measure"] is None:
        return None
    measure, agency = found["measure"]
    return PublicOwnMeasure(
        kind=measure.kind,
        agency=agency,
        taken_at=measure.taken_at,
        justified=measure.provision is not None,
        ended_at=measure.ended_at,
    )


def _complaint(found: Any, agency: str) -> PublicComplaint:
    head, state = found["head"], found["state"]
    answers = [
        PublicAnswer(at=rejection.at, level=rejection.level, ground=rejection.ground, reasons=row["reasons"])
        for rejection, row in zip(state.rejections, head["rejections"], strict=True)
    ]
    answers += [
        PublicAnswer(
            at=ruling.at,
            level=ruling.level,
            outcome=ruling.outcome,
            decided_on=ruling.decided_on,
            number=row["number"],
            reasons=row["reasons"],
            way_on=row["way_on"],
        )
        for ruling, row in zip(state.rulings, head["rulings"], strict=True)
    ]
    return PublicComplaint(
        number=state.code,
        at=state.at,
        state=state.state,
        level=state.level,
        agency=agency,
        decision=state.decision,
        accept_by=state.accept_by,
        decide_by=state.decide_by,
        appeal_by=state.appeal_by,
        can_appeal=found["open"],
        ways_on=list(found["ways_on"]),
        contested=found["contested"],
        own_measure=_own_measure(found),
        messages=[
            PublicMessage(at=message.at, from_examiner=message.officer is not None, text=row["text"])
            for message, row in zip(state.messages, head["messages"], strict=True)
        ],
        can_write=state.state in UNANSWERED and not state.over,
        answers=sorted(answers, key=lambda answer: answer.at),
    )
