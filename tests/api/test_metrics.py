"""`/metrics`: numbers for those who know the token, and nothing about anybody."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from api.app import create
from domain.administration.province import AssignLead
from domain.kernel.actor import OPERATOR
from domain.kernel.event import JobState
from domain.registry.agency import LeadPart
from store.driver.conditions import stored
from store.log.storage import LogStorage
from store.process.counters import CODES, OTHER, REFUSED, refused
from store.process.settings import Settings
from store.queue.deliveries import Order
from store.queue.outbox import oldest_waiting
from store.queue.signs_of_life import sign
from store.read.gauges import standing
from store.store import Store
from tests.api.test_receipts import MUTATION, REPORT
from tests.conftest import api as api
from tests.support import web
from tests.support.clock import TestClock
from tests.support.installation import METRICS_TOKEN, Api
from tests.support.tokens import Issuer
from tests.support.world import KINDS
from workers.announce import WEBHOOK

COUNTED, TIMED = {"sign_ins": "outcome", "refused": "code"}, {"operation": "operation", "database": "command"}
LABELS = {
    **{f"casebook_{name}_{end}": {label} for name, label in COUNTED.items() for end in ("total", "created")},
    **{f"casebook_{of}_seconds_{end}": {label} for of, label in TIMED.items() for end in ("count", "sum", "created")},
    **{f"casebook_{of}_seconds_bucket": {label, "le"} for of, label in TIMED.items()},
    "casebook_outbox": {"state", "job"},
    "casebook_alive_timestamp_seconds": {"process"},
}

OPERATION = re.compile(r'operation="\w+"')


def scraped(api: Api) -> dict[tuple[str, tuple[str, ...]], float]:
    answer = web.get(api.url + "/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    samples = [sample for family in families(answer.text) for sample in family.samples]
    for sample in samples:
        assert set(sample.labels) == LABELS.get(sample.name, set()), sample
    return {(sample.name, tuple(sample.labels.values())): sample.value for sample in samples}


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", f"bearer {METRICS_TOKEN}", METRICS_TOKEN])
def test_without_the_token_nothing_is_told(api: Api, header: str | None) -> None:
    answer = web.get(api.url + "/metrics", headers={"Authorization": header} if header is not None else {})
    assert (answer.status_code, "casebook" in answer.text) == (401, False)


def test_where_no_token_is_set_there_is_no_page(installation: dict[str, str]) -> None:
    def paths(env: dict[str, str]) -> set[Any]:
        return {getattr(route, "path", None) for route in create(Settings.from_env(env)).routes}

    assert "/metrics" in paths(installation)
    assert "/metrics" not in paths({key: item for key, item in installation.items() if "METRICS" not in key})


def test_refusals_are_counted_by_code(api: Api, issuer: Issuer) -> None:
    before = scraped(api)
    officer = issuer.officer("agency-land")
    fields = {"commandId": str(uuid4()), **REPORT, "channelNote": None}
    for _ in range(2):
        assert api.ask(officer, MUTATION, input=fields)["reportCase"]["problems"]
    api.post(officer, "{ nothing }")
    api.post("garbage", "{ me { isPerson } }")
    after = scraped(api)

    def more(code: str) -> float:
        key = ("casebook_refused_total", (code,))
        return after[key] - before.get(key, 0.0)

    assert (more("channel-note-needed"), more("INVALID_REQUEST"), more("UNAUTHENTICATED")) == (2, 1, 1)


def test_the_log_and_the_outbox_are_measured(api: Api, issuer: Issuer) -> None:
    api.ask(issuer.officer("agency-land"), MUTATION, input={"commandId": str(uuid4()), **REPORT})
    found = scraped(api)
    assert found["casebook_database_answers", ()] == 1
    assert found["casebook_log_pending", ()] > 0
    assert found["casebook_log_oldest_pending_seconds", ()] > 0
    assert {state for _, state in outbox_of(found)} <= {"due", "waiting", "dead"}


def outbox_of(found: dict[tuple[str, tuple[str, ...]], float]) -> dict[tuple[str, ...], float]:
    return {labels: value for (name, labels), value in found.items() if name == "casebook_outbox"}


async def test_what_was_given_up_is_counted_by_job(store: Store, clock: TestClock) -> None:
    orders = [Order(target="webhook-1", event=f"case-1:{n}", topic="case.changed", job=WEBHOOK) for n in range(3)]
    await store.deliveries.order(orders)
    for order in orders[:2]:
        claim = await store.deliveries.claim(order.id)
        assert claim is not None
        await store.deliveries.finished(claim, JobState.DEAD, "http-500", 500)
    outbox = (await standing(store.connection)).outbox
    assert outbox is not None
    of_webhooks = {labels: n for labels, n in outbox.items() if labels[1] == WEBHOOK}
    assert of_webhooks == {("dead", WEBHOOK): 2, ("due", WEBHOOK): 1}


def test_no_sample_names_anybody(api: Api, issuer: Issuer) -> None:
    answer = web.get(api.url + "/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    text = OPERATION.sub("", answer.text)  # these are fields of the schema, as another test shows
    assert [word for word in (*KINDS, "officer", "case-", "client", "@") if word in text] == []


def test_labels_are_bounded_by_the_catalogue() -> None:
    refused("made-up-by-a-caller")
    codes = {sample.labels["code"] for family in REFUSED.collect() for sample in family.samples}
    assert OTHER in codes
    assert codes <= CODES | {OTHER}


def test_operations_are_counted_by_their_field_and_never_by_a_clients_word(api: Api, issuer: Issuer) -> None:
    officer = issuer.officer("agency-land")
    api.ask(officer, "query NguyenVanA { me { isPerson } }")
    api.ask(officer, "{ me { isPerson } areas { id } }")
    api.ask(officer, "query($more: Boolean = true) { ... @include(if: $more) { me { isPerson } } }")
    found = scraped(api)
    names = {labels[0] for name, labels in found if name == "casebook_operation_seconds_count"}
    assert {"me", "several"} <= names
    assert "NguyenVanA" not in names


async def test_signs_of_life_and_the_age_of_the_queue(store: Store, clock: TestClock) -> None:
    assert (await standing(store.connection)).alive == {}
    await sign(store.connection, "worker")
    first = (await standing(store.connection)).alive["worker"]
    clock.forward(hours=1)
    await sign(store.connection, "worker")
    later = await standing(store.connection)
    assert timedelta(hours=1) <= later.alive["worker"] - first < timedelta(hours=1, minutes=1)
    assert set(later.alive) == {"worker"}
    verified = {"ended": stored(clock.now), "size": 5, "faults": 2, "notes": 1}
    found = {family.name: family.samples for family in replace(later, verification=verified).families()}
    assert {"casebook_alive_timestamp_seconds", "casebook_queue_oldest_seconds"} <= found.keys()
    names = ("verified_timestamp_seconds", "verified_size", "verification_faults", "verification_notes")
    assert [found[f"casebook_log_{name}"][0].value for name in names] == [clock.now.timestamp(), 5, 2, 1]


async def test_work_ordered_for_a_past_day_waits_since_it_was_ordered(store: Store, clock: TestClock) -> None:
    """A lead assigned today with a first day of years ago orders work that was due then."""
    await store.connection.outbox.delete_many({})
    assign = AssignLead(agency="agency-land", since=date(2021, 7, 4), source="QĐ 1", part=LeadPart.SUBSTITUTE)
    await store.execute(OPERATOR, assign, command_id=uuid4())
    clock.forward(seconds=20)
    waiting = await oldest_waiting(store.connection)
    assert waiting is not None
    assert timedelta(seconds=waiting.age(clock())) < timedelta(minutes=1)
    clock.forward(hours=2)
    assert waiting.age(clock()) > timedelta(hours=2).total_seconds()


async def test_a_log_that_cannot_be_read_is_told_as_no_answer(store: Store, clock: TestClock) -> None:
    assert (await standing(store.connection)).log is not None
    await LogStorage.of(store.connection).checkpoints.insert_one({"_id": "junk"})
    found = {family.name: family.samples[0].value for family in (await standing(store.connection)).families()}
    assert found == {"casebook_database_answers": 0.0}
