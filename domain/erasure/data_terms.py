"""Terms of a data request (NĐ 356/2025, Điều 5): one term for a reply, and one for completion. The second can be
extended once.

An answer also counts as the reply. An extension requires a confirmed row of law.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, TypedDict

from domain.complaint.terms import Deadline, counted, ends
from domain.erasure.command import ErasureCommand, ErasureEvent, left_to_the_appointed, word
from domain.erasure.state import ENDED, DataRequest, DataRequestKind, Erasure, ErasureState, Word
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import last_day, local_date
from domain.kernel.event import Job
from domain.kernel.fields import Words
from domain.kernel.refusals import Problem, Refused, RuleNotMet
from domain.kernel.vocabulary import DATA_ANSWERERS, Kind
from domain.registry.law import LegalTerm, TermCertainty, TermOf, term_on
from domain.registry.registry import Registry
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import refuse_for, required, still_runs

DATA_OVERDUE, DATA_UNDONE = "data-request-overdue", "data-request-undone"
REQUESTED = frozenset({ErasureState.REQUESTED})
RUNNING = frozenset(ErasureState) - ENDED


class Terms(TypedDict):
    """Terms of a request, counted from its arrival."""

    begun: datetime
    reply_by: datetime
    done_by: Deadline


def terms_of(kind: DataRequestKind, now: datetime, registry: Registry) -> Terms:
    """Return the terms of a request that begins now. Raises NoRow if no row of law sets the terms."""
    today = local_date(now)
    reply_by = registry.calendar.due(now, term_on(TermOf.DATA_REPLY, today, registry).amount)
    return Terms(begun=now, reply_by=reply_by, done_by=counted(TermOf(f"DATA_{kind}"), today, registry))


def begun(erasure: Erasure) -> datetime:
    return (erasure.request.begun if erasure.request else None) or erasure.at


def late_after(request: DataRequest) -> Iterator[Job]:
    """Yield the jobs that record that a term passed."""
    yield Job(job=DATA_OVERDUE, data={}, due=request.reply_by)
    if request.done_by is not None:
        yield Job(job=DATA_UNDONE, data={}, due=request.done_by.due_at)


class DataRequestReplied(ErasureEvent, type="erasure.replied"):
    replied: Word


def unreplied(erasure: Erasure, facts: Facts) -> Problem | None:
    """The person has not received a reply about the handling of the request."""
    return RuleNotMet(code="data-replied") if erasure.replied else None


class ReplyToDataRequest(
    ErasureCommand,
    posts=DATA_ANSWERERS,
    states=REQUESTED,
    requires=(left_to_the_appointed, unreplied),
    writes=DataRequestReplied,
):
    """Inform the person how the request is handled, before you answer it. You have two working days for this reply."""

    reasons: Annotated[str, Words(doc="The next steps, which the person can read.", least=20, most=5_000)]


class DataRequestExtended(ErasureEvent, type="erasure.extended"):
    extended: Word
    done_by: Deadline

    def fold(self, erasure: Erasure) -> Erasure:
        request = required(erasure.request)
        return replace(erasure, extended=self.extended, request=replace(request, done_by=self.done_by))

    def jobs(self, erasure: Erasure) -> Iterator[Job]:
        yield Job(job=DATA_UNDONE, data={}, due=self.done_by.due_at)


def extension_row(facts: Facts) -> LegalTerm:
    """Return the row of law that sets today's extension in days."""
    return term_on(TermOf.DATA_EXTENSION, local_date(facts.now), facts.registry)


def unextended(erasure: Erasure, facts: Facts) -> Problem | None:
    """The term of the request has not been extended before."""
    return RuleNotMet(code="extended-once") if erasure.extended else None


def extension_confirmed(erasure: Erasure, facts: Facts) -> Problem | None:
    """Two persons confirmed the row of law that permits an extension of the term."""
    unsure = extension_row(facts).certainty is TermCertainty.UNCONFIRMED
    return RuleNotMet(code="term-unconfirmed") if unsure else None


def completion_runs(erasure: Erasure, facts: Facts) -> Problem | None:
    """The term for completing the request has not ended."""
    done_by = erasure.request.done_by if erasure.request else None
    runs = done_by is not None and facts.now < ends(done_by, facts.registry)
    return None if runs else RuleNotMet(code="term-is-over")


class ExtendDataRequest(
    ErasureCommand,
    posts=DATA_ANSWERERS,
    states=RUNNING,
    requires=(left_to_the_appointed, completion_runs, unextended, extension_confirmed),
):
    """Extend, once, the time for a request about personal data. The person can read the reason."""

    reasons: Annotated[str, Words(doc="Reasons for the extension, which the person can read.", least=20, most=5_000)]

    def decide(self, erasure: Erasure, facts: Facts) -> DataRequestExtended:
        """Extend the term from its former last day. The row of law that is valid now sets the days."""
        before = required(erasure.request.done_by if erasure.request else None)
        begins = last_day(ends(before, facts.registry))
        longer = counted(TermOf.DATA_EXTENSION, begins, facts.registry)
        done_by = replace(longer, days=before.days + longer.days)
        return DataRequestExtended(extended=word(facts), done_by=done_by)


class DataRequestOverdue(ErasureEvent, type="erasure.overdue", bookkeeping=True, sets={"overdue_at": "at"}):
    at: datetime


class RegisterNotes(CommandOn[Erasure], kind=Kind.ERASURE, additive=True, by={ActorKind.SYSTEM}):
    """Command of the register itself after a term has expired."""


class NoteDataRequestOverdue(RegisterNotes, states=REQUESTED, requires=(unreplied,)):
    """Record that a request was not answered in time (an act of the register itself)."""

    def decide(self, erasure: Erasure, facts: Facts) -> DataRequestOverdue:
        if erasure.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        reply_by = erasure.request.reply_by if erasure.request else None
        refuse_for(still_runs(reply_by, facts, begun(erasure)))
        return facts.record(DataRequestOverdue, self)


class DataRequestUndone(ErasureEvent, type="erasure.undone", bookkeeping=True, sets={"undone_at": "at"}):
    at: datetime


class NoteDataRequestUndone(RegisterNotes, states=RUNNING):
    """Record that a request was not completed in time (an act of the register itself)."""

    def decide(self, erasure: Erasure, facts: Facts) -> DataRequestUndone:
        if erasure.undone_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        done_by = erasure.request.done_by if erasure.request else None
        refuse_for(still_runs(done_by.due_at if done_by else None, facts))
        return facts.record(DataRequestUndone, self)
