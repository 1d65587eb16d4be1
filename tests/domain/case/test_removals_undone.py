"""A case that is opened again takes back what was removed because of it, also where the review was over (Đ5.1.g, Đ2.2).

The Regulation lets a proposal that was reviewed be withdrawn on redress: its ground is open again.

Having restored what was removed: asked for once it was taken back, answered, looked at, told and counted.
"""

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.case.closing import ReopenCase
from domain.case.duties import duties
from domain.case.ministry import (
    AskRestoration,
    RecordRestorationOutcome,
    RecordRestorationReply,
    restoration_status,
    to_restore,
)
from domain.case.state.case import CaseState
from domain.case.state.pathways import (
    MinistryAnswer,
    Restoration,
    RestorationOutcome,
    RestorationStatus,
    TakedownOutcome,
    TakedownStatus,
)
from domain.complaint.acts import public_decision
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Post
from domain.report.counted import of_case
from domain.report.tables import Table as Counts
from domain.rules.duty import DutyKind
from store.record.canonical import to_bytes
from tests.domain.handling import a_step, a_takedown
from tests.domain.redress import a_decided_case
from tests.support import count_bundle
from tests.support.each import each
from tests.support.facts import NOW, PROVINCE, person
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER, LONG, attempt, hear, knowing, left
from tests.support.handling_past import case_at
from tests.support.world import LEAD

S = TakedownStatus
UNDONE = dict.fromkeys(S, S.WITHDRAWN) | {S.PPC_REFUSED: S.PPC_REFUSED}


def reopened(status: TakedownStatus) -> Any:
    case = replace(case_at(CaseState.CLOSED), takedowns=(a_takedown(status),))
    return left(case, good(ReopenCase), person(LEAD, Post.SIGNATORY))


@each("status", S)
def test_every_proposal_that_was_not_refused_is_withdrawn(status: TakedownStatus) -> None:
    case = reopened(status)
    [takedown] = case.takedowns
    assert takedown.status is UNDONE[status]
    assert case.reopenings[-1].removals == (("takedown-1",) if status is S.REVIEWED else ())


GONE = a_takedown(
    TakedownStatus.WITHDRAWN, outcome=TakedownOutcome.REMOVED, withdrawn=a_step(), ministry="agency-ministry"
)
ASK = AskRestoration(takedown="takedown-1", document_number="7/CV")
REPLY = RecordRestorationReply(restoration="restoration-1", answer=MinistryAnswer.REFUSED, document_number="8/CV")
SEEN = RecordRestorationOutcome(restoration="restoration-1", outcome=RestorationOutcome.RESTORED, note=LONG)
ASKED = Restoration(id="restoration-1", takedown="takedown-1", asked=a_step())
REPLIED = replace(ASKED, reply=MinistryAnswer.ACCEPTED, replied=a_step())
FOUND = replace(REPLIED, outcome=RestorationOutcome.NOT_RESTORED, found=a_step())

BACK = replace(FOUND, outcome=RestorationOutcome.RESTORED)


def heard(command: Any, *restorations: Restoration, actor: Actor | None = None, **changes: Any) -> str:
    case = replace(case_at(CaseState.CHECKING), takedowns=(GONE,), restorations=restorations, **changes)
    return hear(case, command, actor or person(LEAD))


@pytest.mark.parametrize(
    ("status", "outcome", "needed"),
    [
        (TakedownStatus.WITHDRAWN, TakedownOutcome.REMOVED, True),
        (TakedownStatus.WITHDRAWN, TakedownOutcome.PARTLY, True),
        (TakedownStatus.WITHDRAWN, TakedownOutcome.NOT_REMOVED, False),
        (TakedownStatus.WITHDRAWN, TakedownOutcome.UNKNOWN, False),
        (TakedownStatus.WITHDRAWN, None, False),
        (TakedownStatus.OUTCOME_RECORDED, TakedownOutcome.REMOVED, False),
        (TakedownStatus.REVIEWED, TakedownOutcome.REMOVED, False),
    ],
)
def test_what_has_to_be_restored(status: TakedownStatus, outcome: TakedownOutcome | None, needed: bool) -> None:
    withdrawn = a_step() if status is TakedownStatus.WITHDRAWN else None
    case = replace(case_at(CaseState.CHECKING), takedowns=(a_takedown(status, outcome=outcome, withdrawn=withdrawn),))
    assert bool(to_restore(case)) is needed
    owed = [duty.kind for duty in duties(case)]
    assert (DutyKind.ASK_RESTORATION in owed) is needed


@each(
    ("command", "restorations", "expected"),
    [
        (ASK, (), "ok"),
        (ASK, (ASKED,), "RuleNotMet nothing-to-restore"),
        (replace(ASK, takedown="takedown-2"), (), "input.takedown nothing-to-restore"),
        (REPLY, (), "RuleNotMet no-restoration-there"),
        (REPLY, (ASKED,), "ok"),
        (REPLY, (REPLIED,), "ok"),
        (replace(REPLY, restoration="restoration-2"), (ASKED,), "input.restoration restoration-unknown"),
        (SEEN, (ASKED,), "ok"),
        (SEEN, (REPLIED,), "ok"),
        (SEEN, (FOUND,), "ok"),
        (SEEN, (BACK,), "RuleNotMet no-restoration-there"),
    ],
)
def test_in_which_order(command: Any, restorations: tuple[Restoration, ...], expected: str) -> None:
    assert heard(command, *restorations) == expected


def test_what_it_leaves_and_how_far_it_is() -> None:
    case = replace(case_at(CaseState.CHECKING), takedowns=(GONE,))
    assert restoration_status(case) is RestorationStatus.NEEDED
    seen = []
    for command in (ASK, REPLY, SEEN):
        known = replace(knowing(person(LEAD), command), new_id="restoration-1")
        case = attempt(case, command, known)
        assert (DutyKind.FIND_RESTORATION in [duty.kind for duty in duties(case)]) is (command is not SEEN)
        seen.append(restoration_status(case))
    assert seen == [RestorationStatus.ASKED, RestorationStatus.REFUSED, RestorationStatus.RESTORED]
    assert case.restorations[0].ministry == "agency-ministry"
    counted = [(item.row, item.column) for item in of_case(case) if item.table is Counts.RESTORATIONS]
    assert counted == [("ASKED", "NUMBER"), ("REFUSED", "NUMBER"), ("RESTORED", "NUMBER")]
    again = [row for table, row, *_ in count_bundle.case(json.loads(to_bytes(case))) if table == "RESTORATIONS"]
    assert again == [row for row, _ in counted], "as it is counted outside, from the file of a report"


def test_what_is_still_gone_is_looked_for_again() -> None:
    """Until somebody saw that it is back; the term runs from the look before."""
    for outcome in RestorationOutcome:
        found = replace(FOUND, outcome=outcome, found=replace(a_step(), at=LATER))
        case = replace(case_at(CaseState.CHECKING), takedowns=(GONE,), restorations=(found,))
        since = [duty.since for duty in duties(case) if duty.kind is DutyKind.FIND_RESTORATION]
        assert since == ([] if outcome is RestorationOutcome.RESTORED else [LATER])


def test_is_told_at_the_address_once_the_decision_was_undone() -> None:
    case = replace(a_decided_case(), takedowns=(GONE,))
    standing, undone = (public_decision(replace(case, cycle=cycle), PROVINCE, NOW.date()) for cycle in (1, 2))
    assert standing is not None
    assert undone is not None
    assert (standing.restoration, undone.restoration) == (None, RestorationStatus.NEEDED)
