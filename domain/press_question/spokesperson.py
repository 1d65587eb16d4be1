"""Spokespersons of an agency: the mandate, its end, and how to reach them (Đ5.7.c; NĐ 09/2017/NĐ-CP, Điều 2, 3).

The head, an appointed person, a person authorised case by case; in a commune its
chair. Records, no rules.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated

from domain.case.state.related import CaseRef
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.span import Span, span_of
from domain.kernel.wording import Exempt
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, same_person


class Mandate(StrEnum):
    """Kind of authority to speak for an agency."""

    HEAD = "HEAD"
    APPOINTED = "APPOINTED"
    ONE_CASE = "ONE_CASE"


@dataclass(frozen=True, kw_only=True)
class Spokesperson:
    """A person who may speak for an agency; `case` bounds a mandate for one case."""

    id: str
    agency: str
    officer: str
    mandate: Mandate
    name: Sealed
    office: Sealed
    phone: Sealed
    email: Sealed
    document_number: Sealed
    span: Span
    case: str | None = None

    def speaks(self, case: str | None, day: date) -> bool:
        """Return whether the mandate holds on the day, and for the case."""
        bounded = self.mandate is Mandate.ONE_CASE
        return self.span.covers(day) and (not bounded or (case is not None and self.case == case))


class SpokespersonNamed(Begins[Spokesperson], type="spokesperson.named"):
    agency: str
    officer: str
    mandate: Mandate
    name: Sealed
    office: Sealed
    phone: Sealed
    email: Sealed
    document_number: Sealed
    span: Span
    case: str | None = None


class NameSpokesperson(OpeningCommand, kind=Kind.SPOKESPERSON, scope=Scope.PRESS_ISSUE, posts={Post.SIGNATORY}):
    """Name who speaks to the press for your agency (Đ5.7.c; NĐ 09/2017/NĐ-CP, Điều 2). This is public."""

    officer: Annotated[str, Ref(doc="Officer who holds the post of spokesperson in the agency.", to=Kind.OFFICER)]
    mandate: Annotated[Mandate, Spec(doc="Kind of authority: the head, an appointed person, or for one case only.")]
    name: Annotated[str, Words(doc="Name of the person, as published.", most=100, exempt=Exempt.OFFICE)]
    office: Annotated[str, Words(doc="Office of the person.", most=200, exempt=Exempt.OFFICE)]
    phone: Annotated[str, Words(doc="Telephone number of the office.", most=40, exempt=Exempt.OFFICE)]
    email: Annotated[str, Words(doc="E-mail address of the office.", most=100, exempt=Exempt.OFFICE)]
    document_number: Annotated[str, Words(doc="Number of the authorising document.", most=60)]
    since: Annotated[date, Spec(doc="First day.")]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    case: Annotated[str | None, CaseRef(doc="The case, when the authority is for one case only.")] = None

    def decide(self, state: None, facts: Facts) -> SpokespersonNamed:
        """Only the head's mandate may be entered by its own holder (G5)."""
        if not self._holds_the_post(facts):
            raise Refused(invalid("officer", "officer-is-no-spokesperson"))
        if same_person(self.officer, facts.actor.subject, facts) and self.mandate is not Mandate.HEAD:
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
        if (self.mandate is Mandate.ONE_CASE) is not (self.case is not None):
            raise Refused(invalid("case", "one-case-names-it"))
        return facts.record(SpokespersonNamed, self, span=span_of(self.since, self.until))

    def _holds_the_post(self, facts: Facts) -> bool:
        """Return whether the officer is a spokesperson of the agency, from the first day or today on."""
        row = facts.registry.officers.get(self.officer)
        day = max(self.since, local_date(facts.now))
        if row is None or not facts.acts_for(row.agency):
            return False
        return Post.SPOKESPERSON in row.posts and row.span.covers(day)


class SpokespersonEnded(Follows[Spokesperson], type="spokesperson.ended"):
    on: date

    def fold(self, spokesperson: Spokesperson) -> Spokesperson:
        return replace(spokesperson, span=replace(spokesperson.span, until=self.on))


class EndSpokesperson(
    CommandOn[Spokesperson],
    kind=Kind.SPOKESPERSON,
    scope=Scope.PRESS_ISSUE,
    posts={Post.SIGNATORY},
    requires=(own_agency,),
):
    """End the authority of a person to speak for your agency."""

    on: Annotated[date, Spec(doc="First day on which it is no longer valid.")]

    def decide(self, spokesperson: Spokesperson, facts: Facts) -> SpokespersonEnded:
        span_of(spokesperson.span.since, self.on)
        return facts.record(SpokespersonEnded, self)


def speaking(agency: str, case: str | None, facts: Facts) -> Problem | None:
    """A row lets the actor speak for the agency today, of this case."""
    today, rows = local_date(facts.now), facts.registry.rows(Spokesperson).values()
    own = [row for row in rows if facts.registry.person(row.officer) == facts.actor.subject]
    if any(facts.heir(row.agency) == facts.heir(agency) and row.speaks(case, today) for row in own):
        return None
    return unguarded(Guard.G1_COMPETENCE, "spokesperson-only")
