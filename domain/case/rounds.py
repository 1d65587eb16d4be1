"""Rounds of coordination, by meeting or in writing, and their end. Silence is no consent (Đ3.2)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from domain.case.command import UNDER_CHECK, CaseCommand, CaseEvent, LeadCommand, RegisterCommand, told
from domain.case.dates import in_time, round_opened
from domain.case.guards import (
    about_no_other_place,
    no_round_open,
    open_round,
    round_is_open,
    somebody_outside,
    speak_from_outside,
)
from domain.case.state.case import Case, CaseState, with_members, with_row
from domain.case.state.related import CaseAddresses
from domain.case.state.round import Meeting, Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.kernel.event import Job, Topic
from domain.kernel.fields import Dated, Ref, Refs, Spec, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, misfit, unguarded
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.rules.facts import Facts
from domain.rules.guards import (
    asks_for_no_campaign,
    may_all_be_asked,
    may_be_asked,
    refuse_for,
    required,
    room_for,
    still_runs,
)

ROUNDS_MOST, INVITED_MOST, OPINIONS_MOST = 20, 30, 100
DUE_MOST = 60
LAPSE = "lapse"
COORDINATING = frozenset({CaseState.COORDINATING})


def current_round(case: Case) -> Round:
    """Return the open round of the case. A guard has checked that a round is open."""
    return required(open_round(case))


def round_of(case: Case, id: str) -> Round:
    return next(round for round in case.rounds if round.id == id)


class RoundCommand(LeadCommand, scope=Scope.COORD_CONVENE, states=COORDINATING):
    """Command of the lead agency on a round."""


class RoundOpened(CaseEvent, type="case.round-opened"):
    """The lead agency requested the positions of agencies. An appraisal stays valid during the round."""

    round: Round

    def fold(self, case: Case) -> Case:
        members = with_members(case, *self.round.invited)
        return replace(case, state=CaseState.COORDINATING, rounds=(*case.rounds, self.round), members=members)

    def jobs(self, case: Case) -> Iterator[Job]:
        for agency in self.round.invited:
            yield told(agency, self)
        yield Job(job=LAPSE, data={"round": self.round.id}, due=self.round.due_at)


def can_be_invited(agency: str, case: Case, facts: Facts) -> None:
    """Raise Refused for the press, and for an agency that does not exist today."""
    refuse_for(*may_be_asked("invited", agency, facts))


class OpenRound(
    RoundCommand,
    states=UNDER_CHECK | {CaseState.APPRAISED},
    needs=(CaseAddresses,),
    requires=(no_round_open, room_for("rounds", ROUNDS_MOST, "too-many-rounds"), somebody_outside),
):
    """Ask other agencies, in a meeting or in writing, before the appraisal or about its finding (Đ3.2)."""

    method: Annotated[RoundMethod, Spec(doc="Meeting (Đ3.2.a) or written opinions (Đ3.2.b).")]
    method_reason: Annotated[str, Words(doc="Reason for this method (Đ3.2).", least=10, most=2_000)]
    question: Annotated[str, Words(doc="Question to the agencies.", least=10, most=5_000)]
    invited: Annotated[
        tuple[str, ...],
        Refs(
            doc=(
                "Agencies to ask: each agency that the claim is about, and at least one other agency that is "
                "competent in the case. A Party body only advises and does not count as competent."
            ),
            most=INVITED_MOST,
            to=Kind.AGENCY,
            fits=can_be_invited,
        ),
    ]
    due_days: Annotated[int, Whole(doc="Working days to answer.", least=1, most=DUE_MOST)]

    def decide(self, case: Case, facts: Facts) -> RoundOpened:
        """Ask every agency concerned, and a competent agency that is not concerned; never the press (X5)."""
        about_no_other_place(self, facts, "question")
        asks_for_no_campaign(self, "question")
        refuse_for(*may_all_be_asked("invited", self.invited, facts))
        asked = facts.heirs(self.invited)
        able = {agency for agency in facts.heirs(case.concerns) if not may_be_asked("invited", agency, facts)}
        if not able <= asked:
            raise Refused(invalid("invited", "concerned-agency-missing"))
        if not speak_from_outside(asked, case, facts):
            raise Refused(invalid("invited", "competent-agency-missing"))
        return RoundOpened(round=self._round(case, facts))

    def _round(self, case: Case, facts: Facts) -> Round:
        return facts.record(
            Round,
            self,
            case,
            opened_at=facts.now,
            opened_by=facts.actor.subject,
            due_at=facts.registry.calendar.due(facts.now, self.due_days),
        )


def invited(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency is invited to the open round (Đ3.2)."""
    current = open_round(case)
    if current and not facts.acts_for(*current.invited):
        return unguarded(Guard.G1_COMPETENCE, "not-invited")
    return None


