"""Base classes of the events and commands of a case, and notifications of agencies (Đ3.1, Đ5.1.a)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from domain.case.guards import led_by_actor
from domain.case.state.case import Case, CaseState, Notice
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event, Follows, Job, Topic
from domain.kernel.fields import Ref, Spec
from domain.kernel.refusals import Refused, RuleNotMet
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

UNDER_CHECK = frozenset({CaseState.CHECKING, CaseState.COORDINATING})
"""States in which the facts are examined."""
NOT_CLOSED = frozenset(CaseState) - {CaseState.CLOSED}


class CaseEvent(Follows[Case]):
    """Event that follows in the stream of a case."""


class OpeningCaseCommand(OpeningCommand, kind=Kind.CASE):
    """Command that opens a case."""


def led_as_substitute(case: Case, facts: Facts) -> bool:
    """Return whether the actor's agency leads the case as the lead agency's substitute (Đ5.1, G5)."""
    return facts.acts_for(case.lead) and facts.deputises(case.concerns)


class CaseCommand(CommandOn[Case], kind=Kind.CASE, deputy=led_as_substitute):
    """Command on a case."""


class LeadCommand(CaseCommand, posts=OFFICERS, requires=(led_by_actor,)):
    """Command of the agency that leads the case (Đ5.1)."""


class RegisterCommand(CaseCommand, additive=True, by={ActorKind.SYSTEM}):
    """Act of the register itself. A job carries out the act after a term expired, or to send a notification."""


NOTIFY = "notify"
NOTICES_MOST = 200


def told(agency: str, event: Event) -> Job:
    return Job(job=NOTIFY, data={"agency": agency, "about": event.TYPE})


class ToldToLead(CaseEvent):
    """Event that the lead agency is notified of, such as an act of another agency or an expired term."""

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(case.lead, self)


class AgencyNotified(CaseEvent, type="case.agency-notified", topic=Topic.CASE_OBLIGATION, bookkeeping=True):
    notice: Notice

    def fold(self, case: Case) -> Case:
        """Store the newest notifications in the state. The history contains all notifications."""
        return replace(case, notices=(*case.notices, self.notice)[-NOTICES_MOST:])


class NotifyAgency(RegisterCommand, states=CaseState):
    """Notify an agency of the case (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="Agency that is notified.", to=Kind.AGENCY)]
    about: Annotated[str, Spec(doc="Type of the event about which the agency is notified.")]

    def decide(self, case: Case, facts: Facts) -> AgencyNotified:
        """Record the notification. Raises Refused for an agency that is not a member."""
        if facts.heir(self.agency) not in facts.heirs(case.members):
            raise Refused(RuleNotMet(code="not-a-member"))
        return AgencyNotified(notice=facts.record(Notice, self, agency=facts.heir(self.agency)))
