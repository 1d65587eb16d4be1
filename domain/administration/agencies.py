"""How an agency enters the registry, is named, made competent, succeeded and confirmed (Đ1.2, Đ2.1).

A row that is not certain is entered UNCONFIRMED and counts for nothing until it is confirmed.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.administration.enrolment import operators_row
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Spec
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.roles import AgencyKind
from domain.kernel.span import Span, span_of
from domain.registry.agency import Agency, Competence, Name, Succession, Task
from domain.registry.certainty import Certainty
from domain.registry.texts import SOURCE, named_text
from domain.rules.facts import Facts


class AgencyRegistered(Event, type="agency.registered"):
    """An agency entered the registry."""

    kind: AgencyKind
    span: Span
    source: str
    certainty: Certainty
    area: str | None = None


class AgencyNamed(Event, type="agency.named"):
    """An agency has this name in these days."""

    name: Name


class CompetenceGranted(Event, type="agency.competence-granted"):
    """An agency may do this in these days."""

    competence: Competence


class AgencySucceeded(Event, type="agency.succeeded"):
    """Another agency took over."""

    succession: Succession


class SuccessionConfirmed(Event, type="agency.succession-confirmed"):
    """A person confirmed that the agency was taken over; from then on it counts."""

    succession: Succession


class AgencyConfirmed(Event, type="agency.confirmed"):
    """A person confirmed an uncertain row."""

    source: str


@dataclass(frozen=True, kw_only=True)
class RegisterAgency:
    """Enter an agency (Đ1.2)."""

    kind: Annotated[AgencyKind, Spec(doc="Its kind.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED
    area: Annotated[str | None, Ref(doc="The area it governs.")] = None


@dataclass(frozen=True, kw_only=True)
class NameAgency:
    """Give an agency a name for some days."""

    name: Annotated[str, named_text("Full name.")]
    short: Annotated[str, named_text("Short name.", 60)]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None


@dataclass(frozen=True, kw_only=True)
class GrantCompetence:
    """Say what an agency may do (Đ2.1)."""

    task: Annotated[Task, Spec(doc="What it may do.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    categories: Annotated[tuple[str, ...], Items(doc="Fields; all when empty.", most=30)] = ()
    areas: Annotated[tuple[str, ...], Items(doc="Areas; all when empty.", most=100)] = ()


@dataclass(frozen=True, kw_only=True)
class SucceedAgency:
    """Say which agency took over."""

    successor: Annotated[str, Ref(doc="The successor.")]
    on: Annotated[date, Spec(doc="First day of the successor.")]
    whole: Annotated[bool, Spec(doc="Whether it took over everything.")]
    source: Annotated[str, SOURCE]
    functions: Annotated[tuple[str, ...], Items(doc="What it took over.", most=20)] = ()
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED


@dataclass(frozen=True, kw_only=True)
class ConfirmSuccession:
    """Confirm an uncertain succession."""

    successor: Annotated[str, Ref(doc="The successor.")]
    source: Annotated[str, SOURCE]


@dataclass(frozen=True, kw_only=True)
class ConfirmAgency:
    """Confirm an uncertain agency."""

    source: Annotated[str, SOURCE]


def register(state: None, command: RegisterAgency, facts: Facts) -> tuple[Event, ...]:
    """Enter an agency."""
    span = span_of(command.since, command.until)
    return (
        AgencyRegistered(
            kind=command.kind,
            span=span,
            source=command.source,
            certainty=command.certainty,
            area=command.area,
        ),
    )


def name(state: Agency, command: NameAgency, facts: Facts) -> tuple[Event, ...]:
    """Add a dated name."""
    span = span_of(command.since, command.until)
    return (AgencyNamed(name=Name(name=command.name, short=command.short, span=span, source=command.source)),)


def grant(state: Agency, command: GrantCompetence, facts: Facts) -> tuple[Event, ...]:
    """Add a dated competence."""
    row = Competence(
        task=command.task,
        span=span_of(command.since, command.until),
        source=command.source,
        categories=command.categories,
        areas=command.areas,
    )
    return (CompetenceGranted(competence=row),)


def succeed(state: Agency, command: SucceedAgency, facts: Facts) -> tuple[Event, ...]:
    """Add a successor, which must be registered, and which this agency did not take over itself."""
    if command.successor not in facts.registry.agencies:
        raise Refused(invalid("successor", "agency-unknown"))
    if state.id in facts.registry.kin(command.successor, command.on):
        raise Refused(invalid("successor", "agency-succeeds-itself"))
    row = Succession(
        successor=command.successor,
        on=command.on,
        whole=command.whole,
        source=command.source,
        functions=command.functions,
        certainty=command.certainty,
    )
    return (AgencySucceeded(succession=row),)


def confirm_succession(state: Agency, command: ConfirmSuccession, facts: Facts) -> tuple[Event, ...]:
    """Confirm the uncertain row that names the successor."""
    unsure = [each for each in state.successions if each.certainty is Certainty.UNCONFIRMED]
    found = next((each for each in unsure if each.successor == command.successor), None)
    if found is None:
        raise Refused(invalid("successor", "no-such-succession"))
    sure = replace(found, certainty=Certainty.CONFIRMED, source=command.source)
    return (SuccessionConfirmed(succession=sure),)


def confirm(state: Agency, command: ConfirmAgency, facts: Facts) -> tuple[Event, ...]:
    """Confirm an uncertain row."""
    if state.certainty is Certainty.CONFIRMED:
        raise Refused(RuleNotMet(code="already-confirmed"))
    return (AgencyConfirmed(source=command.source),)


def evolve_agency(state: Agency | None, event: Event, id: str) -> Agency:
    """Fold one agency event."""
    match state, event:
        case None, AgencyRegistered() as it:
            return Agency(id=id, kind=it.kind, span=it.span, source=it.source, certainty=it.certainty, area=it.area)
        case Agency(), AgencyNamed(name=row):
            return replace(state, names=(*state.names, row))
        case Agency(), CompetenceGranted(competence=row):
            return replace(state, competences=(*state.competences, row))
        case Agency(), AgencySucceeded(succession=row):
            return replace(state, successions=(*state.successions, row))
        case Agency(), SuccessionConfirmed(succession=row):
            kept = [each for each in state.successions if not _same(each, row)]
            return replace(state, successions=(*kept, row))
        case Agency(), AgencyConfirmed(source=source):
            return replace(state, certainty=Certainty.CONFIRMED, source=source)
    raise TypeError(f"{event.TYPE} does not follow {state}")


def _same(each: Succession, confirmed: Succession) -> bool:
    return replace(each, certainty=confirmed.certainty, source=confirmed.source) == confirmed


ACTIONS = (
    operators_row(RegisterAgency, Kind.AGENCY, register, creates=True),
    operators_row(NameAgency, Kind.AGENCY, name),
    operators_row(GrantCompetence, Kind.AGENCY, grant),
    operators_row(SucceedAgency, Kind.AGENCY, succeed),
    operators_row(ConfirmSuccession, Kind.AGENCY, confirm_succession),
    operators_row(ConfirmAgency, Kind.AGENCY, confirm),
)
