"""Entry of an agency in the registry: names, competences, succession and confirmation (Đ1.2, Đ2.1).

An uncertain row is entered as UNCONFIRMED and has no effect until a second person confirms it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated

from domain.administration import dated_rows
from domain.administration.agency_parts import AgencyPartProposed, PartCommand, ended, on_succession, proposed
from domain.administration.dated_rows import certain, only_shortened, settled_by_another
from domain.kernel.event import Begins, Follows, Job
from domain.kernel.fields import Fields, Phrases, Place, Ref, Refs, Spec
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.span import Span, span_of
from domain.kernel.vocabulary import AgencyKind, Kind
from domain.kernel.wording import Exempt
from domain.registry.agency import Agency, Competence, Name, Succession, Task
from domain.registry.entry import Certainty, Entry, named_text
from domain.rules.facts import Facts
from domain.rules.guards import demand, some_of

COMPETENCES_MOST = 200
"""Largest number of competences of one agency, including ended ones."""


class AgencyRegistered(Begins[Agency], type="agency.registered"):
    kind: AgencyKind
    span: Span
    source: str
    certainty: Certainty
    area: str | None = None
    entry: Entry | None = None


class RegisterAgency(dated_rows.EnteringCommand, kind=Kind.AGENCY):
    """Enter an agency (Đ1.2). A second administrator confirms it."""

    kind: Annotated[AgencyKind, Spec(doc="Kind of agency.")]
    since: dated_rows.Since
    source: dated_rows.Source
    until: dated_rows.Until = None
    certainty: dated_rows.Sure = None
    area: Annotated[str | None, Ref(doc="Area that the agency governs; null if it governs none.", to=Kind.AREA)] = None

    def decide(self, state: None, facts: Facts) -> AgencyRegistered:
        return facts.record(
            AgencyRegistered,
            self,
            **dated_rows.entered(self.since, self.until, self.certainty, facts),
        )


class AgencyNamed(Follows[Agency], type="agency.named", appends="names"):
    name: Name


class NameAgency(PartCommand):
    """Enter a name that an agency has during a period. A second administrator confirms it."""

    name: Annotated[str, named_text("Full name.", exempt=Exempt.BODY_OR_PLACE)]
    short: Annotated[str, named_text("Short name.", 60, Exempt.BODY_OR_PLACE)]
    since: dated_rows.Since
    source: dated_rows.Source
    until: dated_rows.Until = None

    def decide(self, agency: Agency, facts: Facts) -> AgencyNamed | AgencyPartProposed:
        span = span_of(self.since, self.until)
        name = facts.record(Name, self, span=span)
        return proposed(agency, facts, name=name) or AgencyNamed(name=name)


class CompetenceGranted(Follows[Agency], type="agency.competence-granted", appends="competences"):
    competence: Competence


class GrantCompetence(PartCommand):
    """Enter a competence of an agency: a task that it may do (Đ2.1). An administrator of another agency confirms it."""

    task: Annotated[Task, Spec(doc="Task that the agency may do.")]
    since: dated_rows.Since
    source: dated_rows.Source
    until: dated_rows.Until = None
    categories: Annotated[
        tuple[str, ...], Fields(doc=("Fields of administration; empty means all fields."), most=30)
    ] = ()
    areas: Annotated[tuple[str, ...], Refs(doc="Areas; empty means all areas.", most=100, to=Kind.AREA)] = ()
    certainty: dated_rows.Sure = None

    def decide(self, agency: Agency, facts: Facts) -> CompetenceGranted | AgencyPartProposed:
        """Enter the competence.

        An uncertain entry of the operator waits for a second person, like an entry of an administrator.
        """
        unsure = certain(self.certainty, facts) is Certainty.UNCONFIRMED
        competence = facts.record(Competence, self, span=span_of(self.since, self.until))
        waits = proposed(agency, facts, unsure=unsure, competence=competence)
        return waits or CompetenceGranted(competence=competence)


class CompetenceEnded(Follows[Agency], type="agency.competence-ended"):
    competence: Competence
    until: date

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, competences=ended(agency.competences, self.competence, self.until))


def competent_for_something(agency: Agency, facts: Facts) -> Problem | None:
    """The agency has at least one competence."""
    return None if agency.competences else RuleNotMet(code="no-competence")


class EndCompetence(PartCommand, requires=(competent_for_something,)):
    """Enter the day on which a competence of an agency ends (Đ2.1). A second administrator confirms it."""

    number: Annotated[
        int,
        Place(
            doc="Place of the competence in `competences` of the agency's row, counted from 1.",
            most=COMPETENCES_MOST,
            to="competences",
        ),
    ]
    until: Annotated[date, Spec(doc="First day on which it is no longer valid.")]

    def decide(self, agency: Agency, facts: Facts) -> CompetenceEnded | AgencyPartProposed:
        """Enter the end of the competence.

        Raises Refused for an end later than the recorded end, because nobody confirmed that the competence lasts
        longer.
        """
        if self.number > len(agency.competences):
            raise Refused(invalid("number", "no-such-competence"))
        competence = agency.competences[self.number - 1]
        only_shortened(competence.span, self.until)
        begun = proposed(agency, facts, competence=competence, until=self.until)
        return begun or CompetenceEnded(competence=competence, until=self.until)


class AgencySucceeded(Follows[Agency], type="agency.succeeded", appends="successions"):
    succession: Succession

    def jobs(self, agency: Agency) -> Iterator[Job]:
        return on_succession(agency.id, self.succession)


class SucceedAgency(PartCommand):
    """Enter the successor of an agency. An administrator who does not belong to the successor confirms the entry."""

    successor: Annotated[str, Ref(doc="Id of the agency that took over.", to=Kind.AGENCY)]
    on: Annotated[date, Spec(doc="First day on which the successor acts.")]
    whole: Annotated[bool, Spec(doc="True if the successor takes over everything.")]
    source: dated_rows.Source
    functions: Annotated[
        tuple[str, ...], Phrases(doc="Functions that the successor takes over, if not everything.", most=20)
    ] = ()
    certainty: dated_rows.Sure = None

    def decide(self, agency: Agency, facts: Facts) -> AgencySucceeded | AgencyPartProposed:
        """Enter the succession.

        Raises Refused for an unregistered successor, and for a successor that this agency took over.
        """
        if self.successor not in facts.registry.agencies:
            raise Refused(invalid("successor", "agency-unknown"))
        if agency.id in facts.registry.kin(self.successor, self.on):
            raise Refused(invalid("successor", "agency-succeeds-itself"))
        succession = facts.record(Succession, self, certainty=certain(self.certainty, facts))
        sure = replace(succession, certainty=Certainty.CONFIRMED)  # only once it is confirmed
        return proposed(agency, facts, succession=sure) or AgencySucceeded(succession=succession)


def unsure(agency: Agency) -> tuple[Succession, ...]:
    """The successions that no second person confirmed."""
    return tuple(row for row in agency.successions if row.certainty is Certainty.UNCONFIRMED)


def succession_unsure(agency: Agency, facts: Facts) -> Problem | None:
    """The agency has an unconfirmed succession."""
    return None if unsure(agency) else RuleNotMet(code="no-unsure-succession")


def gained_by_another(row: Succession, agency: Agency, facts: Facts) -> Problem | None:
    """The actor's agency gains nothing by the succession (G5)."""
    return settled_by_another(None, (row.successor,), facts)


