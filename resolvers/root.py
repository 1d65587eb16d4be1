"""The schema, built once a process."""

from collections.abc import Mapping
from typing import Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from resolvers.accounts import AccountQuery
from resolvers.activity import RecordQuery
from resolvers.agency_report import ReportQuery
from resolvers.case import CaseQuery
from resolvers.consolidated_report import ConsolidatedQuery
from resolvers.document import DocumentQuery
from resolvers.history import HistoryQuery
from resolvers.inbox import InboxQuery
from resolvers.log import LogQuery
from resolvers.mutations import mutation_class
from resolvers.nodes import NodeQuery
from resolvers.notification import WebhookQuery
from resolvers.press_notice import PressQuery
from resolvers.provision import ProvisionQuery
from resolvers.public_requests import MatterQuery
from resolvers.publication import PublicationQuery
from resolvers.registry import RegistryQuery
from resolvers.search import FindingQuery
from resolvers.subscriptions import Subscription
from resolvers.vocabularies import VocabularyQuery
from resolvers.warnings import WarningQuery
from schema.accounts import Client, Officer, User
from schema.activity import Activity
from schema.agency_report import AgencyReport
from schema.case import Case
from schema.changes import CHANGES
from schema.complaint import Redress
from schema.consolidated_report import ConsolidatedReport
from schema.difficulty import Difficulty
from schema.directive import Directive
from schema.document import OfficialDocument
from schema.erasure import Erasure
from schema.grant import Grant
from schema.notification import Mailing, Webhook
from schema.press_notice import PressExchange, PressNotice, Spokesperson
from schema.problems import PROBLEMS
from schema.provision import Provision
from schema.publication import Publication
from schema.registry import Agency
from schema.scalars import SCALARS


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
