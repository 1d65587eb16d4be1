"""Acceptance of a complaint, or its rejection without examination (Luật Khiếu nại, Điều 11, 27)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.complaint.appeal import appeal_term
from domain.complaint.command import ExaminerCommand, RedressEvent, final_after, overdue_after
from domain.complaint.state import FIRST, NEW, SECOND, Redress, RedressState, Rejection, RejectionGround
from domain.complaint.terms import Deadline, Stage, deadline_from
from domain.kernel.fields import Spec, Words
from domain.kernel.job import Job
from domain.kernel.refusals import Refused, invalid
from domain.kernel.roles import Post
from domain.rules.facts import Facts


class RedressAccepted(RedressEvent, type="redress.accepted"):
    officer: str
    at: datetime
    decide_by: Deadline

    def fold(self, redress: Redress) -> Redress:
        return replace(redress, state=RedressState.ACCEPTED, decide_by=self.decide_by)

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.decide_by)


class AcceptRedress(ExaminerCommand, states=NEW):
    """Accept a complaint. The time limit of the ruling begins (Luật Khiếu nại, Điều 27)."""

    complex: Annotated[bool, Spec(doc="Whether the complaint is complex, so that the longer time limit applies.")] = (
        False
    )

    def decide(self, redress: Redress, facts: Facts) -> RedressAccepted:
        """At the second level with the second level's term."""
        first = (Stage.DECIDE, Stage.DECIDE_COMPLEX)
        stages = first if redress.level == FIRST else (Stage.DECIDE_SECOND, Stage.DECIDE_SECOND_COMPLEX)
        due = deadline_from(stages[self.complex], facts.now, facts.registry, remote=redress.remote)
        return facts.record(RedressAccepted, self, decide_by=due)


class RedressRejected(RedressEvent, type="redress.rejected"):
    rejection: Rejection
    appeal_by: Deadline | None = None

    def fold(self, redress: Redress) -> Redress:
        last = self.rejection.level == SECOND
        return replace(
            redress,
            state=RedressState.REJECTED,
            rejections=(*redress.rejections, self.rejection),
            appeal_by=self.appeal_by,
            ended_at=self.rejection.at if last else None,
        )

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return final_after(self.appeal_by)


class RejectRedress(ExaminerCommand, posts={Post.SIGNATORY}, states=NEW, signed=True):
    """Reject a complaint without examining it, with reasons for the person to read (Luật Khiếu nại, Điều 11)."""

    ground: Annotated[RejectionGround, Spec(doc="Ground of the rejection.")]
    reasons: Annotated[str, Words(doc="Reasons for the person to read.", least=20, most=5_000)]

    def decide(self, redress: Redress, facts: Facts) -> RedressRejected:
        """Lateness is a ground only for what was late."""
        if self.ground is RejectionGround.OUT_OF_TIME and not redress.filed_late:
            raise Refused(invalid("ground", "filed-in-time"))
        rejection = facts.record(Rejection, self, level=redress.level)
        return RedressRejected(rejection=rejection, appeal_by=appeal_term(redress, facts))
