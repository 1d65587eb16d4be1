"""Alert rules and the dashboard name numbers and labels that there are."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from domain.access.record import SignInOutcome
from scripts.cli.doctoring.finding import Level
from store.driver.meter import TIMES
from store.process.counters import OPERATIONS, REFUSED, SIGN_INS, WORDS_ALTERED
from store.queue.signs_of_life import WITHIN
from store.read.gauges import Standing
from tests.docker.composed import FOLDER
from tests.support.log_state import log_state
from tests.support.promql import Sample, Scraped
from workers.sealer_status import SealerMetrics, Status

NAME = re.compile(r"\bcasebook_[a-z_]+")
LABELLED = re.compile(r'\b(casebook_[a-z_]+)\{([a-z]+)=~?"([^"]*)"\}')
GROUPED = re.compile(r"by \(([a-z, ]+)\)")
DAY = datetime(2026, 7, 1, tzinfo=UTC)
VERIFIED = {"ended": DAY, "size": 1, "faults": 0, "notes": 0}
VALUES: dict[str, set[str]] = {
    "process": set(WITHIN),
    "level": {level.value for level in Level},
    "state": {"due", "waiting", "dead"},
    "outcome": {outcome.value for outcome in SignInOutcome},
}


class Read(Collector):
    def collect(self) -> list[GaugeMetricFamily]:
        log = log_state(DAY, pending=1, oldest_pending_at=DAY)
        seen = dict.fromkeys(WITHIN, DAY)
        return list(Standing(log, 1.0, VERIFIED, {("due", "x"): 1}, 1.0, seen, {"x": "fault"}).families())


@pytest.fixture(scope="module")
def told() -> dict[str, set[str]]:
    registry = CollectorRegistry()
    OPERATIONS.labels("me")
    SIGN_INS.labels("SIGNED_IN")
    REFUSED.labels("other")
    TIMES.labels("find")
    for collector in (OPERATIONS, REFUSED, SIGN_INS, WORDS_ALTERED, TIMES, Read()):
        registry.register(collector)
    found: dict[str, set[str]] = {}
    for source in (registry, SealerMetrics().registry):
        for family in source.collect():
            found.setdefault(family.name, set())
            for sample in family.samples:
                found.setdefault(sample.name, set()).update(sample.labels)
    return found


def rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def expressions() -> list[str]:
    panels = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel["targets"]]
    return [*(rule["expr"] for rule in rules()), *shown]


def test_every_number_is_told(told: dict[str, set[str]]) -> None:
    named = {name for expression in expressions() for name in NAME.findall(expression)}
    assert named - told.keys() == set()
    assert len(named) > 12


def test_every_label_and_value_is_one_that_occurs(told: dict[str, set[str]]) -> None:
    for expression in expressions():
        for name, label, value in LABELLED.findall(expression):
            assert label in told[name], expression
            assert set(value.split("|")) <= VALUES[label], expression
        for group in GROUPED.findall(expression):
            known = set().union(*(told[name] for name in NAME.findall(expression)))
            assert set(group.split(", ")) <= known, expression


def test_every_expression_is_one_that_prometheus_parses() -> None:
    """By the grammar of PromQL, types included; `promtool` itself is not asked."""
    for expression in expressions():
        promql_parser.parse(expression.replace("$__rate_interval", "5m"))
    with pytest.raises(ValueError, match="expected type"):
        promql_parser.parse("rate(casebook_log_size)")


LOG = log_state(DAY)
WELL = Standing(LOG, None, VERIFIED, {("due", "x"): 1}, 1.0, dict.fromkeys(WITHIN, DAY))
SEALING = Status(at="", origin="", doing="", size=9, published=9)
UP = {"casebook": 1.0, "casebook-sealer": 1.0}
ABSENT = {"CasebookNeverSeen"}


def scraped(
    standing: Standing | None = WELL, up: dict[str, float] = UP, sealer: Status = SEALING, free: int = 50 << 30
) -> list[Sample]:
    """The numbers of an API and a sealer; of one that is away only that it is."""
    numbers = SealerMetrics()
    numbers.show(sealer, sealed=0, free=free)
    families = [*(standing.families() if standing and up["casebook"] else ())]
    families += numbers.registry.collect() if up["casebook-sealer"] else ()
    found = [Sample(one.name, one.labels, one.value) for family in families for one in family.samples]
    return [*found, *(Sample("up", {"job": job}, value) for job, value in up.items())]


def standing(**other: Any) -> list[Sample]:
    return scraped(replace(WELL, **other))


def verified(**other: Any) -> list[Sample]:
    return standing(verification=VERIFIED | other)


def old(process: str, **age: float) -> list[Sample]:
    return standing(alive={**WELL.alive, process: DAY - timedelta(**age)})


def counter(name: str, **labels: str) -> list[Sample]:
    return [*scraped(), Sample(name, labels, 1_000.0)]


def slow() -> list[Sample]:
    of = {"operation": "x"}
    counts = {"1.0": 50.0, "5.0": 1_000.0, "+Inf": 1_000.0}
    return [*scraped(), *(Sample("casebook_operation_seconds_bucket", of | {"le": le}, n) for le, n in counts.items())]


DEAD: list[tuple[str, Callable[[], list[Sample]], set[str]]] = [
    ("all is well", scraped, set()),
    ("the API is dead", lambda: scraped(up=UP | {"casebook": 0.0}), {"CasebookApiAway", *ABSENT}),
    ("the API was never scraped", lambda: [], {"CasebookApiAway", "CasebookSealerAway", *ABSENT}),
    ("the sealer is dead", lambda: scraped(up=UP | {"casebook-sealer": 0.0}), {"CasebookSealerAway"}),
    ("the worker is dead", lambda: old("worker", minutes=11), {"CasebookProcessSilent"}),
    ("the eraser is dead", lambda: old("eraser", hours=4), {"CasebookProcessSilent"}),
    ("the doctor is dead", lambda: old("doctor", hours=4), {"CasebookProcessSilent"}),
    ("the verifier is dead", lambda: verified(ended=DAY - timedelta(days=3)), {"CasebookNotVerified"}),
    ("nothing was ever verified", lambda: standing(verification=None), ABSENT),
    ("no worker ever ran", lambda: standing(alive={"eraser": DAY, "doctor": DAY, "backup": DAY}), ABSENT),
    ("the backup is old", lambda: old("backup", days=2), {"CasebookBackupOld"}),
    ("the database is dead", lambda: scraped(Standing(None, None, None, None)), {"CasebookDatabaseAway", *ABSENT}),
    ("the queue is dead", lambda: standing(found={"queue-away": "fault"}), {"CasebookDoctorFault"}),
    ("work is not done", lambda: standing(oldest_job=400.0), {"CasebookWorkWaits"}),
    ("jobs were given up", lambda: standing(outbox={("dead", "x"): 1}), {"CasebookGivenUp"}),
    ("the certificate ends", lambda: standing(found={"certificate-ends": "due"}), {"CasebookDue"}),
    ("the clock is wrong", lambda: standing(clock_apart=-90.0), {"CasebookClocksApart"}),
    ("no witness cosigns", lambda: standing(log=replace(LOG, cosigned=False)), {"CasebookNotCosigned"}),
    ("nothing is sealed", lambda: standing(oldest_pending=200.0), {"CasebookNotSealed"}),
    ("the sealer refuses", lambda: scraped(sealer=replace(SEALING, fault="x")), {"CasebookSealerFails"}),
    ("a stream is held", lambda: scraped(sealer=replace(SEALING, held={"x": "y"})), {"CasebookSealerFails"}),
    ("the sealer's disk is full", lambda: scraped(free=1 << 20), {"CasebookDiskLow"}),
    ("a verification finds a fault", lambda: verified(faults=1), {"CasebookVerificationFaults"}),
    ("public words were altered", lambda: counter("casebook_public_words_altered_total"), {"CasebookWordsAltered"}),
    ("sign-ins fail", lambda: counter("casebook_sign_ins_total", outcome="WRONG_CODE"), {"CasebookSignInsFail"}),
    ("answers are slow", slow, {"CasebookSlow"}),
]  # fmt: skip
"""What is wrong, what is scraped then, and which alerts it raises."""


@pytest.mark.parametrize(("numbers", "raised"), [row[1:] for row in DEAD], ids=[row[0] for row in DEAD])
def test_what_dies_rings(numbers: Callable[[], list[Sample]], raised: set[str]) -> None:
    now = numbers()
    before = [replace(one, value=0.0) for one in now]
    at = Scraped(DAY.timestamp() + 1, now, before)
    assert {rule["alert"] for rule in rules() if at.rings(rule["expr"])} == raised


def test_every_alert_rings_for_something() -> None:
    assert {rule["alert"] for rule in rules()} == set().union(*(row[2] for row in DEAD))
