"""Transfer to the police: a file handed over for them to judge, under the guards of a decision (Đ3.4).

Only the lead agency transfers. The register names no suspect and no offence: it keeps the reason, the index of the
file and the numbers of documents. While the police have the file, everything else in the case rests.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any

from domain.case.grounds import grounds_in_force
from domain.case.guards import against_content, led_by_actor, not_concerned, open_round, this_cycle
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.pathways import PoliceTransfer, TransferStatus
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, unguarded
from domain.kernel.roles import AgencyKind, Post
from domain.kernel.step import Step
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_of_kind, persons, same_person

TRANSFERS_MOST, PROVISIONS_MOST, PERSONS_LEAST = 10, 10, 3
BEFORE_DECISION = frozenset({CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED, CaseState.PROPOSED})
TRANSFERRED = frozenset({CaseState.TRANSFERRED})


class TransferProposed(Event, type="case.transfer-proposed"):
    """The lead agency drafted a transfer."""

    transfer: PoliceTransfer


class TransferRefused(Event, type="case.transfer-refused"):
    """The signatory refused the draft; the case goes on as before."""

    step: Step


class TransferSigned(Event, type="case.transfer-signed"):
    """A second person signed the transfer; everything else in the case rests."""

    step: Step


class TransferHandedOver(Event, type="case.transfer-handed-over"):
    """The file was handed over; from now on the police may read the case."""

    police: str
    step: Step


class TransferReceived(Event, type="case.transfer-received"):
    """The police confirmed that they have the file."""

    step: Step


class TransferReturned(Event, type="case.transfer-returned"):
    """The police gave the file back; the case is checked again."""

    step: Step


class PoliceOutcomeNoted(Event, type="case.police-outcome-noted"):
    """The police said by a document that they are done."""

    step: Step


@dataclass(frozen=True, kw_only=True)
class ProposeTransfer:
    """Propose to transfer the file to the police, who alone say whether there is a crime (Đ3.4)."""

    police: Annotated[str, Ref(doc="The police agency that would receive the file.")]
    provisions: Annotated[
        tuple[str, ...], Items(doc="Grounds in force on the day of the act (G4).", most=PROVISIONS_MOST)
    ]
    reason: Annotated[str, Words(doc="Why it has to be investigated; nobody is named.", least=20, most=10_000)]
    file_index: Annotated[str, Words(doc="What the file holds, piece by piece.", least=10, most=20_000)]


@dataclass(frozen=True, kw_only=True)
class SignTransfer:
    """Sign the transfer drafted (the head or a deputy, who did not draft it; Đ3.4)."""

    document_number: Annotated[str, Words(doc="Number of the document signed.", most=60)]


@dataclass(frozen=True, kw_only=True)
class RefuseTransfer:
    """Refuse to sign the transfer drafted (Đ2.2)."""

    reasons: Annotated[str, Words(doc="Why.", least=10, most=5_000)]


@dataclass(frozen=True, kw_only=True)
class HandOverTransfer:
    """Record that the file was handed over to the police (Đ3.4)."""

    record: Annotated[str, Words(doc="The hand-over record: what, where and when.", least=10, most=10_000)]
    document_number: Annotated[str, Words(doc="Number of the record.", most=60)]


@dataclass(frozen=True, kw_only=True)
class ReceiveTransfer:
    """Confirm, as the police, that the file arrived (Đ3.4)."""


@dataclass(frozen=True, kw_only=True)
class RecordTransferReturn:
    """Record that the police gave the file back (Đ3.4)."""

    document_number: Annotated[str, Words(doc="Number of the document it came with.", most=60)]


@dataclass(frozen=True, kw_only=True)
class RecordPoliceOutcome:
    """Record that the police gave an outcome: the number of their document and nothing else (Đ5.4.a)."""

    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]


def current(case: Case, status: TransferStatus) -> PoliceTransfer | None:
    """This cycle's newest transfer when it stands there."""
    newest = this_cycle(case.transfers, case)[-1:]
    return next((each for each in newest if each.status is status), None)


def outcome_noted(case: Case) -> bool:
    """Whether the police have given an outcome, by which the case may be closed."""
    return current(case, TransferStatus.OUTCOME_NOTED) is not None


def _transferable(case: Case, facts: Facts) -> Problem | None:
    """Found unprotected, shown false, and no round open: who is asked is heard first (G2, G3)."""
    if problem := against_content(case, facts):
        return problem
    if open_round(case):
        return RuleNotMet(code="round-open")
    return led_by_actor(case, facts) or not_concerned(case, facts)


def may_propose(case: Case, facts: Facts) -> Problem | None:
    """The lead, one draft at a time, under the guards of a decision."""
    if current(case, TransferStatus.DRAFT):
        return RuleNotMet(code="transfer-drafted")
    return _transferable(case, facts)


def propose(case: Case, command: ProposeTransfer, facts: Facts) -> tuple[Event, ...]:
    """Draft a transfer, on grounds in force (G4), to police that the claim is not about (G5)."""
    if len(case.transfers) >= TRANSFERS_MOST:
        raise Refused(LimitReached(code="too-many-transfers", limit=TRANSFERS_MOST))
    agency_of_kind("police", command.police, AgencyKind.POLICE, facts)
    _unconcerned(case, command.police, facts)
    grounds_in_force(case, command.provisions, facts)
    made = PoliceTransfer(
        id=facts.new_id,
        cycle=case.cycle,
        police=command.police,
        provisions=command.provisions,
        reason=facts.sealed["reason"],
        file_index=facts.sealed["file_index"],
        drafted=facts.step(),
    )
    return (TransferProposed(transfer=made),)


