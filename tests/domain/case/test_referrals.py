"""Referrals to the journalists' association, and allegations of corruption passed on (Đ5.1.b, Đ5.3, Đ5.5.b)."""

from dataclasses import fields, replace
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.command import NOTIFY
from domain.case.guards import passed_on
from domain.case.requests import AnswerReferral, ReferCase, RerouteAllegation
from domain.case.state.case import Case
from domain.case.state.pathways import AllegationRoute, Referral, ReferralOutcome, Rerouting
from domain.kernel.fields import fields_of
from domain.kernel.vocabulary import AgencyKind
from tests.domain.handling import (
    INTERNAL,
    JOURNALISTS,
    WITH_GROUNDS,
    a_review,
    a_step,
    after,
    said,
)
from tests.support.facts import a_case, facts, person, sealed
from tests.support.world import KINDS, LEAD

ONE = "referral-1"
REFER = ReferCase(agency=JOURNALISTS, subject="Điều 3 của mười điều quy định đạo đức.")
ANSWER = AnswerReferral(referral=ONE, outcome=ReferralOutcome.NO_BREACH, document_number="1/HNB")
REROUTE = RerouteAllegation(agency=INTERNAL, route=AllegationRoute.DENUNCIATION, document_number="2/CV")


def a_referral(**changes: Any) -> Referral:
    made = Referral(id=ONE, cycle=1, agency=JOURNALISTS, subject=sealed("s"), sent=a_step())
    return replace(made, **changes)


def reviewed(**changes: Any) -> Case:
    return a_case(**({"expression_reviews": (a_review(),)} | changes))


class TestReferring:
    @pytest.mark.parametrize("agency", KINDS)
    def test_to_the_association_only(self, agency: str) -> None:
        expected = "ok" if KINDS[agency] is AgencyKind.JOURNALISTS else "agency-of-another-kind"
        command = replace(REFER, agency=agency)
        assert said(reviewed(), command, person(LEAD)) == expected

    def test_lets_it_read_the_case(self) -> None:
        assert after(reviewed(), REFER, person(LEAD)).members == (*a_case().members, JOURNALISTS)


class TestAnswering:
    @pytest.mark.parametrize("outcome", ReferralOutcome)
    def test_once_with_an_outcome(self, outcome: ReferralOutcome) -> None:
        case = after(reviewed(referrals=(a_referral(),)), replace(ANSWER, outcome=outcome), person(JOURNALISTS))
        (made,) = case.referrals
        assert (made.outcome, made.answered and made.answered.agency) == (outcome, JOURNALISTS)
        assert said(case, ANSWER, person(JOURNALISTS)) == "not-asked"
        second = replace(case, referrals=(*case.referrals, a_referral(id="referral-2")))
        assert said(second, ANSWER, person(JOURNALISTS)) == "answered-already"

    def test_one_that_is_there(self) -> None:
        unknown = replace(ANSWER, referral="referral-9")
        assert said(reviewed(referrals=(a_referral(),)), unknown, person(JOURNALISTS)) == "referral-unknown"

    def test_names_nobody(self) -> None:
        """X2: whom it was about stays in the association's file."""
        assert {field.name for field in fields_of(AnswerReferral)} == {"referral", "outcome", "document_number"}
        assert {field.name for field in fields_of(ReferCase)} == {"agency", "subject"}
        recorded = {"id", "cycle", "agency", "subject", "sent", "outcome", "answered"}
        assert {field.name for field in fields(Referral)} == recorded


class TestRerouting:
    def test_once_for_each_agency(self) -> None:
        case = after(a_case(), REROUTE, person(LEAD))
        assert said(case, REROUTE, person(LEAD)) == "rerouted-already"
        other = Rerouting(agency="agency-former", route=AllegationRoute.PETITION, passed_on=a_step())
        assert said(a_case(reroutings=(other,)), REROUTE, person(LEAD)) == "ok"

    @pytest.mark.parametrize("agency", KINDS)
    def test_to_internal_affairs_only(self, agency: str) -> None:
        expected = "ok" if KINDS[agency] is AgencyKind.PARTY_INTERNAL_AFFAIRS else "receives-no-allegation"
        command = replace(REROUTE, agency=agency)
        assert said(a_case(), command, person(LEAD)) == expected

    def test_never_to_the_body_that_it_is_about(self) -> None:
        case = a_case(concerns=(INTERNAL,), corruption=True)
        assert said(case, REROUTE, person(LEAD)) == "receives-no-allegation"
        instead = after(case, replace(REROUTE, agency="agency-inspection"), person(LEAD))
        assert passed_on(instead, facts(person(LEAD), REROUTE)) is None


class TestJobs:
    @pytest.mark.parametrize(
        ("command", "agency", "told"),
        [(REFER, LEAD, JOURNALISTS), (ANSWER, JOURNALISTS, LEAD), (REROUTE, LEAD, INTERNAL)],
    )
    def test_who_is_told(self, command: Any, agency: str, told: str) -> None:
        case, actor = reviewed(referrals=(a_referral(),)), person(agency)
        given, left = facts(actor, command, registry=WITH_GROUNDS), after(case, command, actor)
        events = BY_COMMAND[type(command)].decide(case, command, given)
        found = [job for event in events for job in event.jobs(left)]
        assert [(item.job, item.data["agency"]) for item in found] == [(NOTIFY, told)]
