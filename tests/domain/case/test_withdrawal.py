"""A report is withdrawn by who reported: by the code, or on a paper that another agency confirms (Đ2.2)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.duties import duties
from domain.case.state.case import Case, CaseState
from domain.case.state.protection import Withdrawal
from domain.case.withdrawal import (
    ConfirmWithdrawal,
    RecordWithdrawal,
    RefuseWithdrawal,
    WithdrawOwnReport,
    withdrawn,
)
from domain.kernel.actor import Actor, holder_of
from domain.kernel.event import Step
from domain.kernel.vocabulary import Post, Role
from domain.rules.duty import DutyKind
from tests.support.facts import A_TICKET, HEALTH, LAND, NOW, person
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, PPC, attempt, knowing, said
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

OPEN = replace(
    case_at(
        CaseState.CHECKING,
        Cast(),
    ),
    ticket=A_TICKET,
)
HOLDER = holder_of(OPEN.id)


def heard(case: Case, command: Any, actor: Actor, **changes: Any) -> str:
    return said(case, command, knowing(actor, command, **changes))


def after(case: Case, command: Any, actor: Actor) -> Case:
    made: Case = attempt(case, command, knowing(actor, command))
    return made


RECORDED = after(OPEN, good(RecordWithdrawal), person(LEAD))


class TestByCode:
    def test_is_the_reporters_alone_and_once(self) -> None:
        made = after(OPEN, WithdrawOwnReport(), HOLDER)
        assert withdrawn(made)
        assert heard(made, WithdrawOwnReport(), HOLDER) == "RuleNotMet withdrawn-already"


class TestAPaper:
    @pytest.mark.parametrize("command", [ConfirmWithdrawal, RefuseWithdrawal])
    @pytest.mark.parametrize(
        ("by", "says"),
        [
            (person(LEAD, Post.SIGNATORY), "G5 another-agency-needed"),
            (person(HEALTH), "ok"),
            (person(LAND, Post.SIGNATORY), "ok"),
            (person(PPC), "ok"),
            (person("agency-inspection", Post.INSPECTOR), "ok"),
            (person(COMMUNE), "G1 members-only"),
        ],
    )
    def test_is_judged_by_another_agency(self, command: type, by: Actor, says: str) -> None:
        assert heard(RECORDED, good(command), by) == says

    def test_recorded_by_another_is_confirmed_by_the_lead(self) -> None:
        case = after(OPEN, good(RecordWithdrawal), person(LAND))
        assert heard(case, good(ConfirmWithdrawal), person(LEAD)) == "ok"

    def test_waits_alone_and_may_come_again_when_it_was_refused(self) -> None:
        assert not withdrawn(RECORDED)
        assert heard(RECORDED, good(RecordWithdrawal), person(LAND)) == "RuleNotMet withdrawal-waits"
        refused = after(RECORDED, good(RefuseWithdrawal), person(HEALTH))
        assert not withdrawn(refused)
        assert heard(refused, good(ConfirmWithdrawal), person(LAND)) == "RuleNotMet no-withdrawal-waits"
        assert heard(refused, good(RecordWithdrawal), person(LAND)) == "ok"
        assert withdrawn(after(RECORDED, good(ConfirmWithdrawal), person(HEALTH)))

    def test_of_an_earlier_cycle_counts_no_more(self) -> None:
        made = replace(after(RECORDED, good(ConfirmWithdrawal), person(HEALTH)), cycle=2)
        assert not withdrawn(made)

    def test_is_owed_by_the_other_agencies_or_else_the_committee(self) -> None:
        def owing(case: Case) -> set[str]:
            return {duty.agency for duty in duties(case) if duty.kind is DutyKind.CONFIRM_WITHDRAWAL}

        assert owing(RECORDED) == set(RECORDED.members) - {LEAD}
        assert owing(replace(RECORDED, concerns=tuple(RECORDED.members))) == {Role.PPC}
        paper = Withdrawal(id="withdrawal-1", cycle=1, at=NOW, paper=Step(agency=LEAD, officer="o", at=NOW))
        alone = replace(OPEN, members=(LEAD,), withdrawals=(paper,))
        assert owing(alone) == {Role.PPC}
