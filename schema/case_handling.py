"""GraphQL types of agencies' findings, requests, proposals, decisions and executions in a case."""

from datetime import date, datetime

import strawberry

from domain.case.state.measures import Finding, Measure, Service, SourceKind, VerificationResult
from domain.case.state.pathways import ReopeningGround
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from schema.case_pathways import CYCLE, ProcedureStep
from schema.context import Row
from schema.deadlines import Limitation, due_field, provisional_field
from schema.edges import IN_LISTS, object_field, provision_field, provisions_field
from schema.law import Provision
from schema.node import Node
from schema.registry import Agency, agencies_field, agency_field
from schema.row_keys import of_row


@strawberry.type
class OutsideSource:
    """A source outside the participating agencies on which a verification relies (G2)."""

    kind: SourceKind = strawberry.field(description="Kind of the source.")
    on: date = strawberry.field(description="Day of the document or of the publication.")
    name: str | None = strawberry.field(
        description="Name of the institution or publication, or the post of the expert; null for an agency, and once "
        "erased."
    )
    document_number: str | None = strawberry.field(
        description="Number of the document, or of the issue and page; null when none was given, and once erased."
    )
    url: str | None = strawberry.field(
        description="Address at which it can be read; null when none was given, and once erased."
    )
    agency: Agency | None = agency_field("The agency that is the source; null for any other source.", "agency")


