"""Every root says who may use it and what is recorded; one contract for a right that is missing."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
import strawberry
from graphql import GraphQLField, get_named_type, is_composite_type, is_non_null_type, is_required_argument
from strawberry.types.field import StrawberryField

from domain.access.record import Purpose
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Kind
from resolvers.context import RequestContext
from resolvers.kinds import KINDS as READ
from resolvers.public import build_public
from resolvers.recorded import Record
from resolvers.request import Right
from resolvers.root import build
from schema.kinds import KINDS
from schema.mutations import MUTATIONS
from schema.needs import Needs
from schema.registry_row import RegistryRow
from store.heads.collection import heads_of
from store.store import Store
from tests.resolvers.asking import SCHEMA, context_of
from tests.support.world import LEAD, caller

PUBLIC = build_public()
GIVEN = {
    "id": '"case-nowhere"',
    "ids": '["case-nowhere"]',
    "webhookId": '"webhook-nowhere"',
    "event": '"case-nowhere:1"',
    "code": '"CB-2026-000001"',
    "words": '"tram y te"',
    "address": '"https://tin.example/bai"',
    "first": "1",
    "kind": "AREA",
    "sourceId": '"case-nowhere"',
    "document": "DECISION",
    "since": '"2026-01-01T00:00:00Z"',
    "until": '"2026-02-01T00:00:00Z"',
    "year": "2026",
    "of": '{caseId: "case-nowhere"}',
}
"""Values for arguments, by their names."""
CASES = [Scope.CASE_READ_OWN, Scope.CASE_READ_ALL]
"""The scopes that reading a case by its id needs, one of them."""
BY_KIND = {"node": CASES, "nodes": CASES, "previewDocument": CASES[:1]}
"""The scopes of what is asked for in `GIVEN`, of roots where they depend on it."""


def roots(schema: strawberry.Schema, *operations: str) -> Iterator[tuple[str, StrawberryField, GraphQLField]]:
    """Root fields of some operations with their names, as Strawberry and as graphql-core know them."""
    for operation in operations:
        kind = getattr(schema._schema, f"{operation}_type")
        for name, field in kind.fields.items():
            yield name, field.extensions["strawberry-definition"], field


def silent(field: StrawberryField) -> list[str]:
    """What a root does not say."""
    said = {"who may use it": Right, "what is recorded": Record}
    return [
        what for what, kind in said.items() if not any(isinstance(extension, kind) for extension in field.extensions)
    ]


def scopes_of(field: StrawberryField) -> list[list[Scope]]:
    """The scopes that the directives of a root name: one of each list is needed."""
    return [directive.scopes for directive in field.directives if isinstance(directive, Needs)]


def document(name: str, field: GraphQLField, operation: str = "query") -> str:
    """A root with its required arguments, asked for one field."""
    wanted = {key for key, argument in field.args.items() if is_required_argument(argument)}
    arguments = ", ".join(f"{key}: {GIVEN[key]}" for key in sorted(wanted))
    selection = " { __typename }" if is_composite_type(get_named_type(field.type)) else ""
    return f"{operation} {{ {name}{f'({arguments})' if arguments else ''}{selection} }}"


async def with_scopes(store: Store, *scopes: str) -> RequestContext:
    """A request of the lead agency's officer who has these scopes and no others."""
    made = await context_of(store, caller(LEAD))
    actor = replace(made.actor, scopes=frozenset(map(Scope, scopes)))
    return replace(made, actor=actor, purpose=Purpose.HANDLING)


@pytest.mark.parametrize(("schema", "operations"), [(SCHEMA, ("query", "subscription")), (PUBLIC, ("query",))])
def test_every_root_names_its_right_and_its_record(schema: strawberry.Schema, operations: tuple[str, ...]) -> None:
    found = {name: silent(field) for name, field, _ in roots(schema, *operations)}
    assert {name: missing for name, missing in found.items() if missing} == {}


def test_the_sentence_and_the_directive_are_there_once_however_often_a_schema_is_built() -> None:
    build.__wrapped__()
    field = {name: field for name, field, _ in roots(build.__wrapped__(), "query")}["numbers"]
    assert (field.description or "").count("eeds the scope") == 2
    assert scopes_of(field) == [[Scope.REPORT_READ, Scope.REPORT_COMPILE], [Scope.CASE_READ_ALL]]


