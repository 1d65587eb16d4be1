"""Accusations against the agency that handled a closed case. The level above reopens the case or declines.

The accusation is a stream of its own, which no accused agency can see. So nothing is written to the case before the
decision. An accusation does not reopen the case by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from domain.case.closing import REOPENABLE, CaseReopened, by_another_person, reopening_of
from domain.case.codes import may_act
from domain.case.command import CaseEvent
from domain.case.concerned import CORRUPTION, member_or_watching
from domain.case.intake import CONCERNS_MOST, concerns_known
from domain.case.leadership import LeadPassed, passing
from domain.case.state.case import Case, CaseState
from domain.case.state.pathways import ReopeningGround
from domain.case.state.related import CaseRef
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Follows, Sealed, Step
from domain.kernel.fields import Refs, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, misfit, unguarded
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind, Post
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.duty import Duty, DutyKind, owes
from domain.rules.facts import Facts, Need
from domain.rules.guards import active_of_kind, not_of, refuse_for, required, second_person
from domain.rules.linking import LinkedEvent, reacts_to


class AccusationState(StrEnum):
    """State of an accusation."""

    OPEN = "OPEN"
    REOPENED = "REOPENED"
    DECLINED = "DECLINED"


@dataclass(frozen=True, kw_only=True)
class Accusation:
    """Accusation about a closed case. `examining` is the agency that decides it, never an accused agency.

    `agency` and `officer` filed the accusation. Both are None if the reporter filed it with the code of the report.
    """

    id: str
    state: AccusationState
    case: str
    accused: tuple[str, ...]
    corruption: bool
    reasons: Sealed
    examining: str
    at: datetime
    decide_by: datetime
    agency: str | None = None
    officer: str | None = None
    decided: Step | None = None


@dataclass(frozen=True, kw_only=True)
class AccusedCase(Need):
    """Case of an accusation, with numbers of accusations by one filer: all of them, and the pending ones.

    The filer is the actor's agency or the reporter.
    """

    OF_STATE: ClassVar[bool] = True

    case: Case
    waiting: int = 0
    filed: int = 0


DECIDE_DAYS: Final = 7
"""Working days for deciding an accusation: a choice of this register."""
ACCUSATIONS_MOST: Final = 10
"""Most accusations in one case by one agency, or by the reporter."""


class AccusationFiled(Begins[Accusation], type="accusation.filed", state=AccusationState.OPEN):
    case: str
    accused: tuple[str, ...]
    corruption: bool
    reasons: Sealed
    examining: str
    at: datetime
    decide_by: datetime
    agency: str | None = None
    officer: str | None = None


def examining_agency(case: Case, accused: tuple[str, ...], facts: Facts) -> str | None:
    """Return the agency that decides: the People's Committee. If the Committee is accused or led the case, the lead's
    substitute decides.

    None if neither agency may decide.
    """
    about = (*case.concerns, *accused, case.lead)
    others = (*sorted(active_of_kind(AgencyKind.PPC, facts)), *facts.registry.substitutes_on(local_date(facts.now)))
    return next((agency for agency in others if not facts.touches(agency, about)), None)


def accuse(
    command: object, known: AccusedCase | None, accused: tuple[str, ...], corruption: bool, facts: Facts
) -> AccusationFiled:
    """Return the event of an accusation. Raises Refused while the case is running or an earlier accusation is
    pending."""
    if known is None or known.case.state is not CaseState.CLOSED:
        raise Refused(RuleNotMet(code="accuse-when-closed"))
    if not accused and not corruption:
        raise Refused(invalid("about_lead" if facts.actor.kind is ActorKind.PUBLIC else "accused", "field-needed"))
    if known.waiting:
        raise Refused(RuleNotMet(code="accusation-waits"))
    if known.filed >= ACCUSATIONS_MOST:
        raise Refused(LimitReached(code="too-many-accusations", limit=ACCUSATIONS_MOST))
    examining = examining_agency(known.case, accused, facts)
    if examining is None:
        raise Refused(RuleNotMet(code="accusation-nobody-decides"))
    return facts.record(
        AccusationFiled,
        command,
        case=known.case.id,
        accused=accused,
        corruption=corruption,
        reasons=facts.sealed["reasons"],
        examining=examining,
        decide_by=facts.registry.calendar.due(facts.now, DECIDE_DAYS),
        agency=facts.actor.agency,
        officer=facts.actor.officer and facts.actor.subject,
    )


class AccuseByCode(OpeningCommand, kind=Kind.ACCUSATION, by={ActorKind.PUBLIC}, needs=(AccusedCase,)):
    """State that your closed report is about the agency that handled it, or alleges corruption. The level above
    decides. It has another agency check the report again, or explains to you why not."""

    reasons: Annotated[str, Words(doc="Passages of your report that are about the agency.", least=10, most=2_000)]
    about_lead: Annotated[bool, Spec(doc="True if the report is about the agency that handled it.")] = False
    corruption: Annotated[bool, Spec(doc="True if the report alleges corruption.")] = False

    def decide(self, state: None, facts: Facts) -> AccusationFiled:
        """Record the accusation of a person who has the code of the report."""
        known = facts.known(AccusedCase)
        if known and (problem := may_act(known.case.ticket)):
            raise Refused(problem)
        accused = (known.case.lead,) if known and self.about_lead else ()
        return accuse(self, known, accused, self.corruption, facts)


class AccuseAgency(
    OpeningCommand,
    kind=Kind.ACCUSATION,
    scope=Scope.CASE_READ_OWN,
    posts=OFFICERS | {Post.INSPECTOR},
    by={ActorKind.PERSON},
    needs=(AccusedCase,),
):
    """State that a closed case is about agencies that handled it, or alleges corruption. An agency at another level
    decides."""

    case: Annotated[str, CaseRef(doc="The closed case.")]
    reasons: Annotated[
        str, Words(doc="Passages of the claim that are about the agencies. Name no person.", least=10, most=2_000)
    ]
    accused: Annotated[
        tuple[str, ...], Refs(doc="Agencies that are the subject of the claim.", most=CONCERNS_MOST, to=Kind.AGENCY)
    ] = ()
    corruption: Annotated[bool, Spec(doc=CORRUPTION)] = False

    def decide(self, state: None, facts: Facts) -> AccusationFiled:
        """Record the accusation of a member of the case, the Committee or an inspector. Raises Refused if inspectors
        are accused."""
        known = facts.known(AccusedCase)
        if known and (problem := member_or_watching(known.case, facts)):
            raise Refused(problem)
        refuse_for(*concerns_known(self.accused, facts, "accused"))
        inspecting = active_of_kind(AgencyKind.INSPECTORATE, facts) | active_of_kind(AgencyKind.PPC_OFFICE, facts)
        refuse_for(
            *misfit("accused", "recusal-of-those-above", self.accused, lambda it: facts.heir(it) not in inspecting)
        )
        return accuse(self, known, self.accused, self.corruption, facts)


@owes(Kind.ACCUSATION)
def duties(accusation: Accusation) -> Iterator[Duty]:
    """Yield the examining agency's duty to decide the accusation within the term."""
    if accusation.state is AccusationState.OPEN:
        yield Duty(
            kind=DutyKind.DECIDE_ACCUSATION,
            agency=accusation.examining,
            about=accusation.id,
            due_at=accusation.decide_by,
            since=accusation.at,
            barred=(accusation.officer,) if accusation.officer else (),
        )


