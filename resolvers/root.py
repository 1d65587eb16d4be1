"""The schema, built once a process."""

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from resolvers.accounts import AccountQuery
from resolvers.cases import CaseQuery
from resolvers.consolidated import ConsolidatedQuery
from resolvers.documents import DocumentQuery
from resolvers.finding import FindingQuery
from resolvers.history import HistoryQuery
from resolvers.inbox import InboxQuery
from resolvers.log import LogQuery
from resolvers.matters import MatterQuery
from resolvers.mutations import mutation_class
from resolvers.nodes import NodeQuery
from resolvers.press import PressQuery
from resolvers.provisions import ProvisionQuery
from resolvers.publications import PublicationQuery
from resolvers.records import RecordQuery
from resolvers.registry import RegistryQuery
from resolvers.reports import ReportQuery
from resolvers.subscriptions import Subscription
from resolvers.vocabularies import VocabularyQuery
from resolvers.warnings import WarningQuery
from resolvers.webhooks import WebhookQuery
from schema.accounts import Client, Officer, User
from schema.activities import Activity
from schema.cases import Case
from schema.changes import CHANGES
from schema.consolidated import ConsolidatedReport
from schema.difficulties import Difficulty
from schema.directives import Directive
from schema.documents import OfficialDocument
from schema.erasures import Erasure
from schema.grants import Grant
from schema.press import PressExchange, PressNotice, Spokesperson
from schema.problems import PROBLEMS
from schema.provisions import Provision
from schema.publications import Publication
from schema.redress import Redress
from schema.registry import Agency
from schema.reports import AgencyReport
from schema.scalars import SCALARS
from schema.webhooks import Mailing, Webhook


@strawberry.type(description="What can be read.")
class Query(
    AccountQuery,
    CaseQuery,
    DocumentQuery,
    ConsolidatedQuery,
    FindingQuery,
    HistoryQuery,
    InboxQuery,
    LogQuery,
    MatterQuery,
    NodeQuery,
    PressQuery,
    ProvisionQuery,
    PublicationQuery,
    RecordQuery,
    RegistryQuery,
    ReportQuery,
    VocabularyQuery,
    WarningQuery,
    WebhookQuery,
):
    """The roots of reading."""


def read(source: Any, name: str) -> Any:
    """A plain field: a key of a row, or an attribute of a domain object."""
    return source[name] if isinstance(source, Mapping) else getattr(source, name)


def build() -> strawberry.Schema:
    """The schema. How it is executed, and within what limits, is `api/graphql/`'s matter."""
    return strawberry.Schema(
        query=Query,
        mutation=mutation_class(),
        subscription=Subscription,
        types=[
            *(Case, Agency, Provision, Directive, Activity, Difficulty, Redress, Erasure),
            *(AgencyReport, ConsolidatedReport),
            *(Officer, User, Client, Grant, Webhook, Mailing),
            *(PressNotice, PressExchange, Spokesperson, Publication, OfficialDocument),
            *PROBLEMS,
            *CHANGES,
        ],
        config=StrawberryConfig(
            default_resolver=read, scalar_map=SCALARS, disable_field_suggestions=True, sort_schema=True
        ),
    )


def executable(schema: strawberry.Schema) -> GraphQLSchema:
    """The schema as graphql-core executes it; Strawberry shows no public name for it."""
    made: GraphQLSchema = schema._schema
    return made
