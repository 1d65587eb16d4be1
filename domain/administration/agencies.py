"""How an agency enters the registry, is named, made competent, succeeded and confirmed (Đ1.2, Đ2.1).

A row that is not certain is entered UNCONFIRMED and counts for nothing until it is confirmed.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.administration.leads import PASS_LEAD
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import start_of
from domain.kernel.event import Begins, Follows
from domain.kernel.fields import Items, Ref, Refs, Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.roles import AgencyKind
from domain.kernel.span import Span, span_of
from domain.registry.agency import Agency, Competence, Name, Succession, Task
from domain.registry.certainty import Certainty
from domain.registry.texts import SOURCE, named_text
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

REGROUP = "regroup"
"""The job that passes on the cases of an agency that was taken over wholly."""


class AgencyCommand(CommandOn[Agency], kind=Kind.AGENCY, by={ActorKind.OPERATOR}):
    """What the operator says of an agency."""


class AgencyRegistered(Begins[Agency], type="agency.registered"):
    """An agency entered the registry."""

    kind: AgencyKind
    span: Span
    source: str
    certainty: Certainty
    area: str | None = None

    def begin(self, id: str) -> Agency:
        return Agency(
            id=id, kind=self.kind, span=self.span, source=self.source, certainty=self.certainty, area=self.area
        )


class RegisterAgency(OpeningCommand, kind=Kind.AGENCY, by={ActorKind.OPERATOR}):
    """Enter an agency (Đ1.2)."""

    kind: Annotated[AgencyKind, Spec(doc="Its kind.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED
    area: Annotated[str | None, Ref(doc="The area it governs.")] = None

    def decide(self, state: None, facts: Facts) -> AgencyRegistered:
        span = span_of(self.since, self.until)
        return AgencyRegistered(kind=self.kind, span=span, source=self.source, certainty=self.certainty, area=self.area)


class AgencyNamed(Follows[Agency], type="agency.named"):
    """An agency has this name in these days."""

    name: Name

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, names=(*agency.names, self.name))


class NameAgency(AgencyCommand):
    """Give an agency a name for some days."""

    name: Annotated[str, named_text("Full name.", exempt=Exempt.BODY_OR_PLACE)]
    short: Annotated[str, named_text("Short name.", 60, Exempt.BODY_OR_PLACE)]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None

    def decide(self, agency: Agency, facts: Facts) -> AgencyNamed:
        span = span_of(self.since, self.until)
        return AgencyNamed(name=Name(name=self.name, short=self.short, span=span, source=self.source))


class CompetenceGranted(Follows[Agency], type="agency.competence-granted"):
    """An agency may do this in these days."""

    competence: Competence

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, competences=(*agency.competences, self.competence))


class GrantCompetence(AgencyCommand):
    """Say what an agency may do (Đ2.1)."""

    task: Annotated[Task, Spec(doc="What it may do.")]
    since: Annotated[date, Spec(doc="First day.")]
    source: Annotated[str, SOURCE]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None
    categories: Annotated[tuple[str, ...], Items(doc="Fields; all when empty.", most=30)] = ()
    areas: Annotated[tuple[str, ...], Refs(doc="Areas; all when empty.", most=100)] = ()

    def decide(self, agency: Agency, facts: Facts) -> CompetenceGranted:
        competence = Competence(
            task=self.task,
            span=span_of(self.since, self.until),
            source=self.source,
            categories=self.categories,
            areas=self.areas,
        )
        return CompetenceGranted(competence=competence)


def _on_succession(former: str, row: Succession) -> Iterator[Job]:
    """Who took over whole acts in the other's place; whoever took a part over is concerned where it was (G5)."""
    if row.takes_over(row.on):
        yield Job(job=REGROUP, data={"former": former, "successor": row.successor}, due=start_of(row.on))
    if row.begun(row.on):
        yield Job(job=PASS_LEAD, data={}, due=start_of(row.on))


class AgencySucceeded(Follows[Agency], type="agency.succeeded"):
    """Another agency took over."""

    succession: Succession

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, successions=(*agency.successions, self.succession))

    def jobs(self, agency: Agency) -> Iterator[Job]:
        return _on_succession(agency.id, self.succession)


class SucceedAgency(AgencyCommand):
    """Say which agency took over."""

    successor: Annotated[str, Ref(doc="The successor.")]
    on: Annotated[date, Spec(doc="First day of the successor.")]
    whole: Annotated[bool, Spec(doc="Whether it took over everything.")]
    source: Annotated[str, SOURCE]
    functions: Annotated[tuple[str, ...], Items(doc="What it took over.", most=20)] = ()
    certainty: Annotated[Certainty, Spec(doc="Whether it is confirmed.")] = Certainty.CONFIRMED

    def decide(self, agency: Agency, facts: Facts) -> AgencySucceeded:
        """The successor is registered, and this agency did not take it over itself."""
        if self.successor not in facts.registry.agencies:
            raise Refused(invalid("successor", "agency-unknown"))
        if agency.id in facts.registry.kin(self.successor, self.on):
            raise Refused(invalid("successor", "agency-succeeds-itself"))
        succession = Succession(
            successor=self.successor,
            on=self.on,
            whole=self.whole,
            source=self.source,
            functions=self.functions,
            certainty=self.certainty,
        )
        return AgencySucceeded(succession=succession)


class SuccessionConfirmed(Follows[Agency], type="agency.succession-confirmed"):
    """A person confirmed that the agency was taken over; from then on it counts."""

    succession: Succession

    def fold(self, agency: Agency) -> Agency:
        kept = [row for row in agency.successions if not self._confirms(row)]
        return replace(agency, successions=(*kept, self.succession))

    def jobs(self, agency: Agency) -> Iterator[Job]:
        return _on_succession(agency.id, self.succession)

    def _confirms(self, row: Succession) -> bool:
        sure = self.succession
        return replace(row, certainty=sure.certainty, source=sure.source) == sure


class ConfirmSuccession(AgencyCommand):
    """Confirm an uncertain succession."""

    successor: Annotated[str, Ref(doc="The successor.")]
    source: Annotated[str, SOURCE]

    def decide(self, agency: Agency, facts: Facts) -> SuccessionConfirmed:
        unsure = (row for row in agency.successions if row.certainty is Certainty.UNCONFIRMED)
        found = next((row for row in unsure if row.successor == self.successor), None)
        if found is None:
            raise Refused(invalid("successor", "no-such-succession"))
        return SuccessionConfirmed(succession=replace(found, certainty=Certainty.CONFIRMED, source=self.source))


class AgencyConfirmed(Follows[Agency], type="agency.confirmed"):
    """A person confirmed an uncertain row."""

    source: str

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, certainty=Certainty.CONFIRMED, source=self.source)


class ConfirmAgency(AgencyCommand):
    """Confirm an uncertain agency."""

    source: Annotated[str, SOURCE]

    def decide(self, agency: Agency, facts: Facts) -> AgencyConfirmed:
        if agency.certainty is Certainty.CONFIRMED:
            raise Refused(RuleNotMet(code="already-confirmed"))
        return AgencyConfirmed(source=self.source)
