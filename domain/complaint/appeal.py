"""The second level of a complaint within the register: the People's Committee (Luật Khiếu nại, Điều 7, 33)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.codes import code_acts
from domain.complaint.command import ComplainantCommand, RedressEvent, overdue_after
from domain.complaint.filing import TEXT_LEAST, TEXT_MOST
from domain.complaint.levels import late, second_level
from domain.complaint.state import ANSWERED, SECOND, Appeal, Redress, RedressState
from domain.complaint.terms import Deadline, Stage, deadline_from, ends
from domain.kernel.fields import Words
from domain.kernel.impersonal import Exempt
from domain.kernel.job import Job
from domain.kernel.refusals import Problem, RuleNotMet
from domain.rules.facts import Facts


def appeal_term(redress: Redress, facts: Facts) -> Deadline | None:
    """Until when the person can go to the second level; None after it."""
    if redress.level == SECOND:
        return None
    return deadline_from(Stage.FILE_SECOND, facts.now, facts.registry, remote=redress.remote)


class RedressAppealed(RedressEvent, type="redress.appealed"):
    appeal: Appeal
    accept_by: Deadline

    def fold(self, redress: Redress) -> Redress:
        return replace(
            redress,
            state=RedressState.SECOND_LEVEL,
            level=SECOND,
            examining=self.appeal.agency,
            appeals=(*redress.appeals, self.appeal),
            accept_by=self.accept_by,
            decide_by=None,
            appeal_by=None,
        )

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.accept_by)


def appealable(redress: Redress, facts: Facts) -> Problem | None:
    """The first level answered, or is late."""
    open = redress.level != SECOND and (redress.state in ANSWERED or late(redress, facts))
    return None if open else RuleNotMet(code="no-appeal-now")


def appealed_in_time(redress: Redress, facts: Facts) -> Problem | None:
    """The term for an appeal against the answer still runs."""
    if redress.appeal_by and redress.state in ANSWERED and facts.now >= ends(redress.appeal_by, facts.registry):
        return RuleNotMet(code="appeal-too-late")
    return None


def with_second_level(redress: Redress, facts: Facts) -> Problem | None:
    """There is a second level."""
    return None if second_level(redress, facts) else RuleNotMet(code="no-second-level")


class AppealRedress(
    ComplainantCommand,
    states=ANSWERED | {RedressState.FILED, RedressState.ACCEPTED, RedressState.EXAMINING},
    requires=(code_acts, appealable, appealed_in_time, with_second_level),
):
    """Appeal to the second level, after a rejection, a ruling, or when the first level is late."""

    text: Annotated[
        str, Words(doc="What is wrong with the answer.", least=TEXT_LEAST, most=TEXT_MOST, exempt=Exempt.REPORTED)
    ]

    def decide(self, redress: Redress, facts: Facts) -> RedressAppealed:
        committee = second_level(redress, facts)
        assert committee is not None  # may
        appeal = facts.record(Appeal, self, agency=committee)
        due = deadline_from(Stage.ACCEPT, facts.now, facts.registry, remote=redress.remote)
        return RedressAppealed(appeal=appeal, accept_by=due)
