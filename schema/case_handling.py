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

    kind: SourceKind = strawberry.field(description="Kind of source.")
    on: date = strawberry.field(description="Day of the document or of the publication.")
    name: str | None = strawberry.field(
        description="Name of the institution or publication, or the post of the expert; null for an agency, and once "
        "erased."
    )
    document_number: str | None = strawberry.field(
        description="Number of the document, or of the issue and page; null when none was given, and once erased."
    )
    url: str | None = strawberry.field(
        description="Address at which the source can be read; null when none was given, and once erased."
    )
    agency: Agency | None = agency_field("Agency that is the source; null for any other kind of source.", "agency")


@strawberry.type
class Verification:
    """An agency's finding on whether the claim is true (Đ4.3)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the verification.")
    at: datetime = strawberry.field(description="Time at which the verification was recorded.")
    cycle: int = strawberry.field(description=CYCLE)
    result: VerificationResult = strawberry.field(description="Finding on whether the claim is true.")
    independent: bool = strawberry.field(
        description="True if at least one source is independent of the agency or person that the claim is about."
    )
    sources: str | None = strawberry.field(description="Sources; null once erased.")
    contrary: str | None = strawberry.field(description="Evidence against the result; null once erased.")
    outside_source: str | None = strawberry.field(
        description="Statement of a source outside the participating agencies; null without a statement, and once "
        "erased."
    )
    source: OutsideSource | None = strawberry.field(
        description="Source outside the participating agencies; null when none was named, and in older records."
    )
    new_source: bool = strawberry.field(
        description="True if no earlier verification of the case relies on the same source; false in older records."
    )
    agency: Agency = agency_field("Agency that verified the claim.", "agency")

    @strawberry.field(
        description="True if the verification was taken over from the earlier linked case, which `duplicates` shows.",
        metadata=of_row("carried"),
    )
    @staticmethod
    def carried(parent: strawberry.Parent[Row]) -> bool:
        return parent["carried"] is not None


@strawberry.type
class Appraisal:
    """The conclusion of the lead agency on the claim (Đ3.2.a)."""

    finding: Finding = strawberry.field(description="The conclusion.")
    at: datetime = strawberry.field(description="Time of the appraisal.")
    cycle: int = strawberry.field(description=CYCLE)
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    standing: str | None = strawberry.field(
        description="Explanation of the right of the person to ask for protection; null for other findings, and once "
        "erased."
    )
    agency: Agency = agency_field("Agency that appraised the claim.", "agency")


@strawberry.type
class Opinion:
    """The position of one agency in a round of coordination. Silence is recorded as NO_REPLY, never as consent."""

    position: Position = strawberry.field(description="Position of the agency.")
    at: datetime = strawberry.field(
        description="Time at which the agency answered, or at which the register recorded that the agency did not "
        "answer."
    )
    text: str | None = strawberry.field(description="The opinion; null without an answer, and once erased.")
    agency: Agency = agency_field("Agency that was asked.", "agency")


@strawberry.type
class Meeting:
    """The minutes of a meeting (Đ3.2.a)."""

    held_on: date = strawberry.field(description="Date of the meeting.")
    minutes: str | None = strawberry.field(description="The minutes; null once erased.")
    attended: list[Agency] = agencies_field("Agencies that took part.", "attended")


@strawberry.type
class CoordinationRound:
    """A round of coordination: the lead agency requests the positions of other agencies (Đ3.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the round.")
    cycle: int = strawberry.field(description=CYCLE)
    method: RoundMethod = strawberry.field(description="Method of the round: a meeting or written opinions.")
    method_reason: str | None = strawberry.field(description="Reason for this method; null once erased.")
    question: str | None = strawberry.field(description="Question to the agencies; null once erased.")
    opened_at: datetime = strawberry.field(description="Time at which the round was opened.")
    due_at: datetime = due_field("due_at", "opened_at", "Deadline for answers: the first moment that is too late.")
    provisional: bool = provisional_field("due_at", "opened_at")
    lapsed_at: datetime | None = strawberry.field(
        description="Time at which the deadline passed; null before the deadline, and when all agencies answered."
    )
    concluded_at: datetime | None = strawberry.field(description="Time at which the round ended.")
    outcome: RoundOutcome | None = strawberry.field(description="Result of the round.")
    agreed_option: str | None = strawberry.field(description="Option that the agencies agreed on; null once erased.")
    dissent: str | None = strawberry.field(description="Dissenting positions and their reasons; null once erased.")
    opinions: list[Opinion] = strawberry.field(description="Positions of the agencies, in the order of their arrival.")
    meeting: Meeting | None = strawberry.field(description="Minutes of the meeting; null without a meeting.")
    invited: list[Agency] = agencies_field("Agencies that were asked.", "invited")


@strawberry.type
class Suggestion:
    """A suggestion of another agency on how to handle the case. It is not binding."""

    at: datetime = strawberry.field(description="Time of the suggestion.")
    measure: Measure = strawberry.field(description="Suggested measure.")
    provision: Provision | None = provision_field("Provision that the suggestion is based on.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    agency: Agency = agency_field("Agency that made the suggestion.", "agency")


@strawberry.type
class Proposal:
    """The measure that the lead agency proposes, with the milder measures that it considered."""

    measure: Measure = strawberry.field(description="Proposed measure.")
    alternatives: list[Measure] = strawberry.field(description="Milder measures that were considered.")
    provisions: list[Provision] | None = provisions_field("Provisions that the proposal is based on.")
    weighing: str | None = strawberry.field(description="Reason why milder measures are not enough; null once erased.")
    necessity: str | None = strawberry.field(description="Reason why the measure is necessary; null once erased.")
    reply: str | None = strawberry.field(
        description="Reply of the lead agency to the answer of the person concerned; null without an answer, and once "
        "erased."
    )
    limitation: Limitation | None = strawberry.field(
        description="Limitation period as counted for the proposal; null for a proposal that is older than this field."
    )
    after_limitation: str | None = strawberry.field(
        description="Reason why the measure is needed after the limitation period; null within the period, and once "
        "erased."
    )
    drafted_at: datetime = strawberry.field(description="Time at which the lead agency drafted the proposal.")


@strawberry.type
class Decision:
    """A decision on a measure (Đ4.4). A decision is never edited. A later decision replaces it."""

    public_code: str = strawberry.field(
        description="Public code of the decision. Complaints and data requests refer to this code."
    )
    measure: Measure = strawberry.field(description="Measure that was decided.")
    provisions: list[Provision] | None = provisions_field(
        "Provisions that the decision is based on.", documents=IN_LISTS
    )
    number: str | None = strawberry.field(description="Number of the decision; null once erased.")
    decided_on: date = strawberry.field(description="Date of the decision.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    redress_notice: str | None = strawberry.field(description="Instructions on how to complain; null once erased.")
    finding: Finding | None = strawberry.field(
        description="Conclusion that the decision is based on; null for a decision that is older than this field."
    )
    false_fact: str | None = strawberry.field(description="The fact that was found false; null once erased.")
    alternatives: list[Measure] = strawberry.field(description="Milder measures that were considered.")
    weighing: str | None = strawberry.field(description="Reason why milder measures are not enough; null once erased.")
    reply: str | None = strawberry.field(
        description="Reply of the agency to the answer of the person concerned; null without an answer, and once "
        "erased."
    )
    unheard: str | None = strawberry.field(
        description="Reason why the person concerned was not asked before the decision; null when the person was "
        "asked, and once erased."
    )
    limitation: Limitation | None = strawberry.field(
        description="Limitation period as counted for the decision; null for a decision that is older than this field."
    )
    after_limitation: str | None = strawberry.field(
        description="Reason why the measure is needed after the limitation period; null within the period, and once "
        "erased."
    )
    procedures: list[strawberry.ID] = strawberry.field(
        name="procedureIds", description="Provisions on procedure that were in force on the date of the decision."
    )
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("Agency that made the decision.", "agency")


@strawberry.type
class ServiceRecord:
    """The notice of a decision to the person concerned: the way in which the person was informed, or the reason why
    that was not possible."""

    service: Service = strawberry.field(description="Way in which the person was informed.")
    note: str | None = strawberry.field(
        description="Proof that the person was informed, or the reason why that was not possible; null once erased."
    )
    on: date = strawberry.field(description="Date on which the person was informed.")
    since: date | None = strawberry.field(
        description="Earliest day on which the time to complain begins, after a correction; null without a correction."
    )


@strawberry.type
class Execution:
    """The execution of a decision by an agency."""

    begun_at: datetime = strawberry.field(description="Time at which the execution began.")
    served: ServiceRecord = strawberry.field(description="Notice of the decision to the person concerned.")
    corrected: ProcedureStep | None = strawberry.field(
        description="Last correction of the notice to the person concerned, with its reasons; null without a "
        "correction."
    )
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("Agency that carries out the decision.", "agency")


@strawberry.type
class Remedy:
    """A reported problem that proved true, and the agency that must remedy the problem (Đ5.7.b)."""

    problem: str | None = strawberry.field(description="The problem; null once erased.")
    due_at: datetime = due_field("due_at", "begun_at", "Deadline of the remedy.")
    provisional: bool = provisional_field("due_at", "begun_at")
    begun_at: datetime = strawberry.field(description="Time at which the agency was instructed to remedy the problem.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("Agency that must remedy the problem.", "agency")


@strawberry.type
class HandlingResult:
    """The report on the result to the People's Committee (Đ6.1)."""

    at: datetime = strawberry.field(description="Time at which the report was entered.")
    done_on: date = strawberry.field(description="Date on which the measure or the remedy was carried out.")
    document_number: str | None = strawberry.field(description="Number of the report; null once erased.")
    summary: str | None = strawberry.field(description="Description of the work done; null once erased.")
    cycle: int = strawberry.field(description=CYCLE)
    agency: Agency = agency_field("Agency that submitted the report.", "agency")


@strawberry.type
class Reopening:
    """The reopening of a closed case."""

    ground: ReopeningGround = strawberry.field(description="Ground of the reopening.")
    at: datetime = strawberry.field(description="Time at which the case was reopened.")
    document_number: str | None = strawberry.field(description="Number of the document; null once erased.")
    reasons: str | None = strawberry.field(description="Reasons; null once erased.")
    inspection: strawberry.ID | None = strawberry.field(
        name="inspectionId", description="Finding of an inspection that led to the reopening; null without one."
    )
    inspection_shown: Node | None = object_field(
        "Finding of an inspection that led to the reopening.", "inspection", name="inspection"
    )
    by: Agency | None = agency_field("Agency that reopened the case, if that is not the lead agency.", "agency")
