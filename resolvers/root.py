"""The schema, built once a process."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.extensions import MaxTokensLimiter, ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from resolvers.cases import CaseQuery
from resolvers.history import HistoryQuery
from resolvers.inbox import InboxQuery
from resolvers.log import LogQuery
from resolvers.mutations import mutation_class
from resolvers.provisions import ProvisionQuery
from resolvers.records import RecordQuery
from resolvers.registry import RegistryQuery
from resolvers.vocabularies import VocabularyQuery
from resolvers.warnings import WarningQuery
from schema.activities import Activity
from schema.cases import Case
from schema.changes import CHANGES
from schema.difficulties import Difficulty
from schema.directives import Directive
from schema.problems import PROBLEMS
from schema.provisions import Provision
from schema.registry import Agency
from schema.scalars import SCALARS

TOKENS_MOST = 1_000
DOCUMENTS_CACHED = 256


@strawberry.type(description="What can be read.")
class Query(
    CaseQuery,
    HistoryQuery,
    InboxQuery,
    LogQuery,
    ProvisionQuery,
    RecordQuery,
    RegistryQuery,
    VocabularyQuery,
    WarningQuery,
):
    """The roots of reading."""


def read(source: Any, name: str) -> Any:
    """A plain field: a key of a row, or an attribute of a domain object."""
    return source[name] if isinstance(source, Mapping) else getattr(source, name)


def build() -> strawberry.Schema:
    """The schema with its limits; extensions are made anew for each operation."""
    return strawberry.Schema(
        query=Query,
        mutation=mutation_class(),
        types=[Case, Agency, Provision, Directive, Activity, Difficulty, *PROBLEMS, *CHANGES],
        config=StrawberryConfig(
            default_resolver=read, scalar_map=SCALARS, disable_field_suggestions=True, sort_schema=True
        ),
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=TOKENS_MOST),
            lambda: ParserCache(maxsize=DOCUMENTS_CACHED),
            lambda: ValidationCache(maxsize=DOCUMENTS_CACHED),
        ],
    )
