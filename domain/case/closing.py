"""Closing: without a measure (no grounds, protected speech, a report taken back), or after its result (Đ2.2, Đ4.5).

Closing as PROTECTED needs no second signature: the way out of the register stays low. A measure or a remedy is
closed only with its result report and a choice about publication, a transfer only with the police's outcome.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import found_protected, led_by_actor
from domain.case.own_measures import given_up
from domain.case.state.case import TOLD_CLOSURES, Case, CaseState, Closure, ClosureReason, Informed, PublicationChoice
from domain.case.state.findings import Finding
from domain.case.state.publication_link import Reviewable
from domain.case.transfers import outcome_noted
from domain.kernel.event import Event
from domain.kernel.fields import Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts

EARLY = frozenset({CaseState.RECEIVED, CaseState.SCREENED, CaseState.CHECKING, CaseState.APPRAISED})
WITHOUT_MEASURE = frozenset({ClosureReason.NO_GROUNDS, ClosureReason.PROTECTED, ClosureReason.WITHDRAWN})
"""Reasons to end a case before any measure."""


class CaseClosed(Event, type="case.closed"):
    """The lead agency ended the case."""

    closure: Closure


@dataclass(frozen=True, kw_only=True)
class CloseCase:
    """End a case: without a measure (Đ2.2), or after its result was reported (Đ6.1)."""

    reason: Annotated[
        ClosureReason,
        Spec(
            doc="NO_GROUNDS, PROTECTED or WITHDRAWN before a measure; COMPLETED or REMEDIED after the result; "
            "POLICE_OUTCOME once the police gave one."
        ),
    ]
    reasons: Annotated[str, Words(doc="Why, in writing.", least=20, most=10_000)]
    informed: Annotated[Informed, Spec(doc="How the reporter was told.")]
    publication: Annotated[
        PublicationChoice | None, Spec(doc="Whether the outcome is published (needed after a result, Đ4.5).")
    ] = None


def close(case: Case, command: CloseCase, facts: Facts) -> tuple[Event, ...]:
    """End the case; criticism found protected cannot be filed away under another name (G3)."""
    if case.state is CaseState.RESULT_REPORTED:
        _after_result(case, command)
    elif case.state is CaseState.TRANSFERRED:
        _after_transfer(case, command)
    else:
        _without_measure(case, command)
    _in_line_with_notices(case, command, facts)
    closure = Closure(
        reason=command.reason,
        at=facts.now,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        reasons=facts.sealed["reasons"],
        informed=command.informed,
        publication=command.publication,
    )
    ended = given_up(case, facts) if command.reason in WITHOUT_MEASURE else ()
    return (CaseClosed(closure=closure), *ended)


def _without_measure(case: Case, command: CloseCase) -> None:
    if command.reason not in WITHOUT_MEASURE:
        raise Refused(invalid("reason", "closure-needs-its-path"))
    if case.appraisal is not None and case.appraisal.finding is Finding.TRUE_ISSUE:
        raise Refused(unguarded(Guard.G2_EVIDENCE, "true-issue-needs-remedy"))
    if found_protected(case) and command.reason is not ClosureReason.PROTECTED:
        raise Refused(unguarded(Guard.G3_EXPRESSION, "found-protected"))


def _after_result(case: Case, command: CloseCase) -> None:
    remedied = case.appraisal is not None and case.appraisal.finding is Finding.TRUE_ISSUE
    wanted = ClosureReason.REMEDIED if remedied else ClosureReason.COMPLETED
    if command.reason is not wanted:
        raise Refused(invalid("reason", "closure-needs-its-path"))
    if command.publication is None:
        raise Refused(unguarded(Guard.G6_PUBLICATION, "publication-choice-needed"))


def _after_transfer(case: Case, command: CloseCase) -> None:
    if command.reason is not ClosureReason.POLICE_OUTCOME:
        raise Refused(invalid("reason", "closure-needs-its-path"))
    if not outcome_noted(case):
        raise Refused(RuleNotMet(code="police-outcome-needed"))


def _in_line_with_notices(case: Case, command: CloseCase, facts: Facts) -> None:
    """No closing that contradicts what stands before the public or is on its way there (Đ4.5, G6).

    A notice that tells the ruling on a complaint is at one with every end of the case, once it was put right.
    """
    published = command.reason in TOLD_CLOSURES and command.publication is PublicationChoice.PUBLISH
    if not published and any(each.redress is None for each in case.live_notices):
        raise Refused(unguarded(Guard.G6_PUBLICATION, "notice-stands"))
    if any(isinstance(each, Reviewable) and each.review_since for each in facts.beside.values()):
        raise Refused(unguarded(Guard.G6_PUBLICATION, "notice-under-review"))


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
        states=EARLY | {CaseState.RESULT_REPORTED, CaseState.TRANSFERRED},
        may=led_by_actor,
    ),
)
