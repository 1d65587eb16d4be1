"""The public schema: queries and mutations that need no account. It is separate from the agencies' schema."""

from datetime import date, datetime

import strawberry

from domain.case.state.case import CaseState, ClosureReason
from domain.case.state.hearing import HearingWay
from domain.case.state.measures import Finding, Measure, OwnMeasureKind, Service
from domain.case.state.pathways import ReopeningGround, RestorationStatus
from domain.case.state.protection import HarmKind
from domain.complaint.accusations import AccusationState
from domain.complaint.acts import Standing, TermStart
from domain.complaint.state import ContestedKind, RedressOutcome, RedressState, RejectionGround
from domain.erasure.state import DataRequestKind, ErasureState
from domain.registry.law import WayOn
from schema.deadlines import LEVEL, PROVISIONAL, Deadline, Limitation, NextLevel
from schema.problems import Problem

TOLD = "Masked. Null until the person concerned is informed of the decision, and once erased."


@strawberry.type
class PublicGround:
    """A provision that a decision is based on."""

    instrument: str | None = strawberry.field(description="Legal act.")
    place: str | None = strawberry.field(description="Article, clause and point in the legal act.")


@strawberry.type
class PublicUndoing:
    """The annulment of a decision: its date, its ground, and its result."""

    on: date = strawberry.field(description="Date on which the decision was undone.")
    ground: ReopeningGround = strawberry.field(description="Ground on which the case was opened again.")
    outcome: RedressOutcome | None = strawberry.field(description="Result of the complaint; null for another ground.")
    number: str | None = strawberry.field(description="Number of the ruling; null without one, and once erased.")
    reasons: str | None = strawberry.field(
        description="Reasons of the ruling, masked; null without a ruling, and once erased."
    )
    finding: Finding | None = strawberry.field(
        description="Finding of the agencies after the annulment; null until the case is closed again."
    )


@strawberry.type
class PublicDecision:
    """A decision, visible to anybody who knows the address of the content."""

    code: str = strawberry.field(description="Public code of the decision. A complaint needs this code.")
    standing: Standing = strawberry.field(description="Validity of the decision.")
    number: str | None = strawberry.field(description="Number of the decision, masked; null once erased.")
    measure: Measure = strawberry.field(description="Measure that was decided.")
    decided_on: date = strawberry.field(description="Date of the decision.")
    agency: str = strawberry.field(description="Name of the agency that decided, as of the date of the decision.")
    grounds: list[PublicGround] = strawberry.field(description="Provisions that the decision is based on.")
    procedures: list[PublicGround] = strawberry.field(description="Provisions on procedure, as of the decision date.")
    served: Service | None = strawberry.field(description="Way of informing the person concerned; null before.")
    service_corrected_on: date | None = strawberry.field(
        description="Day of the last correction of `served`. No correction leaves less time to complain."
    )
    complain_by: Deadline | None = strawberry.field(
        description="Deadline for a complaint; null once the decision was undone. If the decision was delivered to "
        "nobody, the deadline is counted from today. For a person who already knew of the decision, the deadline is "
        "earlier."
    )
    complain_from: TermStart | None = strawberry.field(
        description="Event that begins the time for a complaint; null once the decision was undone."
    )
    redress_notice: str | None = strawberry.field(description="Instructions of the decision on how to complain.")
    finding: Finding | None = strawberry.field(
        description="Finding that the decision is based on; null before the person is informed."
    )
    false_fact: str | None = strawberry.field(description=f"The fact that was found false. {TOLD}")
    reasons: str | None = strawberry.field(description=f"Reasons, written for the person concerned. {TOLD}")
    weighed: list[Measure] = strawberry.field(
        description="Milder measures that were considered; empty until the person concerned is informed."
    )
    weighing: str | None = strawberry.field(description=f"Reason why the milder measures were not enough. {TOLD}")
    restoration: RestorationStatus | None = strawberry.field(
        description="Progress of restoring removed content, once the decision was undone. Null while the decision is "
        "in force, and when nothing was removed."
    )
    undone: PublicUndoing | None = strawberry.field(description="Annulment of the decision; null while it is in force.")
    asked: HearingWay | None = strawberry.field(
        description="Way in which the person was asked before the decision; null if nobody asked the person."
    )
    reply: str | None = strawberry.field(description=f"Reply of the agency to the person's answer. {TOLD}")
    unheard: str | None = strawberry.field(description=f"Reason why the person concerned was not asked. {TOLD}")
    limitation: Limitation | None = strawberry.field(description="Limitation period of sanctions, if it was counted.")
    after_limitation: str | None = strawberry.field(description=f"Reason to decide after the limitation period. {TOLD}")
    statement: strawberry.ID | None = strawberry.field(
        description="Line of the decision in the public register; null for a decision that is older than the register."
    )


