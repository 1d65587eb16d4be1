"""Second level of a complaint: the level above by the row valid on the day, or a court as the alternative.

A complaint goes first to the agency that decided. Then it goes to the level above, or to a court (Luật Khiếu nại, Điều
7.1). The level above the provincial People's Committee is the minister in charge of the field (Điều 7.3). Ministers and
courts are outside this register.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.codes import code_acts
from domain.complaint.command import ComplainantCommand, RedressEvent, overdue_after
from domain.complaint.filing import TEXT_LEAST, TEXT_MOST
from domain.complaint.state import ANSWERED, SECOND, Appeal, Redress, RedressState
from domain.complaint.terms import Deadline, Stage, deadline_from, ends
from domain.kernel.calendar import local_date
from domain.kernel.event import Job
from domain.kernel.fields import Words
from domain.kernel.refusals import Problem, RuleNotMet
from domain.kernel.vocabulary import AgencyKind
from domain.kernel.wording import Exempt
from domain.registry.law import ComplaintLevel, DecidedBy, WayOn, level_on
from domain.rules.facts import Facts
from domain.rules.guards import required


def committee_on(facts: Facts) -> str | None:
    today, rows = local_date(facts.now), facts.registry.agencies.values()
    return next((row.id for row in rows if row.kind is AgencyKind.PPC and row.active(today)), None)


def level_above(redress: Redress, facts: Facts) -> ComplaintLevel:
    """Return the second level by the row valid today. An act of an agency that the Committee succeeded counts as an act
    of the Committee."""
    committee = committee_on(facts)
    by_committee = committee is not None and facts.heir(committee) == facts.heir(redress.agency)
    decided_by = DecidedBy.COMMITTEE if by_committee else DecidedBy.AGENCY
    return level_on(decided_by, local_date(facts.now), facts.registry)


def second_level(redress: Redress, facts: Facts) -> str | None:
    """Return the agency of the register at the second level. None for a minister, or without a second level."""
    return committee_on(facts) if level_above(redress, facts).second is WayOn.COMMITTEE else None


def late(redress: Redress, facts: Facts) -> bool:
    """Return whether the agency at the current level missed one of its terms."""
    terms = {
        RedressState.FILED: redress.accept_by,
        RedressState.SECOND_LEVEL: redress.accept_by,
        RedressState.ACCEPTED: redress.decide_by,
        RedressState.EXAMINING: redress.decide_by,
    }
    due = terms.get(redress.state)
    return due is not None and facts.now >= ends(due, facts.registry)


def ways_on(redress: Redress, facts: Facts) -> tuple[WayOn, ...]:
    """Return the remedies that the person can use now: after an answer, within the term; or because the answer is
    late."""
    if redress.state is RedressState.WITHDRAWN:
        return ()
    if redress.level == SECOND:
        return (WayOn.COURT,) if redress.over or late(redress, facts) else ()
    if redress.state not in ANSWERED and not late(redress, facts):
        return ()
    appeal_by = redress.appeal_by
    in_time = redress.state not in ANSWERED or appeal_by is None or facts.now < ends(appeal_by, facts.registry)
    return tuple(dict.fromkeys((level_above(redress, facts).second, WayOn.COURT))) if in_time else ()


def appeal_term(redress: Redress, facts: Facts) -> Deadline | None:
    """Return the term for an appeal to the second level; None for a complaint that is already there."""
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
    """The first level has answered the complaint, or is late with its answer."""
    open = redress.level != SECOND and (redress.state in ANSWERED or late(redress, facts))
    return None if open else RuleNotMet(code="no-appeal-now")


def appealed_in_time(redress: Redress, facts: Facts) -> Problem | None:
    """The term for an appeal against the answer still runs."""
    if redress.appeal_by and redress.state in ANSWERED and facts.now >= ends(redress.appeal_by, facts.registry):
        return RuleNotMet(code="appeal-too-late")
    return None


def with_second_level(redress: Redress, facts: Facts) -> Problem | None:
    """A second level exists above the agency that answered the complaint."""
    return None if second_level(redress, facts) else RuleNotMet(code="no-second-level")


class AppealRedress(
    ComplainantCommand,
    states=ANSWERED | {RedressState.FILED, RedressState.ACCEPTED, RedressState.EXAMINING},
    requires=(code_acts, appealable, appealed_in_time, with_second_level),
):
    """Appeal to the second level, after a rejection or a ruling, or if the first level is late."""

    text: Annotated[
        str, Words(doc="Your objections to the answer.", least=TEXT_LEAST, most=TEXT_MOST, exempt=Exempt.REPORTED)
    ]

    def decide(self, redress: Redress, facts: Facts) -> RedressAppealed:
        committee = required(second_level(redress, facts))
        appeal = facts.record(Appeal, self, agency=committee)
        due = deadline_from(Stage.ACCEPT, facts.now, facts.registry, remote=redress.remote)
        return RedressAppealed(appeal=appeal, accept_by=due)
