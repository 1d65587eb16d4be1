"""Alert rules and the dashboard name numbers and labels that there are."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from domain.access.record import SignInOutcome
from domain.kernel.witnessing import WitnessState
from store.driver.meter import TIMES
from store.process.counters import OPERATIONS, REFUSED, SIGN_INS, WORDS_ALTERED
from store.queue.signs_of_life import PROCESSES
from store.read.gauges import Standing
from store.read.history import LogState
from tests.docker.composed import FOLDER
from workers.sealer_status import SealerMetrics

NAME = re.compile(r"\bcasebook_[a-z_]+")
LABELLED = re.compile(r'\b(casebook_[a-z_]+)\{([a-z]+)=~?"([^"]*)"\}')
GROUPED = re.compile(r"by \(([a-z, ]+)\)")
DAY = datetime(2026, 7, 1, tzinfo=UTC)
VERIFIED = {"ended": DAY, "size": 1, "faults": 0, "notes": 0}
VALUES = {"state": {"due", "waiting", "dead"}, "outcome": {outcome.value for outcome in SignInOutcome}}


class Read(Collector):
    """What one request reads."""

    def collect(self) -> list[GaugeMetricFamily]:
        """All gauges."""
        log = LogState(
            size=1,
            cosigned=True,
            witnesses=WitnessState.NONE,
            cosignatures=(),
            pending=1,
            oldest_pending_at=DAY,
            last_sealed_at=DAY,
            checkpoints=1,
        )
        return list(Standing(log, 1.0, VERIFIED, {("due", "x"): 1}, 1.0, dict.fromkeys(PROCESSES, DAY)).families())


@pytest.fixture(scope="module")
def told() -> dict[str, set[str]]:
    """The labels of every number, by its name."""
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