@strawberry.type
class PublicOwnMeasure:
    """A measure that an agency took on its own page, for the person who complained against it."""

    kind: OwnMeasureKind = strawberry.field(description="Kind of measure.")
    agency: str = strawberry.field(description="Name of the agency that took the measure.")
    taken_at: datetime = strawberry.field(description="Time at which the agency took it.")
    justified: bool = strawberry.field(description="True if a second person of the agency justified it by a provision.")
    ended_at: datetime | None = strawberry.field(description="Time at which the measure was undone; null before.")


@strawberry.type
class PublicAnswer:
    """An answer to a complaint: a rejection, or a ruling."""

    at: datetime = strawberry.field(description="Time at which the agency answered.")
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
        description="Body to which you can appeal next; null for a rejection, and once erased.",
    )


@strawberry.type
class PublicProtection:
    """A request to be protected from content, for the person who made it."""

    harm: HarmKind = strawberry.field(description="Kind of harm that the content causes.")
    passed_on: int = strawberry.field(description="Number of bodies that may order a removal and received the request.")
    withdrawn_at: datetime | None = strawberry.field(description="Time at which you withdrew the request; null before.")
    can_withdraw: bool = strawberry.field(description="True if you can withdraw the request now.")


@strawberry.type
class PublicAccusation:
    """The person's accusation of the agency that handled a closed report."""

    at: datetime = strawberry.field(description="Time at which you made the accusation.")
    state: AccusationState = strawberry.field(description="State of the accusation.")
    decide_by: datetime = strawberry.field(description="Deadline for an answer to you.")
    answer: str | None = strawberry.field(description="Answer to you; null before the answer, and once erased.")


@strawberry.type
class PublicAttachment:
    """A file that a person sent with a message or an answer. The public schema does not return its content."""

    name: str | None = strawberry.field(description="Name that the sender gave to the file; null once erased.")
    size: int = strawberry.field(description="Size in bytes.")
    media_type: str = strawberry.field(description="Media type, by its first bytes.")
    sha256: str | None = strawberry.field(description="SHA-256 of the file, in hexadecimal; null once erased.")


@strawberry.type
class PublicMessage:
    """A message between the agency that handles a matter and the person who holds its code."""

    at: datetime = strawberry.field(description="Time at which the message was sent.")
    from_agency: bool = strawberry.field(description="True if the agency wrote the message.")
    text: str | None = strawberry.field(description="The message; null once erased.")
    attachment: PublicAttachment | None = strawberry.field(description="File sent with the message; null without one.")


