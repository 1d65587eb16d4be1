"""Reading the registry and oneself."""

from datetime import date

import strawberry
from strawberry.types import Info

from domain import registry as domain
from domain.facts import ActorKind
from domain.registry import Certainty
from domain.roles import Post, Role
from resolvers.context import RequestContext
from schema.described import output
from schema.registry import Agency, Area, Holidays

ContextInfo = Info[RequestContext, None]


@output
class Me:
    """The caller, as the registry knows it today."""

    agency: Agency = strawberry.field(description="The agency the caller acts for.")
    role: Role = strawberry.field(description="Its column of the permission table.")
    posts: list[Post] = strawberry.field(description="The caller's posts.")
    scopes: list[str] = strawberry.field(description="What token, grants and table all allow.")
    is_person: bool = strawberry.field(description="Whether a person acts; a machine only reports and reads.")


@output
class RegistryQuery:
    """Reading the registry."""

    @strawberry.field(description="The caller.")
    def me(self, info: ContextInfo) -> Me:
        """The caller."""
        actor = info.context.actor
        assert actor.role is not None  # the context refuses callers without one
        return Me(
            agency=info.context.agency(actor.own),  # type: ignore[arg-type]
            role=actor.role,
            posts=sorted(actor.posts),
            scopes=sorted(actor.scopes),
            is_person=actor.kind is ActorKind.PERSON,
        )

    @strawberry.field(graphql_type=list[Agency], description="Agencies that exist today; all when asked.")
    def agencies(self, info: ContextInfo, inactive: bool = False) -> list[domain.Agency]:
        """The agencies."""
        today = info.context.today
        rows = [row for row in info.context.registry.agencies.values() if inactive or row.active(today)]
        return sorted(rows, key=lambda row: row.id)

    @strawberry.field(graphql_type=list[Area], description="Areas that exist today.")
    def areas(self, info: ContextInfo) -> list[domain.Area]:
        """The areas."""
        today = info.context.today
        rows = info.context.registry.areas.values()
        valid = [row for row in rows if row.certainty is Certainty.CONFIRMED and row.span.covers(today)]
        return sorted(valid, key=lambda row: row.id)

    @strawberry.field(graphql_type=list[Holidays], description="Days off of the years known.")
    def holidays(self, info: ContextInfo) -> list[domain.Holidays]:
        """The holidays."""
        return sorted(info.context.registry.holidays.values(), key=lambda row: row.year)

    @strawberry.field(graphql_type=Agency | None, description="The lead agency on a day (default: today).")
    def lead_agency(self, info: ContextInfo, on: date | None = None) -> domain.Agency | None:
        """The lead agency."""
        id = info.context.registry.lead_on(on or info.context.today)
        return info.context.agency(id) if id else None