def test_the_directive_of_a_mutation_names_the_scopes_of_its_action() -> None:
    fields = {name: field for name, field, _ in roots(SCHEMA, "mutation")}
    assert fields.keys() == {mutation.name for mutation in MUTATIONS}
    for mutation in MUTATIONS:
        actions = [member.action for member in mutation.members]
        scopes = {scope for action in actions for every in action.by_kind.values() for scope in every}
        scopes |= {action.scope for action in actions if action.scope and not action.by_kind}
        assert [set(item) for item in scopes_of(fields[mutation.name])] == ([scopes] if scopes else []), mutation.name


async def test_without_the_scope_every_root_is_forbidden_and_the_refusal_recorded(store: Store) -> None:
    context, wrong, asked = await with_scopes(store), [], set()
    for name, field, definition in roots(SCHEMA, "query"):
        if not (groups := scopes_of(field)):
            continue
        asked.add(name)
        answer = await SCHEMA.execute(document(name, definition), context_value=context)
        for error in answer.errors or []:
            denied, (root, *_) = error.original_error, error.path or [""]
            if root == name and isinstance(denied, NotAllowed) and set(denied.problem.scopes) <= set(chain(*groups)):
                break
        else:
            wrong.append((name, answer.errors, answer.data))
    assert wrong == []
    assert len(asked) > 50
    rows = (await store.access_records.page(LEAD, None, 100, None)).rows
    assert {f"read:{name}" for name in asked} == {row["refused"]["action"] for row in rows if row["refused"]}


async def test_a_subscription_without_the_scope_ends_at_once(store: Store) -> None:
    context, ended = await with_scopes(store), {}
    for name, _, definition in roots(SCHEMA, "subscription"):
        events: Any = await SCHEMA.subscribe(document(name, definition, "subscription"), context_value=context)
        [error] = (await anext(events)).errors
        ended[name] = error.original_error.problem.scopes
    assert {name: scopes[0] for name, scopes in ended.items()} == {
        **dict.fromkeys(("caseChanged", "inboxChanged", "jobProgress"), Scope.CASE_READ_OWN),
        "publicationIssued": Scope.PRESS_READ,
    }


async def test_with_one_of_the_scopes_and_nothing_to_see_the_answer_is_empty(store: Store) -> None:
    wrong = []
    for name, field, definition in roots(SCHEMA, "query"):
        groups = scopes_of(field)
        for scope in BY_KIND.get(name) or chain(*groups):
            context = await with_scopes(store, scope, *(group[0] for group in groups if scope not in group))
            answer = await SCHEMA.execute(document(name, definition), context_value=context)
            if answer.errors:
                wrong.append((name, scope, answer.errors))
    assert wrong == []


async def test_of_several_objects_only_those_without_the_right_are_refused(store: Store) -> None:
    context = await with_scopes(store, "case:read:own")
    query = '{ nodes(ids: ["grant-nowhere", "case-nowhere", "agency-health"]) { id } }'
    answer = await SCHEMA.execute(query, context_value=context)
    assert answer.data == {"nodes": [None, None, {"id": "agency-health"}]}
    [error] = answer.errors or []
    assert (error.path, str(error.original_error)) == (["nodes", 0], "scope-missing registry:read")


async def test_of_several_objects_of_one_kind_each_is_given(store: Store) -> None:
    ids = [row["_id"] for row in await heads_of(store.connection, Kind.OFFICER).find({"agency": LEAD}).to_list(2)]
    assert len(ids) == 2
    query, context = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", await with_scopes(store, "focal:manage")
    answer = await SCHEMA.execute(query, variable_values={"ids": ids}, context_value=context)
    assert answer.data == {"nodes": [{"id": id} for id in ids]}


async def test_a_missing_right_leaves_the_rest_of_the_answer(store: Store) -> None:
    context = await with_scopes(store, "activity:read")
    answer = await SCHEMA.execute(
        "{ activities { pageInfo { hasPreviousPage } } cases { totalCount } }", context_value=context
    )
    assert answer.data == {"activities": {"pageInfo": {"hasPreviousPage": False}}, "cases": None}
    assert [error.path for error in answer.errors or []] == [["cases"]]


@pytest.mark.parametrize("schema", [SCHEMA, PUBLIC])
def test_every_root_may_be_null(schema: strawberry.Schema) -> None:
    checked = {name: is_non_null_type(field.type) for name, said, field in roots(schema, "query", "mutation")}
    assert {name for name, filled in checked.items() if filled} == set()


def test_every_kind_that_is_shown_by_its_id_is_one_entry() -> None:
    """Rows of the registry have no id of their own: `node` gives the agency under an agency's id."""
    rows = {kind for kind, entry in KINDS.items() if issubclass(entry.node, RegistryRow)}
    assert set(READ) & rows == {Kind.AGENCY}
    assert set(READ) == set(KINDS) - rows | {Kind.AGENCY}
