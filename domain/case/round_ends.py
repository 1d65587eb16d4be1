"""End of a round of coordination: time runs out, or the lead agency concludes it. Silence is no consent (Đ3.2)."""

from dataclasses import replace
from typing import Annotated

from domain.case.addresses import about_no_other_place
from domain.case.command import CaseEvent, RegisterCommand
from domain.case.guards import open_round, round_is_open, speak_from_outside
from domain.case.rounds import COORDINATING, RoundCommand, current_round, round_of, with_round
from domain.case.state.case import Case, CaseState
from domain.case.state.related import CaseAddresses
from domain.case.state.round import Opinion, Position, Round, RoundMethod, RoundOutcome
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.topic import Topic
from domain.rules.facts import Facts
from domain.rules.guards import still_runs


def silent(current: Round, facts: Facts) -> tuple[str, ...]:
    """The invited agencies that said nothing, neither they nor who took them over."""
    heard = facts.heirs(opinion.agency for opinion in current.opinions)
    return tuple(agency for agency in current.silent if facts.heir(agency) not in heard)


def silence(current: Round, facts: Facts) -> tuple[Opinion, ...]:
    """Return the entries for the agencies that said nothing."""
    return tuple(Opinion(agency=agency, position=Position.NO_REPLY, at=facts.now) for agency in silent(current, facts))


def last_positions(current: Round, facts: Facts) -> dict[str, Position]:
    """The last position of each agency, under the agency that acts in its place today."""
    return {facts.heir(opinion.agency): opinion.position for opinion in current.opinions}


class RoundLapsed(CaseEvent, type="case.round-lapsed", topic=Topic.CASE_DEADLINE):
    """The time to answer ran out; who said nothing has said nothing."""

    round: str
    silent: tuple[Opinion, ...]

    def fold(self, case: Case) -> Case:
        current = round_of(case, self.round)
        lapsed_at = self.silent[0].at if self.silent else current.due_at
        return with_round(case, self.round, opinions=(*current.opinions, *self.silent), lapsed_at=lapsed_at)


class LapseRound(RegisterCommand, states=COORDINATING):
    """Note that the time to answer ran out (an act of the register itself)."""

    round: Annotated[str, Ref(doc="The round.", to="rounds")]

    def decide(self, case: Case, facts: Facts) -> RoundLapsed:
        """Note who was silent when the time ran out; nothing when the round has ended already."""
        current = open_round(case)
        if current is None or current.id != self.round or current.lapsed_at is not None:
            raise Refused(RuleNotMet(code="no-round-open"))
        if problem := still_runs(current.due_at, facts, current.opened_at):
            raise Refused(problem)
        return RoundLapsed(round=current.id, silent=silence(current, facts))


class RoundConcluded(CaseEvent, type="case.round-concluded"):
    """The lead agency ended a round; MORE_EVIDENCE leads back to checking, and ends an appraisal."""

    round: Round

    def fold(self, case: Case) -> Case:
        """A case that was appraised before goes on from there."""
        rounds = tuple(self.round if round.id == self.round.id else round for round in case.rounds)
        if self.round.outcome is RoundOutcome.MORE_EVIDENCE:
            return replace(case, state=CaseState.CHECKING, appraisal=None, rounds=rounds)
        state = CaseState.APPRAISED if case.appraisal else CaseState.COORDINATING
        return replace(case, state=state, rounds=rounds)


def meeting_over(case: Case, facts: Facts) -> Problem | None:
    """A meeting has minutes, or its time ran out (Đ3.2.a)."""
    current = open_round(case)
    waits = current and current.unheld and facts.now < current.due_at
    return RuleNotMet(code="minutes-needed") if waits else None


def answers_in(case: Case, facts: Facts) -> Problem | None:
    """All who were asked for a written opinion answered, or their time ran out (Đ3.2.b)."""
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
        str | None, Words(doc="Option that the agencies agreed on. Required for AGREED.", least=5, most=5_000)
    ] = None
    dissent: Annotated[
        str | None, Words(doc="Dissenting positions and their reasons. Required if there are any.", least=5, most=5_000)
    ] = None

    def decide(self, case: Case, facts: Facts) -> RoundConcluded:
        """With what was said; nobody agreed in a meeting that was not held."""
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
        """Raises Refused for an agreement that is not said or that nobody gave, and for dissent passed over."""
        if self.outcome is RoundOutcome.AGREED and self.agreed_option is None:
            raise Refused(invalid("agreed_option", "agreed-option-needed"))
        if self.outcome is RoundOutcome.AGREED and not agreed(case, current, facts):
            raise Refused(RuleNotMet(code="nobody-agreed"))
        if Position.DISAGREE in last_positions(current, facts).values() and self.dissent is None:
            raise Refused(invalid("dissent", "dissent-needed"))


def agreed(case: Case, current: Round, facts: Facts) -> bool:
    """Return whether a competent agency from outside agreed, or sat in the meeting: silence is no consent."""
    positions = last_positions(current, facts)
    spoke = {agency for agency, position in positions.items() if position is Position.AGREE}
    came = facts.heirs(current.meeting.attended) if current.meeting else frozenset()
    return speak_from_outside(spoke | came, case, facts)
