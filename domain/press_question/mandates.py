"""How a person comes to speak for an agency, and ceases to (Đ5.7.c; NĐ 09/2017/NĐ-CP, Điều 2, 3)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import CaseRef, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Refused, invalid, unguarded
from domain.kernel.roles import Post
from domain.kernel.span import Span, span_of
from domain.press_question.spokesperson import Mandate, Spokesperson
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import own_agency, same_person


class SpokespersonNamed(Event, type="spokesperson.named"):
    """An agency named somebody who speaks for it."""

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


class SpokespersonEnded(Event, type="spokesperson.ended"):
    """The mandate ends on a day."""

    on: date


@dataclass(frozen=True, kw_only=True)
class NameSpokesperson:
    """Name who speaks to the press for one's agency, by a document (Đ5.7.c; NĐ 09/2017/NĐ-CP, Điều 2). Public."""

    officer: Annotated[str, Ref(doc="The officer; holds the post of spokesperson in the agency.")]
    mandate: Annotated[Mandate, Spec(doc="The head, an appointed person, or for one case only.")]
    name: Annotated[str, Words(doc="Name, as it is published.", most=100)]
    office: Annotated[str, Words(doc="Office held.", most=200)]
    phone: Annotated[str, Words(doc="Telephone of the office.", most=40)]
    email: Annotated[str, Words(doc="E-mail of the office.", most=100)]
    document_number: Annotated[str, Words(doc="Number of the document that authorises it.", most=60)]
    since: Annotated[date, Spec(doc="First day.")]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    case: Annotated[str | None, CaseRef(doc="The one case, for a mandate that is bounded so.")] = None


@dataclass(frozen=True, kw_only=True)
class EndSpokesperson:
    """End a mandate to speak for one's agency."""

    on: Annotated[date, Spec(doc="Day after the last.")]


def name(state: None, command: NameSpokesperson, facts: Facts) -> tuple[Event, ...]:
    """Name a person; only the head's mandate may be entered by its own holder (G5)."""
    row = facts.registry.officers.get(command.officer)
    day = max(command.since, local_date(facts.now))
    if row is None or not facts.acts_for(row.agency) or Post.SPOKESPERSON not in row.posts or not row.span.covers(day):
        raise Refused(invalid("officer", "officer-is-no-spokesperson"))
    if same_person(command.officer, facts.actor.subject, facts) and command.mandate is not Mandate.HEAD:
        raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
    if (command.mandate is Mandate.ONE_CASE) is not (command.case is not None):
        raise Refused(invalid("case", "one-case-names-it"))
    return (
        SpokespersonNamed(
            agency=facts.actor.own,
            officer=command.officer,
            mandate=command.mandate,
            name=facts.sealed["name"],
            office=facts.sealed["office"],
            phone=facts.sealed["phone"],
            email=facts.sealed["email"],
            document_number=facts.sealed["document_number"],
            span=span_of(command.since, command.until),
            case=command.case,
        ),
    )


def end(state: Spokesperson, command: EndSpokesperson, facts: Facts) -> tuple[Event, ...]:
    """End the mandate."""
    span_of(state.span.since, command.on)
    return (SpokespersonEnded(on=command.on),)


def evolve_spokesperson(state: Spokesperson | None, event: Event, id: str) -> Spokesperson:
    """Fold one event. Raises TypeError for one that cannot follow."""
    match state, event:
        case None, SpokespersonNamed() as it:
            return Spokesperson(
                id=id,
                agency=it.agency,
                officer=it.officer,
                mandate=it.mandate,
                name=it.name,
                office=it.office,
                phone=it.phone,
                email=it.email,
                document_number=it.document_number,
                span=it.span,
                case=it.case,
            )
        case Spokesperson(), SpokespersonEnded(on=day):
            return replace(state, span=replace(state.span, until=day))
    raise TypeError(f"{event.TYPE} does not follow {state}")


def speaking(agency: str, case: str | None, facts: Facts) -> None:
    """Raises Refused unless a row lets the actor speak for the agency today, of this case."""
    today, rows = local_date(facts.now), facts.registry.rows(Spokesperson).values()
    own = [each for each in rows if facts.registry.person(each.officer) == facts.actor.subject]
    if not any(facts.heir(each.agency) == facts.heir(agency) and each.speaks(case, today) for each in own):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "spokesperson-only"))


ACTIONS = (
    Action(
        command=NameSpokesperson,
        stream=Kind.SPOKESPERSON,
        creates=True,
        decide=name,
        scope=Scope.PRESS_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
    ),
    Action(
        command=EndSpokesperson,
        stream=Kind.SPOKESPERSON,
        decide=end,
        scope=Scope.PRESS_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
        may=own_agency,
    ),
)
