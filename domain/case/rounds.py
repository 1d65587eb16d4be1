"""Rounds of coordination: the lead agency asks, by meeting or in writing, and silence is never consent (Đ3.2)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from domain.case.dates import in_time
from domain.case.guards import led_by_actor, open_round
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.round import Meeting, Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Bound, Dated, Items, Ref, Spec, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

ROUNDS_MOST, INVITED_MOST, OPINIONS_MOST = 20, 30, 100
DUE_MOST = 60


class RoundOpened(Event, type="case.round-opened"):
    """The lead agency asked the agencies."""

    round: Round


class OpinionGiven(Event, type="case.opinion-given"):
    """An agency gave its position in a round."""

    round: str
    opinion: Opinion


class MeetingRecorded(Event, type="case.meeting-recorded"):
    """The minutes of a meeting were entered."""

    round: str
    meeting: Meeting


class RoundLapsed(Event, type="case.round-lapsed"):
    """The time to answer ran out; who said nothing has said nothing."""

    round: str
    silent: tuple[Opinion, ...]


class RoundConcluded(Event, type="case.round-concluded"):
    """The lead agency ended a round."""

    round: Round


@dataclass(frozen=True, kw_only=True)
class OpenRound:
    """Ask other agencies, by a meeting or for written opinions (Đ3.2)."""

    method: Annotated[RoundMethod, Spec(doc="Meeting (Đ3.2.a) or written opinions (Đ3.2.b).")]
    method_reason: Annotated[str, Words(doc="Why this method, given the matter (Đ3.2).", least=10, most=2_000)]
    question: Annotated[str, Words(doc="What is asked.", least=10, most=5_000)]
    invited: Annotated[
        tuple[str, ...],
        Items(doc="Agencies asked: every one the claim is about, and at least one it is not.", most=INVITED_MOST),
    ]
    due_days: Annotated[int, Whole(doc="Working days to answer.", least=1, most=DUE_MOST)]


@dataclass(frozen=True, kw_only=True)
class GiveOpinion:
    """Give one's agency's position in the open round (Đ3.2)."""

    position: Annotated[Position, Spec(doc="AGREE, DISAGREE or NO_COMPETENCE.")]
    text: Annotated[str, Words(doc="The opinion.", least=5, most=10_000)]


@dataclass(frozen=True, kw_only=True)
class RecordMeeting:
    """Enter the minutes of the open round's meeting (Đ3.2.a)."""

    held_on: Annotated[date, Dated(doc="Day of the meeting.", since=Bound.ROUND)]
    attended: Annotated[tuple[str, ...], Items(doc="Invited agencies that came.", most=INVITED_MOST)]
    minutes: Annotated[str, Words(doc="The minutes.", least=20, most=20_000)]


@dataclass(frozen=True, kw_only=True)
class ConcludeRound:
    """End the open round."""

    outcome: Annotated[RoundOutcome, Spec(doc="How it ended; MORE_EVIDENCE leads back to checking.")]
    agreed_option: Annotated[str | None, Words(doc="What was agreed (for AGREED).", least=5, most=5_000)] = None
    dissent: Annotated[str | None, Words(doc="Who differed, and why (needed if one did).", least=5, most=5_000)] = None


@dataclass(frozen=True, kw_only=True)
class LapseRound:
    """Note that the time to answer ran out (an act of the register itself)."""

    round: Annotated[str, Ref(doc="The round.")]


def invite(case: Case, command: OpenRound, facts: Facts) -> tuple[Event, ...]:
    """Open a round; one at a time."""
    if open_round(case):
        raise Refused(RuleNotMet(code="round-open"))
    if len(case.rounds) >= ROUNDS_MOST:
        raise Refused(LimitReached(code="too-many-rounds", limit=ROUNDS_MOST))
    if faults := [fault for each in command.invited for fault in agency_known("invited", each, facts)]:
        raise Refused(*faults)
    asked = facts.heirs(command.invited)
    if not facts.heirs(case.concerns) <= asked:
        raise Refused(invalid("invited", "concerned-agency-missing"))
    if all(facts.touches(each, case.concerns) for each in asked - {facts.heir(case.lead)}):
        raise Refused(invalid("invited", "unconcerned-agency-missing"))
    made = Round(
        id=facts.new_id,
        cycle=case.cycle,
        method=command.method,
        method_reason=facts.sealed["method_reason"],
        question=facts.sealed["question"],
        invited=command.invited,
        opened_at=facts.now,
        opened_by=facts.actor.subject,
        due_at=facts.registry.calendar.due(facts.now, command.due_days),
    )
    return (RoundOpened(round=made),)


