"""Having restored what was removed on a proposal that was taken back since (Đ2.2, Đ5.1.g).

A complaint, a court or a reopening undoes a decision; what was removed on it stays away until somebody asks for it. The
lead agency asks the ministry, records its answer and what a person saw. The way back needs no second person, and the
register contacts nobody (X6).
"""

from dataclasses import replace
from functools import partial
from typing import Annotated

from domain.case.command import CaseEvent, LeadCommand
from domain.case.ministry import DONE
from domain.case.state.case import Case
from domain.case.state.pathways import MinistryAnswer, Takedown
from domain.case.state.restoration import Restoration, RestorationOutcome, RestorationStatus
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.step import Step
from domain.rules.facts import Facts
from domain.rules.requirement import Requirement

UNANSWERED = frozenset({RestorationStatus.ASKED})
UNSEEN = frozenset({RestorationStatus.ASKED, RestorationStatus.ACCEPTED, RestorationStatus.REFUSED})


def to_restore(case: Case) -> tuple[Takedown, ...]:
    """The proposals that were taken back after something was removed on them, and for which nobody has asked yet."""
    asked = {restoration.takedown for restoration in case.restorations}
    return tuple(
        takedown
        for takedown in case.takedowns
        if takedown.withdrawn and takedown.outcome in DONE and takedown.id not in asked
    )


def restoration_status(case: Case) -> RestorationStatus | None:
    """Return the status of the newest restoration; NEEDED while one is not asked for, None where nothing has to be
    restored."""
    if to_restore(case):
        return RestorationStatus.NEEDED
    return case.restorations[-1].status if case.restorations else None


def restoration_at(case: Case, id: str, statuses: frozenset[RestorationStatus]) -> Restoration:
    """The restoration. Raises Refused unless it is there and as far as that."""
    for row in case.restorations:
        if row.id == id and row.status in statuses:
            return row
    raise Refused(invalid("restoration", "restoration-unknown"))


def with_restoration(case: Case, changed: Restoration) -> Case:
    rows = tuple(changed if row.id == changed.id else row for row in case.restorations)
    return replace(case, restorations=rows)


class RestorationAsked(CaseEvent, type="case.restoration-asked", appends="restorations"):
    restoration: Restoration


class RestorationCommand(LeadCommand, scope=Scope.TAKEDOWN_DRAFT):
    """A step of the lead agency in having something restored, in whatever state the case is."""


def something_to_restore(case: Case, facts: Facts) -> Problem | None:
    """A proposal was taken back after something was removed on it, and nobody asked yet to restore it."""
    return None if to_restore(case) else RuleNotMet(code="nothing-to-restore")


def some_restoration(statuses: frozenset[RestorationStatus]) -> Requirement:
    """Require a request to restore items that is in one of the statuses."""
    return partial(_some_restoration, statuses=statuses)


def _some_restoration(case: Case, facts: Facts, *, statuses: frozenset[RestorationStatus]) -> Problem | None:
    """A request to restore items is {statuses}."""
    there = any(row.status in statuses for row in case.restorations)
    return None if there else RuleNotMet(code="no-restoration-there")


class AskRestoration(RestorationCommand, requires=(something_to_restore,)):
    """Ask the ministry to restore what was removed because of a proposal that was later withdrawn (Đ2.2)."""

    takedown: Annotated[
        str, Ref(doc="Key of the removal proposal that was withdrawn, from `takedowns` of the case.", to="takedowns")
    ]
    document_number: Annotated[str, Words(doc="Number of the letter to the ministry.", most=60)]

    def decide(self, case: Case, facts: Facts) -> RestorationAsked:
        takedown = next((row for row in to_restore(case) if row.id == self.takedown), None)
        if takedown is None:
            raise Refused(invalid("takedown", "nothing-to-restore"))
        restoration = facts.record(Restoration, self, asked=facts.step(), ministry=takedown.ministry)
        return RestorationAsked(restoration=restoration)


class RestorationReplied(CaseEvent, type="case.restoration-replied"):
    restoration: str
    answer: MinistryAnswer
    step: Step

    def fold(self, case: Case) -> Case:
        row = next(row for row in case.restorations if row.id == self.restoration)
        return with_restoration(case, replace(row, reply=self.answer, replied=self.step))


class RecordRestorationReply(RestorationCommand, requires=(some_restoration(UNANSWERED),)):
    """Record the ministry's answer to a request to restore removed items."""

    restoration: Annotated[str, Ref(doc="Key of the request to restore items: `Restoration.key`.", to="restorations")]
    answer: Annotated[MinistryAnswer, Spec(doc="The answer.")]
    document_number: Annotated[str, Words(doc="Number of the ministry's document.", most=60)]

    def decide(self, case: Case, facts: Facts) -> RestorationReplied:
        restoration_at(case, self.restoration, UNANSWERED)
        return facts.record(RestorationReplied, self)


class RestorationSeen(CaseEvent, type="case.restoration-seen"):
    restoration: str
    outcome: RestorationOutcome
    step: Step

    def fold(self, case: Case) -> Case:
        row = next(row for row in case.restorations if row.id == self.restoration)
        return with_restoration(case, replace(row, outcome=self.outcome, found=self.step))


class RecordRestorationOutcome(RestorationCommand, requires=(some_restoration(UNSEEN),)):
    """Record whether the removed items are online again, as a person saw it, even if the ministry has not answered."""

    restoration: Annotated[str, Ref(doc="Key of the request to restore items: `Restoration.key`.", to="restorations")]
    outcome: Annotated[RestorationOutcome, Spec(doc="What became of the items.")]
    note: Annotated[str, Words(doc="What was seen, and when.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> RestorationSeen:
        restoration_at(case, self.restoration, UNSEEN)
        return facts.record(RestorationSeen, self, step=facts.step(note="note"))
