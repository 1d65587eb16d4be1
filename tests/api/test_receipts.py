"""What a writer takes home: a signed promise for every version, the same for the same command."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from domain.kernel.calendar import to_millis
from store.keys.promises import SEAL_WITHIN, Promising, read_promise
from tests.support.installation import Api
from tests.support.tokens import Issuer

ORIGIN = "casebook.test/log"
REPORT: dict[str, Any] = {
    "claim": "Tin đồn rằng trạm bơm của xã ngừng hoạt động hết tháng.",
    "channel": "PHONE",
    "channelNote": "Người gọi kể lại một tin nhắn.",
    "detectedAt": "2026-06-30T10:00:00+07:00",
    "freeOfSecrets": True,
    "medium": "PRESS",
    "place": "Tờ rơi ở chợ",
}
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
    (edge,) = api.ask(inspector, query, {"Casebook-Purpose": "INSPECTION"}, id=made["case"]["id"])["case"]["history"][
        "edges"
    ]
    assert edge["node"]["leaf"] == made["receipt"]["leaf"]
    assert edge["node"]["seal"] == {
        "proof": None,
        "toBeSealedBy": made["receipt"]["toBeSealedBy"],
        "promise": made["receipt"]["promise"],
    }