@strawberry.type
class PublicReport:
    """A report of content, for the person who filed it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="Time at which the register received the report.")
    state: CaseState = strawberry.field(description="State of the procedure.")
    agency: str = strawberry.field(description="Name of the agency that handles the report now.")
    closure: ClosureReason | None = strawberry.field(description="Reason for closing the report; null while open.")
    next_by: datetime | None = strawberry.field(
        description="Deadline of the next step. The agencies set this deadline themselves; no law does. Null while no "
        "time limit runs."
    )
    protection: PublicProtection | None = strawberry.field(
        default=None, description="Your request to be protected from the content; null without one."
    )
    accusations: list[PublicAccusation] = strawberry.field(
        default_factory=list, description="Your accusations against the agency after the closure, and their results."
    )
    can_accuse: bool = strawberry.field(
        default=False, description="True if you can now accuse the agency that handled the closed report."
    )
    withdrawn_at: datetime | None = strawberry.field(
        default=None,
        description="Time at which the report was withdrawn, by you or on a confirmed paper; null otherwise.",
    )
    can_withdraw: bool = strawberry.field(default=False, description="True if you can withdraw the report now.")
    finding: Finding | None = strawberry.field(
        default=None,
        description="Finding of the agencies. Null until the end, or until the person concerned is informed of a "
        "decision. Always null for content that harms a person.",
    )
    decision: PublicDecision | None = strawberry.field(
        default=None,
        description="Decision on the report; null in the same cases as `finding`, and without a decision.",
    )
    remedied_by: str | None = strawberry.field(
        default=None,
        description="Name of the agency that remedied a true problem; null in the same cases as `finding`, and while "
        "no agency reported a remedy.",
    )
    remedied_on: date | None = strawberry.field(default=None, description="Day on which the problem was remedied.")
    messages: list[PublicMessage] = strawberry.field(
        default_factory=list, description="Questions of the agencies and messages from you, oldest first."
    )
    can_write: bool = strawberry.field(default=False, description="True if you can write to the agencies now.")
    notices: list[str] = strawberry.field(
        default_factory=list, description="Paths under `/press/` of the notices to the press about the report."
    )


@strawberry.type
class PublicComplaint:
    """A complaint, for the person who filed it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="Time at which the register received the complaint.")
    state: RedressState = strawberry.field(description="State of the procedure.")
    level: int = strawberry.field(description=LEVEL)
    agency: str = strawberry.field(description="Name of the agency that handles the complaint now.")
    decision: str = strawberry.field(description="Public code of the act that the complaint is against.")
    about: ContestedKind = strawberry.field(description="Kind of act that the complaint is against.")
    against: str = strawberry.field(description="Name of the agency that the complaint is against.")
    own_measure: PublicOwnMeasure | None = strawberry.field(
        description="Measure on an agency's own page that the complaint is against; null otherwise."
    )
    accept_by: Deadline = strawberry.field(description="Deadline for the agency to accept or reject the complaint.")
    decide_by: Deadline | None = strawberry.field(
        description="Deadline of the ruling; null before the complaint is accepted."
    )
    appeal_by: Deadline | None = strawberry.field(
        description="Deadline to appeal to the second level; null before the ruling."
    )
    can_appeal: bool = strawberry.field(description="True if you can appeal to the second level here now.")
    ways_on: list[WayOn] = strawberry.field(
        description="Further procedures that the law opens to you; empty while an answer is due."
    )
    next_level: NextLevel | None = strawberry.field(
        default=None, description="Level that would hear the next complaint."
    )
    suspended_until: date | None = strawberry.field(
        description="Last day of the suspension of the examination; null without one."
    )
    suspended_for: str | None = strawberry.field(description="Reason why the examination is suspended.")
    answers: list[PublicAnswer] = strawberry.field(description="Answers, oldest first.")
    contested: PublicDecision | None = strawberry.field(
        description="Decision that the complaint is against, as anybody who knows the address sees it; null when it is "
        "no longer shown."
    )
    messages: list[PublicMessage] = strawberry.field(
        description="Questions of the examiner and your messages, oldest first."
    )
    can_write: bool = strawberry.field(description="True if you can write to the examiner now.")


