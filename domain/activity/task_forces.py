"""The task force that the People's Committee sets up on the lead agency's advice (Đ5.1.a)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.activity.state.activity import Recording, TaskForce, recording
from domain.kernel.event import Event
from domain.kernel.fields import Items, Ref, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import Post
from domain.kernel.span import Span
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

MEMBERS_MOST = 30


class TaskForceSetUp(Event, type="activity.task-force-set-up"):
    """The People's Committee set a task force up."""

    by: Recording
    task_force: TaskForce


@dataclass(frozen=True, kw_only=True)
class SetUpTaskForce:
    """Set up the task force, by a decision of the People's Committee (Đ5.1.a)."""

    document_number: Annotated[str, Words(doc="Number of the decision.", most=60)]
    head: Annotated[str, Ref(doc="The agency that heads it.")]
    members: Annotated[tuple[str, ...], Items(doc="The other agencies in it.", most=MEMBERS_MOST)]
    since: Annotated[date, Spec(doc="First day.")]
    until: Annotated[date | None, Spec(doc="Day after the last.")] = None


def set_up(state: None, command: SetUpTaskForce, facts: Facts) -> tuple[Event, ...]:
    """Set the task force up."""
    if faults := _faults(command, facts):
        raise Refused(*faults)
    task_force = TaskForce(
        document_number=facts.sealed["document_number"],
        head=command.head,
        members=command.members,
        span=Span(since=command.since, until=command.until),
    )
    return (TaskForceSetUp(by=recording(facts), task_force=task_force),)


def _faults(command: SetUpTaskForce, facts: Facts) -> list[InvalidInput]:
    faults = agency_known("head", command.head, facts)
    if not command.members:
        faults.append(invalid("members", "members-needed"))
    elif command.head in command.members:
        faults.append(invalid("members", "head-among-members"))
    faults += [fault for each in command.members for fault in agency_known("members", each, facts)]
    if command.until is not None and command.until <= command.since:
        faults.append(invalid("until", "ends-before-it-begins"))
    return faults


ACTIONS = (
    Action(
        command=SetUpTaskForce,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=set_up,
        scope=Scope.DIRECTIVE_ISSUE,
        posts=frozenset({Post.SIGNATORY}),
    ),
)
