"""Agencies that have reported, as the consolidated report tells it until it is signed (Đ6.3)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows
from domain.kernel.fields import Items
from domain.kernel.job import Job
from domain.kernel.refusals import Refused, RuleNotMet
from domain.report.command import ConsolidatedCommand
from domain.report.state.consolidated import Consolidated, ConsolidatedState, ConsolidatedType, Submissions
from domain.rules.facts import Facts

AGENCIES_MOST = 5_000
SUBMISSIONS = "note-submissions"
UNSIGNED = frozenset(
    {
        ConsolidatedState.SCHEDULED,
        ConsolidatedState.FROZEN_DATA,
        ConsolidatedState.DRAFT,
        ConsolidatedState.REVIEWED,
    }
)


def submissions_again(report: Consolidated) -> Iterator[Job]:
    """The order to see again who has reported: of the report of a period only."""
    if report.type is ConsolidatedType.PERIODIC:
        yield Job(job=SUBMISSIONS, data={})


class SubmissionsNoted(Follows[Consolidated], type="consolidated.submissions-noted", bookkeeping=True):
    submissions: Submissions


class NoteSubmissions(ConsolidatedCommand, states=UNSIGNED, additive=True, by={ActorKind.SYSTEM}):
    """Note which agencies have reported (an act of the register itself)."""

    in_time: Annotated[tuple[str, ...], Items(doc="Reported in time.", most=AGENCIES_MOST)]
    late: Annotated[tuple[str, ...], Items(doc="Reported late.", most=AGENCIES_MOST)]
    missing: Annotated[tuple[str, ...], Items(doc="Did not report.", most=AGENCIES_MOST)]

    def decide(self, report: Consolidated, facts: Facts) -> SubmissionsNoted:
        """A list that says the same is not noted again."""
        submissions = facts.record(Submissions, self)
        if report.submissions and replace(report.submissions, at=facts.now) == submissions:
            raise Refused(RuleNotMet(code="noted-already"))
        return SubmissionsNoted(submissions=submissions)