@strawberry.type
class PublicDataRequest:
    """A request about personal data, for the person who filed it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="Time at which the register received the request.")
    state: ErasureState = strawberry.field(description="State of the procedure.")
    kind: DataRequestKind = strawberry.field(description="Kind of request.")
    by_address: bool = strawberry.field(
        description="True if you made the request by the address of some content. Such a request does not prove your "
        "identity. You then learn the data that belong to the content, and nothing is corrected or erased. For a "
        "correction or an erasure, prove your identity to an officer."
    )
    reply_by: datetime = strawberry.field(description="Deadline of the answer.")
    reply_by_provisional: bool = strawberry.field(description=PROVISIONAL)
    replied: str | None = strawberry.field(description="Information about the handling of the request; null before.")
    done_by: Deadline | None = strawberry.field(description="Deadline to fulfil the request; null in older requests.")
    extended: str | None = strawberry.field(description="Reason for extending the deadline; null without an extension.")
    answer: str | None = strawberry.field(description="Answer of the agency; null before the answer.")
    former: list[str] = strawberry.field(
        description="Earlier refusals that had to be answered again because a complaint was upheld."
    )
    refusal_code: str | None = strawberry.field(
        description="Public code with which you can complain about the refusal; null when nothing was refused."
    )
    destroyed_at: datetime | None = strawberry.field(description="Time at which the data were destroyed; null before.")


@strawberry.type
class PublicHearingAnswer:
    """An answer or statement that was given with a code of a hearing.

    If the code is shown at the content's address, everybody who knows the address has the code. Only agencies can then
    read the text.
    """

    at: datetime = strawberry.field(description="Time at which the answer arrived.")
    text: str | None = strawberry.field(
        description="Text of the answer; null once erased, and for a code that everybody has."
    )
    attachment: PublicAttachment | None = strawberry.field(
        description="File that came with the answer; null without a file, and for a code that everybody has."
    )


@strawberry.type
class PublicHearing:
    """A question to the person concerned by some content, before a measure is proposed."""

    code: str = strawberry.field(
        description="Code with which you answer. To prove that you are the person concerned, add 16 hexadecimal digits "
        "of your own to the code of the question. Choose digits that nobody else can guess. Read the matter with this "
        "longer code."
    )
    word: str | None = strawberry.field(
        description="The register's word for your longer code; null for a code without digits of your own. Write the "
        "word in the content, or in the account's name, description or another post, then send `askForLook`. After a "
        "letter or message, write the word on the receipt or in your reply."
    )
    shown: bool = strawberry.field(
        description="True if you are proven to be the person concerned. Before that, your answer is a statement, which "
        "binds nobody."
    )
    proven: list[str] = strawberry.field(
        description="Words with which somebody was proven to be the person concerned. If none of these words is yours, "
        "say so in a statement."
    )
    look_by: datetime | None = strawberry.field(
        description="Deadline for another agency to check the content for words; null while nobody requested a check."
    )
    look_holds: bool = strawberry.field(
        description="True if the check of the content was requested in time. No measure is then proposed before the "
        "check."
    )
    number: str = strawberry.field(description="Readable number of the case.")
    agency: str = strawberry.field(description="Name of the agency that asks.")
    way: HearingWay = strawberry.field(description="Way in which you were asked.")
    asked_at: datetime = strawberry.field(description="Time at which you were asked.")
    answer_by: datetime | None = strawberry.field(description="Time until which the agency waits for an answer.")
    answer_by_provisional: bool = strawberry.field(description=PROVISIONAL)
    question: str | None = strawberry.field(description="Question to you; null once erased.")
    answers: list[PublicHearingAnswer] = strawberry.field(description="Answers and statements so far, oldest first.")
    can_answer: bool = strawberry.field(description="True if you can answer now.")
    decision: str | None = strawberry.field(
        description="Public code of the decision that was made afterwards; null while there is none."
    )
    closure: ClosureReason | None = strawberry.field(
        description="Reason why the case was closed; null while the case is open. Without a `decision`, no measure was "
        "taken against the content."
    )
    limitation: Limitation | None = strawberry.field(
        description="Limitation period of sanctions; null once the case is closed, or once there is a decision, which "
        "has its own limitation period."
    )


@strawberry.type(name="PublicMatter")
class PublicRequest:
    """The matter to which a code gives access. Exactly one of the fields is set."""

    hearing: PublicHearing | None = strawberry.field(
        default=None, description="Question to you as the person concerned; null otherwise."
    )

    report: PublicReport | None = strawberry.field(default=None, description="Report of content; null otherwise.")
    complaint: PublicComplaint | None = strawberry.field(default=None, description="Complaint; null otherwise.")
    data_request: PublicDataRequest | None = strawberry.field(
        default=None, description="Request about personal data; null otherwise."
    )


@strawberry.type
class PublicReceipt:
    """The answer to a report, complaint or request. Store `code`: only this answer shows the code, and the code gives
    access to the matter later."""

    number: str | None = strawberry.field(default=None, description="Readable number; null if the command was refused.")
    code: str | None = strawberry.field(
        default=None,
        description="Code with which you can see the progress later. Null when the command was refused, or continued "
        "an earlier request. Also null when an executed command was sent again without its `codeSecret`.",
    )
    replayed: bool = strawberry.field(
        default=False,
        description="True if an earlier request with the same `commandId` already executed the command. Nothing was "
        "done again.",
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Problems that prevented the command; empty when it was executed."
    )
