"""Having restored what was removed and should not have been. Records, no rules."""

from dataclasses import dataclass
from enum import StrEnum

from domain.case.state.pathways import MinistryAnswer
from domain.kernel.step import Step


class RestorationOutcome(StrEnum):
    """What became of the items, as a person saw it."""

    RESTORED = "RESTORED"
    PARTLY_RESTORED = "PARTLY_RESTORED"
    NOT_RESTORED = "NOT_RESTORED"


class RestorationStatus(StrEnum):
    """How far the restoration of removed content is."""

    NEEDED = "NEEDED"
    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    RESTORED = "RESTORED"
    PARTLY_RESTORED = "PARTLY_RESTORED"
    NOT_RESTORED = "NOT_RESTORED"


@dataclass(frozen=True, kw_only=True)
class Restoration:
    """The ministry was asked to have restored what a proposal of removal had removed."""

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
        """Return the status; what was seen goes before what was answered."""
        if self.outcome is not None:
            return RestorationStatus(self.outcome)
        return RestorationStatus(self.reply) if self.reply is not None else RestorationStatus.ASKED
