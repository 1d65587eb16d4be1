"""That an agency was told of a case: an event, noted by a job of the register (Đ3.1, Đ5.1.a)."""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.state.case import Case, CaseState, Notice
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused, RuleNotMet
from domain.rules.action import Action
from domain.rules.facts import Facts

NOTIFY = "notify"
NOTICES_MOST = 200


def told(agency: str, event: Event) -> Job:
    """The job of telling an agency of an event."""
    return Job(job=NOTIFY, data={"agency": agency, "about": event.TYPE})


class AgencyNotified(Event, type="case.agency-notified"):
    """The register told an agency of the case."""

    notice: Notice


@dataclass(frozen=True, kw_only=True)
class NotifyAgency:
    """Tell an agency of the case (an act of the register itself)."""

    agency: Annotated[str, Ref(doc="The agency told.")]
    about: Annotated[str, Spec(doc="Type of the event it is told of.")]


def notify(case: Case, command: NotifyAgency, facts: Facts) -> tuple[Event, ...]:
    """Note that the agency was told. Raises Refused for an agency that is not a member."""
    if facts.heir(command.agency) not in facts.heirs(case.members):
        raise Refused(RuleNotMet(code="not-a-member"))
    notice = Notice(agency=facts.heir(command.agency), at=facts.now, about=command.about)
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
