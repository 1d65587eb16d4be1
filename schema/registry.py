"""Agencies, areas and holidays, as the registry has them."""

from datetime import date
from typing import Any

import strawberry

from domain.case.state.case import Category
from domain.kernel.roles import AgencyKind, Role
from domain.registry import agency as agency_rows
from domain.registry import certainty as certainty_rows
from domain.registry import lead as lead_rows
from schema.arguments import OnDay
from schema.context import ContextInfo, Row
from schema.described import output
from schema.node import Node
from schema.spans import Days


@output
class Agency(Node):
    """An agency bound by the Regulation (Đ1.2)."""

    kind: AgencyKind = strawberry.field(description="Its kind.")

    @strawberry.field(description="Its full name, on a day (default: today).")
    @staticmethod
    def name(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo, on: OnDay = None) -> str:
        """The full name."""
        found = parent.name_on(on or info.context.today)
        return found.name if found else parent.id

    @strawberry.field(description="Its short name, on a day (default: today).")
    @staticmethod
    def short_name(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo, on: OnDay = None) -> str:
        """The short name."""
        found = parent.name_on(on or info.context.today)
        return found.short if found else parent.id

    @strawberry.field(description="Whether it exists today and its row is confirmed.")
    @staticmethod
    def active(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo) -> bool:
        """Whether it counts today."""
        return parent.active(info.context.today)

    @strawberry.field(description="The column of the permission table it stands in today.")
    @staticmethod
    def role(parent: strawberry.Parent[agency_rows.Agency], info: ContextInfo) -> Role | None:
        """Its role."""
        return info.context.registry.role_on(parent.id, info.context.today)

    @classmethod
    def is_type_of(cls, value: object, info: object) -> bool:
        """Whether a value is an agency."""
        return isinstance(value, agency_rows.Agency)


def agency_field(description: str, key: str) -> Any:
    """A field that shows the agency whose id stands under `key` of a row."""

    def resolve(root: Row, info: ContextInfo) -> agency_rows.Agency | None:
        id = root[key]
        return info.context.agency(id) if id else None

    return strawberry.field(resolver=resolve, description=description)


def agencies_field(description: str, key: str) -> Any:
    """A field that shows the agencies whose ids stand under `key` of a row."""

    def resolve(root: Row, info: ContextInfo) -> list[agency_rows.Agency]:
        return [info.context.agency(id) for id in root[key]]

    return strawberry.field(resolver=resolve, description=description)


@output
class Area:
    """A part of the province."""

    id: strawberry.ID = strawberry.field(description="Id, as case inputs take it.")
    name: str = strawberry.field(description="Its name.")
    level: str = strawberry.field(description="DISTRICT or COMMUNE.")


@output
class Competence:
    """What an agency may do today, and in what (Đ2.1)."""

    task: agency_rows.Task = strawberry.field(description="Verifying or deciding.")
    categories: list[Category] = strawberry.field(description="In these fields of administration; in all when empty.")
    areas: list[strawberry.ID] = strawberry.field(description="In these areas; in the whole province when empty.")
    span: Days = strawberry.field(description="The days it is valid in.")
    source: str = strawberry.field(description="The act it rests on.")


@output
class Holidays:
    """The days off of a year."""

    year: int = strawberry.field(description="The year.")
    days: list[date] = strawberry.field(description="Days off.")
    worked: list[date] = strawberry.field(description="Days worked instead.")
    source: str = strawberry.field(description="The act they rest on.")
    certainty: certainty_rows.Certainty = strawberry.field(description="Deadlines know them once they are confirmed.")


@output
class LeadAssignment:
    """That an agency is the lead agency, or its substitute in the cases that are about the lead agency (Đ5.1)."""

    id: strawberry.ID = strawberry.field(description="Id, as events name it.")
    part: lead_rows.LeadPart = strawberry.field(description="Lead agency or substitute.")
    span: Days = strawberry.field(description="The days it is valid in.")
    source: str = strawberry.field(description="The decision it rests on.")
    certainty: certainty_rows.Certainty = strawberry.field(description="It counts once it is confirmed.")

    @strawberry.field(description="The agency.", graphql_type=Agency)
    @staticmethod
    def agency(parent: strawberry.Parent[lead_rows.Lead], info: ContextInfo) -> agency_rows.Agency:
        """The agency."""
        return info.context.agency(parent.agency)
