"""GraphQL types of a version conflict, for agencies: the events of the object since the version that the command
expected."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

import strawberry

from domain.kernel.refusals import NEWER_MOST, VersionConflict
from domain.messages import action_label
from schema.context import ContextInfo, Row
from schema.cost import reads
from schema.derive import class_from, description_of
from schema.problems import PROBLEMS, Problem
from schema.record_names import Action, EventType
from schema.registry import Agency, OfficerReference, agency_field, officer_field


class Acted(TypedDict):
    """Keys of a row that the labels of a version need."""

    action: str


@strawberry.type
class NewerVersion:
    """A version that the command did not take into account: its actor, its action, and the changed fields."""

    n: int = strawberry.field(name="version", description="Number of the version.")
    type: EventType = strawberry.field(description="Type of the event that created the version.")
    action: Action = strawberry.field(description="Action that led to the version.")
    at: datetime = strawberry.field(description="Time of the event, by the clock of the register.")
    officer: OfficerReference | None = officer_field(
        "Officer who acted. Only the officer's own agency and inspectors see it; null for others."
    )
    agency: Agency | None = agency_field("Agency that acted; null when the register itself acted.", "agency")
    bookkeeping: bool = strawberry.field(
        description="True if the register only recorded something for itself. Versions of this kind alone cause no "
        "conflict."
    )
    fields: list[str] = strawberry.field(
        description="Fields of the object that differ from the previous version. Query these fields to read their "
        "current values."
    )

    @strawberry.field(description="Label of the action, in Vietnamese.")
    @staticmethod
    def label_vi(parent: strawberry.Parent[Acted]) -> str:
        return action_label(parent["action"], "vi")

    @strawberry.field(description="Label of the action, in English.")
    @staticmethod
    def label_en(parent: strawberry.Parent[Acted]) -> str:
        return action_label(parent["action"], "en")


class _Told:
    """Fields of a conflict that the public schema omits."""

    @strawberry.field(
        graphql_type=list[NewerVersion],
        description=f"Versions since `expectedVersion`, oldest first; at most the last {NEWER_MOST}. Empty when the "
        "object has no such version yet. The register records this reading like the reading of a history.",
        metadata=reads(NEWER_MOST, rows=NEWER_MOST),
    )
    @staticmethod
    async def since(parent: strawberry.Parent[VersionConflict], info: ContextInfo) -> Sequence[Row]:
        return await info.context.versions.newer(parent)


def _told(problem: type) -> type:
    if problem.__name__ != VersionConflict.__name__:
        return problem
    made = class_from(problem.__name__, (problem,), {"since": vars(_Told)["since"], "__annotations__": {}})
    return strawberry.type(made, description=description_of(VersionConflict))


AGENCY_PROBLEMS: tuple[type[Problem], ...] = tuple(_told(problem) for problem in PROBLEMS)