def opinions(case: Case) -> tuple[Opinion, ...]:
    """The opinions in the open round."""
    current = open_round(case)
    return current.opinions if current else ()


class OpinionGiven(CaseEvent, type="case.opinion-given"):
    round: str
    opinion: Opinion

    def fold(self, case: Case) -> Case:
        """Add the opinion, which overrides an earlier one of the same agency."""
        return with_row(case, "rounds", self.round, opinions=(*round_of(case, self.round).opinions, self.opinion))


def is_given(position: str, case: Case, facts: Facts) -> None:
    """Raise Refused for the position NO_REPLY: only the register notes it, for a silent agency."""
    if position == Position.NO_REPLY:
        raise Refused(invalid("position", "no-reply-is-not-given"))


class GiveOpinion(
    CaseCommand,
    scope=Scope.OPINION_GIVE,
    posts=OFFICERS,
    states=COORDINATING,
    additive=True,
    requires=(round_is_open, invited, room_for(opinions, OPINIONS_MOST, "too-many-opinions")),
):
    """Give the position of your agency in the open round (Đ3.2)."""

    position: Annotated[Position, Spec(doc="AGREE, DISAGREE or NO_COMPETENCE.", fits=is_given)]
    text: Annotated[str, Words(doc="The opinion.", least=5, most=10_000)]

    def decide(self, case: Case, facts: Facts) -> OpinionGiven:
        current = current_round(case)
        is_given(self.position, case, facts)
        return OpinionGiven(round=current.id, opinion=facts.record(Opinion, self))


class MeetingRecorded(CaseEvent, type="case.meeting-recorded"):
    round: str
    meeting: Meeting

    def fold(self, case: Case) -> Case:
        return with_row(case, "rounds", self.round, meeting=self.meeting)


def meeting_due(case: Case, facts: Facts) -> Problem | None:
    """The open round is a meeting (Đ3.2.a). Minutes can be entered again to correct them; the newest count."""
    current = open_round(case)
    return RuleNotMet(code="no-meeting-due") if current and current.method is not RoundMethod.MEETING else None


class RecordMeeting(RoundCommand, requires=(round_is_open, meeting_due)):
    """Enter the minutes of the open round's meeting (Đ3.2.a)."""

    held_on: Annotated[date, Dated(doc="Day of the meeting.", since=round_opened)]
    attended: Annotated[
        tuple[str, ...], Refs(doc="Invited agencies that took part.", most=INVITED_MOST, to=Kind.AGENCY)
    ]
    minutes: Annotated[str, Words(doc="The minutes.", least=20, most=20_000)]

    def decide(self, case: Case, facts: Facts) -> MeetingRecorded:
        current = current_round(case)
        expected = facts.heirs((*current.invited, case.lead))
        refuse_for(*misfit("attended", "attended-uninvited", self.attended, lambda it: facts.heir(it) in expected))
        in_time(case, self, facts)
        return MeetingRecorded(round=current.id, meeting=facts.record(Meeting, self))


def silent(current: Round, facts: Facts) -> tuple[str, ...]:
    """Return the invited agencies without an opinion of their own or of a successor."""
    heard = facts.heirs(opinion.agency for opinion in current.opinions)
    return tuple(agency for agency in current.silent if facts.heir(agency) not in heard)


def silence(current: Round, facts: Facts) -> tuple[Opinion, ...]:
    """Return a NO_REPLY opinion for each silent agency."""
    return tuple(Opinion(agency=agency, position=Position.NO_REPLY, at=facts.now) for agency in silent(current, facts))


def last_positions(current: Round, facts: Facts) -> dict[str, Position]:
    """Return the last position of each agency, under its successor if it has one."""
    return {facts.heir(opinion.agency): opinion.position for opinion in current.opinions}


class RoundLapsed(CaseEvent, type="case.round-lapsed", topic=Topic.CASE_DEADLINE):
    """The term for the answers expired, and the silent agencies are recorded."""

    round: str
    silent: tuple[Opinion, ...]

    def fold(self, case: Case) -> Case:
        current = round_of(case, self.round)
        lapsed_at = self.silent[0].at if self.silent else current.due_at
        return with_row(case, "rounds", self.round, opinions=(*current.opinions, *self.silent), lapsed_at=lapsed_at)


