"""How long texts are kept: a row for every end of a case, and no order before its time, whatever it says."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from domain.case.state.case import HIDDEN_CLOSURES, ClosureReason
from domain.erasure.erasures import EndRetention
from domain.erasure.retention import Kept, retention_on, retentions
from domain.erasure.state import ErasureState, ErasureTarget
from domain.kernel.actor import SYSTEM
from domain.registry.law import NoRow
from domain.registry.registry import NO_REGISTRY
from tests.domain.redress import knowing
from tests.support.facts import NOW, attempt, codes

RUNS = ["input.target retention-runs"]
DAY = date(2026, 7, 1)
LATER = NOW + timedelta(days=4_000)


def test_every_end_of_a_case_has_a_term() -> None:
    ends = {reason.value for reason in set(ClosureReason) - HIDDEN_CLOSURES}
    assert ends == {kept.value for kept in Kept} - {"COMPLAINT", "CONTACT", "PROTECTION"}, (
        "hidden ones go by the setting"
    )
    for kept in Kept:
        assert retention_on(kept, DAY).kept is kept
        spans = sorted((row.span.since, row.span.until) for row in retentions(NO_REGISTRY) if row.kept is kept)
        assert all(until == since for (_, until), (since, _) in pairwise(spans)), "without gaps"
    with pytest.raises(NoRow):
        retention_on(Kept.CONTACT, date(2021, 7, 3))


def judged(kept: Kept | None, days: int, **order: Any) -> list[str]:
    target = ErasureTarget(
        stream="case-1", over=True, redress_runs=False, ended_at=LATER - timedelta(days=days), kept=kept
    )
    command = EndRetention(target="case-1", **({"kept_days": 0} | order))
    return codes(None, command, knowing(SYSTEM, command, erasable=target, now=LATER))


@pytest.mark.parametrize("kept", [kept for kept in Kept if kept is not Kept.CONTACT])
def test_nothing_goes_before_its_row_says_so(kept: Kept) -> None:
    days = retention_on(kept, DAY).days
    assert judged(kept, days - 1) == RUNS
    assert judged(kept, days) == []
    assert judged(kept, days, kept_days=days + 1) == RUNS


def test_a_contact_goes_by_its_own_row_however_long_the_case_is_kept() -> None:
    days = retention_on(Kept.CONTACT, DAY).days
    assert judged(Kept.COMPLETED, days - 1, contact_only=True) == RUNS
    assert judged(Kept.COMPLETED, days, contact_only=True) == []
    assert judged(Kept.COMPLETED, days) == RUNS


def test_the_order_says_what_goes() -> None:
    target = ErasureTarget(stream="case-1", over=True, redress_runs=False, ended_at=NOW - timedelta(days=100))
    command = EndRetention(target="case-1", kept_days=90, contact_only=True)
    made = attempt(None, command, knowing(SYSTEM, command, erasable=target))
    assert (made.state, made.contact_only) == (ErasureState.ORDERED, True)
    running = replace(target, redress_runs=True)
    assert codes(None, command, knowing(SYSTEM, command, erasable=running)) != []
