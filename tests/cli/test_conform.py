"""Whether a database does what the register relies on: each check, on the database of the run."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from bson import Binary
from pymongo import MongoClient

from scripts.cli.__main__ import main
from scripts.cli.conform import CHECKS
from scripts.cli.conforming import plans, transactions
from scripts.cli.conforming.trial import PREFIX, CannotAsk, Check, DoesNotHold, Outcome, Trial, result_of, trial
from store.driver.connection import EMBEDDED
from store.driver.transaction import transaction
from store.keys.master import MasterKey
from tests.support.shapes.listed import lines
from tests.support.shapes.rules import declared
from tests.support.shapes.shape import Clause, Compared, Shape

EMBEDDEDS = {
    "rights": Outcome.FAILS,  # bounded by database, not by collection
    "rights-bulk": Outcome.FAILS,
    "explain": Outcome.UNASKED,
    "failover": Outcome.UNASKED,
}
"""What the embedded engine does otherwise. When one of these changes, say so where the pages say it cannot."""
NEEDS_MORE = {"unknown-commit", "failover", "erasure", "rights", "rights-nobody", "rights-bulk"}
"""What a MongoDB may not let be asked: without test commands, without leave to step down, without authorization."""


@pytest.fixture(scope="module")
async def laid_out(server_uri: str) -> AsyncIterator[Trial]:
    async with trial(server_uri) as made:
        yield made


@pytest.fixture(scope="module")
async def embedded(laid_out: Trial) -> bool:
    hello = await laid_out.admin.admin.command("hello")
    return bool(hello.get("setName") == EMBEDDED)


@pytest.mark.mongodb
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_it_does_what_the_register_relies_on(laid_out: Trial, embedded: bool, check: Check) -> None:
    found = await result_of(check, laid_out)
    if embedded:
        assert found.outcome is EMBEDDEDS.get(check.name, Outcome.HOLDS), found.line()
    elif found.outcome is Outcome.UNASKED and check.name in NEEDS_MORE:
        pytest.skip(found.why)
    else:
        assert found.outcome is Outcome.HOLDS, found.line()


@pytest.mark.mongodb
async def test_a_failover_in_the_middle_of_a_transaction(laid_out: Trial, embedded: bool) -> None:
    if not embedded:
        pytest.skip("the primary of a shared server does not step down: scripts/casebook conform --step-down")
    with pytest.raises(CannotAsk, match="nothing was cut off"):
        await transactions.failover(replace(laid_out, step_down=True))


def test_a_line_a_check_and_nothing_is_left(server_uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = left(server_uri)
    code = main(["conform", server_uri], {})
    said = capsys.readouterr().out.splitlines()
    assert [line[20:].partition(":")[0] for line in said[:-1]] == [check.name for check in CHECKS]
    outcomes = [line[:18].strip() for line in said[:-1]]
    assert code == (1 if Outcome.FAILS in outcomes else 3 if Outcome.UNASKED in outcomes else 0)
    assert left(server_uri) == before


def left(uri: str) -> set[str]:
    with MongoClient[dict[str, Any]](uri) as client:
        users = [user["user"] for user in client.admin.command("usersInfo")["users"]]
        roles = [role["role"] for role in client.admin.command("rolesInfo")["roles"]]
        return {name for name in (*client.list_database_names(), *users, *roles) if name.startswith(PREFIX)}


def test_without_the_rights_of_an_administrator_it_ends_in_a_line(
    server_uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with MongoClient[dict[str, Any]](server_uri) as client:
        client.admin.command("createUser", "conform-reader", pwd="x", roles=["read"])
        try:
            place = server_uri.partition("@")[2]
            assert main(["conform", f"mongodb://conform-reader:x@{place}"], {}) == 1
        finally:
            client.admin.command("dropUser", "conform-reader")
    assert capsys.readouterr().err.count("\n") == 1


class TestAFault:
    """Each kind of check notices a server that does otherwise."""

    async def test_an_engine_that_answers_by_no_index(self, laid_out: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        """The embedded engine's plans are held against the rules of a MongoDB."""
        monkeypatch.setattr(plans, "EMBEDDED", "another name")
        planted: dict[str, Any] = {"in": ["main", "cases"], "by": "_id_", "filter": {"nowhere": "a"}}
        monkeypatch.setattr(plans, "shapes", lambda: (planted,))
        with pytest.raises(DoesNotHold, match="reads the whole collection"):
            await plans.explained(laid_out)
        planted = {"in": ["main", "cases"], "by": "_id_", "filter": {"_id": "a"}, "sort": [["nowhere", 1]]}
        with pytest.raises(DoesNotHold, match="though _id_ has the order"):
            await plans.explained(laid_out)

    async def test_a_transaction_that_counts_twice(self, laid_out: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        async def twice(client: Any, work: Any) -> None:
            await transaction(client, work)
            await transaction(client, work)

        monkeypatch.setattr(transactions, "transaction", twice)
        with pytest.raises(DoesNotHold, match="the sum is 2"):
            await transactions.unknown_commit(laid_out)

    async def test_a_key_in_the_clear(self, laid_out: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(MasterKey, "wrap", lambda self, key: Binary(key))
        with pytest.raises(DoesNotHold, match="in the clear"):
            await transactions.erasure(laid_out)

    def test_stages_are_found_however_deep(self) -> None:
        plan = {"queryPlan": {"stage": "LIMIT", "inputStage": {"stage": "OR", "inputStages": [{"stage": "COLLSCAN"}]}}}
        assert {*plans.stages(plan)} == {"LIMIT", "OR", "COLLSCAN"}


class TestListedShapes:
    def test_each_names_a_declared_index(self) -> None:
        there = {place: {"_id_", *(index.name for index in found)} for place, found in declared().items()}
        wrong = [shape for shape in plans.shapes() if shape["by"] not in there.get(tuple(shape["in"]), {"_id_"})]
        assert wrong == [], "run: python -m tests.support.shapes.listed FILE"
        assert len(plans.shapes()) > 400

    def test_what_is_listed_has_no_value_and_no_whole_collection(self) -> None:
        clauses = (
            Clause("seen_by", Compared.ONE_OF),
            Clause("$or", Compared.OTHER, ((Clause("state", Compared.EQUAL),), (Clause("at", Compared.BETWEEN),))),
        )
        bounded = Shape(part="main", collection="cases", command="find", clauses=clauses, limited=True)
        whole = replace(bounded, clauses=(Clause("nowhere", Compared.EQUAL),), limited=False)
        [row] = map(json.loads, lines([bounded, replace(bounded, command="count", site="elsewhere"), whole]))
        assert row["filter"] == {
            "$or": [{"state": "a"}, {"at": {"$gte": "a", "$lt": "b"}}],
            "seen_by": {"$in": ["a", "b"]},
        }
