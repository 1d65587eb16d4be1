"""Guards of who takes part, in every relation; shared guards look at every record; patterns of acts."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.book import STATES
from domain.case.appraisal import AppraiseCase
from domain.case.checks import CheckingStarted
from domain.case.committee import SignTakedown
from domain.case.decisions import led_by_another
from domain.case.execution import carried_out_by_actor
from domain.case.guards import led_by_actor, led_or_assigned, member, not_concerned
from domain.case.patterns import ALONE_LEAST, APPRAISED, DECIDED, QUICK, Deed, by_month, one_signatory, quick_decisions
from domain.case.requests import some_referral_for_actor, some_request_for_actor
from domain.case.rounds import invited
from domain.case.safeguards import PROVEN_BY, Act, safeguards
from domain.case.state.case import Case, CaseState
from domain.case.state.pathways import TakedownStatus
from domain.case.timely import of_reporter
from domain.case.transfers import TransferHandedOver, handed_to_actor
from domain.kernel.actor import Actor
from domain.kernel.event import EVENTS
from domain.kernel.refusals import Guard
from domain.kernel.vocabulary import Kind, Post
from domain.registry.registry import Registry
from domain.rules.guards import Requirement
from tests.domain.handling import a_referral, a_request, a_step, a_takedown
from tests.domain.scenes import also_serving
from tests.support.facts import LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import COMMUNE, GROUND, OTHER, PPC, REGISTRY, a_registry, as_officer, hear, knowing
from tests.support.handling_past import PLAIN, Cast, a_review, a_verification, case_at, case_of, until
from tests.support.relations import RELATIONS
from tests.support.world import KINDS, LEAD, officer


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


VERIFIER = officer(LAND, Post.HANDLER)
ABOUT_A_COMMUNE = Cast(concerns=(COMMUNE,))
VERIFIED = case_of(
    *until(CaseState.SCREENED, ABOUT_A_COMMUNE),
    CheckingStarted(focal=VERIFIER),
    a_verification(ABOUT_A_COMMUNE, agency=LAND, officer=VERIFIER),
    a_review(ABOUT_A_COMMUNE),
)


class TestWhatCountsAsIndependent:
    """Who holds a post in the agency concerned is no independent source, whichever agency the finding names (G2)."""

    @pytest.mark.parametrize(
        ("agency", "says"), [(COMMUNE, "G2 independent-source-needed"), (OTHER, "ok")], ids=["concerned", "another"]
    )
    def test_a_verifier_who_also_serves_elsewhere(self, agency: str, says: str) -> None:
        registry = also_serving(VERIFIER, agency)
        assert hear(VERIFIED, good(AppraiseCase), person(LEAD), registry=registry) == says


class TestCommittee:
    """Who drafted, captured or approved a proposal of removal for the lead does not sign it for the committee (G5)."""

    SIGN = SignTakedown(takedown="takedown-1", document_number="2/UBND")
    SIGNER = person(PPC, Post.SIGNATORY)

    def signed(self, registry: Registry = REGISTRY, by: Actor = SIGNER, **changes: Any) -> str:
        proposal = a_takedown(TakedownStatus.SUBMITTED_PPC, provisions=(GROUND,), **changes)
        case = replace(case_at(CaseState.EXECUTING), takedowns=(proposal,))
        return hear(case, self.SIGN, by, registry=registry)

    def parts(self, by: str) -> list[dict[str, Any]]:
        (item,) = a_takedown().items
        step = a_step(by=by)
        return [{"drafted": step}, {"approved": step}, {"items": (item, replace(item, officer=by))}]

    def test_signs_what_others_prepared(self) -> None:
        assert [self.signed(**part) for part in self.parts("officer-y")] == ["ok"] * 3

    def test_nor_what_the_same_person_prepared_under_another_appointment(self) -> None:
        before = officer(LEAD, Post.HANDLER)
        one_person = a_registry(subjects={"one account": (before, self.SIGNER.subject)})
        assert [self.signed(one_person, **part) for part in self.parts(before)] == ["G5 drafter-cannot-sign"] * 3
        assert [self.signed(**part) for part in self.parts(before)] == ["ok"] * 3
        assert self.signed(one_person, as_officer("officer-z", PPC, Post.SIGNATORY), drafted=a_step(by=before)) == "ok"


AT = datetime(2026, 7, 1, tzinfo=UTC)


def act(version: int, type: str, officer: str | None = "officer-a") -> Act:
    return Act(version=version, type=type, at=AT, agency="agency-a", officer=officer)


LIFE = [
    act(1, "case.reported"),
    act(2, "case.screened"),
    act(3, "case.verification-recorded"),
    act(4, "case.expression-reviewed", "officer-b"),
    act(5, "case.appraised", "officer-c"),
    act(6, "case.handling-proposed", "officer-c"),
    act(7, "case.decided", "officer-d"),
]


def shown(acts: list[Act], same: dict[str, str] | None = None) -> dict[Guard, tuple[list[int], int | None]]:
    return {row.guard: ([act.version for act in row.acts], row.persons) for row in safeguards(acts, same or {})}


def test_each_safeguard_has_the_events_whose_rules_ask_for_it() -> None:
    found = shown(LIFE)
    assert list(found) == list(Guard)
    assert found[Guard.G1_COMPETENCE][0] == [2, 7]
    assert found[Guard.G2_EVIDENCE][0] == [3, 5]
    assert found[Guard.G3_EXPRESSION][0] == [4]
    assert found[Guard.G4_LEGAL_BASIS][0] == [6, 7]
    assert found[Guard.G5_TWO_PERSONS] == ([4, 5, 6, 7], 3)
    assert found[Guard.G6_PUBLICATION][0] == [7]
    assert [row.guard for row in safeguards(LIFE, {}) if row.every] == [Guard.G7_AUDIT, Guard.G8_NO_BULK]


def test_appointments_of_one_person_are_one_person() -> None:
    assert shown(LIFE, {"officer-d": "officer-c"})[Guard.G5_TWO_PERSONS][1] == 2


def test_persons_are_not_counted_where_one_is_not_shown() -> None:
    assert shown([*LIFE[:-1], act(7, "case.decided", None)])[Guard.G5_TWO_PERSONS][1] is None
    assert shown(LIFE[:1])[Guard.G5_TWO_PERSONS] == ([], None)


def test_a_reopening_begins_anew() -> None:
    again = [*LIFE, act(8, "case.reopened"), act(9, "case.expression-reviewed")]
    assert shown(again)[Guard.G3_EXPRESSION][0] == [9]
    assert shown(again)[Guard.G4_LEGAL_BASIS][0] == []


def test_only_events_of_cases_are_named() -> None:
    assert Kind.CASE in STATES, "all rooms are read"
    assert {type for types in PROVEN_BY.values() for type in types} <= EVENTS.keys()


BEGUN = datetime(2026, 7, 1, 8, tzinfo=UTC)


def deed(stream: str, version: int, type: str, after: timedelta, officer: str | None = "officer-a") -> Deed:
    return Deed(stream=stream, version=version, type=type, at=BEGUN + after, agency="agency-a", officer=officer)


def test_a_decision_soon_after_its_own_appraisal_is_quick() -> None:
    second = timedelta(seconds=1)
    deeds = [
        deed("case-b", 2, DECIDED, QUICK),
        deed("case-b", 1, APPRAISED, timedelta()),
        deed("case-a", 1, APPRAISED, timedelta()),
        deed("case-a", 2, DECIDED, QUICK - second),
        deed("case-c", 1, APPRAISED, timedelta()),
        deed("case-c", 2, APPRAISED, QUICK),
        deed("case-c", 3, DECIDED, QUICK + second),
        deed("case-d", 1, DECIDED, timedelta()),
    ]
    found = [(quick.decided.stream, quick.after) for quick in quick_decisions(deeds)]
    assert found == [("case-c", second), ("case-a", QUICK - second)]


def test_one_person_who_signs_all_is_named_from_the_third_decision_on() -> None:
    signed = [deed(f"case-{number}", 1, DECIDED, timedelta(hours=number)) for number in range(ALONE_LEAST)]
    (found,) = one_signatory(signed)
    assert (found.agency, found.officer, len(found.deeds)) == ("agency-a", "officer-a", ALONE_LEAST)
    assert one_signatory(signed[1:]) == ()
    assert one_signatory([*signed, deed("case-x", 1, DECIDED, timedelta(), "officer-b")]) == ()
    hidden = [deed(f"case-{number}", 1, DECIDED, timedelta(), None) for number in range(ALONE_LEAST)]
    assert one_signatory(hidden) == ()


def test_months_count_each_act_once() -> None:
    months = [(BEGUN, BEGUN + timedelta(days=31)), (BEGUN + timedelta(days=31), BEGUN + timedelta(days=62))]
    days = (-1, 0, 30, 31, 62)
    deeds = [deed(f"case-{day}", 1, DECIDED, timedelta(days=day)) for day in days]
    assert by_month(deeds, months) == [2, 1]
