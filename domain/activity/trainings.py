"""Training and making the law known, as counts (Đ5.1.e, Đ5.5.a, Đ5.6, Đ5.7.a, Đ5.7.c).

Nobody is listed: a training has an audience and a headcount, never attendees, and no one's conduct online is
recorded (X2, X3).
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from domain.activity.state.activity import Audience, Awareness, Recording, Training, recording
from domain.kernel.calendar import local_date
from domain.kernel.event import Event
from domain.kernel.fields import Ref, Spec, Whole, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, invalid
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts
from domain.rules.guards import agency_known

HEADCOUNT_MOST, BRANCHES_MOST = 1_000_000, 10_000


class TrainingRecorded(Event, type="activity.training-recorded"):
    """A training took place."""

    by: Recording
    training: Training


class AwarenessRecorded(Event, type="activity.awareness-recorded"):
    """A law, a code or a rule was made known."""

    by: Recording
    awareness: Awareness


@dataclass(frozen=True, kw_only=True)
class RecordTraining:
    """Record a training that one's own agency organised (Đ5.1.e, Đ5.7.c)."""

    topic: Annotated[str, Words(doc="What it was about.", least=5, most=300)]
    held_on: Annotated[date, Spec(doc="Day it was held, or its first day.")]
    audience: Annotated[Audience, Spec(doc="For whom it was, as a category.")]
    headcount: Annotated[int, Whole(doc="How many took part; nobody is named.", least=1, most=HEADCOUNT_MOST)]
    co_organiser: Annotated[str | None, Ref(doc="The agency it was organised with (Đ5.7.c).")] = None
    materials: Annotated[str | None, Words(doc="Where the materials are found.", least=3, most=500)] = None


@dataclass(frozen=True, kw_only=True)
class RecordAwareness:
    """Record that a law, a code or a rule was made known (Đ5.5.a, Đ5.6, Đ5.7.a)."""

    subject: Annotated[str, Words(doc="What was made known.", least=5, most=300)]
    held_on: Annotated[date, Spec(doc="Day it was done, or its first day.")]
    branches: Annotated[int, Whole(doc="How many branches or units it reached.", least=0, most=BRANCHES_MOST)]
    headcount: Annotated[int, Whole(doc="How many people it reached; nobody is named.", least=1, most=HEADCOUNT_MOST)]


def train(state: None, command: RecordTraining, facts: Facts) -> tuple[Event, ...]:
    """Record a training."""
    if faults := [*past("held_on", command.held_on, facts), *_other_organiser(command, facts)]:
        raise Refused(*faults)
    training = Training(
        topic=facts.sealed["topic"],
        held_on=command.held_on,
        audience=command.audience,
        headcount=command.headcount,
        co_organiser=command.co_organiser,
        materials=facts.sealed.get("materials"),
    )
    return (TrainingRecorded(by=recording(facts), training=training),)


def _other_organiser(command: RecordTraining, facts: Facts) -> list[InvalidInput]:
    if command.co_organiser is None:
        return []
    if facts.acts_for(command.co_organiser):
        return [invalid("co_organiser", "own-agency-named")]
    return agency_known("co_organiser", command.co_organiser, facts)


def inform(state: None, command: RecordAwareness, facts: Facts) -> tuple[Event, ...]:
    """Record what was made known."""
    if faults := past("held_on", command.held_on, facts):
        raise Refused(*faults)
    awareness = Awareness(
        subject=facts.sealed["subject"],
        held_on=command.held_on,
        branches=command.branches,
        headcount=command.headcount,
    )
    return (AwarenessRecorded(by=recording(facts), awareness=awareness),)


def past(field: str, day: date, facts: Facts) -> list[InvalidInput]:
    """A fault when the day has not come yet."""
    return [invalid(field, "in-the-future")] if day > local_date(facts.now) else []


ACTIONS = (
    Action(
        command=RecordTraining,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=train,
        scope=Scope.TRAINING_WRITE,
        posts=frozenset({Post.HANDLER}),
    ),
    Action(
        command=RecordAwareness,
        stream=Kind.ACTIVITY,
        creates=True,
        decide=inform,
        scope=Scope.ACTIVITY_WRITE,
        posts=frozenset({Post.HANDLER}),
    ),
)
