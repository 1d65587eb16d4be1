"""The public door's own schema: what anybody may ask and do without an account. Nothing of the agencies' schema."""

from datetime import date, datetime
from typing import Any

import strawberry

from domain.case.state.case import CaseState, ClosureReason
from domain.case.state.measures import Measure, Service
from domain.complaint.public_decisions import Standing
from domain.complaint.state import RedressOutcome, RedressState, RejectionGround
from domain.erasure.state import DataRequestKind, ErasureState
from schema.deadlines import Deadline
from schema.described import named, output
from schema.problems import Problem


@output
class PublicGround:
    """A provision that a decision rests on."""

    instrument: str | None = strawberry.field(description="The instrument.")
    place: str | None = strawberry.field(description="Article, paragraph, point.")


@output
class PublicDecision:
    """A decision, as anybody who holds the address of the content may know it."""

    code: str = strawberry.field(description="Its public code; give it to complain.")
    standing: Standing = strawberry.field(description="Whether it still stands.")
    measure: Measure = strawberry.field(description="What was decided.")
    decided_on: date = strawberry.field(description="Its day.")
    agency: str = strawberry.field(description="The agency that decided, by its name on that day.")
    grounds: list[PublicGround] = strawberry.field(description="What it rests on.")
    served: Service | None = strawberry.field(description="How the person concerned was told.")
    complain_by: Deadline = strawberry.field(description="Until when one can complain.")
    redress_notice: str | None = strawberry.field(description="How to complain, as the decision says.")


@output
class PublicAnswer:
    """An answer to a complaint or a request: why it was rejected, or what it came to."""

    at: datetime = strawberry.field(description="When.")
    level: int = strawberry.field(description="1, or 2 for the second level.")
    ground: RejectionGround | None = strawberry.field(default=None, description="Why it was not taken up.")
    outcome: RedressOutcome | None = strawberry.field(default=None, description="What the examination came to.")
    decided_on: date | None = strawberry.field(default=None, description="Day of the ruling.")
    number: str | None = strawberry.field(default=None, description="Number of the ruling.")
    reasons: str | None = strawberry.field(default=None, description="The reasons.")
    way_on: str | None = strawberry.field(default=None, description="Where one can go on.")


@output
class PublicReport:
    """A report of content, as the person who made it may follow it."""

    number: str = strawberry.field(description="Its readable number.")
    at: datetime = strawberry.field(description="When it came in.")
    state: CaseState = strawberry.field(description="Where it stands.")
    closure: ClosureReason | None = strawberry.field(description="Why it was closed.")


@output
class PublicComplaint:
    """A complaint, as the person who made it may follow it."""

    number: str = strawberry.field(description="Its readable number.")
    at: datetime = strawberry.field(description="When it came in.")
    state: RedressState = strawberry.field(description="Where it stands.")
    level: int = strawberry.field(description="1, or 2 for the second level.")
    agency: str = strawberry.field(description="The agency that has it.")
    decision: str = strawberry.field(description="Public code of the decision.")
    accept_by: Deadline = strawberry.field(description="Until when it has to be taken up or rejected.")
    decide_by: Deadline | None = strawberry.field(description="Until when it has to be ruled on.")
    appeal_by: Deadline | None = strawberry.field(description="Until when one can go to the second level.")
    can_appeal: bool = strawberry.field(description="Whether one can go to the second level now.")
    answers: list[PublicAnswer] = strawberry.field(description="The answers, the oldest first.")


@output
class PublicDataRequest:
    """A request about personal data, as the person who made it may follow it."""

    number: str = strawberry.field(description="Its readable number.")
    at: datetime = strawberry.field(description="When it came in.")
    state: ErasureState = strawberry.field(description="Where it stands.")
    kind: DataRequestKind = strawberry.field(description="What was asked.")
    reply_by: datetime = strawberry.field(description="Until when it has to be answered.")
    answer: str | None = strawberry.field(description="The answer.")
    destroyed_at: datetime | None = strawberry.field(description="When the data were destroyed.")


@named("PublicMatter")
class PublicRequest:
    """What a code opens. Exactly one of the three fields is set."""

    report: PublicReport | None = strawberry.field(default=None, description="A report of content.")
    complaint: PublicComplaint | None = strawberry.field(default=None, description="A complaint.")
    data_request: PublicDataRequest | None = strawberry.field(default=None, description="A request about data.")


@output
class PublicReceipt:
    """What the door took in; `code` is shown here and nowhere else, and opens the matter later."""

    number: str | None = strawberry.field(default=None, description="Readable number; null when it was refused.")
    code: str | None = strawberry.field(default=None, description="The code to follow it with. Keep it.")
    replayed: bool = strawberry.field(default=False, description="Whether the same command had been taken in before.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="Empty when it was taken in.")


@output
class PublicLine:
    """A line of the statistics; a null count is masked because it, or another, is small."""

    name: str = strawberry.field(description="What was counted.")
    counts: list[int | None] = strawberry.field(description="The counts, in the order of the columns.")
    total: int | None = strawberry.field(description="Their total.")


@output
class PublicTable:
    """Counts of a year; protected closures and upheld complaints stand first."""

    year: int = strawberry.field(description="The year.")
    columns: list[str] = strawberry.field(description="Fields of administration.")
    lines: list[PublicLine] = strawberry.field(description="The lines.")
    totals: list[int | None] = strawberry.field(description="Totals of the columns.")
    total: int | None = strawberry.field(description="Total of all.")


def request_of(found: Any, agency: str) -> PublicRequest:
    """What a code opened, from the store's row; `agency` is the name of the agency that handles it."""
    head, state = found["head"], found["state"]
    match found["kind"]:
        case "case":
            reason = state.closure.reason if state.closure else None
            report = PublicReport(number=state.code, at=state.receipt.received_at, state=state.state, closure=reason)
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


def _complaint(found: Any, agency: str) -> PublicComplaint:
    head, state = found["head"], found["state"]
    answers = [
        PublicAnswer(at=each.at, level=each.level, ground=each.ground, reasons=row["reasons"])
        for each, row in zip(state.rejections, head["rejections"], strict=True)
    ]
    answers += [
        PublicAnswer(
            at=each.at,
            level=each.level,
            outcome=each.outcome,
            decided_on=each.decided_on,
            number=row["number"],
            reasons=row["reasons"],
            way_on=row["way_on"],
        )
        for each, row in zip(state.rulings, head["rulings"], strict=True)
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
        answers=sorted(answers, key=lambda each: each.at),
    )
