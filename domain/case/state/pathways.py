"""Records of the removal, police transfer, requests, restoration, reopening and links of a case. No rules.

No record has a field for the author, for a suspect or for a criminal offence (X2).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case.state.measures import Finding
from domain.kernel.event import Sealed, Step


class TakedownStatus(StrEnum):
    """State of a proposal of removal (Đ5.1.g)."""

    DRAFT = "DRAFT"
    LEAD_APPROVED = "LEAD_APPROVED"
    SUBMITTED_PPC = "SUBMITTED_PPC"
    PPC_SIGNED = "PPC_SIGNED"
    PPC_REFUSED = "PPC_REFUSED"
    SENT_MINISTRY = "SENT_MINISTRY"
    MINISTRY_ACCEPTED = "MINISTRY_ACCEPTED"
    MINISTRY_REFUSED = "MINISTRY_REFUSED"
    NO_REPLY = "NO_REPLY"
    OUTCOME_RECORDED = "OUTCOME_RECORDED"
    REVIEWED = "REVIEWED"
    WITHDRAWN = "WITHDRAWN"


TAKEDOWN_OVER = frozenset({TakedownStatus.PPC_REFUSED, TakedownStatus.REVIEWED, TakedownStatus.WITHDRAWN})


class TakedownAsk(StrEnum):
    """Request of a proposal to the ministry: to remove the items, or only to label them as false."""

    REMOVAL = "REMOVAL"
    LABEL = "LABEL"


class MinistryAnswer(StrEnum):
    """Reply of the ministry to a proposal of removal."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


class TakedownOutcome(StrEnum):
    """State of the items after a proposal, as a person saw it."""

    REMOVED = "REMOVED"
    PARTLY = "PARTLY"
    NOT_REMOVED = "NOT_REMOVED"
    UNKNOWN = "UNKNOWN"
    LABELLED = "LABELLED"
    PARTLY_LABELLED = "PARTLY_LABELLED"
    NOT_LABELLED = "NOT_LABELLED"


OUTCOMES = {
    TakedownAsk.REMOVAL: (TakedownOutcome.REMOVED, TakedownOutcome.PARTLY, TakedownOutcome.NOT_REMOVED),
    TakedownAsk.LABEL: (TakedownOutcome.LABELLED, TakedownOutcome.PARTLY_LABELLED, TakedownOutcome.NOT_LABELLED),
}
"""Possible outcomes of a proposal by its request; UNKNOWN is always possible."""


class TransferStatus(StrEnum):
    """State of a transfer to the police (Đ3.4)."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    HANDED_OVER = "HANDED_OVER"
    RECEIVED = "RECEIVED"
    RETURNED = "RETURNED"
    OUTCOME_NOTED = "OUTCOME_NOTED"


class ReferralOutcome(StrEnum):
    """Answer of the journalists' association. Only the association's own file names the persons concerned (Đ5.5.b)."""

    HANDLED = "HANDLED"
    RECOMMENDED = "RECOMMENDED"
    NO_BREACH = "NO_BREACH"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


class AllegationRoute(StrEnum):
    """Procedure under which an allegation of corruption was passed on (Đ5.3)."""

    DENUNCIATION = "DENUNCIATION"
    PETITION = "PETITION"


class Part(StrEnum):
    """Part of a case that has its own state."""

    TAKEDOWN = "TAKEDOWN"


@dataclass(frozen=True, kw_only=True)
class TakedownItem:
    """One item at one address, as a person captured it; never an account or a site."""

    officer: str
    url: Sealed
    captured_text: Sealed
    captured_at: datetime
    unlisted: bool = False
    """True if the address matches no known form for a single item. The approver then gave a reason."""


@dataclass(frozen=True, kw_only=True)
class Takedown:
    """Proposal to the ministry to have single items removed or labelled (Đ5.1.g)."""

    id: str
    cycle: int
    provisions: tuple[str, ...]
    necessity: Sealed
    alternatives: Sealed
    drafted: Step
    status: TakedownStatus = TakedownStatus.DRAFT
    items: tuple[TakedownItem, ...] = ()
    approved: Step | None = None
    one_item: Sealed | None = None
    committee: str | None = None
    submitted: Step | None = None
    answered: Step | None = None
    ministry: str | None = None
    sent: Step | None = None
    reply_due_at: datetime | None = None
    no_reply_at: datetime | None = None
    replied: Step | None = None
    outcome: TakedownOutcome | None = None
    found: Step | None = None
    review_due_at: datetime | None = None
    review_noted_at: datetime | None = None
    reviewed: Step | None = None
    withdrawn: Step | None = None
    reply: MinistryAnswer | None = None
    """Answer of the ministry, present in all later states; None in older records."""
    asks: TakedownAsk = TakedownAsk.REMOVAL
    may_order: tuple[str, ...] = ()
    """Bodies competent on the day of the draft to order the removal or label; empty in older records."""

    @property
    def open(self) -> bool:
        """Return whether the proposal can still have a result."""
        return self.status not in TAKEDOWN_OVER

    @property
    def drafters(self) -> frozenset[str]:
        """Return the officers who wrote the proposal or one of its items."""
        return frozenset({self.drafted.officer, *(item.officer for item in self.items)})


@dataclass(frozen=True, kw_only=True)
class PoliceTransfer:
    """Transfer of the file to the police. Only the police decide whether there is a crime (Đ3.4)."""

    id: str
    cycle: int
    police: str
    provisions: tuple[str, ...]
    reason: Sealed
    file_index: Sealed
    drafted: Step
    status: TransferStatus = TransferStatus.DRAFT
    signed: Step | None = None
    handed_over: Step | None = None
    received: Step | None = None
    returned: Step | None = None
    outcome: Step | None = None
    public_code: str | None = None
    """Code for a complaint of the person concerned, once the transfer is signed; None in older records."""

    @property
    def over(self) -> bool:
        """Return whether the police have finished with the file."""
        return self.status in (TransferStatus.RETURNED, TransferStatus.OUTCOME_NOTED)


@dataclass(frozen=True, kw_only=True)
class CoordinationRequest:
    """Request of the lead agency to another agency in a case, with the answer (Đ5.4.b)."""

    id: str
    cycle: int
    agency: str
    content: Sealed
    asked: Step
    due_at: datetime
    overdue_at: datetime | None = None
    answered: Step | None = None


@dataclass(frozen=True, kw_only=True)
class Referral:
    """Question of journalists' ethics, which their association judges (Đ5.1.b, Đ5.5.b)."""

    id: str
    cycle: int
    agency: str
    subject: Sealed
    sent: Step
    outcome: ReferralOutcome | None = None
    answered: Step | None = None


