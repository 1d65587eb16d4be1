"""What people ask about their own data, and the clock of the answer: two working days (NĐ 356/2025)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.complaint.state import ContestedDecision
from domain.erasure.command import ErasureCommand, ErasureEvent, erasable, word
from domain.erasure.state import DataRequest, DataRequestKind, Erasure, ErasureGround, ErasureState, ErasureTarget, Word
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins
from domain.kernel.fields import ContactText, Ref, Spec, Words
from domain.kernel.impersonal import Exempt
from domain.kernel.job import Job
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.roles import OFFICERS
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import not_yet_due

REPLY_DAYS = 2
"""Working days to answer a person (NĐ 356/2025; from excerpts, to be compared with its text)."""
DATA_OVERDUE = "data-request-overdue"
REQUESTED = frozenset({ErasureState.REQUESTED})


class DataRequested(Begins[Erasure], type="erasure.requested"):
    """Somebody asked about data on themselves."""

    code: str
    target: str
    at: datetime
    request: DataRequest

    def begin(self, id: str) -> Erasure:
        return Erasure(
            id=id,
            code=self.code,
            state=ErasureState.REQUESTED,
            at=self.at,
            target=self.target,
            ground=ErasureGround.DATA_SUBJECT,
            request=self.request,
        )

    def jobs(self, erasure: Erasure) -> Iterator[Job]:
        yield Job(job=DATA_OVERDUE, data={}, due=self.request.reply_by)


class RequestData(OpeningCommand, kind=Kind.ERASURE, by={ActorKind.PUBLIC}, needs=(ContestedDecision,)):
    """Ask to see, correct or erase what the register holds about you."""

    decision: Annotated[
        str, Words(doc="Public code of the decision that it is about.", most=20, sealed=False, exempt=Exempt.ACCOUNT)
    ]
    kind: Annotated[DataRequestKind, Spec(doc="What you ask for: to see, to correct or to erase the data.")]
    text: Annotated[str, Words(doc="Which data you ask about, and why.", least=20, most=5_000, exempt=Exempt.REPORTED)]
    contact: Annotated[
        str | None, ContactText(doc="How to reach you, if you wish. It is stored apart from everything else.", most=300)
    ] = None

    def decide(self, state: None, facts: Facts) -> DataRequested:
        contested = facts.known(ContestedDecision)
        if contested is None:
            raise Refused(invalid("decision", "decision-unknown"))
        request = DataRequest(
            kind=self.kind,
            text=facts.sealed["text"],
            ticket=facts.ticket,
            reply_by=facts.registry.calendar.due(facts.now, REPLY_DAYS),
            contact=facts.contact_details.get("contact"),
        )
        return DataRequested(code=facts.code, target=contested.case.id, at=facts.now, request=request)


class RecordDataRequest(
    OpeningCommand, kind=Kind.ERASURE, scope=Scope.ERASURE_APPROVE, posts=OFFICERS, needs=(ErasureTarget,)
):
    """Record a data request of a person who proved their identity to you. The register does not keep the identity."""

    target: Annotated[str, Ref(doc="The case, complaint or notice whose texts the request is about.")]
    kind: Annotated[DataRequestKind, Spec(doc="What the person asks for.")]
    text: Annotated[
        str,
        Words(doc="Which data they ask about, and why, without their name.", least=20, most=5_000),
    ]
    shown_in_person: Annotated[
        bool,
        Spec(
            doc="Declaration that the person proved their identity to you, and that you kept no copy of the "
            "proof. Must be true."
        ),
    ]

    def decide(self, state: None, facts: Facts) -> DataRequested:
        """About something that is there. The person follows it with the code, which the officer hands over."""
        if not self.shown_in_person:
            raise Refused(invalid("shown_in_person", "not-shown-in-person"))
        known = facts.known(ErasureTarget)
        if known is None:
            raise Refused(invalid("target", "nothing-to-erase"))
        request = DataRequest(
            kind=self.kind,
            text=facts.sealed["text"],
            ticket=facts.ticket,
            reply_by=facts.registry.calendar.due(facts.now, REPLY_DAYS),
            officer=facts.actor.subject,
        )
        return DataRequested(code=facts.code, target=known.stream, at=facts.now, request=request)


class DataRequestAnswered(ErasureEvent, type="erasure.answered"):
    """An officer answered; a granted request for erasure goes on to be approved."""

    answer: Word
    granted: bool

    def fold(self, erasure: Erasure) -> Erasure:
        goes_on = self.granted and erasure.asks_for_erasure
        return replace(erasure, state=ErasureState.PROPOSED if goes_on else ErasureState.ANSWERED, answer=self.answer)


class AnswerDataRequest(ErasureCommand, states=REQUESTED, needs=(ErasureTarget,)):
    """Answer a request about personal data. If you grant it, the texts are erased after two approvals."""

    granted: Annotated[bool, Spec(doc="Whether the request is granted.")]
    reasons: Annotated[str, Words(doc="Answer for the person to read.", least=20, most=5_000)]

    def decide(self, erasure: Erasure, facts: Facts) -> DataRequestAnswered:
        """No erasure is granted while the matter, or a complaint about it, runs."""
        if self.granted and erasure.asks_for_erasure:
            erasable(facts, "granted")
        return DataRequestAnswered(answer=word(facts), granted=self.granted)


class DataRequestOverdue(ErasureEvent, type="erasure.overdue", bookkeeping=True):
    """Nobody answered in time."""

    at: datetime

    def fold(self, erasure: Erasure) -> Erasure:
        return replace(erasure, overdue_at=self.at)


class NoteDataRequestOverdue(
    CommandOn[Erasure], kind=Kind.ERASURE, states=REQUESTED, additive=True, by={ActorKind.SYSTEM}
):
    """Note that nobody answered in time (an act of the register itself)."""

    def decide(self, erasure: Erasure, facts: Facts) -> DataRequestOverdue:
        """Once, when the time has run out."""
        if erasure.overdue_at is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        if problem := not_yet_due(erasure.request.reply_by if erasure.request else None, facts):
            raise Refused(problem)
        return DataRequestOverdue(at=facts.now)
