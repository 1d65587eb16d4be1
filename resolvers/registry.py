"""Queries for the registry, its rows for administrators, the caller, and the labels of values."""

from datetime import date
from enum import EnumMeta
from typing import Annotated, Any

import strawberry

from domain.book import ACTIONS
from domain.case.state.case import Category
from domain.kernel.actor import ActorKind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, invalid
from domain.kernel.text import sort_key
from domain.kernel.vocabulary import IdOrder, Kind, Post, kind_of
from domain.messages import action_label, catalogue, label
from domain.messages.history import event_label
from domain.registry import agency as agency_rows
from domain.registry import agency as area_rows
from domain.registry import agency as lead_rows
from domain.registry import working_days as holidays_rows
from domain.registry.entry import Certainty, RegistryRowKind
from resolvers.context import ContextInfo, RequestContext
from resolvers.fields import paged
from resolvers.pages import ListPage, Paging, open_list_of, wanted_of
from resolvers.recorded import unrecorded
from resolvers.request import needs, signed_in
from schema.connection import Connection
from schema.cost import ONE, OPENINGS, PAGE, reads
from schema.enums import ENUMS, name_of
from schema.lists import AREAS_MOST, ById, Id, OnDay
from schema.mutations import shown_action
from schema.node import AllowedAction, IfAllowed, Offer, Only, chosen
from schema.record_names import EVENT_TYPES
from schema.registry import (
    Agency,
    Area,
    Competence,
    CompetenceQuery,
    Holidays,
    LeadAssignment,
    OfficerReference,
    officer_field,
)
from schema.registry_row import RegistryRow, RegistryRowFilter
from schema.vocabularies import CodeMeaning, Label, Vocabulary

REGISTRY = "The registry holds agencies and rules, nobody's case."


@strawberry.type
class Me:
    """The caller, as the registry knows the caller today."""

    agency: Agency = strawberry.field(description="The agency that the caller acts for.")
    posts: list[Post] = strawberry.field(description="Posts of the caller.")
    scopes: list[Scope] = strawberry.field(
        description="Scopes that the token, the grants and the permission table allow."
    )
    officer: OfficerReference | None = officer_field("The caller as an officer; null for a program.")
    competences: list[Competence] = strawberry.field(description="Competences of the agency today (Đ2.1).")
    fields: list[Category] = strawberry.field(
        description="Fields of administration in which the agency may verify or decide today."
    )
    areas: list[Area] = strawberry.field(description="Areas in which the agency may verify or decide today.")
    is_person: bool = strawberry.field(
        description="True if the caller is a person. A program may only report and read."
    )

    @strawberry.field(
        graphql_type=list[AllowedAction],
        description="The actions that begin an object, and whether the caller's rights and the daily limit allow them. "
        "The object to which the new object refers may still refuse an action. Actions on an existing object are in "
        "its own `allowedActions`.",
        metadata=reads(1, rows=OPENINGS),
    )
    @staticmethod
    async def allowed_actions(info: ContextInfo, only: Only = None, allowed: IfAllowed = None) -> list[Offer]:
        return chosen(await info.context.opening(), None, only, allowed)


def valid_areas(context: RequestContext) -> list[area_rows.Area]:
    rows = context.registry.areas.values()
    valid = [row for row in rows if row.certainty is Certainty.CONFIRMED and row.span.covers(context.today)]
    return sorted(valid, key=lambda row: (sort_key(row.name), row.id))


def areas_of(context: RequestContext, held: list[agency_rows.Competence]) -> list[area_rows.Area]:
    return [area for area in valid_areas(context) if any(not row.areas or area.id in row.areas for row in held)]


def is_competent(agency: agency_rows.Agency, asked: CompetenceQuery, today: date) -> bool:
    """Return whether an agency is competent for the query. Raise Refused for too many areas."""
    if len(asked.areas) > AREAS_MOST:
        raise Refused(invalid("competentIn.areas", "too-many", most=AREAS_MOST))
    return agency.competent(agency_rows.Task(asked.task), asked.category, asked.areas, asked.on or today)


