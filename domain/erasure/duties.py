"""Duties in an erasure, and in a request about personal data."""

from collections.abc import Iterator
from datetime import datetime

from domain.erasure.command import barred
from domain.erasure.erasures import WAITING
from domain.erasure.state import DataRequest, Erasure, ErasureState
from domain.kernel.vocabulary import Kind, Role
from domain.rules.duty import Duty, DutyKind, owes

APPROVERS = (Role.PPC, Role.LEAD)
"""Roles whose officers answer data requests and approve erasures (Scope.ERASURE_APPROVE). The first officer to act does
so."""


def _due(request: DataRequest, *, replied: bool) -> datetime:
    """Return the end of the term for a reply, or after a reply the end of the term for the answer."""
    return request.done_by.due_at if replied and request.done_by else request.reply_by


@owes(Kind.ERASURE, *APPROVERS)
def duties(erasure: Erasure) -> Iterator[Duty]:
    """Yield the duty to answer, then the duty of two approvals. The approvers took no part in the request (G5)."""
    if erasure.state is ErasureState.REQUESTED and erasure.request:
        for role in APPROVERS:
            yield Duty(
                kind=DutyKind.ANSWER_DATA_REQUEST,
                agency=role,
                about=erasure.id,
                due_at=_due(erasure.request, replied=erasure.replied is not None),
                since=None if erasure.replied else erasure.request.begun,
                barred=tuple(sorted(barred(erasure))),
                lapsed=(erasure.undone_at if erasure.replied else erasure.overdue_at) is not None,
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