class LapseRound(RegisterCommand, states=COORDINATING):
    """Record that the term for the answers expired (an act of the register itself)."""

    round: Annotated[str, Ref(doc="The round.", to="rounds")]

    def decide(self, case: Case, facts: Facts) -> RoundLapsed:
        """Record the agencies that did not answer within the term. Raises Refused if the round has ended already."""
        current = open_round(case)
        if current is None or current.id != self.round or current.lapsed_at is not None:
            raise Refused(RuleNotMet(code="no-round-open"))
        refuse_for(still_runs(current.due_at, facts, current.opened_at))
        return RoundLapsed(round=current.id, silent=silence(current, facts))


class RoundConcluded(CaseEvent, type="case.round-concluded"):
    """The lead agency ended a round. MORE_EVIDENCE leads back to checking, and ends an appraisal."""

    round: Round

    def fold(self, case: Case) -> Case:
        """End the round. A case with an appraisal continues from the appraisal."""
        rounds = tuple(self.round if round.id == self.round.id else round for round in case.rounds)
        if self.round.outcome is RoundOutcome.MORE_EVIDENCE:
            return replace(case, state=CaseState.CHECKING, appraisal=None, rounds=rounds)
        state = CaseState.APPRAISED if case.appraisal else CaseState.COORDINATING
        return replace(case, state=state, rounds=rounds)


def meeting_over(case: Case, facts: Facts) -> Problem | None:
    """The meeting has minutes, or its term expired (Đ3.2.a)."""
    current = open_round(case)
    waits = current and current.unheld and facts.now < current.due_at
    return RuleNotMet(code="minutes-needed") if waits else None


def answers_in(case: Case, facts: Facts) -> Problem | None:
    """All agencies that were asked for a written opinion have answered, or the term expired (Đ3.2.b)."""
    current = open_round(case)
    if current is None or current.method is not RoundMethod.WRITTEN_OPINION or facts.now >= current.due_at:
        return None
    return RuleNotMet(code="answers-due") if silent(current, facts) else None


class ConcludeRound(RoundCommand, needs=(CaseAddresses,), requires=(round_is_open, meeting_over, answers_in)):
    """End the open round of coordination."""

    outcome: Annotated[
        RoundOutcome,
        Spec(
            doc="Result of the round. MORE_EVIDENCE leads back to checking. If the meeting was never held, only "
            "NOT_AGREED or MORE_EVIDENCE is possible, after the deadline, and no agency counts as heard."
        ),
    ]
    agreed_option: Annotated[
        str | None,
        Words(
            doc="Option that the agencies agreed on. Required for AGREED.",
            least=5,
            most=5_000,
            needed_with=(("outcome", RoundOutcome.AGREED),),
        ),
    ] = None
    dissent: Annotated[
        str | None,
        Words(
            doc="Dissenting positions and their reasons. Required if any agency dissents.",
            least=5,
            most=5_000,
            needed=lambda case, facts: bool(current := open_round(case)) and disagreed(current, facts),
        ),
    ] = None

    def decide(self, case: Case, facts: Facts) -> RoundConcluded:
        """Conclude the round. A meeting that did not take place ends without agreement."""
        about_no_other_place(self, facts, "agreed_option")
        current = current_round(case)
        if current.unheld and self.outcome is RoundOutcome.AGREED:
            raise Refused(invalid("outcome", "meeting-not-held"))
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
        """Raise Refused if an agreement has no text or no consenting agency, or if a dissent is not recorded."""
        if self.outcome is RoundOutcome.AGREED and self.agreed_option is None:
            raise Refused(invalid("agreed_option", "agreed-option-needed"))
        if self.outcome is RoundOutcome.AGREED and not agreed(case, current, facts):
            raise Refused(RuleNotMet(code="nobody-agreed"))
        if disagreed(current, facts) and self.dissent is None:
            raise Refused(invalid("dissent", "dissent-needed"))


def disagreed(current: Round, facts: Facts) -> bool:
    return Position.DISAGREE in last_positions(current, facts).values()


OBJECTING: Final = frozenset({Position.DISAGREE, Position.NO_COMPETENCE})


def agreed(case: Case, current: Round, facts: Facts) -> bool:
    """Return whether a competent outside agency agreed, or attended the meeting and did not object. Silence is no
    consent."""
    positions = last_positions(current, facts)
    spoke = {agency for agency, position in positions.items() if position is Position.AGREE}
    objected = {agency for agency, position in positions.items() if position in OBJECTING}
    came = facts.heirs(current.meeting.attended) if current.meeting else frozenset()
    return speak_from_outside(spoke | (came - objected), case, facts)
