"""Closing without a measure: no grounds, protected speech, or a report taken back (Đ2.2).

Closing as PROTECTED needs no second signature: the way out of the register stays low.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.action import Action
from domain.case import Case, CaseState, Closure, ClosureReason, Informed
from domain.facts import Facts
from domain.fields import Spec, Words
from domain.guards import led_by_actor
from domain.policy import Scope
from domain.refusals import Guard, Refused, invalid, unguarded
from domain.roles import Post
from domain.streams import Event, Kind

WITHOUT_MEASURE = frozenset({ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED, ClosureReason.WITHDRAWN})
"""Reasons this machine may give; the others are the end of a path with guards of its own."""


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event, type="case.closed"):
    """The lead agency ended the case."""

    closure: Closure


@dataclass(frozen=True, kw_only=True)
class CloseCase:
    """End a case without a measure (Đ2.2)."""

    reason: Annotated[ClosureReason, Spec(doc="NO_GROUNDS, PROTECTED or WITHDRAWN.")]
    reasons: Annotated[str, Words(doc="Why, in writing.", least=20, most=10_000)]
    informed: Annotated[Informed, Spec(doc="How the reporter was told.")]


def close(case: Case, command: CloseCase, facts: Facts) -> tuple[Event, ...]:
    """End the case; criticism found protected cannot be filed away under another name (G3)."""
    if command.reason not in WITHOUT_MEASURE:
        raise Refused(invalid("reason", "closure-needs-its-path"))
    if _found_protected(case) and command.reason is not ClosureReason.PROTECTED:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "found-protected"))
    closure = Closure(
        reason=command.reason,
        at=facts.now,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        reasons=facts.sealed["reasons"],
        informed=command.informed,
    )
    return (CaseClosed(closure=closure),)


def _found_protected(case: Case) -> bool:
    """Whether the newest review of this cycle found the content protected."""
    now = [each for each in case.expression_reviews if each.cycle == case.cycle]
    return bool(now) and now[-1].conclusion == "PROTECTED"


def closed(case: Case, event: CaseClosed) -> Case:
    """The case at its end."""
    return replace(case, state=CaseState.CLOSED, closure=event.closure)


ACTIONS = (
    Action(
        command=CloseCase,
        stream=Kind.CASE,
        decide=close,
        scope=Scope.CASE_CLOSE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.APPRAISED}),
        may=led_by_actor,
    ),
)
