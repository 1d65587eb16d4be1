"""Questions of the press, spokespersons, and the answers (Đ5.7.c, đ; NĐ 09/2017/NĐ-CP).

The term of an answer is a dated row for each kind of question (`PRESS_EVENT` and so on, by default those of
`domain/registry/law.py`). The term for access to information can be extended twice, by at most 15 working days (Luật
Tiếp cận thông tin 104/2016/QH13, Điều 30, 31).

A spokesperson is the head, an appointed person, or a person authorised for a case; in a commune, its chair.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

from domain.case.state.related import CaseRef
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import TermSource, local_date
from domain.kernel.event import Begins, Follows, Job, Sealed, Step
from domain.kernel.fields import Dated, Ref, Spec, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.span import Span, span_of
from domain.kernel.vocabulary import Kind, Post
from domain.kernel.wording import Exempt
from domain.press_question.state import Exchange, ExchangeState, Extension, QuestionKind, Refusal, RefusalGround
from domain.registry.law import TermOf, TermUnit, term_on, unit_of
from domain.registry.regulation import FIRST
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts, Term
from domain.rules.guards import own_agency, refuse_for, room_for, same_person, still_runs


class Mandate(StrEnum):
    """Kind of authority to speak for an agency."""

    HEAD = "HEAD"
    APPOINTED = "APPOINTED"
    ONE_CASE = "ONE_CASE"


@dataclass(frozen=True, kw_only=True)
class Spokesperson:
    """Person who may speak for an agency; `case` limits a mandate to one case."""

    id: str
    agency: str
    officer: str
    mandate: Mandate
    name: Sealed
    office: Sealed
    phone: Sealed
    email: Sealed
    document_number: Sealed
    span: Span
    case: str | None = None

    def speaks(self, case: str | None, day: date) -> bool:
        """Return whether the mandate is valid on the day and for the case."""
        bounded = self.mandate is Mandate.ONE_CASE
        return self.span.covers(day) and (not bounded or (case is not None and self.case == case))


class SpokespersonNamed(Begins[Spokesperson], type="spokesperson.named"):
    agency: str
    officer: str
    mandate: Mandate
    name: Sealed
    office: Sealed
    phone: Sealed
    email: Sealed
    document_number: Sealed
    span: Span
    case: str | None = None


def holds_the_post(officer: str, day: date, facts: Facts) -> None:
    """Raise Refused unless the officer is a spokesperson of the actor's agency on the day."""
    row = facts.registry.officers.get(officer)
    if row is None or not facts.acts_for(row.agency) or Post.SPOKESPERSON not in row.posts or not row.span.covers(day):
        raise Refused(invalid("officer", "officer-is-no-spokesperson"))


class NameSpokesperson(OpeningCommand, kind=Kind.SPOKESPERSON, scope=Scope.PRESS_ISSUE, posts={Post.SIGNATORY}):
    """Name a person who speaks to the press for your agency (Đ5.7.c; NĐ 09/2017/NĐ-CP, Điều 2). This is public."""

    officer: Annotated[
        str,
        Ref(
            doc="Officer who holds the post of spokesperson in the agency.",
            to=Kind.OFFICER,
            fits=lambda officer, state, facts: holds_the_post(officer, local_date(facts.now), facts),
        ),
    ]
    mandate: Annotated[Mandate, Spec(doc="Kind of authority: the head, an appointed person, or for one case only.")]
    name: Annotated[str, Words(doc="Name of the person, as published.", most=100, exempt=Exempt.OFFICE)]
    office: Annotated[str, Words(doc="Office of the person.", most=200, exempt=Exempt.OFFICE)]
    phone: Annotated[str, Words(doc="Telephone number of the office.", most=40, exempt=Exempt.OFFICE)]
    email: Annotated[str, Words(doc="E-mail address of the office.", most=100, exempt=Exempt.OFFICE)]
    document_number: Annotated[str, Words(doc="Number of the authorising document.", most=60)]
    since: Annotated[date, Spec(doc="First day.")]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    case: Annotated[str | None, CaseRef(doc="The case, when the authority is for one case only.")] = None

    def decide(self, state: None, facts: Facts) -> SpokespersonNamed:
        """Name the spokesperson. Raises Refused for naming oneself, except the head (G5)."""
        holds_the_post(self.officer, max(self.since, local_date(facts.now)), facts)
        if same_person(self.officer, facts.actor.subject, facts) and self.mandate is not Mandate.HEAD:
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
        if (self.mandate is Mandate.ONE_CASE) is not (self.case is not None):
            raise Refused(invalid("case", "one-case-names-it"))
        return facts.record(SpokespersonNamed, self, span=span_of(self.since, self.until))