def may_answer(case: Case, facts: Facts) -> Problem | None:
    """An agency invited to the open round."""
    current = open_round(case)
    if current is None:
        return RuleNotMet(code="no-round-open")
    if not facts.acts_for(*current.invited):
        return unguarded(Guard.G1_COMPETENCE, "not-invited")
    return None


def answer(case: Case, command: GiveOpinion, facts: Facts) -> tuple[Event, ...]:
    """Add an opinion; a later one of the same agency stands before its earlier one."""
    current = open_round(case)
    assert current is not None  # may_answer
    if command.position is Position.NO_REPLY:
        raise Refused(invalid("position", "no-reply-is-not-given"))
    if len(current.opinions) >= OPINIONS_MOST:
        raise Refused(LimitReached(code="too-many-opinions", limit=OPINIONS_MOST))
    given = Opinion(
        agency=facts.actor.own,
        position=command.position,
        at=facts.now,
        officer=facts.actor.subject,
        text=facts.sealed["text"],
    )
    return (OpinionGiven(round=current.id, opinion=given),)


def minute(case: Case, command: RecordMeeting, facts: Facts) -> tuple[Event, ...]:
    """Enter the minutes; once, and only of those invited."""
    current = _current(case)
    if current.method is not RoundMethod.MEETING or current.meeting is not None:
        raise Refused(RuleNotMet(code="no-meeting-due"))
    if not facts.heirs(command.attended) <= facts.heirs((*current.invited, case.lead)):
        raise Refused(invalid("attended", "attended-uninvited"))
    in_time(case, command, facts)
    meeting = Meeting(held_on=command.held_on, attended=command.attended, minutes=facts.sealed["minutes"])
    return (MeetingRecorded(round=current.id, meeting=meeting),)


def conclude(case: Case, command: ConcludeRound, facts: Facts) -> tuple[Event, ...]:
    """End the round: after the meeting, or once all have answered or their time ran out."""
    current = _current(case)
    if current.method is RoundMethod.MEETING and current.meeting is None:
        raise Refused(RuleNotMet(code="minutes-needed"))
    if current.method is RoundMethod.WRITTEN_OPINION and silent(current, facts) and facts.now < current.due_at:
        raise Refused(RuleNotMet(code="answers-due"))
    if command.outcome is RoundOutcome.AGREED and command.agreed_option is None:
        raise Refused(invalid("agreed_option", "agreed-option-needed"))
    if command.outcome is RoundOutcome.AGREED and not _agreed(case, current, facts):
        raise Refused(RuleNotMet(code="nobody-agreed"))
    if _differed(current, facts) and command.dissent is None:
        raise Refused(invalid("dissent", "dissent-needed"))
    made = replace(
        current,
        opinions=(*current.opinions, *_silence(current, facts)),
        concluded_at=facts.now,
        outcome=command.outcome,
        agreed_option=facts.sealed.get("agreed_option"),
        dissent=facts.sealed.get("dissent"),
    )
    return (RoundConcluded(round=made),)


def lapse(case: Case, command: LapseRound, facts: Facts) -> tuple[Event, ...]:
    """Note who was silent when the time ran out; nothing when the round has ended already."""
    current = open_round(case)
    if current is None or current.id != command.round or current.lapsed_at is not None:
        raise Refused(RuleNotMet(code="no-round-open"))
    if facts.now < current.due_at:
        raise Refused(RuleNotMet(code="answers-due"))
    return (RoundLapsed(round=current.id, silent=_silence(current, facts)),)


