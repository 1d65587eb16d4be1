"""Own measures: an agency acts at once on its own page, reports the measure, and must soon justify it (Đ3.1).

The measure lapses unless a second person justifies it within two working days. The guards are the same as for a
decision: a source, an expression review and a ground in force. The measure ends when its legal or factual basis ends.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from domain.case.at_once import ProtectionLapsed, lapsed
from domain.case.codes import public_code
from domain.case.command import CaseCommand, CaseEvent, RegisterCommand
from domain.case.dates import content_there, in_time, taken
from domain.case.grounds import grounds_in_force, is_ground
from domain.case.guards import member, not_concerned, open_to_measures, this_cycle
from domain.case.recusal import no_motion_runs
from domain.case.state.case import Case, CaseState, ExpressionConclusion, with_row
from domain.case.state.measures import OwnMeasure, OwnMeasureKind, Service, ServiceRecord
from domain.kernel.calendar import local_date
from domain.kernel.event import Job, Sealed
from domain.kernel.fields import Address, Dated, Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind, Post
from domain.rules.facts import Facts
from domain.rules.guards import demand, not_yet_due, own_agency, refuse_for, room_for, second_person, some_of

LAPSE_MEASURE = "lapse-own-measure"
JUSTIFY_DAYS = 2
MEASURES_MOST = 20
OPEN = frozenset(CaseState) - {CaseState.CLOSED, CaseState.TRANSFERRED}


def unended_measures(case: Case) -> tuple[OwnMeasure, ...]:
    """The measures of an agency on its own page that have not ended."""
    return tuple(measure for measure in case.own_measures if measure.ended_at is None)


def going_on(case: Case) -> tuple[str, ...]:
    return tuple(measure.id for measure in unended_measures(case))


def ended(case: Case, measures: Iterable[str], at: datetime) -> tuple[OwnMeasure, ...]:
    """Return the own measures of the case, where the register has ended the given measures."""
    named = frozenset(measures)
    return tuple(
        replace(measure, ended_at=at, lapsed=True) if measure.id in named else measure for measure in case.own_measures
    )


def unended(case: Case, id: str) -> OwnMeasure:
    """Return an own measure that has not ended. Raises Refused if the measure is unknown or has ended."""
    for measure in unended_measures(case):
        if measure.id == id:
            return measure
    raise Refused(invalid("measure", "own-measure-unknown"))


class MeasureCommand(CaseCommand, scope=Scope.CASE_VERIFY, additive=True):
    """Command of an agency of the case on a measure on the agency's own page."""


class OwnMeasureTaken(CaseEvent, type="case.own-measure-taken", appends="own_measures"):
    measure: OwnMeasure

    def jobs(self, case: Case) -> Iterator[Job]:
        yield Job(job=LAPSE_MEASURE, data={"measure": self.measure.id}, due=self.measure.due_at)


def some_unended(case: Case, facts: Facts) -> Problem | None:
    """A measure on an agency's own page has not ended."""
    return None if unended_measures(case) else RuleNotMet(code="no-own-measure")


def taken_by_own_agency(measure: OwnMeasure, case: Case, facts: Facts) -> Problem | None:
    """The actor's agency took the measure."""
    return own_agency(measure, facts)


def taken_by_another(measure: OwnMeasure, case: Case, facts: Facts) -> Problem | None:
    """Another person took the measure (G5)."""
    return second_person(measure.officer, facts)


def still_to_justify(measure: OwnMeasure, case: Case, facts: Facts) -> Problem | None:
    """The measure is not justified yet, and the time for its justification has not expired."""
    over = measure.provision is not None or facts.now >= measure.due_at
    return RuleNotMet(code="own-measure-over") if over else None


JUSTIFIABLE = (taken_by_own_agency, taken_by_another, still_to_justify)


