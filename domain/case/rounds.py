"""Rounds of coordination: the lead agency asks, by meeting or in writing, and silence is never consent (Đ3.2)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from domain.case.command import CaseCommand, CaseEvent, LeadCommand, RegisterCommand
from domain.case.dates import in_time
from domain.case.guards import open_round
from domain.case.notification import told
from domain.case.state.case import Case, CaseState, with_members
from domain.case.state.round import Meeting, Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.kernel.fields import Bound, Dated, Items, Ref, Spec, Whole, Words
from domain.kernel.job import Job
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, LimitReached, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.roles import OFFICERS
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, not_yet_due

ROUNDS_MOST, INVITED_MOST, OPINIONS_MOST = 20, 30, 100
DUE_MOST = 60
LAPSE = "lapse"
COORDINATING = frozenset({CaseState.COORDINATING})


def current_round(case: Case) -> Round:
    """The open round. Raises Refused when there is none."""
    current = open_round(case)
    if current is None:
        raise Refused(RuleNotMet(code="no-round-open"))
    return current


def with_round(case: Case, id: str, **changes: Any) -> Case:
    """The case with one round changed."""
    rounds = tuple(replace(round, **changes) if round.id == id else round for round in case.rounds)
    return replace(case, rounds=rounds)


def silent(current: Round, facts: Facts) -> tuple[str, ...]:
    """The invited agencies that said nothing, neither they nor who took them over."""
    heard = facts.heirs(opinion.agency for opinion in current.opinions)
    return tuple(agency for agency in current.silent if facts.heir(agency) not in heard)


def silence(current: Round, facts: Facts) -> tuple[Opinion, ...]:
    """What is entered for the agencies that said nothing."""
    return tuple(Opinion(agency=agency, position=Position.NO_REPLY, at=facts.now) for agency in silent(current, facts))


def last_positions(current: Round, facts: Facts) -> dict[str, Position]:
    """The last position of each agency, under the agency that acts in its place today."""
    return {facts.heir(opinion.agency): opinion.position for opinion in current.opinions}


class RoundCommand(LeadCommand, scope=Scope.COORD_CONVENE, states=COORDINATING):
    """A step of the lead agency in a round."""


class RoundOpened(CaseEvent, type="case.round-opened"):
    """The lead agency asked the agencies."""

    round: Round

    def fold(self, case: Case) -> Case:
        members = with_members(case, *self.round.invited)
        return replace(case, state=CaseState.COORDINATING, rounds=(*case.rounds, self.round), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        for agency in self.round.invited:
            yield told(agency, self)
        yield Job(job=LAPSE, data={"round": self.round.id}, due=self.round.due_at)


class OpenRound(RoundCommand, states=COORDINATING | {CaseState.CHECKING}):
    """Ask other agencies, by a meeting or for written opinions (Đ3.2)."""

    method: Annotated[RoundMethod, Spec(doc="Meeting (Đ3.2.a) or written opinions (Đ3.2.b).")]
    method_reason: Annotated[str, Words(doc="Why this method, given the matter (Đ3.2).", least=10, most=2_000)]
    question: Annotated[str, Words(doc="What is asked.", least=10, most=5_000)]
    invited: Annotated[
        tuple[str, ...],
        Items(doc="Agencies asked: every one the claim is about, and at least one it is not.", most=INVITED_MOST),
    ]
    due_days: Annotated[int, Whole(doc="Working days to answer.", least=1, most=DUE_MOST)]

    def decide(self, case: Case, facts: Facts) -> RoundOpened:
        """One round at a time; every agency concerned is asked, and one that is not."""
        if open_round(case):
            raise Refused(RuleNotMet(code="round-open"))
        if len(case.rounds) >= ROUNDS_MOST:
            raise Refused(LimitReached(code="too-many-rounds", limit=ROUNDS_MOST))
        if faults := [fault for agency in self.invited for fault in agency_known("invited", agency, facts)]:
            raise Refused(*faults)
        asked = facts.heirs(self.invited)
        if not facts.heirs(case.concerns) <= asked:
            raise Refused(invalid("invited", "concerned-agency-missing"))
        if all(facts.touches(agency, case.concerns) for agency in asked - {facts.heir(case.lead)}):
            raise Refused(invalid("invited", "unconcerned-agency-missing"))
        return RoundOpened(round=self._round(case, facts))

    def _round(self, case: Case, facts: Facts) -> Round:
        return Round(
            id=facts.new_id,
            cycle=case.cycle,
            method=self.method,
            method_reason=facts.sealed["method_reason"],
            question=facts.sealed["question"],
            invited=self.invited,
            opened_at=facts.now,
            opened_by=facts.actor.subject,
            due_at=facts.registry.calendar.due(facts.now, self.due_days),
        )


class OpinionGiven(CaseEvent, type="case.opinion-given"):
    """An agency gave its position in a round."""

    round: str
    opinion: Opinion

    def fold(self, case: Case) -> Case:
        """A later opinion of the same agency counts before its earlier one."""
        return with_round(case, self.round, opinions=(*round_of(case, self.round).opinions, self.opinion))


def round_of(case: Case, id: str) -> Round:
    """A round by its id."""
    return next(round for round in case.rounds if round.id == id)


class GiveOpinion(CaseCommand, scope=Scope.OPINION_GIVE, posts=OFFICERS, states=COORDINATING, additive=True):
    """Give one's agency's position in the open round (Đ3.2)."""

    position: Annotated[Position, Spec(doc="AGREE, DISAGREE or NO_COMPETENCE.")]
    text: Annotated[str, Words(doc="The opinion.", least=5, most=10_000)]

    @staticmethod
    def may(case: Case, facts: Facts) -> Problem | None:
        """An agency invited to the open round."""
        current = open_round(case)
        if current is None:
            return RuleNotMet(code="no-round-open")
        return None if facts.acts_for(*current.invited) else unguarded(Guard.G1_COMPETENCE, "not-invited")

    def decide(self, case: Case, facts: Facts) -> OpinionGiven:
        current = open_round(case)
        assert current is not None  # may
        if self.position is Position.NO_REPLY:
            raise Refused(invalid("position", "no-reply-is-not-given"))
        if len(current.opinions) >= OPINIONS_MOST:
            raise Refused(LimitReached(code="too-many-opinions", limit=OPINIONS_MOST))
        opinion = Opinion(
            agency=facts.actor.own,
            position=self.position,
            at=facts.now,
            officer=facts.actor.subject,
            text=facts.sealed["text"],
        )
        return OpinionGiven(round=current.id, opinion=opinion)


class MeetingRecorded(CaseEvent, type="case.meeting-recorded"):
    """The minutes of a meeting were entered."""

    round: str
    meeting: Meeting

    def fold(self, case: Case) -> Case:
        return with_round(case, self.round, meeting=self.meeting)


class RecordMeeting(RoundCommand):
    """Enter the minutes of the open round's meeting (Đ3.2.a)."""

    held_on: Annotated[date, Dated(doc="Day of the meeting.", since=Bound.ROUND)]
    attended: Annotated[tuple[str, ...], Items(doc="Invited agencies that came.", most=INVITED_MOST)]
    minutes: Annotated[str, Words(doc="The minutes.", least=20, most=20_000)]

    def decide(self, case: Case, facts: Facts) -> MeetingRecorded:
        """Once, and only of those invited."""
        current = current_round(case)
        if current.method is not RoundMethod.MEETING or current.meeting is not None:
            raise Refused(RuleNotMet(code="no-meeting-due"))
        if not facts.heirs(self.attended) <= facts.heirs((*current.invited, case.lead)):
            raise Refused(invalid("attended", "attended-uninvited"))
        in_time(case, self, facts)
        meeting = Meeting(held_on=self.held_on, attended=self.attended, minutes=facts.sealed["minutes"])
        return MeetingRecorded(round=current.id, meeting=meeting)


