"""Guards of who takes part: where an agency has to stand to a case, tried by every agency in every relation.

Which action asks for which guard is said in `requirements.txt`; which agencies and posts may act at all, in
`who_may.csv`.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from domain.case.decisions import led_by_another
from domain.case.execution import carried_out_by_actor
from domain.case.guards import led_by_actor, led_or_assigned, member, not_concerned
from domain.case.requests import some_referral_for_actor, some_request_for_actor
from domain.case.rounds import invited
from domain.case.state.case import Case, CaseState
from domain.case.timely import of_reporter
from domain.case.transfers import TransferHandedOver, handed_to_actor
from domain.rules.guards import Requirement
from tests.domain.case.test_requests import a_referral, a_request
from tests.domain.handling import a_step
from tests.support.facts import person
from tests.support.handling_facts import knowing
from tests.support.handling_past import PLAIN, Cast, case_at
from tests.support.relations import RELATIONS
from tests.support.world import KINDS


def carried_out(cast: Cast) -> Case:
    """A case on which every agency has taken its part, save the police and whoever is asked."""
    return case_at(CaseState.EXECUTING, cast)


def in_a_round(cast: Cast) -> Case:
    return case_at(CaseState.COORDINATING, cast)


def with_police(cast: Cast) -> Case:
    return case_at(CaseState.TRANSFERRED, cast, PLAIN, TransferHandedOver(police=cast.police, step=a_step()))


def asked(cast: Cast) -> Case:
    request, referral = a_request(agency=cast.asked), a_referral(agency=cast.asked)
    return replace(carried_out(cast), requests=(request,), referrals=(referral,))


EVERYWHERE = frozenset(RELATIONS)
LEADING = {"lead", "lead concerned"}
CHECKING = {"assigned", "assigned concerned"}
CONCERNED = {"concerned", "lead concerned", "assigned concerned"}
TAKING_PART = {*LEADING, *CHECKING, "invited", "executing", "reporter"}
HOLDS: dict[Requirement, tuple[Callable[[Cast], Case], Collection[str]]] = {
    led_by_actor: (carried_out, LEADING),
    led_by_another: (carried_out, EVERYWHERE - LEADING),
    led_or_assigned: (carried_out, LEADING | CHECKING),
    member: (carried_out, TAKING_PART),
    not_concerned: (carried_out, EVERYWHERE - CONCERNED),
    carried_out_by_actor: (carried_out, {"executing"}),
    of_reporter: (carried_out, {"reporter"}),
    invited: (in_a_round, {"invited"}),
    handed_to_actor: (with_police, {"police"}),
    some_request_for_actor: (asked, {"asked"}),
    some_referral_for_actor: (asked, {"asked"}),
}
"""The case in which a guard is asked, and the relations in which it holds."""


@pytest.mark.parametrize("guard", HOLDS, ids=lambda guard: guard.__name__)
def test_a_guard_holds_in_its_relations_only(guard: Requirement) -> None:
    scene, relations = HOLDS[guard]
    for agency in KINDS:
        known = knowing(person(agency), None)
        held = {name for name, cast in RELATIONS.items() if guard(scene(cast(agency)), known) is None}
        assert held == relations, agency
