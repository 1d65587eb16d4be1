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
"""Vocabularies that have labels and are not enums of the schema: rows and columns of numbers, scopes, and the names of
objects in refusals."""
ENUMS: tuple[EnumMeta, ...] = tuple(kind for kind in LABELLED if kind not in PLAIN)

for vocabulary in ENUMS:
    strawberry.enum(vocabulary, description=description_of(vocabulary))
    definition: Any = vars(vocabulary)["__strawberry_definition__"]
    for value in definition.values:
        member: Any = vocabulary[value.name]
        value.description = f"{label(member, 'vi')} · {label(member, 'en')}"