@dataclass(frozen=True, kw_only=True)
class Rerouting:
    """Forwarding of an allegation of corruption in the claim, parallel to the check of the claim (Đ5.3)."""

    agency: str
    route: AllegationRoute
    passed_on: Step


@dataclass(frozen=True, kw_only=True)
class DuplicateLink:
    """Link to an earlier case about the same content. The record of the link remains after the link is removed
    (Đ2.2).
    """

    of: str
    linked: Step
    unlinked: Step | None = None


class RestorationOutcome(StrEnum):
    """State of the items after a request to restore them, as a person saw it."""

    RESTORED = "RESTORED"
    PARTLY_RESTORED = "PARTLY_RESTORED"
    NOT_RESTORED = "NOT_RESTORED"


class RestorationStatus(StrEnum):
    """Progress of restoring removed content."""

    NEEDED = "NEEDED"
    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    RESTORED = "RESTORED"
    PARTLY_RESTORED = "PARTLY_RESTORED"
    NOT_RESTORED = "NOT_RESTORED"


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """Request to the ministry to have the items of a proposal restored."""

    id: str
    takedown: str
    asked: Step
    ministry: str | None = None
    reply: MinistryAnswer | None = None
    replied: Step | None = None
    outcome: RestorationOutcome | None = None
    found: Step | None = None

    @property
    def status(self) -> RestorationStatus:
        """Return the status. An outcome that a person saw overrides the ministry's answer."""
        if self.outcome is not None:
            return RestorationStatus(self.outcome)
        return RestorationStatus(self.reply) if self.reply is not None else RestorationStatus.ASKED


class ReopeningGround(StrEnum):
    """Ground to reopen a case."""

    REDRESS = "REDRESS"
    NEW_EVIDENCE = "NEW_EVIDENCE"
    COMMITTEE_REQUEST = "COMMITTEE_REQUEST"
    COURT_JUDGMENT = "COURT_JUDGMENT"
    INSPECTION_CONCLUSION = "INSPECTION_CONCLUSION"
    LATER_LAW = "LATER_LAW"
    """A later law is more favourable to the person concerned (Luật Xử lý vi phạm hành chính; Luật BHVBQPPL)."""


@dataclass(frozen=True, kw_only=True)
class Reopening:
    """Reopening of a case, with its reason, time and author. A reopening by a ruling on a complaint has no document of
    its own."""

    ground: ReopeningGround
    officer: str
    at: datetime
    from_state: str
    document_number: Sealed | None = None
    reasons: Sealed | None = None
    redress: str | None = None
    to_state: str = "CHECKING"
    """State in which the case continues. In older records it is always CHECKING."""
    measures: tuple[str, ...] = ()
    """Own measures that end with the reopening."""
    removals: tuple[str, ...] = ()
    """Proposals of removal that the reopening withdraws although they were reviewed, because their basis is open
    again.
    """
    finding: Finding | None = None
    """Finding that was valid until the reopening."""
    agency: str | None = None
    """Agency that reopened the case, if it was not the lead agency: the People's Committee."""
    inspection: str | None = None
    notices: tuple[str, ...] = ()
    """Notices to the press that were not yet public. The reopening withdraws them."""


class PublicationState(StrEnum):
    """State of a notice. A WITHDRAWN notice was never public. A RETRACTED notice was public, and its page announces the
    retraction."""

    DRAFT = "DRAFT"
    CHECKED = "CHECKED"
    APPROVED = "APPROVED"
    EMBARGOED = "EMBARGOED"
    ISSUED = "ISSUED"
    CORRECTED = "CORRECTED"
    RETRACTED = "RETRACTED"
    WITHDRAWN = "WITHDRAWN"


IN_HAND = frozenset(
    {PublicationState.DRAFT, PublicationState.CHECKED, PublicationState.APPROVED, PublicationState.EMBARGOED}
)
"""States of a notice that is not public yet."""


STANDING = frozenset({PublicationState.ISSUED, PublicationState.CORRECTED})
"""States of a public notice that is the agency's current statement."""


LIVE = IN_HAND | STANDING


GONE = frozenset({PublicationState.RETRACTED, PublicationState.WITHDRAWN})
"""States of a notice that is retracted or was never public."""


@dataclass(frozen=True, kw_only=True)
class PublicationLink:
    """Link from a case to a notice about it."""

    publication: str
    state: PublicationState
    redress: str | None = None
    """Complaint whose ruling the notice reports; None for the case's own result."""
