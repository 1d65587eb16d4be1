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

TOLD = "Masked; null until the person concerned was told of the decision, and once erased."


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
    outcome: RedressOutcome | None = strawberry.field(
        description="Result of the complaint that undid it; null for another ground."
    )
    number: str | None = strawberry.field(description="Number of the ruling; null without one, and once erased.")
    reasons: str | None = strawberry.field(description="Reasons of the ruling, masked; null likewise.")
    finding: Finding | None = strawberry.field(
        description="What the agencies found afterwards; null until the case is closed again."
    )


@strawberry.type
class PublicDecision:
    """A decision, visible to anybody who knows the address of the content."""

    code: str = strawberry.field(description="Public code of the decision. You need it to complain.")
    standing: Standing = strawberry.field(description="Whether the decision is still valid.")
    number: str | None = strawberry.field(description="Number of the decision, masked; null once erased.")
    measure: Measure = strawberry.field(description="Measure that was decided.")
    decided_on: date = strawberry.field(description="Date of the decision.")
    agency: str = strawberry.field(description="Name of the agency that decided, as it was on that date.")
    grounds: list[PublicGround] = strawberry.field(description="Provisions that the decision is based on.")
    procedures: list[PublicGround] = strawberry.field(description="Provisions on procedure, as of the decision date.")
    served: Service | None = strawberry.field(description="How the person concerned was informed; null before that.")
    service_corrected_on: date | None = strawberry.field(
        description="Day on which that was last corrected. No correction leaves the person less time to complain."
    )
    complain_by: Deadline | None = strawberry.field(
        description="Deadline for a complaint; null once the decision was undone. When the decision was delivered to "
        "nobody, it is counted from today; for a person who already knew of the decision, it ends earlier."
    )
    complain_from: TermStart | None = strawberry.field(
        description="What begins the time for a complaint; null once the decision was undone."
    )
    redress_notice: str | None = strawberry.field(description="Instructions of the decision on how to complain.")
    finding: Finding | None = strawberry.field(
        description="Finding that it rests on; null until the person concerned was informed, and in older records."
    )
    false_fact: str | None = strawberry.field(description=f"The fact that was found false. {TOLD}")
    reasons: str | None = strawberry.field(description=f"Reasons, written for the person concerned. {TOLD}")
    weighed: list[Measure] = strawberry.field(
        description="Milder measures that were considered; empty until the person concerned was informed."
    )
    weighing: str | None = strawberry.field(description=f"Why the milder measures were not enough. {TOLD}")
    restoration: RestorationStatus | None = strawberry.field(
        description="How far the restoration of removed content has come, once the decision was undone. Null while the "
        "decision is in force, and when nothing was removed."
    )
    undone: PublicUndoing | None = strawberry.field(description="How it was undone; null while it is in force.")
    asked: HearingWay | None = strawberry.field(description="How the person was asked before it; null if nobody did.")
    reply: str | None = strawberry.field(description=f"What the agency says to the answer of that person. {TOLD}")
    unheard: str | None = strawberry.field(description=f"Why the person concerned was not asked. {TOLD}")
    limitation: Limitation | None = strawberry.field(description="Limitation period of sanctions, if it was counted.")
    after_limitation: str | None = strawberry.field(description=f"Why it was needed after that period. {TOLD}")
    statement: strawberry.ID | None = strawberry.field(
        description="The line of the decision in the public register; null for one from before there was a register."
    )


@strawberry.type
class PublicOwnMeasure:
    """A measure that an agency took on its own page, for the person who complained against it."""

    kind: OwnMeasureKind = strawberry.field(description="Kind of measure.")
    agency: str = strawberry.field(description="Name of the agency that took it.")
    taken_at: datetime = strawberry.field(description="When the agency took it.")
    justified: bool = strawberry.field(description="Whether a second person of the agency justified it by a provision.")
    ended_at: datetime | None = strawberry.field(description="When it was undone; null while it lasts.")


@strawberry.type
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


@strawberry.type
class PublicProtection:
    """A request to be protected from content, for the person who made it."""

    harm: HarmKind = strawberry.field(description="Kind of harm that the content causes.")
    passed_on: int = strawberry.field(description="Number of bodies that may order a removal and got the request.")
    withdrawn_at: datetime | None = strawberry.field(description="When you took it back; null while it holds.")
    can_withdraw: bool = strawberry.field(description="Whether you can take it back now.")


@strawberry.type
class PublicAccusation:
    """The person's accusation of the agency that handled a closed report."""

    at: datetime = strawberry.field(description="When you made the accusation.")
    state: AccusationState = strawberry.field(description="State of the accusation.")
    decide_by: datetime = strawberry.field(description="Until when you get an answer.")
    answer: str | None = strawberry.field(description="Answer to you; null before it, and once erased.")


