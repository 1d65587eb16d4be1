"""A case that is opened again takes back what was removed because of it, also where the review was over (Đ5.1.g, Đ2.2).

The Regulation lets a proposal that was reviewed be withdrawn on redress: its ground is open again.
"""

from dataclasses import replace
from typing import Any

from domain.case.closing import ReopenCase
from domain.case.state.case import CaseState
from domain.case.state.pathways import TakedownStatus
from domain.kernel.roles import Post
from tests.domain.handling import a_takedown
from tests.support.each import each
from tests.support.facts import person
from tests.support.handling_commands import good
from tests.support.handling_facts import attempt, knowing
from tests.support.handling_past import case_at
from tests.support.world import LEAD

S = TakedownStatus
UNDONE = dict.fromkeys(S, S.WITHDRAWN) | {S.PPC_REFUSED: S.PPC_REFUSED}


def reopened(status: TakedownStatus) -> Any:
    case = replace(case_at(CaseState.CLOSED), takedowns=(a_takedown(status),))
    command = good(ReopenCase)
    return attempt(case, command, knowing(person(LEAD, Post.SIGNATORY), command))


@each("status", S)
def test_every_proposal_that_was_not_refused_is_withdrawn(status: TakedownStatus) -> None:
    case = reopened(status)
    [takedown] = case.takedowns
    assert takedown.status is UNDONE[status]
    assert case.reopenings[-1].removals == (("takedown-1",) if status is S.REVIEWED else ())
