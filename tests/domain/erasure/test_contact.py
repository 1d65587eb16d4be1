"""How to reach a person: for the one officer who needs it, and never for an agency that it is about."""

from dataclasses import replace
from typing import Any

import pytest

from domain.case.state.case import Case, CaseState, Category
from domain.case.state.pathways import AllegationRoute, Rerouting
from domain.complaint.state import SECOND, Examination
from domain.erasure.contact import contact_problem
from domain.kernel.actor import Actor
from domain.kernel.calendar import local_date
from domain.kernel.event import Step
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.agency import Lead, LeadPart
from domain.registry.registry import Registry
from tests.domain.redress import PPC, about, filed
from tests.support.facts import ALWAYS, HEALTH, LAND, NOW, a_case, answers, facts, person, sealed
from tests.support.handling_facts import BOTH, REGISTRY, an_officer
from tests.support.world import LEAD, officer

FOCAL = officer(LEAD, Post.HANDLER)
SUBSTITUTE = Lead(id="substitute", agency=LAND, span=ALWAYS, source="QĐ", part=LeadPart.SUBSTITUTE)
SUBSTITUTED = replace(REGISTRY, leads={**REGISTRY.leads, SUBSTITUTE.id: SUBSTITUTE})
DEPUTY = replace(person(LAND), deputy=person(LEAD).scopes)
ALLEGED: tuple[dict[str, Any], ...] = (
    {"category": Category.ANTI_CORRUPTION},
    {"corruption": True},
    {
        "reroutings": (
            Rerouting(
                agency="agency-internal",
                route=AllegationRoute.PETITION,
                passed_on=Step(agency=LEAD, officer=FOCAL, at=NOW),
            ),
        )
    },
)


def heard(state: Any, actor: Actor, registry: Registry = REGISTRY) -> str:
    """What the actor hears who wants to reach the person."""
    problem = contact_problem(state, replace(facts(actor, registry=registry), needs=answers(about())))
    return problem.code if problem else "ok"


def by_posts(state: Any, agency: str) -> dict[Post, str]:
    """What the officers of an agency hear, one in each post."""
    return {post: heard(state, person(agency, post)) for post in Post}


def checked_by(focal: str | None, **changes: Any) -> Case:
    """A case that this officer answers for."""
    return replace(a_case(), focal=focal, **changes)


class TestOfWhoReported:
    def test_is_for_the_focal_officer_alone(self) -> None:
        colleague = replace(person(LEAD), subject="officer-lead-other", officer="officer-lead-other")
        registry = replace(
            REGISTRY,
            officers={**REGISTRY.officers, "officer-lead-other": an_officer("officer-lead-other", LEAD, *BOTH)},
        )
        case = checked_by(FOCAL)
        assert heard(case, person(LEAD), registry) == "ok"
        assert heard(case, colleague, registry) == "contact-of-another"

    @pytest.mark.parametrize("focal", [None, officer(HEALTH, Post.HANDLER), "officer-dismissed"])
    def test_and_for_handlers_while_the_lead_has_none(self, focal: str | None) -> None:
        closed = dict.fromkeys(Post, "contact-of-another")
        assert by_posts(checked_by(focal), LEAD) == closed | {Post.HANDLER: "ok"}

    def test_who_checks_still_does_under_a_later_appointment(self) -> None:
        before = replace(REGISTRY.officers[FOCAL], span=Span(since=ALWAYS.since, until=local_date(NOW)))
        after = replace(an_officer("officer-later", LEAD, *BOTH), span=Span(since=local_date(NOW)))
        rows = {**REGISTRY.officers, FOCAL: before, after.id: after}
        of_one = replace(REGISTRY, officers=rows, subjects={"one": (FOCAL, after.id)})
        other = replace(person(LEAD), subject="officer-lead-other", officer="officer-lead-other")
        assert heard(checked_by(FOCAL), person(LEAD), of_one) == "ok"
        assert heard(checked_by(FOCAL), other, of_one) == "contact-of-another"

    def test_so_of_other_posts_nobody_ever_reads_it(self) -> None:
        signs = checked_by(officer(LEAD, Post.SIGNATORY))
        assert by_posts(signs, LEAD) == dict.fromkeys(Post, "contact-of-another") | {Post.SIGNATORY: "ok"}

    @pytest.mark.parametrize("alleged", ALLEGED, ids=["by its field", "as somebody said", "as it was passed on"])
    def test_who_reported_corruption_is_hidden_from_the_lead(self, alleged: dict[str, Any]) -> None:
        case = a_case(CaseState.RECEIVED, **{"focal": None} | alleged)
        assert by_posts(case, LEAD) == dict.fromkeys(Post, "contact-closed")

    def test_and_is_reached_by_the_substitute(self) -> None:
        case = a_case(CaseState.RECEIVED, lead=LAND, concerns=(LEAD,), corruption=True, focal=None)
        assert heard(case, DEPUTY, SUBSTITUTED) == "ok"
        assert heard(case, person(LEAD), SUBSTITUTED) == "contact-closed"
        assert heard(replace(case, concerns=(LEAD, LAND)), DEPUTY, SUBSTITUTED) == "contact-closed"


class TestOfWhoComplained:
    def test_is_for_handlers_until_somebody_examines(self) -> None:
        closed = dict.fromkeys(Post, "contact-of-another")
        assert by_posts(filed(level=SECOND, examining=PPC), PPC) == closed | {Post.HANDLER: "ok"}

    def test_and_then_for_who_does(self) -> None:
        examiner = officer(PPC, Post.SIGNATORY)
        made = Examination(level=SECOND, agency=PPC, officer=examiner, at=NOW, plan=sealed("plan"))
        redress = filed(level=SECOND, examining=PPC, examinations=(made,))
        assert by_posts(redress, PPC) == dict.fromkeys(Post, "contact-of-another") | {Post.SIGNATORY: "ok"}

    def test_not_for_who_examined_below(self) -> None:
        made = Examination(level=1, agency=LEAD, officer=officer(LEAD, Post.HANDLER), at=NOW, plan=sealed("plan"))
        redress = filed(level=SECOND, examining=PPC, examinations=(made,))
        assert heard(redress, person(PPC)) == "ok"
        assert heard(redress, person(LEAD)) == "contact-closed"
