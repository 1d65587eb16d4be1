"""Levels that hear a second complaint, as data: entered by one person, confirmed by another, valid by date (Đ8.1).

What was answered before a row began stays; a complaint goes on by the row of the day on which it goes on.
"""

from datetime import datetime
from typing import Annotated

from domain.administration import drafts
from domain.kernel.event import Begins
from domain.kernel.fields import Spec
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, invalid
from domain.kernel.span import Span
from domain.kernel.term import TermSource
from domain.registry.complaint_level import ComplaintLevel, DecidedBy, WayOn
from domain.rules.facts import Facts

SECONDS = {
    DecidedBy.AGENCY: frozenset({WayOn.COMMITTEE, WayOn.COURT}),
    DecidedBy.COMMITTEE: frozenset({WayOn.MINISTER, WayOn.COURT}),
}
"""Possible second levels by who decided: nobody hears a complaint against their own decision."""


class LevelDrafted(Begins[ComplaintLevel], type="level.drafted"):
    decided_by: DecidedBy
    second: WayOn
    basis: TermSource
    source: str
    span: Span
    drafted_by: str
    drafted_at: datetime


class DraftLevel(drafts.DraftLaw, kind=Kind.LEVEL):
    """Enter who hears a second complaint. It has no effect until a second person confirms it."""

    decided_by: Annotated[DecidedBy, Spec(doc="Who decided what the complaint is against.")]
    second: Annotated[
        WayOn,
        Spec(doc="Who hears the second complaint. COURT when there is no second level and only a court is left."),
    ]
    basis: drafts.Basis
    source: drafts.Source
    since: drafts.Since
    until: drafts.Until = None

    def decide(self, state: None, facts: Facts) -> LevelDrafted:
        """A level that is above who decided, by an article."""
        drafts.check_article(self.basis, self.source)
        if self.second not in SECONDS[self.decided_by]:
            raise Refused(invalid("second", "no-level-above"))
        return facts.record(LevelDrafted, self, **drafts.drafted(self.since, self.until, facts))


class LevelActivated(drafts.DraftActivated[ComplaintLevel], type="level.activated"):
    """A second person compared it with its source."""


class ActivateLevel(
    drafts.ActivateDraft[ComplaintLevel],
    kind=Kind.LEVEL,
    requires=(drafts.draft_of_another,),
    writes=LevelActivated,
    signed=True,
):
    """Confirm who hears a second complaint, after comparing it with its source, as a second person."""


class LevelEnded(drafts.LawEnded[ComplaintLevel], type="level.ended"):
    """It holds for no day from then on."""


class EndLevel(drafts.EndLaw[ComplaintLevel], kind=Kind.LEVEL, writes=LevelEnded):
    """Record the day from which this level of complaints no longer applies."""
