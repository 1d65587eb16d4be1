"""The schema, built once in a process."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

from resolvers.agency_report import AgencyReportQuery
from resolvers.case import CaseQuery, SearchQuery
from resolvers.consolidated_report import ConsolidatedReportQuery
from resolvers.document_preview import DocumentPreviewQuery
from resolvers.fields import KindQuery
from resolvers.history import HistoryQuery
from resolvers.inbox import InboxQuery, WarningQuery
from resolvers.log import LogQuery
from resolvers.mutations import mutation_class
from resolvers.node import NodeQuery
from resolvers.notification import NotificationQuery
from resolvers.public_requests import PublicRequestQuery
from resolvers.publication import PressNoticeQuery, PublicationQuery
from resolvers.registry import RegistryQuery, RegistryRowQuery, VocabularyQuery
from resolvers.statistics import StatisticsQuery
from resolvers.subscriptions import Subscription
from schema.changes import CHANGES
from schema.conflict import AGENCY_PROBLEMS
from schema.derive import describe
from schema.kinds import KINDS
from schema.publication import Publication
from schema.registry import Agency
from schema.scalars import SCALARS
from schema.weights import mark_costs


@strawberry.type(description="Data that clients can read.")
class Query(
    AgencyReportQuery,
    CaseQuery,
    ConsolidatedReportQuery,
    DocumentPreviewQuery,
    HistoryQuery,
    InboxQuery,
    KindQuery,
    LogQuery,
    NodeQuery,
    NotificationQuery,
    PressNoticeQuery,
    PublicRequestQuery,
    PublicationQuery,
    RegistryQuery,
    RegistryRowQuery,
    SearchQuery,
    StatisticsQuery,
    VocabularyQuery,
    WarningQuery,
):
    """The query root of the agencies' schema."""


def read(source: Any, name: str) -> Any:
    """Return a plain field: a key of a row, or an attribute of a domain object."""
    return source[name] if isinstance(source, Mapping) else getattr(source, name)


def schema_of(query: type, mutation: type, types: Iterable[Any], subscription: type | None = None) -> strawberry.Schema:
    """Return a schema in which every type has a description."""
    config = StrawberryConfig(
        default_resolver=read, scalar_map=SCALARS, disable_field_suggestions=True, sort_schema=True
    )
    made = strawberry.Schema(query, mutation, subscription, types=types, config=config)
    describe(executable(made))
    mark_one_of(executable(made))
    mark_costs(executable(made))
    return made


@cache
def build() -> strawberry.Schema:
    """Return the schema, built once in a process. `api/graphql/` executes it, within its limits."""
    types = (*(entry.node for entry in KINDS.values()), Agency, Publication, *AGENCY_PROBLEMS, *CHANGES)
    return schema_of(Query, mutation_class(), types, Subscription)


def mark_one_of(schema: GraphQLSchema) -> None:
    """Mark the inputs that take exactly one field, so that graphql-core checks them. Strawberry prints the mark, but
    checks it only in its own execution."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of


def executable(schema: strawberry.Schema) -> GraphQLSchema:
    """Return the schema that graphql-core executes; Strawberry has no public name for it."""
    made: GraphQLSchema = schema._schema
    return made
