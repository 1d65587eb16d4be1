"""The clock of telling the lead agency begins when the content was noticed; a late report is explained (Đ2.2, Đ3.1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.duties import duties
from domain.case.state.case import Case, Channel
from domain.case.timely import ExplainDelay, late
from domain.kernel.vocabulary import Kind
from domain.notification.due import due_in
from domain.registry.entry import LawStatus
from domain.registry.law import TERMS, LegalTerm, TermOf
from domain.registry.working_days import DaysCounted, Holidays
from domain.rules.duty import DutyKind
from store.kinds.case_heads import owed_fields
from store.record.canonical import plain
from tests.support.facts import LAND, NOW, PROVINCE, attempt, codes, facts, person, registry
from tests.support.world import a_report

HOURS = timedelta(hours=1)


def reported(at: datetime = NOW, known: Any = None, **changes: Any) -> Case:
    command = a_report(**changes)
    given = facts(person(LAND), command, now=at, **({"registry": known} if known else {}))
    made: Case = attempt(None, command, given)
    return made


FRIDAY = datetime(2026, 6, 26, 3, tzinfo=UTC)
MONDAY_OVER = datetime(2026, 6, 29, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "changes", "said"),
    [
        (MONDAY_OVER - timedelta(milliseconds=1), {}, False),
        (MONDAY_OVER, {}, True),
        (MONDAY_OVER, {"published_at": FRIDAY - 90 * 24 * HOURS}, True),  # when it was published is no excuse
        (
            MONDAY_OVER,
            {
                "channel": Channel.POST,
                "document_number": "1",
                "postmark_on": date(2026, 6, 27),
                "delivered_on": date(2026, 6, 29),
            },
            False,  # the letter came on Monday
        ),
        (MONDAY_OVER + 24 * HOURS, {"delivered_on": date(2026, 6, 20), "channel": Channel.EMAIL}, True),
    ],
)
def test_one_working_day_from_friday(at: datetime, changes: dict[str, Any], said: bool) -> None:
    case = reported(at, detected_at=FRIDAY, **changes)
    assert late(case.receipt, PROVINCE.days) is said
    owed = [(duty.agency, duty.since) for duty in duties(case) if duty.kind is DutyKind.EXPLAIN_DELAY]
    assert owed == ([(LAND, at)] if said else [])


def test_a_reason_given_with_the_report_is_enough() -> None:
    case = reported(detected_at=FRIDAY, delay_reason="Mất điện kéo dài tại trụ sở.")
    assert late(case.receipt, PROVINCE.days)
    assert DutyKind.EXPLAIN_DELAY not in {duty.kind for duty in duties(case)}


@pytest.mark.parametrize(("status", "days"), [(LawStatus.ACTIVE, 3), (LawStatus.DRAFT, 1)])
def test_the_confirmed_row_of_the_day_counts(status: LawStatus, days: int) -> None:
    own = next(row for row in TERMS if row.term is TermOf.NOTIFY_LEAD)
    row = replace(own, id="term-1", amount=3, status=status)
    known = registry(others={LegalTerm: {row.id: row}})
    case = reported(known=known, detected_at=FRIDAY)
    assert case.receipt.notify_by == known.calendar.due(FRIDAY, days)


@pytest.mark.parametrize(("day", "said"), [(date(2026, 6, 29), False), (date(2026, 6, 25), True)])
def test_a_day_off_that_is_confirmed_later_ends_the_duty(day: date, said: bool) -> None:
    """One working day from Friday is Tuesday, if Monday turns out to be off."""
    case = reported(MONDAY_OVER, detected_at=FRIDAY)
    counted = (DaysCounted(days=(day,), since=MONDAY_OVER),)
    known = registry(holidays={"h": Holidays(id="h", year=2026, days=(day,), source="TB", counted=counted)})
    head = {"_id": case.id, "receipt": plain(case.receipt), **owed_fields(Kind.CASE, case)}
    found = {due.kind for due in due_in([head], person(LAND), known, MONDAY_OVER)}
    assert (DutyKind.EXPLAIN_DELAY in found) is late(case.receipt, known.days) is said
    command = ExplainDelay(reasons="Mất điện kéo dài tại trụ sở.")
    given = facts(person(LAND), command, now=MONDAY_OVER, registry=known)
    assert codes(case, command, given) == ([] if said else ["no-delay-to-explain"])