@strawberry.type
class PublicAttachment:
    """A file that a person sent with a message or an answer. The public schema does not return its content."""

    name: str | None = strawberry.field(description="Name that its sender gave it; null once erased.")
    size: int = strawberry.field(description="Size in bytes.")
    media_type: str = strawberry.field(description="Media type, by its first bytes.")
    sha256: str | None = strawberry.field(description="SHA-256 of the file, in hexadecimal; null once erased.")


@strawberry.type
class PublicMessage:
    """A message between the agency that handles a matter and the person who holds its code."""

    at: datetime = strawberry.field(description="When the message was sent.")
    from_agency: bool = strawberry.field(description="Whether the agency wrote it.")
    text: str | None = strawberry.field(description="The message; null once erased.")
    attachment: PublicAttachment | None = strawberry.field(description="File that went with it; null without one.")


@strawberry.type
class PublicReport:
    """A report of content, for the person who filed it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="When the register received it.")
    state: CaseState = strawberry.field(description="State of the procedure.")
    agency: str = strawberry.field(description="Name of the agency that handles the report now.")
    closure: ClosureReason | None = strawberry.field(description="Why the report was closed; null while it is open.")
    next_by: datetime | None = strawberry.field(
        description="Deadline of the next step, which the agencies set themselves; no law does. Null while "
        "no term runs."
    )
    protection: PublicProtection | None = strawberry.field(
        default=None, description="Set when you asked to be protected from the content."
    )
    accusations: list[PublicAccusation] = strawberry.field(
        default_factory=list, description="What you said against the agency after the end, and what came of it."
    )
    can_accuse: bool = strawberry.field(
        default=False, description="Whether you can say now, of the closed report, that it is about the agency."
    )
    withdrawn_at: datetime | None = strawberry.field(
        default=None, description="When the report was withdrawn, by you or on a confirmed paper; null otherwise."
    )
    can_withdraw: bool = strawberry.field(default=False, description="Whether you can withdraw the report now.")
    finding: Finding | None = strawberry.field(
        default=None,
        description="What the agencies found. Null until the end, or until the person concerned was told of a "
        "decision. Always null for content that harms a person.",
    )
    decision: PublicDecision | None = strawberry.field(
        default=None, description="The decision that came of it; null likewise, and when there is none."
    )
    remedied_by: str | None = strawberry.field(
        default=None,
        description="Name of the agency that put a true problem right; null likewise, and while none reported it.",
    )
    remedied_on: date | None = strawberry.field(default=None, description="Day on which it was put right.")
    messages: list[PublicMessage] = strawberry.field(
        default_factory=list, description="What the agencies asked and what you wrote, oldest first."
    )
    can_write: bool = strawberry.field(default=False, description="Whether you can write to the agencies now.")
    notices: list[str] = strawberry.field(
        default_factory=list, description="Paths under `/press/` of the notices to the press about it."
    )


@strawberry.type
class PublicComplaint:
    """A complaint, for the person who filed it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="When the register received it.")
    state: RedressState = strawberry.field(description="State of the procedure.")
    level: int = strawberry.field(description=LEVEL)
    agency: str = strawberry.field(description="Name of the agency that handles the complaint now.")
    decision: str = strawberry.field(description="Public code of the act that the complaint is against.")
    about: ContestedKind = strawberry.field(description="What the complaint is against.")
    against: str = strawberry.field(description="Name of the agency that the complaint is against.")
    own_measure: PublicOwnMeasure | None = strawberry.field(
        description="The measure on an agency's own page that it is against; null when it is against something else."
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
    next_level: NextLevel | None = strawberry.field(default=None, description="Who would hear the next complaint.")
    suspended_until: date | None = strawberry.field(
        description="Last day of the suspension of the examination; null when none runs."
    )
    suspended_for: str | None = strawberry.field(description="Why the examination is suspended.")
    answers: list[PublicAnswer] = strawberry.field(description="Answers, oldest first.")
    contested: PublicDecision | None = strawberry.field(
        description="The decision, as anybody who knows the address sees it; null when it is no longer shown."
    )
    messages: list[PublicMessage] = strawberry.field(
        description="What the examiner asked and what you said, oldest first."
    )
    can_write: bool = strawberry.field(description="Whether you can write to the examiner now.")


@strawberry.type
class PublicDataRequest:
    """A request about personal data, for the person who filed it."""

    number: str = strawberry.field(description="Readable number.")
    at: datetime = strawberry.field(description="When the register received it.")
    state: ErasureState = strawberry.field(description="State of the procedure.")
    kind: DataRequestKind = strawberry.field(description="Kind of request.")
    by_address: bool = strawberry.field(
        description="Whether you asked by the address of some content. Then nobody knows who you are: you are told "
        "what belongs to the content, and nothing is corrected or erased. For that, show an officer who you are."
    )
    reply_by: datetime = strawberry.field(description="Deadline of the answer.")
    reply_by_provisional: bool = strawberry.field(description=PROVISIONAL)
    replied: str | None = strawberry.field(description="How the agency handles the request; null until it told you.")
    done_by: Deadline | None = strawberry.field(
        description="Deadline for what you asked for; null for a request from before the register counted it."
    )
    extended: str | None = strawberry.field(description="Why it takes longer; null while the deadline is the first.")
    answer: str | None = strawberry.field(description="Answer of the agency; null before it.")
    former: list[str] = strawberry.field(
        description="Earlier refusals that had to be answered again because a complaint was upheld."
    )
    refusal_code: str | None = strawberry.field(
        description="Public code with which you complain about the refusal; null when nothing was refused."
    )
    destroyed_at: datetime | None = strawberry.field(description="When the data were destroyed; null if they were not.")


@strawberry.type
class PublicHearingAnswer:
    """An answer or statement that was given with a code of a hearing.

    If the code is shown at the content's address, everybody who knows the address has the code. Only agencies can then
    read the text.
    """

    at: datetime = strawberry.field(description="When the answer came in.")
    text: str | None = strawberry.field(
        description="What was said; null once erased, and for a code that everybody has."
    )
    attachment: PublicAttachment | None = strawberry.field(
        description="File that went with it; null without one, and for a code that everybody has."
    )


@strawberry.type
class PublicHearing:
    """A question to the person concerned by some content, before a measure is proposed."""

    code: str = strawberry.field(
        description="Code with which you answer. To be shown to be the person concerned, add 16 hexadecimal digits of "
        "your own to the code of the question, which nobody else can guess; read the matter with this longer code."
    )
    word: str | None = strawberry.field(
        description="The register's word for your longer code. Write it in the content, or in the account's name, "
        "description or another post, then send `askForLook`. After a letter or a message to you, write it on the "
        "receipt or in your reply. Null for a code without digits of your own."
    )
    shown: bool = strawberry.field(
        description="Whether you are shown to be the person concerned. Until then what you say is a statement, which "
        "binds nobody."
    )
    proven: list[str] = strawberry.field(
        description="Words under which somebody is shown to be the person concerned. If none of them is yours, say so."
    )
    look_by: datetime | None = strawberry.field(
        description="Until when another agency looks for words at the content; null while nobody asked for it."
    )
    look_holds: bool = strawberry.field(
        description="Whether that look was asked for in time: no measure is proposed before somebody has looked."
    )
    number: str = strawberry.field(description="Readable number of the case.")
    agency: str = strawberry.field(description="Name of the agency that asks.")
    way: HearingWay = strawberry.field(description="How you were asked.")
    asked_at: datetime = strawberry.field(description="When you were asked.")
    answer_by: datetime | None = strawberry.field(description="Until when the agency waits for an answer.")
    answer_by_provisional: bool = strawberry.field(description=PROVISIONAL)
    question: str | None = strawberry.field(description="What you are asked; null once erased.")
    answers: list[PublicHearingAnswer] = strawberry.field(
        description="What was said with your code so far, oldest first."
    )
    can_answer: bool = strawberry.field(description="Whether you can answer now.")
    decision: str | None = strawberry.field(
        description="Public code of the decision that was made afterwards; null while there is none."
    )
    closure: ClosureReason | None = strawberry.field(
        description="Why the case was closed; null while it is open. Without a `decision` nothing was done about the "
        "content."
    )
    limitation: Limitation | None = strawberry.field(
        description="Limitation period of sanctions; null once there is a decision, which has its own, or the case is "
        "closed."
    )


@strawberry.type(name="PublicMatter")
class PublicRequest:
    """The matter to which a code gives access. Exactly one of the fields is set."""

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


@strawberry.type
class PublicReceipt:
    """The answer to a report, complaint or request. Store `code`: only this answer shows the code, and the code gives
    access to the matter later."""

    number: str | None = strawberry.field(
        default=None, description="Readable number; null when the command was refused."
    )
    code: str | None = strawberry.field(
        default=None,
        description="Code with which you can see the progress later. Null when the command was refused, continued an "
        "earlier request, or was carried out before and came again without its `codeSecret`.",
    )
    replayed: bool = strawberry.field(
        default=False,
        description="True if an earlier request with the same `commandId` already executed the command. Nothing was "
        "done again.",
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Problems that prevented the command; empty when it was executed."
    )