class SpokespersonEnded(Follows[Spokesperson], type="spokesperson.ended"):
    on: date

    def fold(self, spokesperson: Spokesperson) -> Spokesperson:
        return replace(spokesperson, span=replace(spokesperson.span, until=self.on))


class EndSpokesperson(
    CommandOn[Spokesperson],
    kind=Kind.SPOKESPERSON,
    scope=Scope.PRESS_ISSUE,
    posts={Post.SIGNATORY},
    requires=(own_agency,),
):
    """End the authority of a person to speak for your agency."""

    on: Annotated[date, Spec(doc="First day on which it is no longer valid.")]

    def decide(self, spokesperson: Spokesperson, facts: Facts) -> SpokespersonEnded:
        span_of(spokesperson.span.since, self.on)
        return facts.record(SpokespersonEnded, self)


def speaking(agency: str, case: str | None, facts: Facts) -> Problem | None:
    """Refuse unless a mandate lets the actor speak for the agency today, about this case."""
    today, rows = local_date(facts.now), facts.registry.rows(Spokesperson).values()
    own = [row for row in rows if facts.registry.person(row.officer) == facts.actor.subject]
    if any(facts.heir(row.agency) == facts.heir(agency) and row.speaks(case, today) for row in own):
        return None
    return unguarded(Guard.G1_COMPETENCE, "spokesperson-only")


EXTENSIONS_MOST, EXTENSION_DAYS_MOST = 2, 15
ANSWER_OVERDUE = "answer-overdue"
"""Job that notes that the term of an answer ran out."""
OPEN = frozenset({ExchangeState.OPEN})
OFFICE = frozenset({Post.HANDLER, Post.SPOKESPERSON})
EXTENSIBLE: Final = frozenset({QuestionKind.ACCESS_ELECTRONIC, QuestionKind.ACCESS_POST})


def term_for(kind: QuestionKind, asked_at: datetime, facts: Facts) -> Term:
    """Return the term of an answer, by the row valid on the question's day; for a question before the Regulation, by
    its first row."""
    term, day = TermOf(f"PRESS_{kind}"), max(local_date(asked_at), FIRST.span.since)
    row = term_on(term, day, facts.registry)
    match unit_of(term):
        case TermUnit.WORKING_DAYS:
            return Term(row.basis, days=row.amount)
        case TermUnit.HOURS:
            return Term(row.basis, span=timedelta(hours=row.amount))
        case _:
            return Term(row.basis, calendar_days=row.amount)


def counted_from(exchange: Exchange) -> datetime | None:
    """Return the time from which working days count, if the question's term is in working days: its last extension, or
    the question."""
    if unit_of(TermOf(f"PRESS_{exchange.kind}")) is not TermUnit.WORKING_DAYS:
        return None
    return exchange.extensions[-1].step.at if exchange.extensions else exchange.at


def ends(exchange: Exchange, facts: Facts) -> datetime:
    """Return the end of the term for the answer, recomputed with the days off known now."""
    return facts.registry.days.end_of(exchange.due_at, counted_from(exchange))


class QuestionReceived(Begins[Exchange], type="exchange.received", state=ExchangeState.OPEN):
    agency: str
    officer: str
    at: datetime
    kind: QuestionKind
    asked_at: datetime
    outlet: Sealed
    question: Sealed
    due_at: datetime
    source: TermSource
    case: str | None = None

    def jobs(self, exchange: Exchange) -> Iterator[Job]:
        yield Job(job=ANSWER_OVERDUE, data={}, due=self.due_at)


class ReceiveQuestion(OpeningCommand, kind=Kind.EXCHANGE, scope=Scope.PRESS_ISSUE, posts=OFFICE):
    """Record a question of the press. The time limit of the answer begins (Đ5.7.đ)."""

    kind: Annotated[QuestionKind, Spec(doc="Kind of question. It decides the time limit.")]
    asked_at: Annotated[datetime, Dated(since=None, doc="Time when the question came; for EVENT, time of the event.")]
    outlet: Annotated[str, Words(doc="Media outlet that asks.", most=200, exempt=Exempt.REPORTED)]
    question: Annotated[str, Words(doc="Question to the agencies.", least=10, most=5_000, exempt=Exempt.REPORTED)]
    case: Annotated[str | None, CaseRef(doc="Case that the question is about, if it is about one.")] = None

    def decide(self, state: None, facts: Facts) -> QuestionReceived:
        if self.asked_at > facts.now:
            raise Refused(invalid("asked_at", "in-the-future"))
        term = term_for(self.kind, self.asked_at, facts)
        return facts.record(QuestionReceived, self, due_at=term.due(self.asked_at, facts), source=term.source)


