"""GraphQL types of agencies, areas, holidays and officers in the registry."""

from datetime import date
from typing import Any

import strawberry

from domain.case.state.case import Category
from domain.kernel.vocabulary import AgencyKind, Post, Role
from domain.registry import agency as agency_rows
from domain.registry import agency as area_rows
from domain.registry import agency as lead_rows
from domain.registry import entry as certainty_rows
from schema.context import ContextInfo, Row
from schema.lists import AREAS_MOST, OnDay
from schema.node import Node
from schema.row_keys import of_row
from schema.scalars import DateRange


@strawberry.type
class Agency(Node):
    """An agency that the Regulation applies to (Đ1.2)."""

    kind: AgencyKind = strawberry.field(description="Kind of agency.")

    @strawberry.field(description="Full name of the agency on a day.")
    @staticmethod
    def name(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo, on: OnDay = None) -> str:
        found = parent.name_on(on or info.context.today)
        return found.name if found else parent.id

    @strawberry.field(description="Short name of the agency on a day.")
    @staticmethod
    def short_name(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo, on: OnDay = None) -> str:
        found = parent.name_on(on or info.context.today)
        return found.short if found else parent.id

    @strawberry.field(description="True if the agency exists today and is confirmed.")
    @staticmethod
    def active(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo) -> bool:
        return parent.active(info.context.today)

    @strawberry.field(description="True if it is the lead agency today.")
    @staticmethod
    def is_lead(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo) -> bool:
        return info.context.registry.role_on(parent.id, info.context.today) is Role.LEAD

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        return isinstance(value, agency_rows.Agency)


def agency_field(description: str, key: str, *, name: str | None = None) -> Any:
    def resolve(root: Row, info: ContextInfo) -> agency_rows.Agency | None:
        id = root[key]
        return info.context.agency(id) if id else None

    return strawberry.field(resolver=resolve, name=name, description=description, metadata=of_row(key))


def agencies_field(description: str, key: str, *, name: str | None = None) -> Any:
    def resolve(root: Row, info: ContextInfo) -> list[agency_rows.Agency]:
        return [info.context.agency(id) for id in root[key]]

    return strawberry.field(resolver=resolve, name=name, description=description, metadata=of_row(key))


@strawberry.type
class Area:
    """A part of the province."""

    id: strawberry.ID = strawberry.field(description="Id of the area, in the form that inputs of cases accept.")
    name: str = strawberry.field(description="Name of the area.")
    level: area_rows.AreaLevel = strawberry.field(description="Level of the area.")


@strawberry.type
class Competence:
    """A competence of an agency: a task, in some fields and areas (Đ2.1)."""

    task: agency_rows.Task = strawberry.field(
        description="Task: to verify, to decide, to order a removal, or to protect children."
    )
    categories: list[Category] = strawberry.field(description="Fields of administration; empty for all.")

    @strawberry.field(graphql_type=list[Area], description="Areas; empty for the whole province.")
    @staticmethod
    def areas(parent: strawberry.Parent[agency_rows.Competence | Row], info: ContextInfo) -> list[area_rows.Area]:
        """Return the areas of a competence, given as a domain object or as part of an agency's row."""
        return info.context.areas(parent["areas"] if isinstance(parent, dict) else parent.areas)

    span: DateRange = strawberry.field(description="Days on which the competence is valid.")
    source: str = strawberry.field(description="Legal act that the competence is based on.")


@strawberry.input
class CompetenceQuery:
    """A task in a field of administration and some areas, as of a day."""

    task: agency_rows.Task = strawberry.field(
        description="Task: to verify, to decide, to order a removal, or to protect children."
    )
    category: Category = strawberry.field(description="Field of administration.")
    areas: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description=f"Areas, at most {AREAS_MOST}. The agency must be competent in all of these areas. Empty for the "
        "whole province.",
    )
    on: date | None = strawberry.field(default=None, description="Day in Vietnam; null for today.")


@strawberry.type
class Holidays:
    """The public holidays of one year."""

    year: int = strawberry.field(description="The year.")
    days: list[date] = strawberry.field(description="Days on which agencies are closed.")
    worked: list[date] = strawberry.field(description="Weekend days that are working days instead.")
    source: str = strawberry.field(description="Legal act that the holidays are based on.")
    certainty: certainty_rows.Certainty = strawberry.field(
        description="Certainty of the holidays. Only confirmed holidays change deadlines."
    )


@strawberry.type
class LeadAssignment:
    """The assignment of an agency as lead agency, or as its substitute in cases about the lead agency (Đ5.1)."""

    id: strawberry.ID = strawberry.field(description="Id of the assignment, as used in events.")
    part: lead_rows.LeadPart = strawberry.field(description="Role of the agency: lead agency or substitute.")
    span: DateRange = strawberry.field(description="Days on which the assignment is valid.")
    source: str = strawberry.field(description="Decision that the assignment is based on.")
    certainty: certainty_rows.Certainty = strawberry.field(
        description="Certainty of the assignment. Only a confirmed assignment has an effect."
    )

    @strawberry.field(description="Agency that is assigned.", graphql_type=Agency)
    @staticmethod
    def agency(parent: strawberry.Parent[lead_rows.Lead], info: ContextInfo) -> agency_rows.Agency:
        return info.context.agency(parent.agency)


@strawberry.type
class OfficerReference:
    """An officer, with the data that the caller may see. Send `officerId` to `node` to read the `Officer` itself."""

    officer_id: strawberry.ID = strawberry.field(description="Id of the officer's appointment.")
    posts: list[Post] = strawberry.field(description="Posts that the appointment gives.")
    name: str | None = strawberry.field(
        description="Name of the officer's account; null once erased. Only inspectors, administrators of the agency's "
        "officers, and the officer can read the name; null for others."
    )
    agency: agency_rows.Agency = strawberry.field(graphql_type=Agency, description="Agency of the appointment.")


def officer_field(description: str, key: str = "officer", *, name: str = "officer") -> Any:
    def resolve(root: Row, info: ContextInfo) -> OfficerReference | None:
        id = root[key]
        return info.context.officer(id) if id else None

    return strawberry.field(
        resolver=resolve,
        name=name,
        graphql_type=OfficerReference | None,
        description=description,
        metadata=of_row(key),
    )


def officers_field(description: str, key: str, *, name: str) -> Any:
    def resolve(root: Row, info: ContextInfo) -> list[OfficerReference]:
        return [found for id in root[key] if (found := info.context.officer(id))]

    return strawberry.field(
        resolver=resolve,
        name=name,
        graphql_type=list[OfficerReference],
        description=description,
        metadata=of_row(key),
    )
