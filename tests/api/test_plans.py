"""Plans answer as graphql-core does: the same bytes, the same readings noted."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from graphql import OperationDefinitionNode

from api.graphql.engine import Engine
from api.graphql.plan import run
from api.graphql.plan.declared import Unknown
from api.graphql.plan.plans import PLANS_MOST, SEEN_LEAST, Plans, compile_plan
from api.graphql.plan.slots import conditions_of
from api.graphql.prepare import Documents
from domain.administration.officers import AppointOfficer
from domain.case.links import LinkDuplicate
from domain.case.order import CaseOrder
from domain.case.reports import ReportContent
from domain.kernel.actor import OPERATOR, PUBLIC, Caller
from domain.kernel.vocabulary import Kind, Post, role_of
from store.heads.shape import SHAPE
from store.kinds.case_heads import ORDERS
from store.kinds.entries import KINDS
from store.process.counters import UNPLANNED
from store.store import Store
from tests.api.checked_case import checked_case
from tests.api.queries import query
from tests.api.variants import Variant
from tests.support import inside
from tests.support.chance import examples
from tests.support.inside import SCHEMA
from tests.support.listener import listened
from tests.support.our_documents import operations
from tests.support.record import head_of
from tests.support.tokens import Issuer
from tests.support.twice import PUBLIC_SCHEMA, Told, Twice
from tests.support.world import KINDS as AGENCIES
from tests.support.world import SINCE, a_report, caller, machine, subject

CASES, DOCUMENTS = 4, 150
EVERYBODY_EVERY, NOBODY_EVERY = 50, 10
"""Of so many documents one is asked in every role, by the plan that was compiled once; one is the public door's."""
LEAD, LAND, INSPECTOR = caller("agency-lead"), caller("agency-land"), caller("agency-inspection", Post.INSPECTOR)
CALLERS = (
    INSPECTOR,
    *(caller("agency-lead", post) for post in Post),
    caller("agency-health", Post.ADMIN),
    *(caller(agency) for agency, kind in AGENCIES.items() if agency != "agency-lead" and role_of(kind, is_lead=False)),
    machine("agency-lead"),
)
"""Every post of the lead agency, an officer of every other agency, an inspector, an administrator, a program."""
Asked = tuple[Caller, str, dict[str, Any]]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine is no difference."""
    monkeypatch.setattr("api.graphql.engine.SECONDS_MOST", 600.0)


@pytest.fixture
async def ids(store: Store) -> list[str]:
    """Cases in pairs, so that no two have the same duplicates."""
    cases = [await checked_case(store) for _ in range(CASES)]
    for earlier, later in zip(cases[::2], cases[1::2], strict=True):
        linking = LinkDuplicate(of=earlier, reasons="Cùng một nội dung ở hai nơi.")
        head = await head_of(store.connection, later)
        await store.execute(LEAD, linking, command_id=uuid4(), target=later, expected=head["n"])
    return cases


@pytest.mark.slow
async def test_documents_made_by_chance_are_answered_with_the_same_bytes(store: Store, ids: list[str]) -> None:
    await appoint_data_protection(store)
    code = await reported(store)
    twice, public = Twice(store), Twice(store, PUBLIC_SCHEMA)
    chance, seen, asked = Random(count := examples(DOCUMENTS)), Counter[str](), Counter[Caller | None]()

    def choose(values: Sequence[Any]) -> Any:
        return chance.choice(list(values))

    for number in range(count):
        if number % NOBODY_EVERY:
            made = query(SCHEMA, choose, [*ids, "agency-lead", "case-nowhere"])
            variant, who = Variant(SCHEMA, made, choose), CALLERS[number % len(CALLERS)]
            everybody = CALLERS if number % EVERYBODY_EVERY == 1 else ()
            askers: Sequence[Caller | None] = list(dict.fromkeys((who, *everybody)))
        else:
            variant, askers = Variant(PUBLIC_SCHEMA, query(PUBLIC_SCHEMA, choose, [code, "nothing"]), choose), [None]
        for who_asks in askers:
            both = twice if who_asks else public
            plain, planned = await both.ask(who_asks, variant.text, variant.variables)
            assert planned.same_as(plain), (who_asks, variant.text, variant.variables)
            asked[who_asks] += 1
            seen.update(traits(variant, plain))
    by_plan = twice.by_plan + public.by_plan
    print(count, "documents,", asked.total(), "times asked,", by_plan, "by a plan,", dict(seen), sorted(asked.values()))
    assert asked.keys() == {*CALLERS, None}
    assert by_plan > 0.75 * asked.total(), "else hardly anything is compared"
    assert all(seen[trait] > count / 50 for trait in TRAITS), seen


async def test_a_duty_shows_its_case_in_whole_although_its_row_is_not(store: Store, ids: list[str]) -> None:
    twice, shown = Twice(store), "id ... on Case { claim checks { summary } lead { name } }"
    asked = f"{{ inbox {{ due {{ kind stream {{ {shown} }} }} }} }}"
    plain, planned = await twice.ask(caller("agency-health"), asked, {})
    assert planned.same_as(plain)
    assert twice.by_plan == 1
    due = json.loads(planned.answer.body)["data"]["inbox"]["due"]
    assert {item["stream"]["id"] for item in due if item["stream"] and item["stream"].get("claim")} == {*ids}


async def appoint_data_protection(store: Store) -> None:
    """The one post that nobody holds in the small province."""
    post = Post.DATA_PROTECTION_OFFICER
    one = AppointOfficer(
        subject=subject("agency-lead", post), agency="agency-lead", posts=(post,), since=SINCE, appointment="QĐ 2"
    )
    await store.execute(OPERATOR, one, command_id=uuid4(), target="officer-lead-data-protection")


async def reported(store: Store) -> str:
    """Report content without an account; the code that opens the report."""
    report = ReportContent(claim=a_report().claim, free_of_secrets=True, url="https://tin.example/bai-2")
    made = await store.execute(PUBLIC, report, command_id=uuid4())
    assert made.follow_code
    return made.follow_code


ALIAS = re.compile(r"\ba\d+: ")
TRAITS = ("variables", "fragments", "aliases", "directives", "errors", "nulls", "recorded")


def traits(variant: Variant, told: Told) -> Iterator[str]:
    body = json.loads(told.answer.body)
    if variant.variables:
        yield "variables"
    if "..." in variant.text:
        yield "fragments"
    if ALIAS.search(variant.text):
        yield "aliases"
    if "@" in variant.text:
        yield "directives"
    if "errors" in body:
        yield "errors"
    if "null" in told.answer.body.decode():
        yield "nulls"
    if told.noted:
        yield "recorded"


def asked(ids: Sequence[str]) -> list[Asked]:
    """Documents that show what a plan could do wrong."""
    one = {"id": ids[0]}
    page = """{ cases(first: 3) { totalCount pageInfo { endCursor hasNextPage } edges { cursor node { __typename
        i: id state claim changedAt receipt { receivedAt channel } closure { at } areas { id }
        checks { outcome agency { id } }
        duplicates { id } } } } cases(first: 3) { edges { node { version } } } }"""
    return [
        (LEAD, page, {}),
        (INSPECTOR, "query($n: Int! = 2) { cases(first: $n) { edges { node { code assigned { name } } } } }", {}),
        (LAND, "query($id: ID!) { case(id: $id) { id history(first: 2) { edges { cursor } } } }", one),
        (LEAD, "query($id: ID!) { case(id: $id) { id asOf(moment: {version: 1}) { caseId state } } }", one),
        (
            LAND,
            "query($id: ID!) { a: case(id: $id) { id } "
            'asked: case(id: $id) { history(first: 1, after: "x") { edges { cursor } } duplicates { id } } }',
            one,
        ),
        (
            INSPECTOR,
            "{ cases(first: 3) { edges { node { id duplicates { id } "
            'history(first: 1, after: "x") { edges { cursor } } } } } }',
            {},
        ),
        (INSPECTOR, "{ clients(first: 1) { edges { cursor } } }", {}),
        (LAND, '{ case(id: "case-nowhere") { id } me { agency { a: name(on: "2001-01-01") name } isPerson } }', {}),
    ]


async def test_what_a_plan_could_do_wrong_is_answered_the_same(store: Store, ids: list[str]) -> None:
    twice = Twice(store)
    for who, text, variables in asked(ids):
        plain, planned = await twice.ask(who, text, variables)
        assert planned.same_as(plain), text
    assert twice.by_plan == len(asked(ids)), "every one of them has a plan"


SHOWN: tuple[tuple[str, set[str] | None], ...] = (
    ("id claim reporter { name }", {"id", "claim", "numbered", "reporter"}),
    ("a: claim b: url ... { duplicates { id } } asOf(moment: {version: 1}) { url }",
     {"claim", "numbered", "url", "hidden", "duplicate_of"}),
    ("__typename", set()),
    ("id allowedActions { allowed }", None),
)  # fmt: skip
"""What is shown of rows, and what is read of them for it; None where it is all."""


async def test_rows_hold_what_is_shown_of_them(store: Store, ids: list[str], root_uri: str) -> None:
    beside, place = {"_id", "n", SHAPE}, {ORDERS[CaseOrder.NEWEST].field}
    for shown, read in SHOWN:
        text = f'{{ cases(first: 2) {{ edges {{ cursor node {{ {shown} }} }} }} case(id: "{ids[0]}") {{ {shown} }} }}'
        async with listened(store.connection, root_uri) as (connection, listener):
            twice = Twice(Store(connection))
            plain, planned = await twice.ask(INSPECTOR, text)
            found = [command for command in listener.commands if command.get("find") == KINDS[Kind.CASE].collection]
        assert planned.same_as(plain), shown
        projected = [set(command["projection"]) for command in found if "projection" in command]
        one = read | beside if read else {"_id"}  # which heads of all shapes have
        assert projected == ([] if read is None else [read | beside | place, one]), shown


def test_an_operation_is_compiled_when_it_is_seen_again() -> None:
    plans, documents = Plans(SCHEMA), Documents(SCHEMA, introspection=False)
    prepared = documents.prepared("query A { me { isPerson } } query B { me { isPerson } }")
    one = prepared.operation("A")
    for _ in range(SEEN_LEAST):
        assert plans.plan(prepared, one) is None
    assert plans.plan(prepared, prepared.operation("B")) is None
    plans.settled()
    assert plans.plan(prepared, one) is not None
    for place in range(PLANS_MOST):
        other = documents.prepared(f"{{ a{place}: me {{ isPerson }} }}")
        assert plans.plan(other, other.operation(None)) is None
    assert len(plans) == PLANS_MOST
    assert plans.plan(prepared, one) is None, "the least used of them is forgotten"


def test_each_value_of_a_condition_has_a_plan_of_its_own() -> None:
    plans, documents = Plans(SCHEMA), Documents(SCHEMA, introspection=False)
    prepared = documents.prepared(
        "query($on: Boolean! = true, $n: Int) { me { isPerson scopes @skip(if: $on) } cases(first: $n) { totalCount } }"
    )
    asked: list[dict[str, Any]] = [{}, {"on": False}, {"on": None}, {"on": "x"}]
    for variables in asked * SEEN_LEAST:
        assert plans.plan(prepared, prepared.operation(None), variables) is None
    plans.settled()
    found = [plans.plan(prepared, prepared.operation(None), variables) for variables in asked]
    shown = [[slot.key for slot in plan.roots[0].below] if plan else None for plan in found]
    assert shown == [["isPerson"], ["isPerson", "scopes"], None, None]
    assert plans.plan(prepared, prepared.operation(None), {"on": True, "n": 3}) is found[0]


async def test_a_third_time_is_answered_by_plan(store: Store, issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    engines, planned = list[Engine](), list[run.Run]()

    class Kept(Engine):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            engines.append(self)

    monkeypatch.setattr(inside, "Engine", Kept)
    monkeypatch.setattr(run.Run, "data", counted(run.Run.data, planned))
    async with inside.asking(store, issuer) as client:
        headers = {"Authorization": f"Bearer {issuer.token(LEAD)}"}
        answers = []
        for _ in range(SEEN_LEAST + 2):
            answer = await client.post("/graphql", json={"query": "{ me { isPerson } }"}, headers=headers)
            answers.append(answer.json())
            plans = engines[0].plans
            assert plans is not None
            plans.settled()
    assert len(planned) == 2
    assert [answer["data"] for answer in answers] == [{"me": {"isPerson": True}}] * len(answers)


def counted(data: Callable[..., Any], found: list[run.Run]) -> Callable[..., Any]:
    def counting(self: run.Run, event: Any = None) -> Any:
        found.append(self)
        return data(self, event)

    return counting


def test_the_documents_of_our_packages_pages_and_guides_have_plans() -> None:
    documents, left = Documents(SCHEMA, introspection=True), list[str]()
    for where, text in operations():
        document = documents.prepared(text).document
        [operation] = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
        for value in (True, False):
            try:
                compile_plan(SCHEMA, document, operation, dict.fromkeys(conditions_of(document), value))
            except Unknown:
                left.append(where)
    assert left == []


def unplanned() -> float:
    [found] = UNPLANNED.collect()
    return next(iter(found.samples)).value


def test_what_cannot_be_compiled_is_left_to_graphql_core(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("api.graphql.plan.plans.compile_plan", broken)
    plans, prepared = Plans(SCHEMA), Documents(SCHEMA, introspection=False).prepared("{ me { isPerson } }")
    before = unplanned()
    for _ in range(SEEN_LEAST + 1):
        assert plans.plan(prepared, prepared.operation(None)) is None
        plans.settled()
    assert unplanned() == before + 1
