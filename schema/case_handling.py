"""What agencies found, asked, proposed, decided and carried out, as clients see it."""

from datetime import date, datetime

import strawberry

from domain.case.state.findings import Finding, VerificationResult
from domain.case.state.measures import Measure, Service
from domain.case.state.reopening import ReopeningGround
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from schema.described import output
from schema.registry import Agency, agencies_field, agency_field

CYCLE = "1, and one more each time the case was reopened."


@output
class Verification:
    """One agency's answer to whether the claim is true (Đ4.3)."""

    id: strawberry.ID = strawberry.field(description="Id of the verification.")
    at: datetime = strawberry.field(description="When it was recorded.")
    cycle: int = strawberry.field(description=CYCLE)
    result: VerificationResult = strawberry.field(description="Whether the claim is true.")
    independent: bool = strawberry.field(description="Whether a source is independent of whom it is about.")
    sources: str | None = strawberry.field(description="The sources; null once erased.")
    contrary: str | None = strawberry.field(description="What speaks against it; null once erased.")
    agency: Agency = agency_field("The agency that verified.", "agency")


@output
class Appraisal:
    """The lead agency's conclusion (Đ3.2.a)."""

    finding: Finding = strawberry.field(description="The conclusion.")
    at: datetime = strawberry.field(description="When.")
    cycle: int = strawberry.field(description=CYCLE)
    reasons: str | None = strawberry.field(description="Why; null once erased.")
    agency: Agency = agency_field("The agency that appraised.", "agency")


@output
class Opinion:
    """One agency's position in a round; silence is NO_REPLY and never consent."""

    position: Position = strawberry.field(description="The position.")
    at: datetime = strawberry.field(description="When it was given, or silence was noted.")
    text: str | None = strawberry.field(description="The opinion; null for silence, and once erased.")
    agency: Agency = agency_field("The agency.", "agency")


@output
class Meeting:
    """The minutes of a meeting (Đ3.2.a)."""

    held_on: date = strawberry.field(description="Day of the meeting.")
    minutes: str | None = strawberry.field(description="The minutes; null once erased.")
    attended: list[Agency] = agencies_field("The agencies that came.", "attended")


@output
class Round:
    """A round of coordination (Đ3.2)."""

    id: strawberry.ID = strawberry.field(description="Id of the round.")
    cycle: int = strawberry.field(description=CYCLE)
    method: RoundMethod = strawberry.field(description="Meeting or written opinions.")
    method_reason: str | None = strawberry.field(description="Why this method; null once erased.")
    question: str | None = strawberry.field(description="What is asked; null once erased.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    due_at: datetime = strawberry.field(description="Answers are due before this moment.")
    lapsed_at: datetime | None = strawberry.field(description="When the time to answer ran out.")
    concluded_at: datetime | None = strawberry.field(description="When it ended.")
    outcome: RoundOutcome | None = strawberry.field(description="How it ended.")
    agreed_option: str | None = strawberry.field(description="What was agreed; null once erased.")
    dissent: str | None = strawberry.field(description="Who differed, and why; null once erased.")
    opinions: list[Opinion] = strawberry.field(description="The positions, in order.")
    meeting: Meeting | None = strawberry.field(description="The minutes.")
    invited: list[Agency] = agencies_field("The agencies asked.", "invited")


@output
class Suggestion:
    """Another agency's view of how to handle the case; it binds nobody."""

    at: datetime = strawberry.field(description="When.")
    measure: Measure = strawberry.field(description="The measure.")
    provision: strawberry.ID = strawberry.field(description="The ground.")
    reasons: str | None = strawberry.field(description="Why; null once erased.")
    agency: Agency = agency_field("The agency.", "agency")


@output
class Proposal:
    """What the lead agency proposes, with the milder measures it weighed."""

    measure: Measure = strawberry.field(description="The measure proposed.")
    alternatives: list[Measure] = strawberry.field(description="Milder measures weighed.")
    provisions: list[strawberry.ID] = strawberry.field(description="The grounds.")
    weighing: str | None = strawberry.field(description="Why milder ones are not enough; null once erased.")
    necessity: str | None = strawberry.field(description="Why it is necessary; null once erased.")
    drafted_at: datetime = strawberry.field(description="When.")


@output
class Decision:
    """A decision (Đ4.4). Never edited: a later one supersedes it."""

    public_code: str = strawberry.field(description="Code by which the person concerned can ask about it.")
    measure: Measure = strawberry.field(description="The measure.")
    provisions: list[strawberry.ID] = strawberry.field(description="The grounds.")
    number: str | None = strawberry.field(description="Its number; null once erased.")
    decided_on: date = strawberry.field(description="Its day.")
    reasons: str | None = strawberry.field(description="Why; null once erased.")
    redress_notice: str | None = strawberry.field(description="How to complain; null once erased.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("The agency that decided.", "agency")


@output
class ServiceRecord:
    """How the person concerned was told of a decision, or why that was not possible."""

    service: Service = strawberry.field(description="How.")
    note: str | None = strawberry.field(description="The proof, or why not; null once erased.")
    on: date = strawberry.field(description="The day.")


@output
class Execution:
    """Who carries a decision out."""

    begun_at: datetime = strawberry.field(description="When it began.")
    served: ServiceRecord = strawberry.field(description="How the person concerned was told.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("The agency.", "agency")


@output
class Remedy:
    """A true problem and the agency that puts it right (Đ5.7.b)."""

    problem: str | None = strawberry.field(description="What is wrong; null once erased.")
    due_at: datetime = strawberry.field(description="To be done before this moment.")
    begun_at: datetime = strawberry.field(description="When it was given.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("The agency.", "agency")


@output
class Result:
    """The result report to the People's Committee (Đ6.1)."""

    at: datetime = strawberry.field(description="When it was entered.")
    done_on: date = strawberry.field(description="Day it was done.")
    document_number: str | None = strawberry.field(description="Number of the report; null once erased.")
    summary: str | None = strawberry.field(description="What was done; null once erased.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("The agency.", "agency")


@output
class Reopening:
    """Why and when a case was opened again."""

    ground: ReopeningGround = strawberry.field(description="What brought it back.")
    at: datetime = strawberry.field(description="When.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    reasons: str | None = strawberry.field(description="Why; null once erased.")
