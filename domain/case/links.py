"""Links of a case: to an earlier case about the same content (Đ2.2), and to notices to the press.

A link does not change the state of either case, and both cases continue. The later case stores the link. The target of
a link has no link itself, so that links form neither chains nor circles. No link is based on a person's name or account
(X2).
"""

from dataclasses import replace
from typing import Annotated

from domain.case.command import CaseCommand, CaseEvent
from domain.case.guards import led_by_actor
from domain.case.state.case import Case, ClosureReason
from domain.case.state.pathways import DuplicateLink, PublicationLink, PublicationState
from domain.case.state.related import CaseRef, DecidedElsewhere, Duplicates, RelatedCase, RelatedCases
from domain.kernel.event import Step
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS
from domain.rules.facts import Facts
from domain.rules.guards import required, room_for, same_person

LINKS_MOST = 20


class LinkCommand(CaseCommand, scope=Scope.CASE_INTAKE, posts=OFFICERS):
    """Command of the lead agency on the link from its case to another case."""


def in_the_lists(case: Case, facts: Facts) -> Problem | None:
    """The case still appears in search and lists."""
    return RuleNotMet(code="case-hidden") if case.hidden else None


def not_linked(case: Case, facts: Facts) -> Problem | None:
    """The case has no link to an earlier case."""
    return RuleNotMet(code="linked-already") if case.duplicate_of else None


def linked(case: Case, facts: Facts) -> Problem | None:
    """The case has a link to an earlier case."""
    return None if case.duplicate_of else RuleNotMet(code="not-linked")


def nothing_links_here(case: Case, facts: Facts) -> Problem | None:
    """No other case is linked to this one."""
    known = facts.known(Duplicates)
    return RuleNotMet(code="has-duplicates") if known and known.there else None


def not_closed_as_duplicate(case: Case, facts: Facts) -> Problem | None:
    """The case was not closed as a duplicate of the linked case."""
    for_it = case.closure and case.closure.reason is ClosureReason.DUPLICATE
    return RuleNotMet(code="closed-as-duplicate") if for_it else None


def decided_nowhere_else(case: Case, facts: Facts) -> Problem | None:
    """No other case about the same address has a decision in force, unless the two cases are linked (Đ2.2, Đ4.4)."""
    known = facts.known(DecidedElsewhere)
    for other in known.decisions if known else ():
        if other.linked_by is None and other.code:
            return RuleNotMet(code="decided-in", params={"case": other.code})
        if other.linked_by is None:
            return RuleNotMet(code="decided-elsewhere")
    return None


def linked_by_another(case: Case, facts: Facts) -> Problem | None:
    """Another person linked the case to one about the same address that has a decision in force (G5)."""
    known = facts.known(DecidedElsewhere)
    linkers = [other.linked_by for other in known.decisions if other.linked_by] if known else []
    own = any(same_person(linker, facts.actor.subject, facts) for linker in linkers)
    return unguarded(Guard.G5_TWO_PERSONS, "linker-cannot-decide") if own else None


class DuplicateLinked(CaseEvent, type="case.duplicate-linked"):
    of: str
    step: Step

    def fold(self, case: Case) -> Case:
        link = DuplicateLink(of=self.of, linked=self.step)
        return replace(case, duplicate_of=self.of, links=(*case.links, link))


class LinkDuplicate(
    LinkCommand,
    needs=(Duplicates,),
    requires=(
        in_the_lists,
        not_linked,
        led_by_actor,
        room_for("links", LINKS_MOST, "too-many-links"),
        nothing_links_here,
    ),
):
    """Link the case to an earlier case about the same content (Đ2.2). Nothing else changes."""

    of: Annotated[str, CaseRef(doc="The earlier case.")]
    reasons: Annotated[str, Words(doc="Reasons why both cases are about the same content.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> DuplicateLinked:
        if self.of == case.id:
            raise Refused(invalid("of", "link-to-itself"))
        related = required(facts.known(RelatedCases))
        _may_be_linked_to(related.cases[self.of], case)
        return facts.record(DuplicateLinked, self)


def _may_be_linked_to(other: RelatedCase, case: Case) -> None:
    if other.hidden:
        raise Refused(invalid("of", "link-to-hidden"))
    if (other.received_at, other.id) > (case.receipt.received_at, case.id):
        raise Refused(invalid("of", "link-to-later"))
    if other.duplicate_of is not None:
        raise Refused(invalid("of", "link-to-duplicate"))


class DuplicateUnlinked(CaseEvent, type="case.duplicate-unlinked"):
    """The lead agency removed the link, which stays on record."""

    step: Step

    def fold(self, case: Case) -> Case:
        undone = replace(case.links[-1], unlinked=self.step)
        return replace(case, duplicate_of=None, links=(*case.links[:-1], undone))


class UnlinkDuplicate(LinkCommand, requires=(linked, not_closed_as_duplicate, led_by_actor), writes=DuplicateUnlinked):
    """Remove the link to an earlier case."""

    reasons: Annotated[
        str, Words(doc="Reasons why the two cases are not about the same content.", least=10, most=2_000)
    ]


class PublicationNoted(CaseEvent, type="case.publication-noted"):
    """A notice about the case was begun, or its public state changed."""

    publication: str
    state: PublicationState
    redress: str | None = None

    def fold(self, case: Case) -> Case:
        link = PublicationLink(publication=self.publication, state=self.state, redress=self.redress)
        others = (known for known in case.publications if known.publication != self.publication)
        return replace(case, publications=(*others, link))
