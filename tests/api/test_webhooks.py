"""Webhooks over HTTP with real tokens and a real worker: entered, enabled, tried, told, seen, ordered again."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from standardwebhooks import Webhook as Independent

from domain.kernel.vocabulary import Post
from tests.support.acts import A_REPORT, given, mutation
from tests.support.installation import Api, Process, running_worker
from tests.support.patience import until
from tests.support.receiving import Receiver, receiving
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

LAND, HEALTH = "agency-land", "agency-health"
SHOWN = "webhook { id version state address keys { id kind } } secret replayed problems { code }"
DELIVERIES = """query($id: ID, $state: JobState) { deliveries(first: 50, filter: {subscription: $id, state: $state}) {
    edges { node { id event topic state failure attempts { status failure } } } } }"""


@pytest.fixture(scope="module")
def sender(installation: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with running_worker(installation, tmp_path_factory.mktemp("sender") / "worker.log") as running:
        yield running


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiving(tmp_path_factory.mktemp("receiver")) as running:
        yield running


class Desk:
    """An agency's officers at their webhooks."""

    def __init__(self, api: Api, issuer: Issuer, agency: str = LAND) -> None:
        self.api, self.issuer, self.agency = api, issuer, agency

    def ask(self, query: str, post: Post = Post.ADMIN, **variables: Any) -> Any:
        return self.api.ask(self.issuer.officer(self.agency, post), query, **variables)

    def send(self, name: str, post: Post = Post.ADMIN, /, **fields: Any) -> Any:
        sent = given(name, {"commandId": str(uuid4()), **fields})
        return self.ask(mutation(name, SHOWN), post, input=sent)[name]

    def deliveries(self, webhook: str | None = None, state: str | None = None) -> list[dict[str, Any]]:
        found = self.ask(DELIVERIES, id=webhook, state=state)["deliveries"]
        return [edge["node"] for edge in found["edges"]]

    def until(self, webhook: str, state: str, *events: str) -> list[dict[str, Any]]:
        """The deliveries in a state, once there is one, and those of the events among them."""

        def there(found: list[dict[str, Any]]) -> bool:
            return bool(found) and {item["event"] for item in found}.issuperset(events)

        return until(lambda: self.deliveries(webhook, state), wanted=there)


@pytest.fixture
def desk(api: Api, issuer: Issuer) -> Desk:
    return Desk(api, issuer)


def on(row: Any, **fields: Any) -> dict[str, Any]:
    return {"webhookId": row["id"], "expectedVersion": row["version"], **fields}


def test_from_entering_to_a_verified_message(desk: Desk, sender: Process, receiver: Receiver) -> None:
    fields = {"commandId": str(uuid4()), "name": "Trang", "address": receiver.address, "topics": ["CASE_CHANGED"]}
    made = desk.send("registerWebhook", **fields)
    row, secret = made["webhook"], made["secret"]
    assert (row["state"], row["address"]) == ("DRAFT", receiver.address)
    again = desk.send("registerWebhook", **fields)
    assert (again["replayed"], again["secret"]) == (True, secret), "whoever lost the answer asks again"
    assert desk.send("enableWebhook", **on(row))["problems"] == [{"code": "SECOND_PERSON_NEEDED"}]
    enabled = desk.send("enableWebhook", Post.SIGNATORY, **on(row))
    assert (enabled["webhook"]["state"], enabled["secret"]) == ("ACTIVE", None)
    desk.send("tryWebhook", webhookId=row["id"])
    tried = f"{row['id']}:3"
    [trial] = [item for item in desk.until(row["id"], "DONE", tried) if item["event"] == tried]
    assert (trial["topic"], trial["attempts"]) == ("webhook.trial", [{"status": 204, "failure": None}])
    query = "mutation($input: ReportCaseInput!) { reportCase(input: $input) { case { id code } problems { code } } }"
    case = desk.ask(query, Post.HANDLER, input={"commandId": str(uuid4()), **A_REPORT})["reportCase"]["case"]
    # The worker also does what earlier tests left to be done, and the webhook is told of that too.
    reported = f"{case['id']}:1"
    told = {item["event"]: item["id"] for item in desk.until(row["id"], "DONE", reported, f"{case['id']}:2")}
    verifier = Independent(secret)
    got = {item.id: item for item in receiver.ledger()}
    assert set(got) >= set(told.values())
    said = verifier.verify(got[told[reported]].body, got[told[reported]].headers)
    assert said["data"]["code"] == case["code"]
    dry = "query($id: ID!, $event: String!) { webhookDryRun(webhookId: $id, event: $event) }"
    assert json.loads(desk.ask(dry, id=row["id"], event=reported)["webhookDryRun"]) == said
    order = {"webhookId": row["id"], "delivery": told[reported]}
    assert desk.send("redeliverWebhook", **order)["problems"] == []
    until(lambda: [item.id for item in receiver.ledger()].count(order["delivery"]) > 1, "it is not sent again")
    again = [item.id for item in receiver.ledger() if item.id in told.values()]
    assert sorted(again) == sorted([*told.values(), order["delivery"]])


def test_others_see_and_change_nothing_of_it(desk: Desk, api: Api, issuer: Issuer) -> None:
    row = desk.send("registerWebhook", name="A", address="https://a.example/", topics=["CASE_CHANGED"])["webhook"]
    others = Desk(api, issuer, HEALTH)
    shown = "query($id: ID!) { webhook(id: $id) { id } webhooks(first: 100) { edges { node { id } } } }"
    assert desk.ask(shown, id=row["id"])["webhook"] == {"id": row["id"]}
    found = others.ask(shown, id=row["id"])
    assert found["webhook"] is None
    assert row["id"] not in {edge["node"]["id"] for edge in found["webhooks"]["edges"]}
    assert others.send("disableWebhook", **on(row, reasons="Không dùng nữa."))["problems"] == [{"code": "NOT_FOUND"}]
    assert others.deliveries() == []
    admin = issuer.officer(HEALTH, Post.ADMIN)
    hidden, missing = (
        api.post(admin, DELIVERIES, id=id).json()["errors"][0]["message"] for id in (row["id"], "webhook-1")
    )
    assert hidden == missing
    inspector = issuer.officer("agency-inspection", Post.INSPECTOR)
    denied = api.post(inspector, "{ webhooks(first: 1) { edges { cursor } } }")
    assert denied.json()["errors"][0]["extensions"]["scopes"] == ["FOCAL_MANAGE"]
