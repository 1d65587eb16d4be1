"""Training, making the law known, and discipline, as counts (Đ5.1.e, Đ5.5.a, Đ5.6, Đ5.7.a, Đ5.7.c).

Nobody is listed: a training has an audience and a headcount, never attendees; discipline is a number and a document;
no one's conduct online is recorded (X2, X3).
"""

from datetime import date
from typing import Annotated

from domain.activity.recorded import RecordCommand, past, recorded, recording
from domain.activity.state.activity import Activity, ActivityType, Audience, Awareness, Discipline, Recording, Training
from domain.kernel.event import Begins
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.vocabulary import Kind, Post
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

HEADCOUNT_MOST, BRANCHES_MOST, DISCIPLINE_MOST = 1_000_000, 10_000, 1_000


class TrainingRecorded(Begins[Activity], type="activity.training-recorded"):
    by: Recording
    training: Training

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.TRAINING, training=self.training)


class RecordTraining(RecordCommand, scope=Scope.TRAINING_WRITE, posts={Post.HANDLER}):
    """Record a training that your agency organised (Đ5.1.e, Đ5.7.c)."""

    topic: Annotated[str, Words(doc="What it was about.", least=5, most=300)]
    held_on: Annotated[date, Spec(doc="Date, or the first date when it took several days.")]
    audience: Annotated[Audience, Spec(doc="Category of people that it was for.")]
    headcount: Annotated[int, Whole(doc="Number of people who took part. Name nobody.", least=1, most=HEADCOUNT_MOST)]
    co_organiser: Annotated[
        str | None,
        Ref(doc="Agency that organised the training together with yours (Đ5.7.c); null without one.", to=Kind.AGENCY),
    ] = None
    materials: Annotated[str | None, Words(doc="Where to find the materials.", least=3, most=500)] = None

    def decide(self, state: None, facts: Facts) -> TrainingRecorded:
        if faults := [*past("held_on", self.held_on, facts), *self._organiser_faults(facts)]:
            raise Refused(*faults)
        return TrainingRecorded(by=recording(facts), training=facts.record(Training, self))

    def _organiser_faults(self, facts: Facts) -> list[InvalidInput]:
        if self.co_organiser is None:
            return []
        if facts.acts_for(self.co_organiser):
            return [invalid("co_organiser", "own-agency-named")]
        return agency_known("co_organiser", self.co_organiser, facts)


class AwarenessRecorded(Begins[Activity], type="activity.awareness-recorded"):
    by: Recording
    awareness: Awareness

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.AWARENESS, awareness=self.awareness)


class RecordAwareness(RecordCommand, scope=Scope.ACTIVITY_WRITE, posts={Post.HANDLER}):
    """Record an effort to make a law, a code or a rule known (Đ5.5.a, Đ5.6, Đ5.7.a)."""

    subject: Annotated[str, Words(doc="Law, code or rule that was made known.", least=5, most=300)]
    held_on: Annotated[date, Spec(doc="Date, or the first date when it took several days.")]
    branches: Annotated[int, Whole(doc="Number of branches or units that it reached.", least=0, most=BRANCHES_MOST)]
    headcount: Annotated[int, Whole(doc="Number of people that it reached. Name nobody.", least=1, most=HEADCOUNT_MOST)]

    def decide(self, state: None, facts: Facts) -> AwarenessRecorded:
        if faults := past("held_on", self.held_on, facts):
            raise Refused(*faults)
        return AwarenessRecorded(by=recording(facts), awareness=facts.record(Awareness, self))


class DisciplineRecorded(Begins[Activity], type="activity.discipline-recorded"):
    """An agency took measures of discipline."""

    by: Recording
    discipline: Discipline

    def begin(self, id: str) -> Activity:
        return recorded(id, self.by, ActivityType.DISCIPLINE, discipline=self.discipline)


class RecordDiscipline(RecordCommand, scope=Scope.ACTIVITY_WRITE, posts={Post.SIGNATORY}):
    """Record how many measures of discipline your agency took by the law on its staff (Đ5.7.a). Name nobody."""

    number: Annotated[int, Whole(doc="Number of measures by this document.", least=1, most=DISCIPLINE_MOST)]
    taken_on: Annotated[date, Spec(doc="Date of the document.")]
    document_number: Annotated[str, Words(doc="Number of the document, which stays in the agency.", least=1, most=60)]

    def decide(self, state: None, facts: Facts) -> DisciplineRecorded:
        if faults := past("taken_on", self.taken_on, facts):
            raise Refused(*faults)
        return DisciplineRecorded(by=recording(facts), discipline=facts.record(Discipline, self))
