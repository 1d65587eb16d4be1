"""Transfer to the police: a file that the police assess, under the guards of a decision (Đ3.4).

Only the lead agency transfers. The register records no suspect and no offence. It stores the reason for the transfer,
the index of the file and the numbers of documents. While the police have the file, everything else in the case is
suspended.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from domain.case.codes import public_code
from domain.case.command import CaseCommand, CaseEvent, ToldToLead, told
from domain.case.grounds import GROUNDS, grounds_in_force, still_grounded
from domain.case.guards import (
    about_no_other_place,
    led_by_actor,
    no_round_open,
    not_concerned,
    open_to_measures,
    this_cycle,
)
from domain.case.recusal import no_motion_runs
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.pathways import PoliceTransfer, TransferStatus
from domain.case.state.related import CaseAddresses
from domain.kernel.event import Job, Step
from domain.kernel.fields import Ref, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, RuleNotMet, unguarded
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind, Post
from domain.rules.facts import Facts
from domain.rules.guards import (
    Requirement,
    active_of_kind,
    agency_of_kind,
    persons,
    refuse_for,
    required,
    room_for,
    same_person,
)

TRANSFERS_MOST, PERSONS_LEAST = 10, 3
BEFORE_DECISION = frozenset({CaseState.CHECKING, CaseState.COORDINATING, CaseState.APPRAISED, CaseState.PROPOSED})
TRANSFERRED = frozenset({CaseState.TRANSFERRED})


def newest_transfer(case: Case, *statuses: TransferStatus) -> PoliceTransfer | None:
    newest = this_cycle(case.transfers, case)[-1:]
    return next((transfer for transfer in newest if transfer.status in statuses), None)


def outcome_noted(case: Case) -> bool:
    """Return whether the police have given an outcome, so that the case may be closed."""
    return newest_transfer(case, TransferStatus.OUTCOME_NOTED) is not None


def with_newest_transfer(case: Case, **changes: Any) -> Case:
    return replace(case, transfers=(*case.transfers[:-1], replace(case.transfers[-1], **changes)))


def transfer_is(*statuses: TransferStatus) -> Requirement:
    """Require that this cycle's newest transfer has one of the statuses."""
    return partial(_transfer_is, statuses=statuses)


def _transfer_is(case: Case, facts: Facts, *, statuses: Collection[TransferStatus]) -> Problem | None:
    """The newest transfer of this cycle is {statuses}.

    `{statuses}` is filled in where the rule is shown.
    """
    there = newest_transfer(case, *statuses)
    return None if there else RuleNotMet(code="no-transfer-there")


def no_draft_waits(case: Case, facts: Facts) -> Problem | None:
    """No drafted transfer waits for a signature."""
    return RuleNotMet(code="transfer-drafted") if newest_transfer(case, TransferStatus.DRAFT) else None


def another_than_drafter(case: Case, facts: Facts) -> Problem | None:
    """The actor did not draft the transfer (G5)."""
    draft = newest_transfer(case, TransferStatus.DRAFT)
    if draft and same_person(facts.actor.subject, draft.drafted.officer, facts):
        return unguarded(Guard.G5_TWO_PERSONS, "drafter-cannot-sign")
    return None


def third_person_acted(case: Case, facts: Facts) -> Problem | None:
    """At least three different persons, the actor included, do the review, the appraisal, the draft and the signature
    (G5)."""
    draft = newest_transfer(case, TransferStatus.DRAFT)
    acted = {facts.actor.subject, *(review.officer for review in this_cycle(case.expression_reviews, case)[-1:])}
    acted |= {case.appraisal.officer} if case.appraisal else set()
    if draft and len(persons({*acted, draft.drafted.officer}, facts)) < PERSONS_LEAST:
        return unguarded(Guard.G5_TWO_PERSONS, "three-persons-needed")
    return None


def grounds_hold(case: Case, facts: Facts) -> Problem | None:
    """The grounds of the transfer still hold (G4)."""
    newest = this_cycle(case.transfers, case)[-1:]
    return still_grounded(case, newest[0].provisions, facts) if newest else None


