"""Complaints against decisions: filed by anybody with the decision's code, taken up or rejected with reasons, carried
to the second level or taken back (Luật Khiếu nại; Đ4.4). Who examines them: `domain/complaint/examination.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.complaint.filing_term import file_term
from domain.complaint.impartiality import may_examine
from domain.complaint.state import FIRST, SECOND, Appeal, Contested, Redress, RedressState, Rejection, RejectionGround
from domain.complaint.terms import Deadline, Stage, deadline_from
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Event, Sealed
from domain.kernel.fields import Confided, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import AgencyKind, Post
from domain.rules.action import Action
from domain.rules.facts import Facts

TEXT_LEAST, TEXT_MOST, CONTACT_MOST, CODE_MOST = 20, 10_000, 300, 20


class RedressFiled(Event, type="redress.filed"):
    """Somebody complained against a decision."""

    code: str
    case: str
    decision: str
    cycle: int
    agency: str
    at: datetime
    ticket: str
    text: Sealed
    accept_by: Deadline
    filed_late: bool = False
    remote: bool = False
    contact: str | None = None


class RedressAccepted(Event, type="redress.accepted"):
    """The complaint is taken up."""

    officer: str
    at: datetime
    decide_by: Deadline


class RedressRejected(Event, type="redress.rejected"):
    """The complaint is not taken up."""

    rejection: Rejection
    appeal_by: Deadline | None = None


class RedressAppealed(Event, type="redress.appealed"):
    """The person went to the second level."""

    appeal: Appeal
    accept_by: Deadline


class RedressWithdrawn(Event, type="redress.withdrawn"):
    """The person took the complaint back."""

    at: datetime


@dataclass(frozen=True, kw_only=True)
class FileRedress:
    """Complain against a decision; no account is needed."""

    decision: Annotated[str, Words(doc="Public code of the decision.", most=CODE_MOST, sealed=False)]
    text: Annotated[
        str, Words(doc="What is wrong with the decision, and what is asked for.", least=TEXT_LEAST, most=TEXT_MOST)
    ]
    contact: Annotated[
        str | None,
        Confided(
            doc="How to reach the person, if wished; never shown to the agency complained about.", most=CONTACT_MOST
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class AppealRedress:
    """Go to the second level, after a rejection, a ruling, or when the first level is late."""

    text: Annotated[str, Words(doc="What is wrong with the answer.", least=TEXT_LEAST, most=TEXT_MOST)]


@dataclass(frozen=True, kw_only=True)
class WithdrawRedress:
    """Take a complaint back."""


@dataclass(frozen=True, kw_only=True)
class AcceptRedress:
    """Take a complaint up: the term for deciding begins (Luật Khiếu nại, Điều 27)."""

    complex: Annotated[bool, Spec(doc="Whether the matter is complex; the longer term holds then.")] = False


@dataclass(frozen=True, kw_only=True)
class RejectRedress:
    """Reject a complaint without examining it, with reasons for the person to read (Luật Khiếu nại, Điều 11)."""

    ground: Annotated[RejectionGround, Spec(doc="Why it is not taken up.")]
    reasons: Annotated[str, Words(doc="The reasons, for the person to read.", least=20, most=5_000)]


def contested(facts: Facts) -> Contested:
    """The decision complained against. Raises Refused when there is none to be seen."""
    contested = facts.known(Contested)
    if contested is None:
        raise Refused(invalid("decision", "decision-unknown"))
    return contested


def file(state: None, command: FileRedress, facts: Facts) -> tuple[Event, ...]:
    """Take a complaint in, late or not: whether lateness counts is for who accepts it to say, with reasons."""
    known = contested(facts)
    remote = facts.registry.remote(known.case.areas)
    filed = RedressFiled(
        code=facts.code,
        case=known.case.id,
        decision=known.decision.public_code,
        cycle=known.decision.cycle,
        agency=facts.registry.heir(known.decision.agency, local_date(facts.now)),
        at=facts.now,
        ticket=facts.ticket,
        text=facts.sealed["text"],
        accept_by=deadline_from(Stage.ACCEPT, facts.now, facts.registry.calendar, remote=remote),
        filed_late=facts.now >= file_term(known.case, known.decision, facts.registry).due_at,
        remote=remote,
        contact=facts.contact_details.get("contact"),
    )
    return (filed,)


def accept(state: Redress, command: AcceptRedress, facts: Facts) -> tuple[Event, ...]:
    """Take it up; at the second level with the second level's term."""
    first = (Stage.DECIDE, Stage.DECIDE_COMPLEX)
    stages = first if state.level == FIRST else (Stage.DECIDE_SECOND, Stage.DECIDE_SECOND_COMPLEX)
    due = deadline_from(stages[command.complex], facts.now, facts.registry.calendar, remote=state.remote)
    return (RedressAccepted(officer=facts.actor.subject, at=facts.now, decide_by=due),)


def reject(state: Redress, command: RejectRedress, facts: Facts) -> tuple[Event, ...]:
    """Reject it; lateness is a ground only for what was late."""
    if command.ground is RejectionGround.OUT_OF_TIME and not state.filed_late:
        raise Refused(invalid("ground", "filed-in-time"))
    made = Rejection(
        level=state.level,
        ground=command.ground,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        reasons=facts.sealed["reasons"],
    )
    return (RedressRejected(rejection=made, appeal_by=appeal_term(state, facts)),)


