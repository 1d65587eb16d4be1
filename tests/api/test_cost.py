"""The predicted cost of an operation is never below what the database gives, and seldom far above."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from api.graphql.cost import Estimate
from api.graphql.introspection import Introspection
from api.graphql.limits import COST_MOST
from api.graphql.prepare import Documents
from api.graphql.prices import Prices
from domain.book import Allowed, allowed_actions, public_actions
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind
from domain.kernel.vocabulary import Kind, Post
from domain.notification.mailings import EnterMailing
from domain.notification.state.receivers import MailPurpose
from domain.report.compiling import CompileNumbers
from domain.report.opening import RequestReport
from domain.rules.facts import Facts
from resolvers import context
from schema.cost import ACTIONS, BASE, BASE_MUTATION, LIST, MUTATION, TEXTS
from schema.weights import weights_of
from store.driver.connection import Connection
from store.record.epochs import EPOCH
from store.store import Store
from tests.api.checked_case import checked_case
from tests.api.queries import query
from tests.support.chance import examples
from tests.support.clock import TestClock
from tests.support.inside import SCHEMA, asking
from tests.support.listener import Listener, listened
from tests.support.province import Province, settle, taken
from tests.support.reporting_job import work
from tests.support.selections import ROOTS, Document
from tests.support.selections import documents as documents_of
from tests.support.subscribers import active, looked
from tests.support.tokens import Issuer
from tests.support.world import caller

pytestmark = pytest.mark.slow

INSPECTOR, LEADING = caller("agency-inspection", Post.INSPECTOR), caller("agency-lead")
CASES = 12
WEIGHTS = weights_of(SCHEMA)
PRICES, DOCUMENTS_KEPT = Prices(SCHEMA), Documents(SCHEMA, introspection=True)
assert SCHEMA.query_type is not None
LISTS = [name for name in ROOTS if {"first", "ids"} & SCHEMA.query_type.fields[name].args.keys()]
FEW, MORE = 2, 8
"""Rows of a list that are compared; more of some cost more than one request may."""
TRIES = 3
"""The first answer has keys to read, and the registry is looked at now and then: of several the fewest count."""


@dataclass
class Asker:
    """A client of a store that is listened to."""

    client: httpx.AsyncClient
    listener: Listener
    tokens: list[str]
    ids: list[str]

    async def ask(self, text: str, who: int = 0, **variables: Any) -> dict[str, Any]:
        """The answer; the listener then holds what it took."""
        self.listener.empty()
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Casebook-Purpose": "INSPECTION"}
        body = {"query": text, "variables": variables}
        return dict((await self.client.post("/graphql", json=body, headers=headers)).json())


async def what_stands_beside(store: Store) -> list[str]:
    """A report with its document, numbers that were compiled, a webhook with a delivery that failed, an address."""
    june = {"since": date(2026, 6, 1), "until": date(2026, 6, 30)}
    asked = RequestReport(agency="agency-health", subject="Kết quả của tháng sáu", due_days=5, **june)
    report = (await store.execute(LEADING, asked, command_id=uuid4())).stream
    paper = RequestDocument(source_id=report, kind=DocumentKind.AGENCY_REPORT, format=DocumentFormat.JSON)
    document = (await store.execute(LEADING, paper, command_id=uuid4())).stream
    span = CompileNumbers(since=datetime(2026, 1, 1, tzinfo=UTC), until=store.connection.clock())
    numbers = (await store.execute(LEADING, span, command_id=uuid4())).stream
    await work(store, "compile-report")
    webhook = await active(store, "agency-lead", 1)
    await looked(store)
    entering = EnterMailing(purpose=MailPurpose.DIGEST, address="so@mau.example", consent="Đã đồng ý.")
    admin = caller("agency-lead", Post.ADMIN)
    mailing = (await store.execute(admin, entering, command_id=uuid4())).stream
    return [report, document, numbers, webhook, mailing]


@pytest.fixture(scope="module")
async def entered(databases: Connection, province: Province) -> tuple[Province, list[str]]:
    """Over a dozen cases and what stands beside them, and their ids; entered once and copied from then on."""
    clock = TestClock()
    clock.now = province.until
    store = await settle(replace(databases, clock=clock), province)
    ids = [await checked_case(store) for _ in range(CASES)]
    beside = await what_stands_beside(store)
    return await taken(store.connection), [*ids, *beside * 3, "agency-lead", "case-nowhere"]


@pytest.fixture
async def store(databases: Connection, entered: tuple[Province, list[str]], clock: TestClock) -> Store:
    clock.now = entered[0].until
    return await settle(replace(databases, clock=clock), entered[0])


@pytest.fixture
async def asker(
    store: Store, entered: tuple[Province, list[str]], root_uri: str, issuer: Issuer
) -> AsyncIterator[Asker]:
    tokens = [issuer.token(who) for who in (INSPECTOR, LEADING)]
    async with listened(store.connection, root_uri) as (connection, listener):
        heard = Store(connection)
        async with asking(heard, issuer) as client:
            asker = Asker(client, listener, tokens, entered[1])
            await asker.ask("{ __typename }")  # the registry is read once
            yield asker


def refused(answer: dict[str, Any]) -> bool:
    return "extensions" not in answer


@settings(max_examples=examples(60), suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_no_query_reads_more_than_was_predicted(asker: Asker, data: st.DataObject) -> None:
    text = query(SCHEMA, lambda values: data.draw(st.sampled_from(list(values))), asker.ids)
    answer = await asker.ask(text, data.draw(st.sampled_from((0, 1))))
    assume(not refused(answer))
    cost = answer["extensions"]["cost"]
    assert cost["predicted"] >= asker.listener.documents, text


def wanted(ids: list[str], size: int) -> dict[str, list[str]]:
    """Values for the arguments of every root: pages of a size, and several objects."""
    return {
        "id": [f'"{id_}"' for id_ in ids],
        "ids": [json.dumps([id_, ids[0]]) for id_ in ids] if size == 5 else [json.dumps(ids[:size])],
        "sourceId": [f'"{ids[0]}"'],
        "document": ['"DECISION"'],
        "webhookId": [f'"{id_}"' for id_ in ids if id_.startswith("webhook-")],
        "code": ['"CB-2026-000001"'],
        "event": [f'"{ids[0]}:1"'],
        "first": [str(size)],
        "kind": ['"AGENCY"', '"AREA"', '"HOLIDAYS"', '"LEAD"', '"REGULATION"', '"SCHEDULE"'],
        "words": ['"tram y te"'],
        "address": ['"https://tin.example/bai-1"'],
        "since": ['"2026-01-01T00:00:00Z"'],
        "year": ["2026"],
        "until": ['"2026-06-30T00:00:00Z"'],
    }


async def test_every_root_is_asked_for_with_all_its_fields_and_reads_what_was_predicted(asker: Asker) -> None:
    asked, ids = set[str](), list(dict.fromkeys(asker.ids))
    for root in ROOTS:
        for text, variables in documents_of(root, wanted(ids, 5)):
            for who in (0, 1):
                answer = await asker.ask(text, who, **variables)
                if not refused(answer):
                    asked.add(root)
                    cost = answer["extensions"]["cost"]
                    assert cost["predicted"] >= asker.listener.documents, (text, variables)
    assert asked == set(ROOTS)


async def commands(asker: Asker, document: Document) -> int | None:
    """How many commands an answer takes; None where it is refused."""
    if refused(await asker.ask(document.text, **document.variables)):
        return None
    return len([command for command in asker.listener.commands if command])


def fewest(tried: list[list[int | None]]) -> list[int]:
    return [min(count for count in counts if count is not None) for counts in zip(*tried, strict=True)]


async def test_no_field_of_a_list_takes_a_command_for_each_row(asker: Asker) -> None:
    """Commands grow with the kinds of things that are asked for, not with how many there are."""
    grown, asked, ids = dict[str, Any](), set[str](), list(dict.fromkeys(asker.ids))
    for root in LISTS:
        pairs = zip(*(documents_of(root, wanted(ids, size)) for size in (FEW, MORE)), strict=True)
        for pair in pairs:
            tried = [[await commands(asker, document) for document in pair]]
            if None in tried[0]:
                continue
            asked.add(root)
            while len(set(fewest(tried))) > 1 and len(tried) < TRIES:
                tried.append([await commands(asker, document) for document in pair])
            grown |= {pair[0].text: tried} if len(set(fewest(tried))) > 1 else {}
    assert grown == {}
    assert asked == set(LISTS)


async def test_what_is_hidden_reads_no_more_than_what_is_not_there(store: Store, asker: Asker, issuer: Issuer) -> None:
    token = len(asker.tokens)
    asker.tokens.append(issuer.token(caller("agency-commune")))  # no case of this test is any of its business
    hidden, missing = asker.ids[0], "case-" + "0" * 16
    for text in (
        '{ case(id: "ID") { code } }',
        '{ me { isPerson } case(id: "ID") { code } }',
        '{ nodes(ids: ["agency-lead", "ID"]) { id } }',
        '{ node(id: "ID") { id } }',
        f'mutation {{ startChecking(input: {{commandId: "{uuid4()}", caseId: "ID", expectedVersion: 1, '
        'focal: "officer-0"}) { replayed case { id } } }',
    ):
        answers = [await asker.ask(text.replace('"ID"', f'"{id}"'), token) for id in (hidden, missing)]
        costs = [answer["extensions"]["cost"] for answer in answers if "extensions" in answer]
        assert len({(cost["predicted"], cost["actual"]) for cost in costs}) <= 1, text


async def test_reading_the_registry_again_is_no_cost_of_an_operation(store: Store, asker: Asker) -> None:
    await store.connection.counters.update_one({"_id": EPOCH}, {"$inc": {"n": 1}})
    cost = (await asker.ask("{ me { isPerson } }"))["extensions"]["cost"]
    assert asker.listener.documents > cost["predicted"] >= cost["actual"]


CLOSING = """mutation($input: CloseCaseInput!) { closeCase(input: $input) {
  case { history(first: 3) { edges { cursor } } } } }"""


def predicted(text: str, **variables: Any) -> int:
    prepared = DOCUMENTS_KEPT.prepared(text)
    operation = prepared.operation(None)
    found = Estimate(SCHEMA, WEIGHTS, Introspection(SCHEMA), prepared, variables).of(operation)
    assert [PRICES.of(prepared, operation, variables) for _ in range(2)] == [found] * 2, "kept, it is the same"
    return found.documents


def test_a_price_is_kept_for_each_size_and_for_no_other() -> None:
    text = """query($n: Int = 7, $m: Int, $ids: [ID!]! = ["a"], $id: ID = "x") {
        cases(first: $n) { edges { cursor } } last: cases(first: 2, last: $m) { edges { cursor } }
        nodes(ids: $ids) { id } case(id: $id) { id } }"""
    chance = Random(1)
    sizes: tuple[Any, ...] = (None, 1, 7, 100, 101, -1, "n", True, 2.0, {}, ["a"], ["a", "b"], "absent", "other")
    for _ in range(200):
        predicted(text, **{name: chance.choice(sizes) for name in ("n", "m", "ids", "id") if chance.random() < 0.8})


@pytest.mark.parametrize(
    ("text", "variables", "cost"),
    [
        ("{ __typename __schema { types { name } } me { isPerson } }", {}, 0),
        ('{ case(id: "x") { code } }', {}, 1),
        ('{ a: case(id: "x") { code } case(id: "x") { code } }', {}, 2),
        ("{ cases(first: 20) { edges { node { code } } } }", {}, 31),
        ("{ cases(first: 20) { totalCount edges { node { code } } } }", {}, 32),
        ("{ cases(first: 20) { edges { node { history(first: 5) { edges { cursor } } } } } }", {}, 31 + 20 * 7),
        ("query($n: Int!) { cases(first: $n) { edges { cursor } } }", {"n": 7}, 18),
        ("query($n: Int!) { cases(first: $n) { edges { cursor } } }", {"n": "seven"}, 111),
        ("query($n: Int!) { cases(first: $n) { edges { cursor } } }", {"n": True}, 111),
        ("query($n: Int!) { cases(first: $n) { edges { cursor } } }", {}, 31),
        ("{ cases { edges { cursor } } }", {}, 31),
        ("query($n: Int! = 3) { cases(first: $n) { edges { cursor } } }", {}, 14),
        ("{ cases(first: 9999) { edges { cursor } } }", {}, 111),
        ('{ ...F } fragment F on Query { case(id: "x") { code } ...G } fragment G on Query { log { size } }', {}, 7),
        ('{ ... @skip(if: true) { case(id: "x") { code } } }', {}, 1),
        ("{ inbox { items { case { history(first: 1) { edges { cursor } } } } } }", {}, 650 + 200 * 3),
        ("{ agencies { id } }", {}, 0),
        ('{ nodes(ids: ["x", "y", "z"]) { id } }', {}, 3),
        ('{ nodes(ids: "x") { id } }', {}, 1),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["x", "y"]}, 2),
        ('query($i: [ID!]! = ["x", "y"]) { nodes(ids: $i) { id } }', {}, 2),
        ('{ nodes(ids: ["x", "y"]) { ... on Case { history(first: 5) { edges { cursor } } } } }', {}, 2 + 2 * 7),
        ('{ case(id: "x") { asOf(moment: {version: 1}) { claim } } }', {}, 1 + 3 + 2 * TEXTS),
        ('{ case(id: "x") { diff(older: 0, newer: 1) { field } } }', {}, 1 + LIST + 2 * TEXTS),
        (CLOSING, {}, BASE_MUTATION - BASE + MUTATION + 5),
    ],
)
def test_the_prediction_is_the_sum_of_what_fields_read(text: str, variables: dict[str, Any], cost: int) -> None:
    assert predicted(text, **variables) == BASE + cost


async def test_rules_are_asked_once_for_each_row(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()

    def counted(state: Any, kind: Kind, facts: Facts) -> Iterator[Allowed]:
        asked.append(state.id)
        return allowed_actions(state, kind, facts)

    monkeypatch.setattr(context, "allowed_actions", counted)
    four = " ".join(f"a{n}: allowedActions {{ action }}" for n in range(4))
    answer = await asker.ask(f"{{ cases(first: 9) {{ edges {{ node {{ {four} }} }} }} }}")
    rows = [edge["node"] for edge in answer["data"]["cases"]["edges"]]
    assert len(asked) == len(set(asked)) == len(rows) == 9
    assert all(row["a0"] == row["a3"] != [] for row in rows)


async def test_what_costs_too_much_is_not_begun(asker: Asker) -> None:
    text = "{ cases(first: 100) { edges { node { history(first: 100) { edges { cursor } } } } } }"
    extensions = (await asker.ask(text))["errors"][0]["extensions"]
    assert (extensions["code"], extensions["limit"], extensions["most"]) == ("LIMIT_EXCEEDED", "COST", COST_MOST)
    assert extensions["predicted"] > COST_MOST
    assert [command for command in asker.listener.commands if command.get("find") == "revisions"] == []


def test_no_kind_has_more_actions_than_are_counted() -> None:
    assert max(len(public_actions(kind)) for kind in Kind) <= ACTIONS