class QuestionCommand(
    CommandOn[Exchange], kind=Kind.EXCHANGE, scope=Scope.PRESS_ISSUE, states=OPEN, requires=(own_agency,)
):
    """Command on an open question, as the agency that was asked."""


def speaks_for_it(exchange: Exchange, facts: Facts) -> Problem | None:
    """The actor is a spokesperson of the agency that was asked."""
    return speaking(exchange.agency, exchange.case, facts)


class SpeakerCommand(QuestionCommand, posts={Post.SPOKESPERSON}, requires=(speaks_for_it,)):
    """Command on an open question, as a spokesperson of the agency (Đ5.7.c)."""


class AnswerExtended(Follows[Exchange], type="exchange.extended"):
    extension: Extension

    def fold(self, exchange: Exchange) -> Exchange:
        return replace(exchange, due_at=self.extension.due_at, extensions=(*exchange.extensions, self.extension))

    def jobs(self, exchange: Exchange) -> Iterator[Job]:
        yield Job(job=ANSWER_OVERDUE, data={}, due=self.extension.due_at)


def extensible(exchange: Exchange, facts: Facts) -> Problem | None:
    """The law allows a longer term for an answer to this kind of question."""
    return None if exchange.kind in EXTENSIBLE else RuleNotMet(code="term-is-fixed")


def term_runs(exchange: Exchange, facts: Facts) -> Problem | None:
    """The term for the answer has not ended."""
    return RuleNotMet(code="term-is-over") if facts.now >= ends(exchange, facts) else None


class ExtendAnswer(
    QuestionCommand,
    posts=OFFICE,
    requires=(extensible, room_for("extensions", EXTENSIONS_MOST, "too-many-extensions"), term_runs),
):
    """Extend the deadline to answer a request for information. Give the journalist the reasons in writing."""

    days: Annotated[
        int, Whole(doc="Additional working days after the old deadline.", least=1, most=EXTENSION_DAYS_MOST)
    ]
    document_number: Annotated[str, Words(doc="Number of the letter to the journalist.", most=60)]
    reasons: Annotated[str, Words(doc="Reasons for the extension.", least=10, most=2_000)]

    def decide(self, exchange: Exchange, facts: Facts) -> AnswerExtended:
        # A term ends with the first instant after its last day: that instant would count one day more.
        last = ends(exchange, facts) - timedelta(milliseconds=1)
        due = facts.registry.calendar.due(last, self.days)
        return AnswerExtended(extension=Extension(step=facts.step(note="reasons"), due_at=due))


class QuestionAnswered(
    Follows[Exchange], type="exchange.answered", state=ExchangeState.ANSWERED, sets={"answer": "step"}
):
    step: Step


class AnswerQuestion(SpeakerCommand):
    """Answer the press, as a spokesperson (Đ5.7.c, Đ5.7.đ)."""

    text: Annotated[str, Words(doc="The answer.", least=10, most=10_000)]

    def decide(self, exchange: Exchange, facts: Facts) -> QuestionAnswered:
        return QuestionAnswered(step=facts.step(note="text"))


class AnswerRefused(Follows[Exchange], type="exchange.refused", state=ExchangeState.REFUSED):
    refusal: Refusal


class RefuseQuestion(SpeakerCommand, writes=AnswerRefused):
    """Refuse to answer, as a spokesperson, on a legal ground and with reasons."""

    ground: Annotated[RefusalGround, Spec(doc="The ground.")]
    reasons: Annotated[str, Words(doc="Reasons for the journalist.", least=20, most=5_000)]


class AnswerOverdue(Follows[Exchange], type="exchange.overdue", bookkeeping=True, sets={"late": "at"}):
    at: datetime


class NoteAnswerOverdue(CommandOn[Exchange], kind=Kind.EXCHANGE, states=OPEN, additive=True, by={ActorKind.SYSTEM}):
    """Note that the term of an answer ran out (an act of the register itself)."""

    def decide(self, exchange: Exchange, facts: Facts) -> AnswerOverdue:
        if exchange.late is not None:
            raise Refused(RuleNotMet(code="overdue-noted"))
        refuse_for(still_runs(exchange.due_at, facts, counted_from(exchange)))
        return facts.record(AnswerOverdue, self)
