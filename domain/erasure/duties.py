"""What waits for whom in an erasure, and in a request about personal data."""

from collections.abc import Iterator

from domain.erasure.answerers import barred
from domain.erasure.erasures import WAITING
from domain.erasure.state import Erasure, ErasureState
from domain.kernel.kind import Kind
from domain.kernel.roles import Role
from domain.rules.duty import Duty, DutyKind, owes

APPROVERS = (Role.PPC, Role.LEAD)
"""Whose officers answer such requests and approve erasures, whichever acts first (Scope.ERASURE_APPROVE)."""


@owes(Kind.ERASURE)
def duties(erasure: Erasure) -> Iterator[Duty]:
    """An answer while nobody gave one; then two approvals, by persons who had no word in it (G5)."""
    if erasure.state is ErasureState.REQUESTED and erasure.request:
        for role in APPROVERS:
            yield Duty(
                kind=DutyKind.ANSWER_DATA_REQUEST,
                agency=role,
                about=erasure.id,
                due_at=erasure.request.reply_by,
                barred=tuple(sorted(barred(erasure))),
                lapsed=erasure.overdue_at is not None,
            )
    if erasure.state in WAITING:
        since = max(word.at for word in erasure.words)
        for role in APPROVERS:
            yield Duty(
                kind=DutyKind.APPROVE_ERASURE,
                agency=role,
                about=erasure.id,
                since=since,
                barred=tuple(sorted(erasure.spoken)),
            )
