"""Receipts: a signed promise for every version; and what somebody changed in the database is an error and an alarm."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from bson.binary import Binary
from cryptography.exceptions import InvalidTag
from pymongo import MongoClient
from pymongo.collection import Collection
from starlette.requests import Request

from api.errors.responses import broken
from domain.kernel.calendar import to_millis
from store.driver.connection import Names
from store.keys.promises import SEAL_WITHIN, Promising, read_promise
from tests.support.acts import A_REPORT
from tests.support.in_process import InProcess
from tests.support.installation import Api
from tests.support.tokens import Issuer

ORIGIN = "casebook.test/log"
REPORT = {**A_REPORT, "channel": "PHONE", "channelNote": "Người gọi kể lại một tin nhắn."}
MUTATION = """mutation($input: ReportCaseInput!) { reportCase(input: $input) {
  case { id version } problems { code } replayed receipt { version leaf toBeSealedBy promise } } }"""


def reported(api: Api, issuer: Issuer, **changes: Any) -> Any:
    fields = {"commandId": str(uuid4()), **REPORT, **changes}
    return api.ask(issuer.officer("agency-land"), MUTATION, input=fields)["reportCase"]


def test_every_write_is_answered_with_a_signed_promise(api: Api, issuer: Issuer, installation: dict[str, str]) -> None:
    before = to_millis(datetime.now(UTC))
    made = reported(api, issuer)
    receipt, case = made["receipt"], made["case"]
    assert receipt["version"] == case["version"]
    key = Promising.from_file(Path(installation["CASEBOOK_PROMISE_KEY_FILE"]), ORIGIN).verifier
    promised = read_promise(receipt["promise"].encode(), [key], ORIGIN)
    assert promised.leaf.hex() == receipt["leaf"]
    assert promised.to_be_sealed_by == datetime.fromisoformat(receipt["toBeSealedBy"])
    assert before <= promised.to_be_sealed_by - SEAL_WITHIN <= datetime.now(UTC)


def test_a_repeated_command_gets_the_same_receipt(api: Api, issuer: Issuer) -> None:
    id = str(uuid4())
    first, again = reported(api, issuer, commandId=id), reported(api, issuer, commandId=id)
    assert (first["replayed"], again["replayed"]) == (False, True)
    assert first["receipt"] == again["receipt"]


def test_a_refusal_has_none(api: Api, issuer: Issuer) -> None:
    refused = reported(api, issuer, channelNote=None)
    assert refused["problems"]
    assert refused["receipt"] is None


def test_the_promise_stands_in_the_history_until_it_is_sealed(api: Api, issuer: Issuer) -> None:
    made = reported(api, issuer)
    query = """query($id: ID!) { case(id: $id) { history(first: 1) { edges { node {
      leaf seal { proof toBeSealedBy promise } } } } } }"""
    inspector = issuer.officer("agency-inspection")
    case = api.ask(inspector, query, {"Casebook-Purpose": "INSPECTION"}, id=made["case"]["id"])["case"]
    (edge,) = case["history"]["edges"]
    assert edge["node"]["leaf"] == made["receipt"]["leaf"]
    promised = {name: made["receipt"][name] for name in ("toBeSealedBy", "promise")}
    assert edge["node"]["seal"] == {"proof": None, **promised}


CASE = "query($id: ID!) { case(id: $id) { claim } }"


@pytest.fixture
def heads(installation: dict[str, str], root_uri: str) -> Iterator[Collection[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](root_uri) as client:
        yield client[Names(installation["CASEBOOK_MONGO_PREFIX"]).main]["cases"]


def test_an_altered_text_is_named_and_alarmed(
    api: InProcess, issuer: Issuer, heads: Collection[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    token = issuer.officer("agency-land")
    made = api.ask(token, MUTATION, input={"commandId": str(uuid4()), **REPORT})["reportCase"]["case"]["id"]
    head = heads.find_one({"_id": made})
    assert head is not None
    claim = bytes(head["claim"])
    heads.update_one({"_id": made}, {"$set": {"claim": Binary(claim[:-1] + bytes([claim[-1] ^ 1]), 0x80)}})
    answer = api.post(token, CASE, id=made).json()
    heads.update_one({"_id": made}, {"$set": {"claim": head["claim"]}})
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "RECORD_ALTERED"
    assert f"not open to what was recorded, {error['extensions']['correlationId']}" in caplog.text
    assert api.ask(token, CASE, id=made)["case"]["claim"]


async def test_so_it_is_outside_graphql(caplog: pytest.LogCaptureFixture) -> None:
    answer = await broken(Request({"type": "http"}), InvalidTag())
    assert (answer.status_code, b"RECORD_ALTERED" in bytes(answer.body)) == (500, True)
    assert "altered:" in caplog.text
