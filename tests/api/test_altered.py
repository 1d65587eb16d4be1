"""Bytes that somebody changed in the database: an error of their own for whoever reads them, and an alarm."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from bson.binary import Binary
from cryptography.exceptions import InvalidTag
from pymongo import MongoClient
from pymongo.collection import Collection
from starlette.requests import Request

from api.errors.responses import broken
from store.driver.connection import Names
from tests.api.test_receipts import MUTATION, REPORT
from tests.support.in_process import InProcess
from tests.support.tokens import Issuer

CASE = "query($id: ID!) { case(id: $id) { claim } }"


@pytest.fixture
def heads(installation: dict[str, str], root_uri: str) -> Iterator[Collection[dict[str, Any]]]:
    """The heads of cases, as the owner of the database has them."""
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
    assert answer.status_code == 500
    assert b"RECORD_ALTERED" in bytes(answer.body)
    assert "altered:" in caplog.text
