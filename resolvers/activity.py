"""Reading directives, activities, difficulties and findings of inspections."""

import strawberry

from domain.activity.state.activity import ActivityType
from domain.activity.state.difficulty import DifficultyState
from domain.activity.state.directive import DirectiveState
from domain.activity.state.inspection import InspectionState
from domain.kernel.kind import Kind
from resolvers.fields import Only, listing, one

ALL = "The People's Committee, the lead agency and inspectors see all."


@strawberry.type
class ActivityQuery:
    directive = one(Kind.DIRECTIVE)
    directives = listing(
        Kind.DIRECTIVE,
        f"Directives to the caller's agency, newest first. {ALL}",
        state=Only(DirectiveState, "Only directives in this state."),
    )
    activity = one(Kind.ACTIVITY)
    activities = listing(
        Kind.ACTIVITY,
        f"Activities that the caller's agency recorded or that name it, newest first. {ALL}",
        type=Only(ActivityType, "Only activities of this type."),
    )
    difficulty = one(Kind.DIFFICULTY)
    difficulties = listing(
        Kind.DIFFICULTY,
        f"Difficulties that the caller's agency filed, newest first. {ALL}",
        state=Only(DifficultyState, "Only difficulties in this state."),
    )
    inspection = one(Kind.INSPECTION)
    inspections = listing(
        Kind.INSPECTION,
        f"Findings of inspections about the caller's agency, newest first. {ALL}",
        state=Only(InspectionState, "Only findings in this state."),
    )