class RoundLapsed(CaseEvent, type="case.round-lapsed"):
    """The time to answer ran out; who said nothing has said nothing."""

    round: str
    silent: tuple[Opinion, ...]

    def fold(self, case: Case) -> Case:
        current = round_of(case, self.round)
        lapsed_at = self.silent[0].at if self.silent else current.due_at
        return with_round(case, self.round, opinions=(*current.opinions, *self.silent), lapsed_at=lapsed_at)


class LapseRound(RegisterCommand, states=COORDINATING):
    """Note that the time to answer ran out (an act of the register itself)."""

    round: Annotated[str, Ref(doc="The round.")]

    def decide(self, case: Case, facts: Facts) -> RoundLapsed:
        """Note who was silent when the time ran out; nothing when the round has ended already."""
        current = open_round(case)
        if current is None or current.id != self.round or current.lapsed_at is not None:
            raise Refused(RuleNotMet(code="no-round-open"))
        if problem := not_yet_due(current.due_at, facts):
            raise Refused(problem)
        return RoundLapsed(round=current.id, silent=silence(current, facts))


class RoundConcluded(CaseEvent, type="case.round-concluded"):
    """The lead agency ended a round; MORE_EVIDENCE leads back to checking."""

    round: Round

    def fold(self, case: Case) -> Case:
        back = self.round.outcome is RoundOutcome.MORE_EVIDENCE
        rounds = tuple(self.round if round.id == self.round.id else round for round in case.rounds)
        return replace(case, state=CaseState.CHECKING if back else CaseState.COORDINATING, rounds=rounds)


