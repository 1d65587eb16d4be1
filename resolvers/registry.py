"""Reading the registry and oneself."""

from typing import Annotated

import strawberry
from strawberry.types import Info

from domain.case.state.case import Category
from domain.kernel.actor import ActorKind
from domain.kernel.collation import sort_key
from domain.kernel.roles import Post, Role
from domain.registry import agency as agency_rows
from domain.registry import area as area_rows
from domain.registry import holidays as holidays_rows
from domain.registry import lead as lead_rows
from domain.registry.certainty import Certainty
from resolvers.context import RequestContext
from schema.arguments import OnDay
from schema.described import output
from schema.registry import Agency, Area, Competence, Holidays, LeadAssignment

ContextInfo = Info[RequestContext, None]


@output
class Me:
    """The caller, as the registry knows it today."""

    agency: Agency = strawberry.field(description="The agency the caller acts for.")
    role: Role = strawberry.field(description="Its column of the permission table.")
    posts: list[Post] = strawberry.field(description="The caller's posts.")
    scopes: list[str] = strawberry.field(description="What token, grants and table all allow.")
    officer: strawberry.ID | None = strawberry.field(
        description="The caller's id as an officer, as cases name it; null for a machine."
    )
    competences: list[Competence] = strawberry.field(description="What the agency is competent for today (Đ2.1).")
    fields: list[Category] = strawberry.field(
        description="The fields of administration it may verify or decide in today."
    )
    areas: list[Area] = strawberry.field(description="The areas it may verify or decide in today.")
    is_person: bool = strawberry.field(description="Whether a person acts; a machine only reports and reads.")


def valid_areas(context: RequestContext) -> list[area_rows.Area]:
    """The areas that exist today."""
    rows = context.registry.areas.values()
    valid = [row for row in rows if row.certainty is Certainty.CONFIRMED and row.span.covers(context.today)]
    return sorted(valid, key=lambda row: (sort_key(row.name), row.id))


def areas_of(context: RequestContext, held: list[agency_rows.Competence]) -> list[area_rows.Area]:
    """The areas that competences reach."""
    return [area for area in valid_areas(context) if any(not row.areas or area.id in row.areas for row in held)]


@output
class RegistryQuery:
    """Reading the registry."""

    @strawberry.field(description="The caller, and what it may do today. For any signed-in caller.")
    def me(self, info: ContextInfo) -> Me:
        """The caller."""
        context, actor = info.context, info.context.actor
        assert actor.role is not None  # the context refuses callers without one
        today = context.today
        held = [row for row in context.agency(actor.own).competences if row.span.covers(today)]
        return Me(
            agency=info.context.agency(actor.own),  # type: ignore[arg-type]
            role=actor.role,
            posts=sorted(actor.posts),
            scopes=sorted(actor.scopes),
            officer=actor.officer,  # type: ignore[arg-type]
            competences=held,  # type: ignore[arg-type]
            fields=[each for each in Category if any(not row.categories or each in row.categories for row in held)],
            areas=areas_of(context, held),  # type: ignore[arg-type]
            is_person=actor.kind is ActorKind.PERSON,
        )

    @strawberry.field(
        graphql_type=list[Agency],
        description="Agencies that exist today, all when asked; by name in Vietnamese order. For any signed-in caller.",
    )
    def agencies(
        self,
        info: ContextInfo,
        inactive: Annotated[
            bool, strawberry.argument(description="Also those that ended or are not confirmed.")
        ] = False,
    ) -> list[agency_rows.Agency]:
        """The agencies."""
        today = info.context.today
        rows = [row for row in info.context.registry.agencies.values() if inactive or row.active(today)]
        return sorted(rows, key=lambda row: (sort_key(named.name if (named := row.name_on(today)) else ""), row.id))

    @strawberry.field(
        graphql_type=list[Area],
        description="Areas that exist today, by name in Vietnamese order. For any signed-in caller.",
    )
    def areas(self, info: ContextInfo) -> list[area_rows.Area]:
        """The areas."""
        return valid_areas(info.context)

    @strawberry.field(graphql_type=list[Holidays], description="Days off of the years known. For any signed-in caller.")
    def holidays(self, info: ContextInfo) -> list[holidays_rows.Holidays]:
        """The holidays."""
        return sorted(info.context.registry.holidays.values(), key=lambda row: row.year)

    @strawberry.field(
        graphql_type=list[LeadAssignment],
        description="Assignments of the lead agency and of its substitutes, the newest first, also past ones. For any "
        "signed-in caller.",
    )
    def lead_assignments(self, info: ContextInfo) -> list[lead_rows.Lead]:
        """The assignments."""
        rows = info.context.registry.leads.values()
        return sorted(rows, key=lambda row: (row.span.since, row.id), reverse=True)

    @strawberry.field(
        graphql_type=Agency | None, description="The lead agency on a day (default: today). For any signed-in caller."
    )
    def lead_agency(self, info: ContextInfo, on: OnDay = None) -> agency_rows.Agency | None:
        """The lead agency."""
        id = info.context.registry.lead_on(on or info.context.today)
        return info.context.agency(id) if id else None
