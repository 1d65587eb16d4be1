"""Requests of people about their own data, the answers, and complaints against a refusal.

A person makes a request with the code of an act, with the exact address of some content, or at a desk. An address
proves no identity. So the answer covers the content itself, and no data are corrected or erased.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.state.case import Case
from domain.complaint.acts import ACTS, Undone
from domain.complaint.examination import RedressDecided
from domain.complaint.state import GRANTED, ContestedDecision, ContestedKind, Redress, StreamAct
from domain.complaint.terms import Deadline
from domain.erasure.command import (
    ErasureCommand,
    ErasureEvent,
    barred,
    erasable,
    left_to_appointed,
    left_to_the_appointed,
    refusal_code,
    word,
)
from domain.erasure.data_terms import REQUESTED, late_after, terms_of
from domain.erasure.state import DataRequest, DataRequestKind, Erasure, ErasureGround, ErasureState, ErasureTarget, Word
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Job, filled
from domain.kernel.fields import Address, ContactText, Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import DATA_ANSWERERS, Kind
from domain.kernel.wording import Exempt
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, refuse_for, required
from domain.rules.linking import LinkedEvent, reacts_to


class DataRequested(Begins[Erasure], type="erasure.requested"):
    code: str
    target: str | None = None
    at: datetime
    request: DataRequest

    def begin(self, id: str) -> Erasure:
        return filled(Erasure, self, id=id, state=ErasureState.REQUESTED, ground=ErasureGround.DATA_SUBJECT)

    def jobs(self, erasure: Erasure) -> Iterator[Job]:
        return late_after(self.request)


def _asked(kind: DataRequestKind, facts: Facts, officer: str | None = None) -> DataRequest:
    """Return the request of a command, with the terms of its answer."""
    return DataRequest(
        kind=kind,
        text=facts.sealed["text"],
        ticket=facts.ticket,
        **terms_of(kind, facts.now, facts.registry),
        contact=None if officer else facts.contact_details.get("contact"),
        officer=officer,
        url=facts.sealed.get("url"),
    )


class RequestData(OpeningCommand, kind=Kind.ERASURE, by={ActorKind.PUBLIC}, needs=(ContestedDecision,)):
    """Ask to see, correct or erase the data that the register has about you."""

    decision: Annotated[
        str,
        Words(
            doc="Public code of the decision that the request is about.", most=20, sealed=False, exempt=Exempt.ACCOUNT
        ),
    ]
    kind: Annotated[DataRequestKind, Spec(doc="Your request: to see, to correct or to erase the data.")]
    text: Annotated[str, Words(doc="Which data you ask about, and why.", least=20, most=5_000, exempt=Exempt.REPORTED)]
    contact: Annotated[
        str | None, ContactText(doc="How to reach you, if you wish. It is stored apart from everything else.", most=300)
    ] = None

    def decide(self, state: None, facts: Facts) -> DataRequested:
        contested = facts.known(ContestedDecision)
        if contested is None:
            raise Refused(invalid("decision", "decision-unknown"))
        request = _asked(self.kind, facts)
        return facts.record(DataRequested, self, target=contested.case.id, request=request)


class RequestDataByAddress(OpeningCommand, kind=Kind.ERASURE, by={ActorKind.PUBLIC}):
    """Request personal data that the register has about the content at an exact address, without a code."""

    url: Annotated[str, Address(doc="The exact address of the content. Stored as text; the register never opens it.")]
    kind: Annotated[
        DataRequestKind,
        Spec(doc="Your request. To correct or erase data you must prove your identity to an officer."),
    ]
    text: Annotated[str, Words(doc="Which data you ask about, and why.", least=20, most=5_000, exempt=Exempt.REPORTED)]
    contact: Annotated[
        str | None, ContactText(doc="How to reach you, if you wish. It is stored apart from everything else.", most=300)
    ] = None

    def decide(self, state: None, facts: Facts) -> DataRequested:
        """Record the request without a lookup of the data. So neither the answer nor its timing reveals whether data
        exist."""
        return facts.record(DataRequested, self, request=_asked(self.kind, facts))


class RecordDataRequest(
    OpeningCommand, kind=Kind.ERASURE, scope=Scope.ERASURE_APPROVE, posts=DATA_ANSWERERS, needs=(ErasureTarget,)
):
    """Record a data request of a person who proved their identity to you. The register does not store the identity."""

    target: Annotated[str, Ref(doc="The case, complaint or notice whose texts the request is about.")]
    kind: Annotated[DataRequestKind, Spec(doc="The person's request: to see, to correct or to erase the data.")]
    text: Annotated[
        str,
        Words(doc="Data that the person asks about, and the reasons, without the person's name.", least=20, most=5_000),
    ]
    shown_in_person: Annotated[
        bool,
        Spec(
            doc="Declaration that the person proved their identity to you, and that you kept no copy of the "
            "proof. Must be true."
        ),
    ]

    def decide(self, state: None, facts: Facts) -> DataRequested:
        """Record the request, so that the officer can hand over its code. Raises Refused for an unknown target, and for
        an officer who may not answer such requests."""
        refuse_for(left_to_appointed(facts))
        if not self.shown_in_person:
            raise Refused(invalid("shown_in_person", "not-shown-in-person"))
        known = facts.known(ErasureTarget)
        if known is None:
            raise Refused(invalid("target", "nothing-to-erase"))
        request = _asked(self.kind, facts, officer=facts.actor.subject)
        return facts.record(DataRequested, self, target=known.stream, request=request)


class DataRequestAnswered(ErasureEvent, type="erasure.answered"):
    """An officer answered the request. A granted request for erasure then needs approval."""

    answer: Word
    granted: bool
    public_code: str | None = None

    def fold(self, erasure: Erasure) -> Erasure:
        goes_on = self.granted and erasure.asks_for_erasure
        state = ErasureState.PROPOSED if goes_on else ErasureState.ANSWERED
        return replace(erasure, state=state, answer=self.answer, public_code=self.public_code)


def identity_needed(erasure: Erasure) -> Problem | None:
    """Return a refusal of correction or erasure for a person who only has an address. Anybody may request access."""
    tells_only = erasure.request is not None and erasure.request.kind is DataRequestKind.ACCESS
    return None if tells_only or not erasure.by_address else RuleNotMet(code="identity-needed")


def refused_by_another(erasure: Erasure, facts: Facts) -> Problem | None:
    """Any earlier refusal of the request was by another person (G5)."""
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if actor_among(barred(erasure), facts) else None


class AnswerDataRequest(
    ErasureCommand,
    posts=DATA_ANSWERERS,
    states=REQUESTED,
    needs=(ErasureTarget,),
    requires=(refused_by_another, left_to_the_appointed),
):
    """Answer a request about personal data. If you grant an erasure, the texts are erased after two approvals."""

    granted: Annotated[bool, Spec(doc="True if the request is granted.")]
    reasons: Annotated[str, Words(doc="Answer for the person to read.", least=20, most=5_000)]

    def decide(self, erasure: Erasure, facts: Facts) -> DataRequestAnswered:
        """Record the answer.

        Raises Refused for correction and erasure without a proven identity. Raises it also for erasure while the matter
        or a complaint about it is running.
        """
        if self.granted and (problem := identity_needed(erasure)):
            raise Refused(problem)
        if self.granted and erasure.asks_for_erasure:
            erasable(facts, "granted")
        code = None if self.granted else refusal_code(erasure, facts)
        return DataRequestAnswered(answer=word(facts), granted=self.granted, public_code=code)


def refusal_of(erasure: Erasure) -> Word | None:
    """Return the refusal of a person's request; None without one."""
    return (erasure.refusal or erasure.answer) if erasure.public_code else None