class SuccessionConfirmed(Follows[Agency], type="agency.succession-confirmed"):
    succession: Succession

    def fold(self, agency: Agency) -> Agency:
        kept = [row for row in agency.successions if not self._confirms(row)]
        return replace(agency, successions=(*kept, self.succession))

    def jobs(self, agency: Agency) -> Iterator[Job]:
        return on_succession(agency.id, self.succession)

    def _confirms(self, row: Succession) -> bool:
        sure = self.succession
        return replace(row, certainty=sure.certainty, source=sure.source) == sure


class ConfirmSuccession(
    dated_rows.RowCommand[Agency],
    kind=Kind.AGENCY,
    requires=(succession_unsure, some_of(unsure, gained_by_another)),
    signed=True,
):
    """Confirm a succession that the operator entered as uncertain. Your agency must not be the successor."""

    successor: Annotated[str, Ref(doc="Id of the agency that took over.", to=Kind.AGENCY)]
    source: dated_rows.Source

    def decide(self, agency: Agency, facts: Facts) -> SuccessionConfirmed:
        found = next((row for row in unsure(agency) if row.successor == self.successor), None)
        if found is None:
            raise Refused(invalid("successor", "no-such-succession"))
        demand((gained_by_another,), found, agency, facts)
        return SuccessionConfirmed(succession=replace(found, certainty=Certainty.CONFIRMED, source=self.source))


class AgencyConfirmed(dated_rows.RowConfirmed[Agency], type="agency.confirmed"):
    """A person confirmed an uncertain agency."""


class ConfirmAgency(dated_rows.ConfirmRow[Agency], kind=Kind.AGENCY, writes=AgencyConfirmed, signed=True):
    """Confirm an agency that somebody entered, as a second person."""


class AgencyRefused(dated_rows.RowRefused[Agency], type="agency.refused"):
    """A second person refused an agency that somebody had entered."""


class RefuseAgency(dated_rows.RefuseRow[Agency], kind=Kind.AGENCY, writes=AgencyRefused):
    """Refuse an agency that somebody entered, as a second person. The entry never takes effect."""
