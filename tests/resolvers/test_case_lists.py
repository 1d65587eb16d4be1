"""A case leads to what is about it: each list is the root list of the same name, narrowed to the case."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from graphql import GraphQLObjectType

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind
from resolvers.kinds import LISTED
from schema.case import LISTED as READ
from schema.cost import reads_in
from store.heads.collection import heads_of
from store.heads.shape import SHAPE, shape_of
from store.store import Store
from tests.resolvers.asking import SCHEMA
from tests.resolvers.test_conditions import ALIKE, inspector
from tests.resolvers.test_roots import roots, scopes_of, with_scopes
from tests.support.world import a_report, caller

KEYS = {
    "erasures": (Kind.ERASURE, "target"),
    "inspections": (Kind.INSPECTION, "case"),
    "officialDocuments": (Kind.DOCUMENT, "source"),
    "pressNotices": (Kind.PUBLICATION, "case"),
    "pressQuestions": (Kind.EXCHANGE, "case"),
    "redresses": (Kind.REDRESS, "case"),
}
MANY, FEW = 9, 3
LISTS = " ".join(f"{name}(first: 2) {{ totalCount edges {{ cursor }} }}" for name in KEYS)
BEGUN = datetime(2026, 7, 1, tzinfo=UTC)


async def filled(store: Store) -> list[str]:
    """Two cases: the first with many newer objects about it, the second with few old ones."""
    ids = [(await store.execute(caller("agency-lead"), a_report(), command_id=uuid4())).stream for _ in range(2)]
    for kind, key in KEYS.values():
        stored = heads_of(store.connection, kind).stored
        await stored.delete_many({})
        for case, count, day in ((ids[0], MANY, 9), (ids[1], FEW, 0)):
            for n in range(count):
                at = BEGUN + timedelta(days=day, hours=n)
                row = {**ALIKE, "_id": (id := f"{kind}-{day}{n}"), "id": id, "n": 1, SHAPE: shape_of(kind), key: case}
                await stored.insert_one({**row, "at": at, "drafted_at": at})
    return ids


async def asked(store: Store, text: str, context: Any = None, **variables: Any) -> Any:
    answer = await SCHEMA.execute(text, variables, context_value=context or await inspector(store))
    assert answer.errors is None, answer.errors
    return answer.data


def directly(case: str) -> str:
    roots = " ".join(
        f'{name}(first: 2, filter: {{{key}: "{case}"}}) {{ totalCount edges {{ cursor }} }}'
        for name, (_, key) in KEYS.items()
    )
    return f"{{ {roots} }}"


async def test_each_list_is_the_root_list_of_its_case_however_many_another_case_has(store: Store) -> None:
    ids = await filled(store)
    found = await asked(store, f"{{ cases(first: 9) {{ edges {{ node {{ id {LISTS} }} }} }} }}")
    of_case = {row["node"].pop("id"): row["node"] for row in found["cases"]["edges"]}
    for id, count in zip(ids, (MANY, FEW), strict=True):
        assert of_case[id] == await asked(store, directly(id))
        assert all((row["totalCount"], len(row["edges"])) == (count, 2) for row in of_case[id].values())


async def test_a_list_goes_on_behind_its_cursor_and_takes_conditions_and_an_order(store: Store) -> None:
    (case, _) = await filled(store)
    text = """query($id: ID!, $after: String) { case(id: $id) { redresses(first: 4, after: $after, orderBy: OLDEST,
      filter: {since: "2026-07-10T01:30:00Z"}) { totalCount edges { node { id } } pageInfo { endCursor } } } }"""
    seen: list[str] = []
    after = None
    for _ in range(2):
        page = (await asked(store, text, id=case, after=after))["case"]["redresses"]
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == MANY - 2
    assert seen == [f"redress-9{n}" for n in range(2, MANY)]


async def test_without_the_scope_of_the_root_a_list_is_null(store: Store) -> None:
    (case, _) = await filled(store)
    context = await with_scopes(store, Scope.CASE_READ_ALL)
    found = (await asked(store, f'{{ case(id: "{case}") {{ {LISTS} }} }}', context))["case"]
    open_ones = {name for name, (kind, _) in KEYS.items() if Scope.CASE_READ_ALL in LISTED[kind].scopes}
    assert {name for name, page in found.items() if page is not None} == open_ones


def test_each_list_names_the_scopes_of_its_root_and_its_price() -> None:
    case = SCHEMA._schema.type_map["Case"]
    assert isinstance(case, GraphQLObjectType)
    of_roots = {name: scopes_of(field) for name, field, _ in roots(SCHEMA, "query")}
    for name in KEYS:
        field = case.fields[name].extensions["strawberry-definition"]
        assert scopes_of(field) == of_roots[name]
        assert reads_in(field.metadata) == reads_in(READ)
