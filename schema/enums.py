"""The domain's vocabularies as GraphQL enums: one list, the domain's own."""

from enum import EnumMeta

import strawberry

from domain.access import Purpose, Reading
from domain.case import (
    CaseState,
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Informed,
    Medium,
)
from domain.refusals import Guard
from domain.roles import AgencyKind, Post, Role

ENUMS: tuple[EnumMeta, ...] = (
    AgencyKind,
    CaseState,
    Category,
    Channel,
    CheckMethod,
    CheckOutcome,
    ClosureReason,
    ExpressionConclusion,
    ExpressionKind,
    Guard,
    Informed,
    Medium,
    Post,
    Purpose,
    Reading,
    Role,
)

for each in ENUMS:
    # An enum without a docstring of its own would answer with the manual of the enum module.
    strawberry.enum(each, description=vars(each).get("__doc__"))
