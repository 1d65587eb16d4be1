"""Recusal: an officer who cannot be impartial takes no part in a case (Đ2.2, G5).

Officers recuse themselves at once. Another officer is recused only after a motion on a legal ground. The officer
answers the motion, and the People's Committee decides, so that no lead agency chooses the officers who act. Only the
Committee can undo a recusal. During a motion the officer continues, because no law stops them and a motion could
otherwise block the work. Until the decision, or until the Committee's term expires, another person signs measures,
removals and transfers.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from domain.case.command import CaseCommand, CaseEvent, told
from domain.case.guards import member, not_concerned
from domain.case.state.case import Case, with_row
from domain.case.state.recusal import Recusal, RecusalGround
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Job, Sealed, Step
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, AgencyKind, Kind, Post, Role
from domain.rules.facts import Facts
from domain.rules.guards import (
    active_of_kind,
    actor_among,
    demand,
    not_of,
    persons,
    room_for,
    same_person,
    serves_any,
    some_of,
)

MOTIONS_MOST: Final = 50
OPEN_MOST: Final = 3
"""Most pending motions of one agency. More motions could block the work."""
ANSWER_DAYS: Final = 3
DECIDE_DAYS: Final = 7
"""Working days from the motion to the decision. The term is a choice of this register; no law sets it."""
ABOVE: Final = frozenset({AgencyKind.PPC, AgencyKind.PPC_OFFICE, AgencyKind.INSPECTORATE})
"""Agencies that decide on motions or inspect. No agency of a case can move to recuse officers of these agencies."""


class OfficerRecused(CaseEvent, type="case.officer-recused"):
    officer: str
    by: str
    at: datetime
    reasons: Sealed

    def fold(self, case: Case) -> Case:
        return replace(case, recused=(*case.recused, self.officer))


class RecusalCommand(CaseCommand, scope=Scope.CASE_READ_OWN, additive=True, by={ActorKind.PERSON}):
    """Command of an agency of the case on the recusal of its officers."""


def is_oneself(officer: str, case: Case, facts: Facts) -> None:
    """Raise Refused unless the appointment is the actor's own."""
    if officer not in facts.registry.officers:
        raise Refused(invalid("officer", "officer-not-appointed"))
    if not same_person(officer, facts.actor.subject, facts):
        raise Refused(unguarded(Guard.G1_COMPETENCE, "recuse-oneself-only"))