def some_police_impartial(case: Case, facts: Facts) -> Problem | None:
    """At least one police agency is not concerned by the claim (G5)."""
    return _some_impartial(active_of_kind(AgencyKind.POLICE, facts), case, facts)


def _some_impartial(police: Collection[str], case: Case, facts: Facts) -> Problem | None:
    if police and all(facts.touches(agency, case.concerns) for agency in police):
        return unguarded(Guard.G5_TWO_PERSONS, "police-concerned")
    return None


def handed_to_actor(case: Case, facts: Facts) -> Problem | None:
    """The file was handed over to the actor's agency."""
    handed = newest_transfer(case, TransferStatus.HANDED_OVER, TransferStatus.RECEIVED)
    if handed and not facts.acts_for(handed.police):
        return unguarded(Guard.G1_COMPETENCE, "handed-to-another")
    return None


TRANSFERABLE = (open_to_measures, no_round_open, led_by_actor, not_concerned)


class TransferCommand(CaseCommand, scope=Scope.POLICE_TRANSFER, posts=OFFICERS, states=TRANSFERRED):
    """Command on a transfer."""


class TransferProposed(CaseEvent, type="case.transfer-proposed", appends="transfers"):
    transfer: PoliceTransfer


def impartial_police(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the agency is the police, and the claim is not about it (G5)."""
    agency_of_kind("police", agency, AgencyKind.POLICE, facts)
    refuse_for(_some_impartial({agency}, case, facts))


class ProposeTransfer(
    TransferCommand,
    states=BEFORE_DECISION,
    needs=(CaseAddresses,),
    requires=(
        no_draft_waits,
        *TRANSFERABLE,
        room_for("transfers", TRANSFERS_MOST, "too-many-transfers"),
        some_police_impartial,
    ),
):
    """Propose to transfer the file to the police. Only the police decide whether there is a crime (Đ3.4)."""

    police: Annotated[
        str, Ref(doc="The police agency that would receive the file.", to=Kind.AGENCY, fits=impartial_police)
    ]
    provisions: Annotated[tuple[str, ...], GROUNDS]
    reasons: Annotated[
        str, Words(doc="Reasons why the police should investigate. Do not name persons.", least=20, most=10_000)
    ]
    file_index: Annotated[str, Words(doc="List of what the file contains.", least=10, most=20_000)]

    def decide(self, case: Case, facts: Facts) -> TransferProposed:
        """Propose the transfer. Raises Refused without grounds in force (G4), and for police concerned by the claim
        (G5)."""
        about_no_other_place(self, facts, "reasons", "file_index")
        impartial_police(self.police, case, facts)
        grounds_in_force(case, self.provisions, facts)
        transfer = facts.record(PoliceTransfer, self, case, reason=facts.sealed["reasons"], drafted=facts.step())
        return TransferProposed(transfer=transfer)


class TransferSigned(CaseEvent, type="case.transfer-signed"):
    step: Step
    public_code: str | None = None

    def fold(self, case: Case) -> Case:
        case = replace(case, state=CaseState.TRANSFERRED)
        code = self.public_code
        return with_newest_transfer(case, status=TransferStatus.SIGNED, signed=self.step, public_code=code)


class SignTransfer(
    TransferCommand,
    posts={Post.SIGNATORY},
    states=BEFORE_DECISION,
    requires=(
        transfer_is(TransferStatus.DRAFT),
        another_than_drafter,
        third_person_acted,
        *TRANSFERABLE,
        grounds_hold,
        no_motion_runs,
    ),
    signed=True,
):
    """Sign the drafted transfer, as the head or a deputy who did not draft it (Đ3.4)."""

    document_number: Annotated[str, Words(doc="Number of the document signed.", most=60)]

    def decide(self, case: Case, facts: Facts) -> TransferSigned:
        return TransferSigned(step=facts.step(), public_code=public_code(case, facts.new_id))


class TransferRefused(CaseEvent, type="case.transfer-refused"):
    step: Step

    def fold(self, case: Case) -> Case:
        return replace(case, transfers=case.transfers[:-1])


class RefuseTransfer(
    TransferCommand,
    posts={Post.SIGNATORY},
    states=BEFORE_DECISION,
    requires=(transfer_is(TransferStatus.DRAFT), led_by_actor),
    writes=TransferRefused,
    signed=True,
):
    """Refuse to sign the drafted transfer (Đ2.2)."""

    reasons: Annotated[str, Words(doc="Reasons for the refusal.", least=10, most=5_000)]


class TransferHandedOver(CaseEvent, type="case.transfer-handed-over"):
    """The file was handed over to the police, who may read the case from then on."""

    police: str
    step: Step

    def fold(self, case: Case) -> Case:
        case = replace(case, members=with_members(case, self.police))
        return with_newest_transfer(case, status=TransferStatus.HANDED_OVER, handed_over=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.police, self)


class HandOverTransfer(
    TransferCommand,
    requires=(transfer_is(TransferStatus.SIGNED), led_by_actor, not_concerned, grounds_hold),
):
    """Record that the file was handed over to the police (Đ3.4)."""

    record: Annotated[str, Words(doc="Hand-over record: what was handed over, where and when.", least=10, most=10_000)]
    document_number: Annotated[str, Words(doc="Number of the hand-over record.", most=60)]

    def decide(self, case: Case, facts: Facts) -> TransferHandedOver:
        signed = required(newest_transfer(case, TransferStatus.SIGNED))
        return TransferHandedOver(police=signed.police, step=facts.step(note="record"))


class TransferReceived(ToldToLead, type="case.transfer-received"):
    step: Step

    def fold(self, case: Case) -> Case:
        return with_newest_transfer(case, status=TransferStatus.RECEIVED, received=self.step)


class ReceiveTransfer(
    TransferCommand,
    scope=Scope.POLICE_RECEIVE,
    requires=(transfer_is(TransferStatus.HANDED_OVER), handed_to_actor),
    writes=TransferReceived,
):
    """Confirm, as the police, that the file arrived (Đ3.4)."""


class WithThePolice(
    TransferCommand,
    requires=(transfer_is(TransferStatus.HANDED_OVER, TransferStatus.RECEIVED), led_by_actor),
):
    """Command on a file with the police, whether or not they confirmed its arrival."""


class ByThePolice(
    TransferCommand,
    scope=Scope.POLICE_RECEIVE,
    requires=(transfer_is(TransferStatus.HANDED_OVER, TransferStatus.RECEIVED), handed_to_actor),
):
    """Command of the police who have the file."""

    document_number: Annotated[str, Words(doc="Number of your document.", most=60)]


def told_by_police(case: Case, event: CaseEvent, step: Step) -> Iterator[Job]:
    """Yield the notification of the lead agency about a document of the police, unless the lead recorded it."""
    if step.agency != case.lead:
        yield told(case.lead, event)


class TransferReturned(CaseEvent, type="case.transfer-returned"):
    """The police returned the file; the case is checked again."""

    step: Step

    def fold(self, case: Case) -> Case:
        case = replace(case, state=CaseState.CHECKING, appraisal=None, proposal=None)
        return with_newest_transfer(case, status=TransferStatus.RETURNED, returned=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        return told_by_police(case, self, self.step)


class RecordTransferReturn(WithThePolice, writes=TransferReturned):
    """Record that the police returned the file (Đ3.4)."""

    document_number: Annotated[str, Words(doc="Number of the document that came with the file.", most=60)]


class ReturnTransfer(ByThePolice, writes=TransferReturned):
    """Return the file to the lead agency, as the police (Đ3.4)."""


class PoliceOutcomeNoted(CaseEvent, type="case.police-outcome-noted"):
    step: Step

    def fold(self, case: Case) -> Case:
        return with_newest_transfer(case, status=TransferStatus.OUTCOME_NOTED, outcome=self.step)

    def jobs(self, case: Case) -> Iterator[Job]:
        return told_by_police(case, self, self.step)


class RecordPoliceOutcome(WithThePolice, writes=PoliceOutcomeNoted):
    """Record the outcome that the police reported, by the number of their document only (Đ5.4.a)."""

    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]


class AnswerTransfer(ByThePolice, writes=PoliceOutcomeNoted):
    """Report an outcome, as the police, by the number of your document only (Đ5.4.a)."""