def examined_here(accusation: Accusation, facts: Facts) -> Problem | None:
    """The actor's agency is the one that decides the accusation."""
    own = facts.acts_for(accusation.examining)
    return None if own else unguarded(Guard.G1_COMPETENCE, "examining-agency-only")


def of_none_accused(accusation: Accusation, facts: Facts) -> Problem | None:
    """The actor has no post in an agency that is accused or that led the case (G5)."""
    known = facts.known(AccusedCase)
    return not_of((*accusation.accused, *((known.case.lead,) if known else ())), facts)


def filed_by_another(accusation: Accusation, facts: Facts) -> Problem | None:
    """Another person than the actor, or the reporter, filed the accusation (G5)."""
    return second_person(accusation.officer, facts) if accusation.officer else None


class AccusationCommand(
    CommandOn[Accusation],
    kind=Kind.ACCUSATION,
    scope=Scope.REDRESS_DECIDE,
    posts={Post.SIGNATORY},
    states={AccusationState.OPEN},
    needs=(AccusedCase,),
    requires=(examined_here, of_none_accused, filed_by_another),
):
    """Command of the level above on an accusation."""

    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    reasons: Annotated[str, Words(doc="Reasons, which the accuser can read.", least=20, most=5_000)]


class AccusationUpheld(Follows[Accusation], type="accusation.upheld", state=AccusationState.REOPENED):
    """The accusation is upheld, and an agency that is not accused checks the case again."""

    decided: Step