def has_official_page(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency has an official page that two agencies entered (Đ3.1)."""
    pages = facts.registry.pages_of(facts.actor.own, local_date(facts.now))
    return None if pages else RuleNotMet(code="no-official-page")


def findings_allow_it(case: Case, facts: Facts) -> Problem | None:
    """The newest expression review, also of an earlier cycle, did not find the content protected. The appraisal, if
    there is one, allows measures (Đ2.2, G2, G3)."""
    found = [review.conclusion for review in case.expression_reviews[-1:]]
    if found == [ExpressionConclusion.PROTECTED]:
        return unguarded(Guard.G3_EXPRESSION, "found-protected")
    return open_to_measures(case, facts) if case.appraisal else None


def terms_begun(case: Case, facts: Facts) -> Iterator[datetime]:
    """Yield the end of the term of each measure of the actor's agency that nobody justified, or that a complaint ended.

    Only measures of this cycle count. Measures before an appraisal do not count after it.
    """
    for measure in this_cycle(case.own_measures, case):
        complaint = measure.redress and measure.ended_at
        since, end = (complaint, complaint) if complaint else (measure.recorded_at, measure.due_at)
        counts = complaint or measure.provision is None
        appraised = case.appraisal is not None and case.appraisal.at > since
        if counts and not appraised and facts.acts_for(measure.agency):
            yield end


def time_to_justify(case: Case, facts: Facts) -> Problem | None:
    """Since the appraisal, no complaint ended a measure of the actor's agency, and nobody missed the time to justify a
    measure of it (Đ3.1, G5)."""
    over = any(facts.now >= end for end in terms_begun(case, facts))
    return unguarded(Guard.G5_TWO_PERSONS, "own-measure-again") if over else None


class TakeOwnMeasure(
    MeasureCommand,
    posts={Post.HANDLER},
    states=OPEN,
    restricts=True,
    requires=(
        member,
        room_for("own_measures", MEASURES_MOST, "too-many-own-measures"),
        has_official_page,
        findings_allow_it,
        time_to_justify,
    ),
):
    """Record a measure on your agency's own page (Đ3.1). The measure lapses unless somebody justifies it within two
    working days. Further measures do not prolong this time."""

    kind: Annotated[OwnMeasureKind, Spec(doc="Kind of measure. It applies to the agency's own page only.")]
    page: Annotated[
        str,
        Address(
            doc=(
                "Address of an official page of the agency. On the agency's own site, an address below that page is "
                "accepted too. The register does not open it."
            )
        ),
    ]
    taken_at: Annotated[
        datetime,
        Dated(doc=("Time when the measure was taken. The two working days begin at that moment."), since=content_there),
    ]
    service: Annotated[Service, Spec(doc="Way in which the person concerned was informed.")]
    service_note: Annotated[
        str,
        Words(doc="Proof that the person was informed, or the reason why that was not possible.", least=10, most=2_000),
    ]
    served_on: Annotated[date, Dated(doc="Date on which the person was informed, or the attempt ended.", since=taken)]
    proportionality: Annotated[str, Words(doc="Reasons why a milder measure was not enough.", least=20, most=2_000)]
    own_page: Annotated[bool, Spec(doc="Ignored: the register knows the official pages of agencies.")] = True

    def decide(self, case: Case, facts: Facts) -> OwnMeasureTaken:
        """Record the measure and how the person was informed. The term begins when the measure was taken, not when it
        is recorded."""
        in_time(case, self, facts)
        if not facts.registry.official(self.page, facts.actor.own, local_date(self.taken_at)):
            raise Refused(invalid("page", "page-not-official"))
        measure = facts.record(
            OwnMeasure,
            self,
            case,
            recorded_at=facts.now,
            due_at=min((facts.registry.calendar.due(self.taken_at, JUSTIFY_DAYS), *terms_begun(case, facts))),
            served=ServiceRecord(service=self.service, note=facts.reference("service_note"), on=self.served_on),
            public_code=public_code(case, facts.new_id),
        )
        return OwnMeasureTaken(measure=measure)


class OwnMeasureJustified(CaseEvent, type="case.own-measure-justified"):
    """A second person justified the measure on the agency's own page."""

    measure: str
    officer: str
    at: datetime
    provision: str
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        return with_row(
            case,
            "own_measures",
            self.measure,
            justified_by=self.officer,
            provision=self.provision,
            justification=self.reasons,
        )


class JustifyOwnMeasure(
    MeasureCommand,
    posts={Post.SIGNATORY},
    states=OPEN,
    restricts=True,
    requires=(
        member,
        not_concerned,
        no_motion_runs,
        some_unended,
        some_of(unended_measures, *JUSTIFIABLE),
        open_to_measures,
    ),
    signed=True,
):
    """Justify, as a second person, a measure that the agency took on its own page."""

    measure: Annotated[
        str, Ref(doc="Key of the measure on the agency's own page: `OwnMeasure.key`.", to="own_measures")
    ]
    provision: Annotated[
        str,
        Ref(
            doc="Provision that was in force when the content was published, or else when it was noticed (G4).",
            to=Kind.PROVISION,
            fits=is_ground,
        ),
    ]
    reasons: Annotated[str, Words(doc="Reasons why the provision justifies the measure.", least=20, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> OwnMeasureJustified:
        """Justify a measure of the actor's agency, on a ground in force (G4)."""
        measure = unended(case, self.measure)
        demand(JUSTIFIABLE, measure, case, facts)
        grounds_in_force(case, (self.provision,), facts, "provision")
        return facts.record(OwnMeasureJustified, self)


class OwnMeasureEnded(CaseEvent, type="case.own-measure-ended"):
    """The measure was undone: by the agency, because nobody justified it in time, or after a complaint."""

    measure: str
    at: datetime
    lapsed: bool
    redress: str | None = None

    def fold(self, case: Case) -> Case:
        return with_row(case, "own_measures", self.measure, ended_at=self.at, lapsed=self.lapsed, redress=self.redress)


Ended = OwnMeasureEnded | ProtectionLapsed
"""Events that end measures when no measure is allowed against the content any more."""


def ends_of_all(case: Case, facts: Facts) -> tuple[Ended, ...]:
    """Return the ends of every own measure, justified or not, and of the immediate step.

    Use this when no measure is allowed against the content of the case any more.
    """
    own = (OwnMeasureEnded(measure=id, at=facts.now, lapsed=True) for id in going_on(case))
    return (*own, *lapsed(case, facts))


class EndOwnMeasure(
    MeasureCommand, posts=OFFICERS, requires=(member, some_unended, some_of(unended_measures, taken_by_own_agency))
):
    """Record that a measure on the agency's own page was undone."""

    measure: Annotated[
        str, Ref(doc="Key of the measure on the agency's own page: `OwnMeasure.key`.", to="own_measures")
    ]

    def decide(self, case: Case, facts: Facts) -> OwnMeasureEnded:
        measure = unended(case, self.measure)
        demand((taken_by_own_agency,), measure, case, facts)
        return facts.record(OwnMeasureEnded, self, lapsed=False)


class LapseOwnMeasure(RegisterCommand):
    """Note that nobody justified a measure on an agency's own page in time (an act of the register itself)."""

    measure: Annotated[
        str, Ref(doc="Key of the measure on the agency's own page: `OwnMeasure.key`.", to="own_measures")
    ]

    def decide(self, case: Case, facts: Facts) -> OwnMeasureEnded:
        """End the measure. Raises Refused if the measure was justified or undone in time."""
        measure = unended(case, self.measure)
        if measure.provision is not None:
            raise Refused(RuleNotMet(code="own-measure-over"))
        refuse_for(not_yet_due(measure.due_at, facts))
        return facts.record(OwnMeasureEnded, self, lapsed=True)