def act_of_refusal(erasure: Erasure, case: Case) -> StreamAct | None:
    """Return the refusal of a data request as an act against which a person can complain; None without a refusal."""
    refused = refusal_of(erasure)
    if refused is None or erasure.public_code is None:
        return None
    return StreamAct(
        kind=ContestedKind.REFUSED_REQUEST,
        stream=erasure.id,
        public_code=erasure.public_code,
        agency=refused.agency,
        on=local_date(refused.at),
        cycle=case.cycle,
    )


class DataRequestAskedAgain(ErasureEvent, type="erasure.asked-again"):
    """A complaint against the refusal was upheld. Another person must answer the request."""

    redress: str
    at: datetime
    reply_by: datetime
    done_by: Deadline | None = None

    def fold(self, erasure: Erasure) -> Erasure:
        """Return the request as newly filed. Earlier answers stay on record."""
        request, refused = erasure.request, refusal_of(erasure)
        if request is None or refused is None:
            raise TypeError(f"{self.TYPE} does not follow {erasure}")
        return replace(
            erasure,
            state=ErasureState.REQUESTED,
            request=self._asked(request),
            former=(*erasure.former, refused),
            overdue_at=None,
            replied=None,
            extended=None,
            undone_at=None,
            answer=None,
            approvals=(),
            refusal=None,
            public_code=None,
            upheld=self.redress,
        )

    def jobs(self, erasure: Erasure) -> Iterator[Job]:
        return late_after(required(erasure.request))

    def _asked(self, request: DataRequest) -> DataRequest:
        """Return the request with its new terms. Older events lack the second term."""
        if self.done_by is None:
            return replace(request, reply_by=self.reply_by)
        return replace(request, begun=self.at, reply_by=self.reply_by, done_by=self.done_by)


@reacts_to(RedressDecided)
def asked_again(redress: Redress, event: RedressDecided, facts: Facts) -> Iterator[LinkedEvent[DataRequestAskedAgain]]:
    """Yield the new request after an upheld complaint against the refusal. The terms begin again."""
    request = facts.linked.get(redress.subject or "")
    if ACTS[redress.about].undone is not Undone.ANSWERED_AGAIN or event.ruling.outcome not in GRANTED:
        return
    if isinstance(request, Erasure) and request.public_code == redress.decision:
        terms = terms_of(required(request.request).kind, event.ruling.at, facts.registry)
        again = DataRequestAskedAgain(
            redress=redress.id, at=terms["begun"], reply_by=terms["reply_by"], done_by=terms["done_by"]
        )
        yield LinkedEvent(stream=request.id, event=again)