def _unconcerned(case: Case, police: str, facts: Facts) -> None:
    if facts.touches(police, case.concerns):
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "police-concerned"))


def may_sign(case: Case, facts: Facts) -> Problem | None:
    """A second person, at least three in all (G5), and still under the guards of a decision (G3)."""
    draft, signatory = current(case, TransferStatus.DRAFT), facts.actor.subject
    if draft is None:
        return RuleNotMet(code="no-transfer-there")
    if same_person(signatory, draft.drafted.officer, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign")
    others = {each.officer for each in this_cycle(case.expression_reviews, case)[-1:]}
    others |= {case.appraisal.officer} if case.appraisal else set()
    if len(persons({signatory, draft.drafted.officer, *others}, facts)) < PERSONS_LEAST:
        return unguarded(Guard.G5_TWO_PERSONS, "three-persons-needed")
    return _transferable(case, facts)


def sign(case: Case, command: SignTransfer, facts: Facts) -> tuple[Event, ...]:
    """Sign, on grounds still valid for the day of the act (G4)."""
    draft = current(case, TransferStatus.DRAFT)
    assert draft is not None  # may_sign
    grounds_in_force(case, draft.provisions, facts)
    return (TransferSigned(step=facts.step()),)


def led_at(status: TransferStatus, case: Case, facts: Facts) -> Problem | None:
    """The guard of a step that the lead agency takes on a transfer which stands there."""
    return led_by_actor(case, facts) if current(case, status) else RuleNotMet(code="no-transfer-there")


def refuse(case: Case, command: RefuseTransfer, facts: Facts) -> tuple[Event, ...]:
    """Refuse the draft; it stays in the history."""
    return (TransferRefused(step=facts.step(note="reasons")),)


def hand_over(case: Case, command: HandOverTransfer, facts: Facts) -> tuple[Event, ...]:
    """Record the hand-over, while the grounds still carry it (G4)."""
    signed = current(case, TransferStatus.SIGNED)
    assert signed is not None  # led_at
    grounds_in_force(case, signed.provisions, facts)
    return (TransferHandedOver(police=signed.police, step=facts.step(note="record")),)


def may_receive(case: Case, facts: Facts) -> Problem | None:
    """The police agency that the file was handed over to."""
    handed = current(case, TransferStatus.HANDED_OVER)
    if handed is None:
        return RuleNotMet(code="no-transfer-there")
    return None if facts.acts_for(handed.police) else unguarded(Guard.G1_COMPETENCE, "handed-to-another")


def receive(case: Case, command: ReceiveTransfer, facts: Facts) -> tuple[Event, ...]:
    """Confirm."""
    return (TransferReceived(step=facts.step()),)


def take_back(case: Case, command: RecordTransferReturn, facts: Facts) -> tuple[Event, ...]:
    """Record the return."""
    return (TransferReturned(step=facts.step()),)


def note_outcome(case: Case, command: RecordPoliceOutcome, facts: Facts) -> tuple[Event, ...]:
    """Record the outcome."""
    return (PoliceOutcomeNoted(step=facts.step()),)


def _newest(case: Case, **changes: Any) -> Case:
    return replace(case, transfers=(*case.transfers[:-1], replace(case.transfers[-1], **changes)))


def evolve_transfer(case: Case, event: Event) -> Case | None:
    """Fold one event of a transfer; None for any other."""
    match event:
        case TransferProposed(transfer=made):
            return replace(case, transfers=(*case.transfers, made))
        case TransferRefused():
            return replace(case, transfers=case.transfers[:-1])
        case TransferSigned(step=step):
            case = replace(case, state=CaseState.TRANSFERRED)
            return _newest(case, status=TransferStatus.SIGNED, signed=step)
        case TransferHandedOver(police=police, step=step):
            case = replace(case, members=with_members(case, police))
            return _newest(case, status=TransferStatus.HANDED_OVER, handed_over=step)
        case TransferReceived(step=step):
            return _newest(case, status=TransferStatus.RECEIVED, received=step)
        case TransferReturned(step=step):
            case = replace(case, state=CaseState.CHECKING, appraisal=None, proposal=None)
            return _newest(case, status=TransferStatus.RETURNED, returned=step)
        case PoliceOutcomeNoted(step=step):
            return _newest(case, status=TransferStatus.OUTCOME_NOTED, outcome=step)
    return None


_lead = partial(
    Action,
    stream=Kind.CASE,
    scope=Scope.POLICE_TRANSFER,
    posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
    states=TRANSFERRED,
)
_head = partial(_lead, posts=frozenset({Post.SIGNATORY}), states=BEFORE_DECISION)

ACTIONS = (
    _lead(command=ProposeTransfer, decide=propose, states=BEFORE_DECISION, may=may_propose),
    _head(command=SignTransfer, decide=sign, may=may_sign),
    _head(command=RefuseTransfer, decide=refuse, may=partial(led_at, TransferStatus.DRAFT)),
    _lead(command=HandOverTransfer, decide=hand_over, may=partial(led_at, TransferStatus.SIGNED)),
    _lead(command=ReceiveTransfer, decide=receive, scope=Scope.POLICE_RECEIVE, may=may_receive),
    _lead(command=RecordTransferReturn, decide=take_back, may=partial(led_at, TransferStatus.RECEIVED)),
    _lead(command=RecordPoliceOutcome, decide=note_outcome, may=partial(led_at, TransferStatus.RECEIVED)),
)