def appeal_term(state: Redress, facts: Facts) -> Deadline | None:
    """Until when the person can go to the second level; None after it."""
    if state.level == SECOND:
        return None
    return deadline_from(Stage.FILE_SECOND, facts.now, facts.registry.calendar, remote=state.remote)


def late(state: Redress, facts: Facts) -> bool:
    """Whether the first level let a term of its own pass."""
    waits = {RedressState.FILED: state.accept_by, RedressState.ACCEPTED: state.decide_by}
    due = waits.get(state.state, state.decide_by if state.state is RedressState.EXAMINING else None)
    return due is not None and facts.now >= due.due_at


ANSWERED = frozenset({RedressState.REJECTED, RedressState.UPHELD, RedressState.PARTLY, RedressState.DISMISSED})


def may_appeal(state: Redress, facts: Facts) -> Problem | None:
    """After the first level's answer and within the term, or when that level is late; where there is a second."""
    if state.level == SECOND or not (state.state in ANSWERED or late(state, facts)):
        return RuleNotMet(code="no-appeal-now")
    if state.appeal_by and state.state in ANSWERED and facts.now >= state.appeal_by.due_at:
        return RuleNotMet(code="appeal-too-late")
    return None if second_level(state, facts) else RuleNotMet(code="no-second-level")


def second_level(state: Redress, facts: Facts) -> str | None:
    """The People's Committee; None against a decision of its own, from which the way leads to a court."""
    today, rows = local_date(facts.now), facts.registry.agencies.values()
    found = next((row.id for row in rows if row.kind is AgencyKind.PPC and row.active(today)), None)
    return None if found is None or facts.heir(found) == facts.heir(state.agency) else found


def appeal(state: Redress, command: AppealRedress, facts: Facts) -> tuple[Event, ...]:
    """Carry it to the People's Committee."""
    committee = second_level(state, facts)
    assert committee is not None  # `may_appeal` said so
    made = Appeal(at=facts.now, agency=committee, text=facts.sealed["text"])
    due = deadline_from(Stage.ACCEPT, facts.now, facts.registry.calendar, remote=state.remote)
    return (RedressAppealed(appeal=made, accept_by=due),)


def withdraw(state: Redress, command: WithdrawRedress, facts: Facts) -> tuple[Event, ...]:
    """Take it back, at any point before its end."""
    return (RedressWithdrawn(at=facts.now),)


def evolve_complaint(state: Redress | None, event: Event, id: str) -> Redress | None:
    """Fold one event of complaining; None for any other."""
    match state, event:
        case None, RedressFiled() as it:
            return _filed(id, it)
        case Redress(), RedressAccepted(decide_by=due):
            return replace(state, state=RedressState.ACCEPTED, decide_by=due)
        case Redress(), RedressRejected(rejection=made, appeal_by=due):
            over = made.at if made.level == SECOND else None
            rejections = (*state.rejections, made)
            return replace(state, state=RedressState.REJECTED, rejections=rejections, appeal_by=due, ended_at=over)
        case Redress(), RedressAppealed(appeal=made, accept_by=due):
            return replace(
                state,
                state=RedressState.SECOND_LEVEL,
                level=SECOND,
                examining=made.agency,
                appeals=(*state.appeals, made),
                accept_by=due,
                decide_by=None,
                appeal_by=None,
            )
        case Redress(), RedressWithdrawn(at=at):
            return replace(state, state=RedressState.WITHDRAWN, ended_at=at)
    return None


def _filed(id: str, it: RedressFiled) -> Redress:
    return Redress(
        id=id,
        code=it.code,
        state=RedressState.FILED,
        at=it.at,
        case=it.case,
        decision=it.decision,
        cycle=it.cycle,
        agency=it.agency,
        examining=it.agency,
        ticket=it.ticket,
        text=it.text,
        accept_by=it.accept_by,
        filed_late=it.filed_late,
        remote=it.remote,
        contact=it.contact,
    )


NEW = frozenset({RedressState.FILED, RedressState.SECOND_LEVEL})
BY_ANYBODY = frozenset({ActorKind.PUBLIC})

ACTIONS = (
    Action(command=FileRedress, needs=(Contested,), stream=Kind.REDRESS, creates=True, decide=file, by=BY_ANYBODY),
    Action(
        command=AppealRedress,
        stream=Kind.REDRESS,
        decide=appeal,
        states=ANSWERED | {RedressState.FILED, RedressState.ACCEPTED, RedressState.EXAMINING},
        may=may_appeal,
        additive=True,
        by=BY_ANYBODY,
    ),
    Action(
        command=WithdrawRedress,
        stream=Kind.REDRESS,
        decide=withdraw,
        states=NEW | {RedressState.ACCEPTED, RedressState.EXAMINING},
        additive=True,
        by=BY_ANYBODY,
    ),
    Action(
        command=AcceptRedress,
        needs=(Contested,),
        stream=Kind.REDRESS,
        decide=accept,
        scope=Scope.REDRESS_DECIDE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=NEW,
        may=may_examine,
    ),
    Action(
        command=RejectRedress,
        needs=(Contested,),
        stream=Kind.REDRESS,
        decide=reject,
        scope=Scope.REDRESS_DECIDE,
        posts=frozenset({Post.SIGNATORY}),
        states=NEW,
        may=may_examine,
    ),
)