@strawberry.type
class Verification:
    """An agency's finding on whether the claim is true (Đ4.3)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the verification.")
    at: datetime = strawberry.field(description="When it was recorded.")
    cycle: int = strawberry.field(description=CYCLE)
    result: VerificationResult = strawberry.field(description="Whether the claim is true.")
    independent: bool = strawberry.field(
        description="Whether at least one source is independent of the agency or person that the claim is about."
    )
    sources: str | None = strawberry.field(description="Sources; null once erased.")
    contrary: str | None = strawberry.field(description="What speaks against the result; null once erased.")
    outside_source: str | None = strawberry.field(
        description="What the source outside the agencies that take part says; null when nothing was said, and once "
        "erased."
    )
    source: OutsideSource | None = strawberry.field(
        description="The source outside the agencies that take part; null when none was named, and in older records."
    )
    new_source: bool = strawberry.field(
        description="Whether no earlier verification of the case rests on the same source; false in older records."
    )
    agency: Agency = agency_field("The agency that verified.", "agency")

    @strawberry.field(
        description="Whether it carries the verification of the earlier linked case, which `duplicates` shows.",
        metadata=of_row("carried"),
    )
    @staticmethod
    def carried(parent: strawberry.Parent[Row]) -> bool:
        return parent["carried"] is not None


@strawberry.type
class Appraisal:
    """The conclusion of the lead agency on the claim (Đ3.2.a)."""

    finding: Finding = strawberry.field(description="The conclusion.")
    at: datetime = strawberry.field(description="When the lead agency appraised.")
    cycle: int = strawberry.field(description=CYCLE)
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    standing: str | None = strawberry.field(
        description="How the person who asked for protection showed that they may ask; null for other findings, and "
        "once erased."
    )
    agency: Agency = agency_field("The agency that appraised.", "agency")


@strawberry.type
class Opinion:
    """The position of one agency in a round of coordination. Silence is recorded as NO_REPLY, never as consent."""

    position: Position = strawberry.field(description="The position.")
    at: datetime = strawberry.field(description="When the agency answered, or the register recorded that it did not.")
    text: str | None = strawberry.field(description="The opinion; null without an answer, and once erased.")
    agency: Agency = agency_field("The agency.", "agency")


@strawberry.type
class Meeting:
    """The minutes of a meeting (Đ3.2.a)."""

    held_on: date = strawberry.field(description="Date of the meeting.")
    minutes: str | None = strawberry.field(description="The minutes; null once erased.")
    attended: list[Agency] = agencies_field("Agencies that took part.", "attended")


@strawberry.type
class CoordinationRound:
    """A round of coordination: the lead agency asks other agencies for their positions (Đ3.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the round.")
    cycle: int = strawberry.field(description=CYCLE)
    method: RoundMethod = strawberry.field(description="Whether agencies meet or write their opinions.")
    method_reason: str | None = strawberry.field(description="Reason for this method; null once erased.")
    question: str | None = strawberry.field(description="Question to the agencies; null once erased.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    due_at: datetime = due_field("due_at", "opened_at", "Answers are due before this moment.")
    provisional: bool = provisional_field("due_at", "opened_at")
    lapsed_at: datetime | None = strawberry.field(
        description="When the deadline passed; null before that, and when all answered."
    )
    concluded_at: datetime | None = strawberry.field(description="When the round ended.")
    outcome: RoundOutcome | None = strawberry.field(description="Result of the round.")
    agreed_option: str | None = strawberry.field(description="Option that the agencies agreed on; null once erased.")
    dissent: str | None = strawberry.field(description="Dissenting positions and their reasons; null once erased.")
    opinions: list[Opinion] = strawberry.field(description="Positions of the agencies, in the order they came in.")
    meeting: Meeting | None = strawberry.field(description="Minutes of the meeting; null without a meeting.")
    invited: list[Agency] = agencies_field("Agencies that were asked.", "invited")


@strawberry.type
class Suggestion:
    """A suggestion of another agency on how to handle the case. It is not binding."""

    at: datetime = strawberry.field(description="When it was suggested.")
    measure: Measure = strawberry.field(description="The measure.")
    provision: Provision | None = provision_field("Provision that it is based on.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    agency: Agency = agency_field("The agency.", "agency")


@strawberry.type
class Proposal:
    """The measure that the lead agency proposes, with the milder measures that it considered."""

    measure: Measure = strawberry.field(description="The measure proposed.")
    alternatives: list[Measure] = strawberry.field(description="Milder measures that were considered.")
    provisions: list[Provision] | None = provisions_field("Provisions that it is based on.")
    weighing: str | None = strawberry.field(description="Why milder measures are not enough; null once erased.")
    necessity: str | None = strawberry.field(description="Why the measure is necessary; null once erased.")
    reply: str | None = strawberry.field(
        description="What the lead agency says to the answer of the person concerned; null where nobody answered, "
        "and once erased."
    )
    limitation: Limitation | None = strawberry.field(
        description="Limitation period as it was counted; null for a proposal from before the register counted it."
    )
    after_limitation: str | None = strawberry.field(
        description="Why the measure is needed after that period; null within it, and once erased."
    )
    drafted_at: datetime = strawberry.field(description="When the lead agency drafted the proposal.")


@strawberry.type
class Decision:
    """A decision on a measure (Đ4.4). A decision is never edited. A later decision replaces it."""

    public_code: str = strawberry.field(
        description="Public code of the decision. Complaints and data requests name it."
    )
    measure: Measure = strawberry.field(description="The measure.")
    provisions: list[Provision] | None = provisions_field("Provisions that it is based on.", documents=IN_LISTS)
    number: str | None = strawberry.field(description="Number of the decision; null once erased.")
    decided_on: date = strawberry.field(description="Date of the decision.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    redress_notice: str | None = strawberry.field(description="Instructions on how to complain; null once erased.")
    finding: Finding | None = strawberry.field(
        description="Conclusion that it is based on; null for a decision from before the register kept it."
    )
    false_fact: str | None = strawberry.field(description="The fact that was found false; null once erased.")
    alternatives: list[Measure] = strawberry.field(description="Milder measures that were considered.")
    weighing: str | None = strawberry.field(description="Why milder measures are not enough; null once erased.")
    reply: str | None = strawberry.field(
        description="What the agency says to the answer of the person concerned; null when nobody answered, and once "
        "erased."
    )
    unheard: str | None = strawberry.field(
        description="Why the person concerned was not asked before the decision; null when they were asked, and once "
        "erased."
    )
    limitation: Limitation | None = strawberry.field(
        description="Limitation period as it was counted; null for a decision from before the register counted it."
    )
    after_limitation: str | None = strawberry.field(
        description="Why the measure is needed after that period; null within it, and once erased."
    )
    procedures: list[strawberry.ID] = strawberry.field(
        name="procedureIds", description="Provisions on procedure that were in force on the date of the decision."
    )
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("The agency that decided.", "agency")


@strawberry.type
class ServiceRecord:
    """The notice of a decision to the person concerned: the way in which the person was informed, or the reason why
    that was not possible."""

    service: Service = strawberry.field(description="Way of informing the person.")
    note: str | None = strawberry.field(
        description="Proof that the person was informed, or the reason why not; null once erased."
    )
    on: date = strawberry.field(description="Date on which the person was informed.")
    since: date | None = strawberry.field(
        description="Day before which the time to complain does not begin, after a correction; null without one."
    )


@strawberry.type
class Execution:
    """The execution of a decision by an agency."""

    begun_at: datetime = strawberry.field(description="When the execution began.")
    served: ServiceRecord = strawberry.field(description="How the person concerned was informed.")
    corrected: ProcedureStep | None = strawberry.field(
        description="Last correction of how the person was informed, with its reasons; null without one."
    )
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("Agency that carries it out.", "agency")


@strawberry.type
class Remedy:
    """A reported problem that proved true, and the agency that must remedy the problem (Đ5.7.b)."""

    problem: str | None = strawberry.field(description="The problem; null once erased.")
    due_at: datetime = due_field("due_at", "begun_at", "Deadline of the remedy.")
    provisional: bool = provisional_field("due_at", "begun_at")
    begun_at: datetime = strawberry.field(description="When the agency was told to remedy it.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("The agency.", "agency")


@strawberry.type
class HandlingResult:
    """The report on the result to the People's Committee (Đ6.1)."""

    at: datetime = strawberry.field(description="When it was entered.")
    done_on: date = strawberry.field(description="Date on which the measure or the remedy was carried out.")
    document_number: str | None = strawberry.field(description="Number of the report; null once erased.")
    summary: str | None = strawberry.field(description="What was done; null once erased.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("Agency that reported.", "agency")


@strawberry.type
class Reopening:
    """The reopening of a closed case."""

    ground: ReopeningGround = strawberry.field(description="Ground of the reopening.")
    at: datetime = strawberry.field(description="When the case was reopened.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    inspection: strawberry.ID | None = strawberry.field(
        name="inspectionId", description="Finding of an inspection that is the reason; null without one."
    )
    inspection_shown: Node | None = object_field(
        "Finding of an inspection that is the reason.", "inspection", name="inspection"
    )
    by: Agency | None = agency_field("Agency that reopened it, where that is not the lead agency.", "agency")