class ConcludeRound(RoundCommand):
    """End the open round."""

    outcome: Annotated[RoundOutcome, Spec(doc="How it ended; MORE_EVIDENCE leads back to checking.")]
    agreed_option: Annotated[str | None, Words(doc="What was agreed (for AGREED).", least=5, most=5_000)] = None
    dissent: Annotated[str | None, Words(doc="Who differed, and why (needed if one did).", least=5, most=5_000)] = None

    def decide(self, case: Case, facts: Facts) -> RoundConcluded:
        """After the meeting, or once all have answered or their time ran out."""
        current = current_round(case)
        if current.method is RoundMethod.MEETING and current.meeting is None:
            raise Refused(RuleNotMet(code="minutes-needed"))
        if current.method is RoundMethod.WRITTEN_OPINION and silent(current, facts) and facts.now < current.due_at:
            raise Refused(RuleNotMet(code="answers-due"))
        self._carried_by_what_was_said(case, current, facts)
        concluded = replace(
            current,
            opinions=(*current.opinions, *silence(current, facts)),
            concluded_at=facts.now,
            outcome=self.outcome,
            agreed_option=facts.sealed.get("agreed_option"),
            dissent=facts.sealed.get("dissent"),
        )
        return RoundConcluded(round=concluded)

    def _carried_by_what_was_said(self, case: Case, current: Round, facts: Facts) -> None:
        """Raises Refused for an agreement that is not said or that nobody gave, and for dissent passed over."""
        if self.outcome is RoundOutcome.AGREED and self.agreed_option is None:
            raise Refused(invalid("agreed_option", "agreed-option-needed"))
        if self.outcome is RoundOutcome.AGREED and not agreed(case, current, facts):
            raise Refused(RuleNotMet(code="nobody-agreed"))
        if Position.DISAGREE in last_positions(current, facts).values() and self.dissent is None:
            raise Refused(invalid("dissent", "dissent-needed"))


def agreed(case: Case, current: Round, facts: Facts) -> bool:
    """Whether an agency besides the lead and those concerned agreed, or sat in the meeting: silence is no consent."""
    positions = last_positions(current, facts)
    spoke = {agency for agency, position in positions.items() if position is Position.AGREE}
    came = facts.heirs(current.meeting.attended) if current.meeting else frozenset()
    others = (spoke | came) - {facts.heir(case.lead)}
    return any(not facts.touches(agency, case.concerns) for agency in others)
