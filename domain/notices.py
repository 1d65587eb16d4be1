"""Notices inside the register: who is told of what, as work for later and as an event (Đ3.1, Đ5.1.a).

A notice is an effect: the event that causes it and the order to deliver it are written together, a job
carries the order out by a command whose id derives from that event, so that twice delivered is once told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from domain.action import Action
from domain.case import Case, CaseState, Notice
from domain.facts import ActorKind, Facts
from domain.fields import Ref, Spec
from domain.intake import CaseReported, CaseScreened
from domain.refusals import Refused, RuleNotMet
from domain.streams import Event, Kind

NOTIFY = "notify"
NOTICES_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Work to do after an event: the job's name and what it needs; ids only, never text."""

    job: str
    agency: str
    about: str


@dataclass(frozen=True, kw_only=True)
class AgencyNotified(Event, type="case.agency-notified"):
    """The register told an agency of the case."""

    notice: Notice


@dataclass(frozen=True, kw_only=True)
class NotifyAgency:
    """Tell an agency of the case (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="The agency told.")]
    about: Annotated[str, Spec(doc="Type of the event it is told of.")]


def errands(case: Case, event: Event) -> Iterator[Errand]:
    """What has to be done because of the event: tell the lead of a report, the assigned agency of its case."""
    match event:
        case CaseReported(lead=lead) if lead != case.reporter:
            yield Errand(job=NOTIFY, agency=lead, about=event.TYPE)
        case CaseScreened(assigned=assigned):
            yield Errand(job=NOTIFY, agency=assigned, about=event.TYPE)


def notify(case: Case, command: NotifyAgency, facts: Facts) -> tuple[Event, ...]:
    """Note that the agency was told. Raises Refused for an agency that is not a member."""
    if command.agency not in case.members:
        raise Refused(RuleNotMet(code="not-a-member"))
    notice = Notice(agency=command.agency, at=facts.now, about=command.about)
    return (AgencyNotified(notice=notice),)


def notified(case: Case, event: AgencyNotified) -> Case:
    """The case with the notice; only the newest ones are kept in the state, all are in the history."""
    return replace(case, notices=(*case.notices, event.notice)[-NOTICES_MOST:])


ACTIONS = (
    Action(
        command=NotifyAgency,
        stream=Kind.CASE,
        decide=notify,
        states=frozenset(CaseState),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
