"""The task force that the People's Committee sets up on the lead agency's advice (Đ5.1.a)."""

from datetime import date
from typing import Annotated

from domain.activity.command import RecordCommand, recorded, recording
from domain.activity.state.activity import Activity, ActivityType, Recording, TaskForce
from domain.kernel.event import Begins
from domain.kernel.fields import Ref, Refs, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import Post
from domain.kernel.span import Span
from domain.rules.facts import Facts
from domain.rules.guards import may_be_asked

MEMBERS_MOST = 30


class TaskForceSetUp(Begins[Activity], type="activity.task-force-set-up"):
    by: Recording
    task_force: TaskForce

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.TASK_FORCE, task_force=self.task_force)


class SetUpTaskForce(RecordCommand, scope=Scope.DIRECTIVE_ISSUE, posts={Post.SIGNATORY}):
    """Set up the task force, by a decision of the People's Committee (Đ5.1.a)."""

    document_number: Annotated[str, Words(doc="Number of the decision.", most=60)]
    head: Annotated[str, Ref(doc="Agency that heads the task force.", to=Kind.AGENCY)]
    members: Annotated[
        tuple[str, ...], Refs(doc="Other agencies in the task force.", most=MEMBERS_MOST, to=Kind.AGENCY)
    ]
    since: Annotated[date, Spec(doc="First day.")]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> TaskForceSetUp:
        if faults := self._faults(facts):
            raise Refused(*faults)
        task_force = facts.record(TaskForce, self, span=Span(since=self.since, until=self.until))
        return TaskForceSetUp(by=recording(facts), task_force=task_force)

    def _faults(self, facts: Facts) -> list[InvalidInput]:
        faults = may_be_asked("head", self.head, facts)
        if not self.members:
            faults.append(invalid("members", "members-needed"))
        elif self.head in self.members:
            faults.append(invalid("members", "head-among-members"))
        faults += [fault for member in self.members for fault in may_be_asked("members", member, facts)]
        if self.until is not None and self.until <= self.since:
            faults.append(invalid("until", "ends-before-it-begins"))
        return faults
