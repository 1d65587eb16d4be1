"""Who hears a second complaint, as data: entered by one person, confirmed by another, valid by date (Đ8.1).

What was answered before a row began stays; a complaint goes on by the row of the day on which it goes on.
"""

from datetime import date, datetime
from typing import Annotated

from domain.administration.confirming import DraftActivated, draft_of_another, only_shortened
from domain.administration.legal_terms import BASIS, END_REASON, ENTERED_BY, SINCE, SOURCE, UNTIL, check_article
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Spec
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, invalid
from domain.kernel.replacing import replace
from domain.kernel.roles import OFFICERS
from domain.kernel.span import Span, span_of
from domain.kernel.term import TermSource
from domain.registry.complaint_level import ComplaintLevel, DecidedBy, WayOn
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

SECONDS = {
    DecidedBy.AGENCY: frozenset({WayOn.COMMITTEE, WayOn.COURT}),
    DecidedBy.COMMITTEE: frozenset({WayOn.MINISTER, WayOn.COURT}),
}
"""Who can be the second level: nobody answers a second time to the one who decided."""


class LevelDrafted(Begins[ComplaintLevel], type="level.drafted"):
    """A level of complaints was entered."""

    decided_by: DecidedBy
    second: WayOn
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime


class DraftLevel(OpeningCommand, kind=Kind.LEVEL, scope=Scope.LAW_EDIT, posts=OFFICERS, by=ENTERED_BY):
    """Enter who hears a second complaint. It has no effect until a second person confirms it."""

    decided_by: Annotated[DecidedBy, Spec(doc="Who decided what the complaint is against.")]
    second: Annotated[
        WayOn,
        Spec(doc="Who hears the second complaint. COURT when there is no second level and only a court is left."),
    ]
    basis: Annotated[TermSource, BASIS]
    source: Annotated[str, SOURCE]
    since: Annotated[date, SINCE]
    until: Annotated[date | None, UNTIL] = None

    def decide(self, state: None, facts: Facts) -> LevelDrafted:
        """A level that is above who decided, by an article."""
        check_article(self.basis, self.source)
        if self.second not in SECONDS[self.decided_by]:
            raise Refused(invalid("second", "no-level-above"))
        return facts.record(
            LevelDrafted,
            self,
            span=span_of(self.since, self.until),
            drafted_by=facts.actor.subject,
            drafted_at=facts.now,
        )


class LevelCommand(CommandOn[ComplaintLevel], kind=Kind.LEVEL, scope=Scope.LAW_EDIT, posts=OFFICERS):
    """What is done with a level of complaints."""


class LevelActivated(DraftActivated[ComplaintLevel], type="level.activated"):
    """A second person compared it with its source."""


class ActivateLevel(LevelCommand):
    """Confirm who hears a second complaint, after comparing it with its source, as a second person."""

    may = staticmethod(draft_of_another)

    def decide(self, level: ComplaintLevel, facts: Facts) -> LevelActivated:
        return LevelActivated(activated_by=facts.actor.subject, activated_at=facts.now)


class LevelEnded(Follows[ComplaintLevel], type="level.ended"):
    """It holds for no day from then on."""

    until: date
    reason: str

    def fold(self, level: ComplaintLevel) -> ComplaintLevel:
        return replace(level, span=replace(level.span, until=self.until), ended_for=self.reason)


class EndLevel(LevelCommand):
    """Record the day from which this level of complaints no longer applies."""

    until: Annotated[date, Spec(doc="First day on which it is no longer valid.")]
    reasons: Annotated[str, END_REASON]

    def decide(self, level: ComplaintLevel, facts: Facts) -> LevelEnded:
        """Never prolongs it: that would be a level that nobody confirmed."""
        only_shortened(level.span, self.until)
        return LevelEnded(until=self.until, reason=self.reasons)
