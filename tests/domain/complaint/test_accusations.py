"""Accusing the agency that handled a closed case: who decides, what follows, and whom it never reaches (Đ5.1.h)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.closing import CaseReopened
from domain.case.codes import TICKET_MARK
from domain.case.command import NOTIFY
from domain.case.state.case import Case, CaseState
from domain.complaint.accusations import (
    Accusation,
    AccusationState,
    AccuseAgency,
    AccuseByCode,
    AccusedCase,
    DeclineAccusation,
    ReopenAccused,
    duties,
    opening_again,
)
from domain.kernel.actor import Actor, holder_of
from domain.kernel.vocabulary import Post
from domain.registry.agency import Lead, LeadPart
from domain.registry.registry import Registry
from domain.rules.command import Action
from domain.rules.duty import DutyKind
from store.kinds.sight import of_accusations
from tests.support.facts import ALWAYS, HEALTH, LAND, answers, attempt, codes, facts, person, sealed, verdict
from tests.support.handling_facts import COMMUNE, LONG, PPC, REGISTRY
from tests.support.handling_past import Cast, case_at
from tests.support.world import LEAD

CLOSED = replace(case_at(CaseState.CLOSED, Cast()), ticket=TICKET_MARK + "0")
HOLDER = holder_of(CLOSED.id)
STAND_IN = Lead(id="lead-2", agency=HEALTH, span=ALWAYS, source="QĐ 9", part=LeadPart.SUBSTITUTE)
COVERED = replace(REGISTRY, leads={**REGISTRY.leads, STAND_IN.id: STAND_IN})
BY_CODE = AccuseByCode(reasons=LONG, about_lead=True)
DECISION: dict[str, Any] = {"document_number": "9/UBND", "reasons": LONG}
REOPEN, DECLINE = ReopenAccused(**DECISION), DeclineAccusation(**DECISION)
COMMITTEE = person(PPC, Post.SIGNATORY)


def known(actor: Actor, command: Any, case: Case = CLOSED, registry: Registry = COVERED, **counts: int) -> Any:
    made = facts(actor, command, registry=registry)
    sealing = {name: sealed(name) for name in ("reasons", "document_number") if hasattr(command, name)}
    return replace(made, needs=answers(AccusedCase(case=case, **counts)), sealed=sealing, new_id="accusation-1")


def heard(state: Any, command: Any, actor: Actor, row: Action | None = None, **changes: Any) -> str:
    return verdict(state, command, known(actor, command, **changes), row)


def filed(command: Any = BY_CODE, actor: Actor = HOLDER, **changes: Any) -> Accusation:
    made: Accusation = attempt(None, command, known(actor, command, **changes))
    return made


class TestFiling:
    def test_names_who_led_and_goes_to_the_committee(self) -> None:
        made = filed()
        assert (made.accused, made.examining, made.agency, made.officer) == ((LEAD,), PPC, None, None)
        (event,) = BY_COMMAND[AccuseByCode].decide(None, BY_CODE, known(HOLDER, BY_CODE))
        assert (list(event.jobs(made)), event.TOPIC) == ([], None), "nobody is told, no webhook asks for it"
        (duty,) = duties(made)
        assert (duty.kind, duty.agency, duty.due_at) == (DutyKind.DECIDE_ACCUSATION, PPC, made.decide_by)

    @pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.CLOSED}))
    def test_only_once_the_case_is_closed(self, state: CaseState) -> None:
        case = replace(case_at(state), ticket=CLOSED.ticket)
        assert heard(None, BY_CODE, HOLDER, case=case) == "accuse-when-closed"

    def test_with_a_code_that_acts_and_something_to_say(self) -> None:
        assert heard(None, BY_CODE, HOLDER, case=replace(CLOSED, ticket="0" * 64)) == "code-only-reads"
        assert heard(None, AccuseByCode(reasons=LONG), HOLDER) == "field-needed"

    def test_one_at_a_time_and_few_in_all(self) -> None:
        assert heard(None, BY_CODE, HOLDER, waiting=1) == "accusation-waits"
        assert heard(None, BY_CODE, HOLDER, filed=10) == "too-many-accusations"

    def test_where_the_committee_led_or_is_concerned_the_substitute_decides(self) -> None:
        for case in (replace(CLOSED, lead=PPC), replace(CLOSED, concerns=(PPC,))):
            assert filed(case=case).examining == HEALTH
            assert heard(None, BY_CODE, HOLDER, case=case, registry=REGISTRY) == "accusation-nobody-decides"

    def test_by_officers_who_take_part_or_watch(self) -> None:
        command = AccuseAgency(case=CLOSED.id, reasons=LONG, accused=(LEAD,))
        for actor, says in (
            (person(LAND), "ok"),
            (person(PPC), "ok"),
            (person("agency-inspection", Post.INSPECTOR), "ok"),
            (person(COMMUNE), "members-only"),
        ):
            assert heard(None, command, actor) == says
        against = replace(command, accused=("agency-inspection",))
        assert heard(None, against, person(LAND)) == "recusal-of-those-above"
        assert heard(None, replace(command, accused=("agency-nobody",)), person(LAND)) == "agency-unknown"


class TestDeciding:
    def test_reopens_at_the_substitute_who_is_told_and_not_the_accused(self) -> None:
        accusation = filed()
        (upheld,) = BY_COMMAND[ReopenAccused].decide(accusation, REOPEN, known(COMMITTEE, REOPEN))
        case, told = CLOSED, []
        for following in opening_again(accusation, upheld, known(COMMITTEE, REOPEN)):
            assert following.stream == CLOSED.id
            case = following.event.fold(case)
            told += [job.data["agency"] for job in following.event.jobs(case) if job.job == NOTIFY]
        assert (case.state, case.lead, case.concerns) == (CaseState.CHECKING, HEALTH, (LEAD,))
        assert case.cycle == CLOSED.cycle + 1
        assert LEAD not in told
        assert HEALTH in told

    def test_says_why_not_and_writes_nothing_to_the_case(self) -> None:
        made = attempt(filed(), DECLINE, known(COMMITTEE, DECLINE))
        assert (made.state, made.decided.note) == (AccusationState.DECLINED, sealed("reasons"))
        assert list(duties(made)) == []

    def test_of_corruption_alone_opens_it_where_it_was(self) -> None:
        accusation = filed(AccuseByCode(reasons=LONG, corruption=True))
        (upheld,) = BY_COMMAND[ReopenAccused].decide(accusation, REOPEN, known(COMMITTEE, REOPEN))
        events = [following.event for following in opening_again(accusation, upheld, known(COMMITTEE, REOPEN))]
        assert [type(event) for event in events][-1] is CaseReopened
        assert codes(accusation, REOPEN, known(COMMITTEE, REOPEN)) == []


@pytest.mark.parametrize("post", Post)
def test_no_agency_but_who_decides_and_who_inspects_sees_one(post: Post) -> None:
    for agency in (LEAD, HEALTH, LAND, COMMUNE):
        actor = person(agency, post)
        assert of_accusations(actor) in ({}, {"examining": actor.agencies})
    assert of_accusations(person("agency-inspection", Post.INSPECTOR)) is None
