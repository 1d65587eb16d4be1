"""Cases about content that harms a person: asked for, tested, found; and what is done with them."""

from dataclasses import replace
from typing import Any

from domain.case.checks import CheckingStarted
from domain.case.protection import ProtectionRequested
from domain.case.state.case import Case, CaseState, ExpressionConclusion
from domain.case.state.measures import Finding, Measure
from domain.case.state.protection import Asker, Confirmation, HarmKind, HarmTest, ProtectionRequest, ShownBy
from domain.kernel.actor import Actor
from domain.kernel.event import Event, Step
from domain.kernel.vocabulary import Post, Role
from domain.registry.provision import ProvisionKind
from domain.registry.registry import Registry
from domain.rules.duty import DutyKind
from tests.support.facts import NOW, person, sealed
from tests.support.handling_facts import CLOSER, LATER, OTHER, PROVISIONS, VERIFIER, a_registry, hear, left, provision
from tests.support.handling_past import (
    Cast,
    Past,
    a_decision,
    a_proposal,
    a_report,
    a_result,
    a_review,
    a_screening,
    an_appraisal,
    an_execution,
    case_of,
)
from tests.support.world import LEAD

PERSON_GROUND = "provision-person"
LAW = PROVISIONS | {PERSON_GROUND: provision(PERSON_GROUND, kind=ProvisionKind.PERSON_GROUND)}
PROTECTING: Registry = a_registry(provisions=LAW)
"""The province with a ground that protects persons."""
OF_BEFORE = HarmTest(criticism=False, public_interest=False, office=False)
"""A test of before, without words."""
CLEAR = replace(
    OF_BEFORE,
    about_whom=sealed("about_whom"),
    interest=sealed("interest"),
    truth=sealed("truth"),
    context=sealed("context"),
)
SEEN = Confirmation(shown=ShownBy.GUARDIAN_PAPER, step=Step(agency=OTHER, officer=CLOSER, at=NOW))
"""Another agency saw who asks."""
OF_HARM = Past(
    finding=Finding.HARMS_PERSON,
    measure=Measure.TAKEDOWN_PROPOSAL,
    alternatives=(Measure.WARNING_LETTER,),
    expression=ExpressionConclusion.HARMS_PERSON,
    provisions=(PERSON_GROUND,),
)


def a_request(**changes: Any) -> ProtectionRequest:
    """A guardian asks for a child, at the public door; another agency saw their paper."""
    made = ProtectionRequest(id="request-1", harm=HarmKind.CHILD_DATA, asker=Asker.GUARDIAN, at=NOW, confirmed=SEEN)
    return replace(made, **changes)


TAKEN_BACK = a_request(withdrawn_at=NOW)
INSPECTOR = person("agency-inspection", Post.SIGNATORY)
INSPECTED = (DutyKind.INSPECT_PROTECTION, Role.INSPECTOR)


def asked(*requests: ProtectionRequest) -> tuple[Event, ...]:
    """The requests."""
    return tuple(ProtectionRequested(request=request) for request in requests)


def found_harmful(cast: Cast, past: Past) -> tuple[Event, ...]:
    """Persons of two agencies find that it harms."""
    clear = {"provision": PERSON_GROUND, "harm": CLEAR}
    second = {"id": "review-2", "agency": OTHER, "officer": VERIFIER}
    return a_review(cast, past, **clear), a_review(cast, past, **clear, **second)


def harmful(
    state: CaseState,
    *more: Event,
    cast: Cast | None = None,
    past: Past = OF_HARM,
    requests: tuple[ProtectionRequest, ...] | None = None,
) -> Case:
    """A case that has come to the state on a request; from CHECKING on the content has passed the test."""
    people = cast or Cast()
    tests = found_harmful(people, past)
    order: list[tuple[CaseState, tuple[Event, ...]]] = [
        (CaseState.RECEIVED, (a_report(people, past), *asked(*(requests or (a_request(),))))),
        (CaseState.SCREENED, (a_screening(people),)),
        (CaseState.CHECKING, (CheckingStarted(focal=VERIFIER), *tests)),
        (CaseState.APPRAISED, (an_appraisal(people, past, standing=sealed("standing")),)),
        (CaseState.PROPOSED, (a_proposal(past),)),
        (CaseState.DECIDED, (a_decision(people, past, finding=Finding.HARMS_PERSON),)),
        (CaseState.EXECUTING, (an_execution(people, past),)),
        (CaseState.RESULT_REPORTED, (a_result(people, past),)),
    ]
    made: tuple[Event, ...] = ()
    for at, events in order:
        made += events
        if at is state:
            break
    return case_of(*made, *more)


def heard(case: Case, command: Any, actor: Actor | None = None) -> str:
    """What an act is told in the protecting province, by the lead's handler if no other: `ok`, or why not."""
    return hear(case, command, actor or person(LEAD), registry=PROTECTING, now=LATER)


def done(case: Case, command: Any, actor: Actor | None = None) -> Case:
    """The case after an act that must succeed there."""
    made = left(case, command, actor or person(LEAD), registry=PROTECTING, now=LATER)
    assert isinstance(made, Case)
    return made
