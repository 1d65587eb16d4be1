"""Complaints and the decided cases they are about, by hand."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from domain.case.state.case import Case, CaseState
from domain.case.state.measures import Decision, Measure
from domain.complaint.filing import FileRedress
from domain.complaint.state import ContestedDecision, Redress, RedressState
from domain.erasure.state import ErasureTarget
from domain.kernel.actor import PUBLIC, Actor
from domain.kernel.vocabulary import Post
from domain.registry.registry import Registry
from domain.rules.facts import Facts
from tests.support.facts import A_TICKET, NOW, PROVINCE, a_case, answers, attempt, facts, person, stated
from tests.support.world import LEAD, officer

PPC = "agency-ppc"
CODE = "0123456789AB"
LONG = "Lý do được ghi rõ ràng bằng văn bản, đủ dài."
SIGNED = officer(LEAD, Post.SIGNATORY)
FILING = FileRedress(decision=CODE, text="Quyết định này không đúng sự thật.", contact="0912 000 000")


def a_decision(**changes: Any) -> Decision:
    """A decision that the lead agency's signatory signed."""
    return stated(
        Decision,
        changes,
        public_code=CODE,
        measure=Measure.CORRECTION_REQUEST,
        provisions=("provision-ground",),
        decided_on=date(2026, 6, 30),
        agency=LEAD,
        signatory=SIGNED,
        cycle=1,
    )


def a_decided_case(state: CaseState = CaseState.DECIDED, **changes: Any) -> Case:
    """A case with that decision."""
    return a_case(state, **({"decisions": (a_decision(),)} | changes))


def about(case: Case | None = None, *touched: str) -> ContestedDecision:
    """The case, with the officers who had a part in it."""
    known = case or a_decided_case()
    return ContestedDecision(case=known, decision=a_decision(), touched=frozenset(touched or {SIGNED}))


def knowing(
    actor: Actor,
    command: Any = None,
    *,
    contested: ContestedDecision | None = None,
    erasable: ErasureTarget | None = None,
    now: datetime = NOW,
    registry: Registry = PROVINCE,
) -> Facts:
    """Facts about a complaint or an erasure."""
    made = facts(actor, command, now=now, registry=registry)
    return replace(made, needs=answers(contested, erasable), ticket=A_TICKET, contact_details={"contact": "c1"})


def filed(**changes: Any) -> Redress:
    """A complaint just filed."""
    made: Redress = attempt(None, FILING, knowing(PUBLIC, FILING, contested=about()))
    return replace(made, **changes)


def at(state: RedressState, **changes: Any) -> Redress:
    """A complaint that stands there, at the first level unless it says otherwise."""
    return filed(state=state, **changes)


def examiner(agency: str = LEAD, post: Post = Post.SIGNATORY) -> Actor:
    """An officer of the agency who had no part in the case."""
    return replace(person(agency, post), subject=f"officer-{agency}-other", officer=f"officer-{agency}-other")