@strawberry.type
class RegistryQuery:
    @strawberry.field(
        graphql_type=Me,
        description="The caller, and the caller's rights today.",
        extensions=[unrecorded(REGISTRY), signed_in()],
    )
    def me(self, info: ContextInfo) -> dict[str, Any]:
        context, actor = info.context, info.context.actor
        agency, today = context.agency(actor.own), context.today
        held = [row for row in agency.competences if row.span.covers(today)]
        return {
            "agency": agency,
            "posts": sorted(actor.posts),
            "scopes": sorted(actor.scopes),
            "officer": actor.officer,
            "competences": held,
            "fields": [field for field in Category if any(field in (row.categories or (field,)) for row in held)],
            "areas": areas_of(context, held),
            "is_person": actor.kind is ActorKind.PERSON,
        }

    @strawberry.field(
        graphql_type=list[Agency] | None,
        description="Agencies that exist today, or all agencies, by name in Vietnamese order. `competentIn` selects "
        "agencies that a command about this task accepts.",
        extensions=[unrecorded(REGISTRY), signed_in()],
    )
    def agencies(
        self,
        info: ContextInfo,
        inactive: Annotated[
            bool, strawberry.argument(description="True to include agencies that ended or are not confirmed.")
        ] = False,
        competent_in: Annotated[
            CompetenceQuery | None,
            strawberry.argument(description="Only agencies that are competent for this task (Đ2.1)."),
        ] = None,
    ) -> list[agency_rows.Agency]:
        today = info.context.today
        rows = [row for row in info.context.registry.agencies.values() if inactive or row.active(today)]
        if competent_in:
            rows = [row for row in rows if is_competent(row, competent_in, today)]
        return sorted(rows, key=lambda row: (sort_key(named.name if (named := row.name_on(today)) else ""), row.id))

    @strawberry.field(
        graphql_type=list[Area],
        description="Areas that exist today, by name in Vietnamese order.",
        extensions=[unrecorded(REGISTRY), signed_in()],
    )
    def areas(self, info: ContextInfo) -> list[area_rows.Area]:
        return valid_areas(info.context)

    @strawberry.field(
        graphql_type=list[Holidays],
        description="Public holidays of each year in the registry.",
        extensions=[unrecorded(REGISTRY), signed_in()],
    )
    def holidays(self, info: ContextInfo) -> list[holidays_rows.Holidays]:
        return sorted(info.context.registry.holidays.values(), key=lambda row: row.year)

    @strawberry.field(
        graphql_type=list[LeadAssignment],
        description="Assignments of the lead agency and of its substitutes, newest first, including past ones.",
        extensions=[unrecorded(REGISTRY), signed_in()],
    )
    def lead_assignments(self, info: ContextInfo) -> list[lead_rows.Lead]:
        rows = info.context.registry.leads.values()
        return sorted(rows, key=lambda row: (row.span.since, row.id), reverse=True)

    @strawberry.field(
        graphql_type=Agency | None,
        description="The lead agency on a day.",
        extensions=[unrecorded(REGISTRY), signed_in()],
    )
    def lead_agency(self, info: ContextInfo, on: OnDay = None) -> agency_rows.Agency | None:
        id = info.context.registry.lead_on(on or info.context.today)
        return info.context.agency(id) if id else None


KEPT = frozenset(Kind[kind.name] for kind in RegistryRowKind)


@strawberry.type
class RegistryRowQuery:
    @strawberry.field(
        graphql_type=RegistryRow | None,
        description="The row of the registry with this id; null when it is missing.",
        extensions=[unrecorded(REGISTRY), needs(Scope.REGISTRY_READ)],
        metadata=ONE,
    )
    async def registry_row(self, info: ContextInfo, id: Id) -> object | None:
        kind = kind_of(id)
        return await info.context.store.heads[kind].any(id) if kind in KEPT else None

    @strawberry.field(
        graphql_type=Connection[RegistryRow],
        description="The rows of one kind, confirmed or not, in the order of their ids.",
        extensions=[unrecorded(REGISTRY), needs(Scope.REGISTRY_READ)],
        metadata=PAGE,
    )
    @paged
    async def registry_rows(
        self,
        info: ContextInfo,
        kind: Annotated[RegistryRowKind, strawberry.argument(description="Kind of row.")],
        paging: Paging,
        filter: Annotated[
            RegistryRowFilter | None, strawberry.argument(description="Conditions that the rows must meet.")
        ] = None,
        order_by: ById = IdOrder.ASCENDING,
    ) -> ListPage:
        heads = info.context.store.heads[Kind[RegistryRowKind(kind).name]]
        return await open_list_of(heads, paging, wanted_of(filter, order_by))


def labels_of(kind: Any) -> Vocabulary:
    values = [Label(value=value.name, vi=label(value, "vi"), en=label(value, "en")) for value in kind]
    return Vocabulary(name=name_of(kind), values=values)


def labels_of_actions() -> Vocabulary:
    """Return the labels of all actions, by their names in mutations and histories."""
    names = sorted((shown_action(action.name), action.name) for action in ACTIONS)
    values = [Label(value=shown, vi=action_label(name, "vi"), en=action_label(name, "en")) for shown, name in names]
    return Vocabulary(name="Action", values=values)


def labels_of_events() -> Vocabulary:
    types = sorted(EVENT_TYPES.items())
    values = [Label(value=name, vi=event_label(type, "vi"), en=event_label(type, "en")) for name, type in types]
    return Vocabulary(name="EventType", values=values)


WORDS = "Words are the same for everybody."
SORTED: tuple[EnumMeta, ...] = tuple(sorted(ENUMS, key=name_of))


@strawberry.type
class VocabularyQuery:
    @strawberry.field(
        description="Labels of the values of every enum, in Vietnamese and English.",
        extensions=[unrecorded(WORDS), signed_in()],
    )
    def vocabularies(self) -> list[Vocabulary]:
        """Return all vocabularies, by name."""
        found = [*map(labels_of, SORTED), labels_of_actions(), labels_of_events()]
        return sorted(found, key=lambda vocabulary: vocabulary.name)

    @strawberry.field(
        graphql_type=list[CodeMeaning],
        description="Every code of a problem or an error, with its meaning and advice on trying again.",
        extensions=[unrecorded(WORDS), signed_in()],
    )
    def error_catalogue(self) -> list[catalogue.Meaning]:
        return list(catalogue.catalogue())