def _current(case: Case) -> Round:
    current = open_round(case)
    if current is None:
        raise Refused(RuleNotMet(code="no-round-open"))
    return current


def _differed(current: Round, facts: Facts) -> bool:
    last = {facts.heir(each.agency): each.position for each in current.opinions}
    return Position.DISAGREE in last.values()


def silent(current: Round, facts: Facts) -> tuple[str, ...]:
    """The invited agencies that said nothing, neither they nor who took them over."""
    heard = facts.heirs(each.agency for each in current.opinions)
    return tuple(each for each in current.silent if facts.heir(each) not in heard)


def _agreed(case: Case, current: Round, facts: Facts) -> bool:
    """Whether an agency besides the lead and those concerned agreed, or sat in the meeting: silence is no consent."""
    last = {facts.heir(each.agency): each.position for each in current.opinions}
    spoke = {agency for agency, position in last.items() if position is Position.AGREE}
    came = facts.heirs(current.meeting.attended) if current.meeting else frozenset()
    others = (spoke | came) - {facts.heir(case.lead)}
    return any(not facts.touches(each, case.concerns) for each in others)


def _silence(current: Round, facts: Facts) -> tuple[Opinion, ...]:
    return tuple(Opinion(agency=each, position=Position.NO_REPLY, at=facts.now) for each in silent(current, facts))


def with_round(case: Case, made: Round) -> tuple[Round, ...]:
    """The rounds with this one in the place of its earlier self."""
    return tuple(made if each.id == made.id else each for each in case.rounds)


def round_of(case: Case, id: str) -> Round:
    """A round by its id."""
    return next(each for each in case.rounds if each.id == id)


def evolve_round(case: Case, event: Event) -> Case | None:
    """Fold one round event; None for any other."""
    match event:
        case RoundOpened(round=made):
            members = with_members(case, *made.invited)
            return replace(case, state=CaseState.COORDINATING, rounds=(*case.rounds, made), members=members)
        case OpinionGiven(round=id, opinion=opinion):
            current = round_of(case, id)
            return replace(case, rounds=with_round(case, replace(current, opinions=(*current.opinions, opinion))))
        case MeetingRecorded(round=id, meeting=meeting):
            return replace(case, rounds=with_round(case, replace(round_of(case, id), meeting=meeting)))
        case RoundLapsed(round=id, silent=silent):
            current = round_of(case, id)
            lapsed = silent[0].at if silent else current.due_at
            opinions = (*current.opinions, *silent)
            return replace(case, rounds=with_round(case, replace(current, opinions=opinions, lapsed_at=lapsed)))
        case RoundConcluded(round=made):
            back = made.outcome is RoundOutcome.MORE_EVIDENCE
            state = CaseState.CHECKING if back else CaseState.COORDINATING
            return replace(case, state=state, rounds=with_round(case, made))
    return None


ACTIONS = (
    Action(
        command=OpenRound,
        stream=Kind.CASE,
        decide=invite,
        scope=Scope.COORD_CONVENE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.CHECKING, CaseState.COORDINATING}),
        may=led_by_actor,
    ),
    Action(
        command=GiveOpinion,
        stream=Kind.CASE,
        decide=answer,
        scope=Scope.OPINION_GIVE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.COORDINATING}),
        may=may_answer,
        additive=True,
    ),
    Action(
        command=RecordMeeting,
        stream=Kind.CASE,
        decide=minute,
        scope=Scope.COORD_CONVENE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.COORDINATING}),
        may=led_by_actor,
    ),
    Action(
        command=ConcludeRound,
        stream=Kind.CASE,
        decide=conclude,
        scope=Scope.COORD_CONVENE,
        posts=frozenset({Post.HANDLER, Post.SIGNATORY}),
        states=frozenset({CaseState.COORDINATING}),
        may=led_by_actor,
    ),
    Action(
        command=LapseRound,
        stream=Kind.CASE,
        decide=lapse,
        states=frozenset({CaseState.COORDINATING}),
        additive=True,
        by=frozenset({ActorKind.SYSTEM}),
    ),
)
