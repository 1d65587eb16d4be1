"""Duplicates: reversible links from a case to an earlier one about the same content (Đ2.2).

A link is no state: both cases go on. It stands on the later case, and every link leads to a case that has none, so
that there are neither chains nor circles; links are never drawn by a person's name or account (X2).
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import led_by_actor
from domain.case.state.case import Case
from domain.case.state.pathways import DuplicateLink
from domain.case.state.related import RelatedCase, RelatedCases
from domain.kernel.event import Event
from domain.kernel.fields import CaseRef, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.kernel.step import Step
from domain.rules.action import Action
from domain.rules.facts import Facts

LINKS_MOST = 20


class DuplicateLinked(Event, type="case.duplicate-linked"):
    """The lead agency found that an earlier case is about the same content."""

    of: str
    step: Step


class DuplicateUnlinked(Event, type="case.duplicate-unlinked"):
    """The lead agency undid the link."""

    step: Step


@dataclass(frozen=True, kw_only=True)
class LinkDuplicate:
    """Say that the case is about the same content as an earlier one (Đ2.2); it changes nothing else."""

    of: Annotated[str, CaseRef(doc="The earlier case.")]
    reasons: Annotated[str, Words(doc="Why the content is the same.", least=10, most=2_000)]


@dataclass(frozen=True, kw_only=True)
class UnlinkDuplicate:
    """Undo the link to an earlier case."""

    reasons: Annotated[str, Words(doc="Why the content is not the same.", least=10, most=2_000)]


def may_link(case: Case, facts: Facts) -> Problem | None:
    """The lead, on a case that has no link and has not left the lists."""
    if case.hidden:
        return RuleNotMet(code="case-hidden")
    return RuleNotMet(code="linked-already") if case.duplicate_of else led_by_actor(case, facts)


def link(case: Case, command: LinkDuplicate, facts: Facts) -> tuple[Event, ...]:
    """Link to an earlier case that is linked to none; refused when a case is linked to this one."""
    if command.of == case.id:
        raise Refused(invalid("of", "link-to-itself"))
    if len(case.links) >= LINKS_MOST:
        raise Refused(LimitReached(code="too-many-links", limit=LINKS_MOST))
    related = facts.known(RelatedCases)
    assert related is not None  # the loader answers NotFound for a case that is missing or hidden
    _may_be_linked_to(related.cases[command.of], case)
    if any(other.duplicate_of == case.id for other in related.cases.values()):
        raise Refused(RuleNotMet(code="has-duplicates"))
    return (DuplicateLinked(of=command.of, step=facts.step(note="reasons")),)


def _may_be_linked_to(other: RelatedCase, case: Case) -> None:
    if other.hidden:
        raise Refused(invalid("of", "link-to-hidden"))
    if (other.received_at, other.id) > (case.receipt.received_at, case.id):
        raise Refused(invalid("of", "link-to-later"))
    if other.duplicate_of is not None:
        raise Refused(invalid("of", "link-to-duplicate"))


def may_unlink(case: Case, facts: Facts) -> Problem | None:
    """The lead, on a case that has a link."""
    return led_by_actor(case, facts) if case.duplicate_of else RuleNotMet(code="not-linked")


def unlink(case: Case, command: UnlinkDuplicate, facts: Facts) -> tuple[Event, ...]:
    """Undo the link; that it stood is kept."""
    return (DuplicateUnlinked(step=facts.step(note="reasons")),)


def evolve_duplicate(case: Case, event: Event) -> Case | None:
    """Fold one event of linking; None for any other."""
    match event:
        case DuplicateLinked(of=of, step=step):
            return replace(case, duplicate_of=of, links=(*case.links, DuplicateLink(of=of, linked=step)))
        case DuplicateUnlinked(step=step):
            undone = replace(case.links[-1], unlinked=step)
            return replace(case, duplicate_of=None, links=(*case.links[:-1], undone))
    return None


ACTIONS = (
    Action(
        command=LinkDuplicate,
        needs=(RelatedCases,),
        stream=Kind.CASE,
        decide=link,
        scope=Scope.CASE_INTAKE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        may=may_link,
    ),
    Action(
        command=UnlinkDuplicate,
        stream=Kind.CASE,
        decide=unlink,
        scope=Scope.CASE_INTAKE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        may=may_unlink,
    ),
)
