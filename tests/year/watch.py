"""Finds the alerts that a scrape of an installation's metrics raises, by the rules of `docker/alerts.yaml`.

It ignores how long a rule must hold, and rules over a range of time.
"""

import time
from pathlib import Path
from typing import Any, Final

import httpx
import yaml
from prometheus_client.parser import text_string_to_metric_families

from scripts.cli.first_day.folder import METRICS
from scripts.local.home import ROOT
from tests.support.promql import Sample, Scraped

SECONDS: Final = 20.0


def rules() -> Any:
    (group,) = yaml.safe_load((ROOT / "docker/alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return group["rules"]


def ringing(port: int, home: Path) -> frozenset[str]:
    """Return the names of the alerts that are raised now."""
    token = (home / "secrets/metrics-token").read_text().strip()
    jobs = {"casebook": f"http://127.0.0.1:{port}/metrics", "casebook-sealer": f"http://{METRICS}/metrics"}
    now = [sample for job, address in jobs.items() for sample in _scraped(job, address, token)]
    at = Scraped(time.time(), now)
    return frozenset(rule["alert"] for rule in rules() if at.rings(rule["expr"]))


def _scraped(job: str, address: str, token: str) -> list[Sample]:
    try:
        answer = httpx.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS).raise_for_status()
    except httpx.HTTPError:
        return [Sample("up", {"job": job}, 0.0)]
    families = text_string_to_metric_families(answer.text)
    found = [Sample(one.name, one.labels, one.value) for family in families for one in family.samples]
    return [*found, Sample("up", {"job": job}, 1.0)]