class AccusationAccepted(CaseEvent, type="case.accusation-accepted"):
    """The level above found that the claim is about agencies, or that it alleges corruption."""

    accusation: str
    agency: str
    officer: str
    at: datetime
    concerns: tuple[str, ...] = ()
    corruption: bool = False

    def fold(self, case: Case) -> Case:
        concerns = tuple(dict.fromkeys((*case.concerns, *self.concerns)))
        return replace(case, concerns=concerns, corruption=case.corruption or self.corruption)


def case_ended(accusation: Accusation, facts: Facts) -> Problem | None:
    """The case has ended and was not reopened since."""
    known = facts.known(AccusedCase)
    return None if known and known.case.state in REOPENABLE else RuleNotMet(code="accused-case-runs")


def ended_by_another(accusation: Accusation, facts: Facts) -> Problem | None:
    """Another person than the actor closed, decided or transferred the case (G5)."""
    known = facts.known(AccusedCase)
    return by_another_person(known.case, facts) if known else None


def led_by_another_then(accusation: Accusation, facts: Facts) -> Problem | None:
    """An agency that is not accused will lead the reopened case (G5)."""
    known = facts.known(AccusedCase)
    if known is None or not facts.touches(known.case.lead, accusation.accused):
        return None
    about = (*known.case.concerns, *accusation.accused)
    return None if passing(known.case.lead, about, facts) else RuleNotMet(code="substitute-needed")


class ReopenAccused(
    AccusationCommand,
    signed=True,
    requires=(case_ended, ended_by_another, led_by_another_then),
    writes=AccusationUpheld,
):
    """Reopen the accused case. If the claim is about the lead agency, the substitute leads the case from then on
    (Đ5.1.h)."""


class AccusationDeclined(Follows[Accusation], type="accusation.declined", state=AccusationState.DECLINED):
    decided: Step


class DeclineAccusation(AccusationCommand, writes=AccusationDeclined):
    """Explain why the case is not reopened. The accuser reads the explanation with the code (Đ5.1.h)."""


@reacts_to(AccusationUpheld)
def opening_again(
    accusation: Accusation, event: AccusationUpheld, facts: Facts
) -> Iterator[LinkedEvent[LeadPassed | AccusationAccepted | CaseReopened]]:
    """Yield the events that reopen the case. A change of lead comes first, so that the new lead receives the other
    events."""
    known = required(facts.known(AccusedCase))
    case, step = known.case, event.decided
    for passed in passing(case.lead, (*case.concerns, *accusation.accused), facts):
        yield LinkedEvent(stream=case.id, event=passed)
        case = passed.fold(case)
    accepted = AccusationAccepted(
        accusation=accusation.id,
        agency=step.agency,
        officer=step.officer,
        at=step.at,
        concerns=tuple(agency for agency in accusation.accused if agency not in case.concerns),
        corruption=accusation.corruption,
    )
    yield LinkedEvent(stream=case.id, event=accepted)
    reopening = reopening_of(case, ReopeningGround.COMMITTEE_REQUEST, officer=step.officer, at=step.at)
    yield LinkedEvent(stream=case.id, event=CaseReopened(reopening=replace(reopening, agency=step.agency)))