class RecuseOfficer(RecusalCommand, posts=OFFICERS):
    """Recuse yourself from a case (G5). To recuse another officer, use `moveRecusal`."""

    officer: Annotated[str, Ref(doc="Your own appointment.", to=Kind.OFFICER, fits=is_oneself)]
    reasons: Annotated[str, Words(doc="Reasons why impartiality is in doubt.", least=10, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> OfficerRecused:
        is_oneself(self.officer, case, facts)
        return facts.record(OfficerRecused, self, officer=facts.registry.person(self.officer))


def pending(case: Case) -> tuple[Recusal, ...]:
    """The motions that wait for a decision, except motions about officers who are already recused."""
    return tuple(motion for motion in case.recusals if motion.pending and motion.officer not in case.recused)


def no_motion_runs(case: Case, facts: Facts) -> Problem | None:
    """No motion to recuse the actor is pending within the Committee's term to decide (Đ2.2)."""
    again = facts.registry.days.recounted
    waiting = (motion.officer for motion in pending(case) if facts.now < again(motion.moved.at, motion.decide_by))
    return unguarded(Guard.G5_TWO_PERSONS, "recusal-undecided") if actor_among(waiting, facts) else None


def member_or_inspector(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency takes part in the case, or inspects (Đ5.1.h)."""
    return None if facts.actor.role is Role.INSPECTOR else member(case, facts)


def committees(case: Case, facts: Facts) -> frozenset[str]:
    partial = (case.lead, *case.concerns)
    return frozenset(agency for agency in active_of_kind(AgencyKind.PPC, facts) if not facts.touches(agency, partial))


def some_committee_impartial(case: Case, facts: Facts) -> Problem | None:
    """A People's Committee that neither leads the case nor is concerned by the claim can decide (G5)."""
    return None if committees(case, facts) else RuleNotMet(code="recusal-nobody-decides")


def few_motions_wait(case: Case, facts: Facts) -> Problem | None:
    """The actor's agency has fewer than three motions that wait for a decision."""
    waiting = [motion for motion in pending(case) if facts.acts_for(motion.moved.agency)]
    return RuleNotMet(code="recusals-waiting") if len(waiting) >= OPEN_MOST else None


class RecusalMoved(CaseEvent, type="case.recusal-moved", appends="recusals"):
    recusal: Recusal

    def jobs(self, case: Case) -> Iterator[Job]:
        yield told(self.recusal.agency, self)


class MoveRecusal(
    RecusalCommand,
    posts=OFFICERS | {Post.INSPECTOR},
    requires=(
        member_or_inspector,
        some_committee_impartial,
        few_motions_wait,
        room_for("recusals", MOTIONS_MOST, "too-many-recusals"),
    ),
):
    """Ask that another officer be recused, on a ground of the law. The officer answers, the People's Committee decides
    (Đ2.2, G5). Until then the officer continues, but signs no measure, removal or transfer."""

    officer: Annotated[
        str,
        Ref(
            doc=("Officer of a participating agency. The agency must be neither the Committee nor an inspecting body."),
            to=Kind.OFFICER,
        ),
    ]
    ground: Annotated[RecusalGround, Spec(doc="Ground of the law.")]
    reasons: Annotated[str, Words(doc="Description of the event, and your source for it.", least=20, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> RecusalMoved:
        """Record the motion.

        Raises Refused if the officer is outside the case, is exempt from the actor's motions, or was the subject of an
        earlier motion.
        """
        officer = facts.registry.officers.get(self.officer)
        if officer is None:
            raise Refused(invalid("officer", "officer-not-appointed"))
        person, agency = facts.registry.person(self.officer), facts.heir(officer.agency)
        if agency not in facts.heirs(case.members):
            raise Refused(invalid("officer", "officer-not-in-case"))
        self._about(person, agency, case, facts)
        recusal = facts.record(
            Recusal,
            self,
            case,
            officer=person,
            agency=agency,
            moved=facts.step(note="reasons"),
            answer_by=facts.registry.calendar.due(facts.now, ANSWER_DAYS),
            decide_by=facts.registry.calendar.due(facts.now, DECIDE_DAYS),
        )
        return RecusalMoved(recusal=recusal)

    def _about(self, person: str, agency: str, case: Case, facts: Facts) -> None:
        """Raise Refused for a person who cannot be the subject of the actor's motion."""
        if same_person(person, facts.actor.subject, facts):
            raise Refused(RuleNotMet(code="recuse-yourself"))
        if person in persons(case.recused, facts):
            raise Refused(RuleNotMet(code="recused-already"))
        if _holds_post_in(ABOVE, person, facts):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "recusal-of-those-above"))
        if _reviewer_of_another(person, case, facts) and not_of((case.lead,), facts):
            raise Refused(unguarded(Guard.G3_EXPRESSION, "recusal-of-reviewer"))
        before = [motion for motion in case.recusals if same_person(motion.officer, person, facts)]
        if any(motion.pending or (motion.ground is self.ground and not motion.undone) for motion in before):
            raise Refused(RuleNotMet(code="recusal-moved-already"))


def _holds_post_in(kinds: Collection[AgencyKind], person: str, facts: Facts) -> bool:
    rows = facts.registry.agencies
    held = facts.registry.agencies_of(person, local_date(facts.now))
    return any(rows[agency].kind in kinds for agency in held if agency in rows)


def _reviewer_of_another(person: str, case: Case, facts: Facts) -> bool:
    """Return whether a person reviewed expression in the case for an agency that does not lead it."""
    reviewers = (review.officer for review in case.expression_reviews if facts.heir(review.agency) != case.lead)
    return person in persons(reviewers, facts)


def about_actor(motion: Recusal, case: Case, facts: Facts) -> Problem | None:
    """The motion is about the actor."""
    own = same_person(motion.officer, facts.actor.subject, facts)
    return None if own else unguarded(Guard.G1_COMPETENCE, "recusal-of-another")


def unanswered(motion: Recusal, case: Case, facts: Facts) -> Problem | None:
    """The officer has not answered the motion yet."""
    return RuleNotMet(code="answered-already") if motion.answered else None


def some_motion(case: Case, facts: Facts) -> Problem | None:
    """A motion to recuse somebody waits for its decision."""
    return None if pending(case) else RuleNotMet(code="no-recusal-moved")


def take(case: Case, id: str, guards: Iterable[Any], facts: Facts) -> Recusal:
    """Return the pending motion of that key. Raises Refused if the motion does not exist or a guard refuses the act."""
    found = next((motion for motion in pending(case) if motion.id == id), None)
    if found is None:
        raise Refused(invalid("recusal", "recusal-unknown"))
    demand(guards, found, case, facts)
    return found


class RecusalAnswered(CaseEvent, type="case.recusal-answered"):
    recusal: str
    step: Step

    def fold(self, case: Case) -> Case:
        return with_row(case, "recusals", self.recusal, answered=self.step)


ANSWERABLE = (about_actor, unanswered)


class AnswerRecusal(
    RecusalCommand, posts=OFFICERS | {Post.SPOKESPERSON}, requires=(some_motion, some_of(pending, *ANSWERABLE))
):
    """Answer a motion to recuse you (Đ2.2)."""

    recusal: Annotated[str, Ref(doc="Key of the motion, from `recusals` of the case.", to="recusals")]
    reasons: Annotated[str, Words(doc="Your answer to the motion.", least=10, most=5_000)]

    def decide(self, case: Case, facts: Facts) -> RecusalAnswered:
        take(case, self.recusal, ANSWERABLE, facts)
        return facts.record(RecusalAnswered, self)


def motion_heard(motion: Recusal, case: Case, facts: Facts) -> Problem | None:
    """The officer answered, did not answer within the term, or no longer holds a post in the agency."""
    over = facts.now >= facts.registry.days.recounted(motion.moved.at, motion.answer_by)
    left = not facts.registry.serves(motion.officer, frozenset(Post), motion.agency, local_date(facts.now))
    return None if motion.answered or over or left else RuleNotMet(code="recusal-not-answered")


def outside_motion(motion: Recusal, case: Case, facts: Facts) -> Problem | None:
    """The actor did not make the motion and is not its subject. The actor belongs neither to the lead agency nor to the
    officer's agency (G5)."""
    if actor_among((motion.officer, motion.moved.officer), facts):
        return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed")
    return not_of((case.lead, motion.agency), facts)


class RecusalDecided(CaseEvent, type="case.recusal-decided"):
    recusal: str
    officer: str
    granted: bool
    step: Step

    def fold(self, case: Case) -> Case:
        case = with_row(case, "recusals", self.recusal, decided=self.step, granted=self.granted)
        return replace(case, recused=(*case.recused, self.officer)) if self.granted else case

    def jobs(self, case: Case) -> Iterator[Job]:
        for motion in case.recusals:
            if motion.id == self.recusal:
                yield from (told(agency, self) for agency in dict.fromkeys((motion.agency, motion.moved.agency)))


DECIDABLE = (motion_heard, outside_motion)


class CommitteeDecides(RecusalCommand, scope=Scope.DIRECTIVE_ISSUE, posts={Post.SIGNATORY}):
    """Command of the People's Committee on the recusal of officers in a case (Đ5.1.h)."""

    document_number: Annotated[str, Words(doc="Number of the document.", most=60)]
    reasons: Annotated[str, Words(doc="Reasons, for the officer and the agencies to read.", least=20, most=5_000)]


class DecideRecusal(
    CommitteeDecides,
    restricts=True,
    requires=(some_motion, some_of(pending, *DECIDABLE), not_concerned),
    signed=True,
):
    """Decide, as the People's Committee, whether an officer is recused (Đ5.1.h)."""

    recusal: Annotated[str, Ref(doc="Key of the motion, from `recusals` of the case.", to="recusals")]
    granted: Annotated[bool, Spec(doc="True if the officer is recused.")]

    def decide(self, case: Case, facts: Facts) -> RecusalDecided:
        motion = take(case, self.recusal, DECIDABLE, facts)
        return facts.record(RecusalDecided, self, officer=motion.officer)


class RecusalUndone(CaseEvent, type="case.recusal-undone"):
    officers: tuple[str, ...]
    step: Step

    def fold(self, case: Case) -> Case:
        """Undo the recusal under all appointments of the person."""
        rows = (replace(row, undone=self.step) if row.officer in self.officers else row for row in case.recusals)
        recused = tuple(officer for officer in case.recused if officer not in self.officers)
        return replace(case, recused=recused, recusals=tuple(rows))


def somebody_recused(case: Case, facts: Facts) -> Problem | None:
    """An officer is recused from the case."""
    return None if case.recused else RuleNotMet(code="nobody-recused")


class UndoRecusal(CommitteeDecides, requires=(somebody_recused, not_concerned), signed=True):
    """Undo, as the People's Committee, the recusal of an officer, whatever the reason for the recusal (Đ5.1.h)."""

    officer: Annotated[str, Ref(doc="The officer recused.", to=Kind.OFFICER)]

    def decide(self, case: Case, facts: Facts) -> RecusalUndone:
        """Undo the recusal. Raises Refused for the person who asked for the recusal or granted it (G5)."""
        person = facts.registry.person(self.officer)
        found = tuple(dict.fromkeys(out for out in case.recused if same_person(out, person, facts)))
        if not found:
            raise Refused(invalid("officer", "officer-not-recused"))
        granted = (motion for motion in case.recusals if motion.granted and motion.officer in found)
        steps = (step for motion in granted for step in (motion.moved, motion.decided) if step)
        if actor_among((step.officer for step in steps), facts):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "second-person-needed"))
        if serves_any(facts.actor.subject, (case.lead,), facts):
            raise Refused(unguarded(Guard.G5_TWO_PERSONS, "post-concerned"))
        return facts.record(RecusalUndone, self, officers=found)
