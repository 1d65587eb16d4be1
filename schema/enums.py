"""The domain's vocabularies as GraphQL enums: one list, the domain's own; each value with both its labels."""

from enum import EnumMeta
from typing import Any

import strawberry

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Part
from domain.messages import LABELLED, label
from domain.report.months import Month
from domain.report.tables import Line
from schema.described import description_of

PLAIN: tuple[EnumMeta, ...] = (Kind, Line, Month, Part, Scope)
"""Have labels and are no enum of the schema: rows and columns of numbers, what a token says, and what an object is
called in a refusal."""
ENUMS: tuple[EnumMeta, ...] = tuple(each for each in LABELLED if each not in PLAIN)

for each in ENUMS:
    # An enum without a docstring of its own would answer with the manual of the enum module.
    strawberry.enum(each, description=description_of(each))
    for value in each.__strawberry_definition__.values:  # type: ignore[attr-defined]
        shown: Any = each[value.name]
        value.description = f"{label(shown, 'vi')} · {label(shown, 'en')}"
