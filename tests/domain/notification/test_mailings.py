"""Addresses that are written to: who enters them, what an address is, who ends it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.kernel.calendar import WorkingCalendar
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.notification.digests import DigestItem, WarningKind, first_due_first, next_digest, of_duties, of_reports
from domain.notification.due import due_in
from domain.notification.mailings import MAILINGS_MOST, EnterMailing
from domain.notification.state.receivers import AddressInUse, Mailing, MailingState, MailPurpose
from domain.report.state.report import ReportState
from domain.rules.duty import Duty, DutyKind
from domain.rules.facts import Facts
from store.record.canonical import plain
from tests.support.each import each
from tests.support.facts import NOW, PROVINCE, answers, attempt, facts, person, verdict
from tests.support.reporting import DAY, DUE_AT, FINAL_AT, a_report
from tests.support.world import LEAD

HEALTH, LAND = "agency-health", "agency-land"
ADMIN, SPEAKER = person(LEAD, Post.ADMIN), person(LEAD, Post.SPOKESPERSON)
COMMAND = EnterMailing(purpose=MailPurpose.PRESS_NOTICES, address="bao@toasoan.example", consent="Công văn số 5.")


def known(actor: Any, command: Any = COMMAND, **more: Any) -> Facts:
    return replace(facts(actor, command, **more), contact_details={"address": "c1"})


def made() -> Mailing:
    state: Mailing = attempt(None, COMMAND, known(SPEAKER))
    return state


@each(
    ("address", "good"),
    [
        ("bao@toasoan.example", True),
        ("b.a-o+1@tin.toasoan.example", True),
        ("a@b", False),
        ("a@b.example ", True),
        ("@b.example", False),
        ("a@.example", False),
        ("a@b..example", False),
        (".a@b.example", False),
        ("a.@b.example", False),
        ('"a"@b.example', False),
        ("a@[10.0.0.1]", False),
        ("a@10.0.0.1", False),
        ("á@b.example", False),
        ("a@b.example,c@d.example", False),
    ],
)
def test_a_plain_address(address: str, good: bool) -> None:
    command = replace(COMMAND, address=address.strip())
    assert verdict(None, command, known(SPEAKER, command)) == ("ok" if good else "mail-address")


def test_no_address_twice() -> None:
    assert verdict(None, COMMAND, replace(known(SPEAKER), needs=answers(AddressInUse()))) == "mail-address-entered"


def test_notices_by_a_press_office_only_and_digests_by_any_agency() -> None:
    digest = replace(COMMAND, purpose=MailPurpose.DIGEST)
    for actor in (ADMIN, SPEAKER):
        assert verdict(None, COMMAND, known(actor)) == "ok"
    without = person(LEAD, Post.ADMIN, without=(Scope.PRESS_ISSUE,))
    assert verdict(None, COMMAND, known(without)) == "press-office-only"
    assert verdict(None, digest, known(without, digest)) == "ok"
    assert verdict(None, digest, known(person(LAND, Post.HANDLER), digest)) == "post-missing"


def test_not_without_end() -> None:
    rows = {str(n): replace(made(), id=str(n)) for n in range(MAILINGS_MOST)}
    assert verdict(None, COMMAND, known(ADMIN, registry=replace(PROVINCE, others={Mailing: rows}))) == "mailings-most"
    rows["0"] = replace(rows["0"], state=MailingState.STOPPED)
    assert verdict(None, COMMAND, known(ADMIN, registry=replace(PROVINCE, others={Mailing: rows}))) == "ok"


class TestDigests:
    @pytest.mark.parametrize(
        ("now", "due"),
        [
            (datetime(2026, 7, 1, 2, tzinfo=UTC), datetime(2026, 7, 2, 0, tzinfo=UTC)),
            (datetime(2026, 7, 3, 2, tzinfo=UTC), datetime(2026, 7, 6, 0, tzinfo=UTC)),
            (datetime(2026, 7, 1, 23, tzinfo=UTC), datetime(2026, 7, 3, 0, tzinfo=UTC)),
        ],
    )
    def test_come_on_the_morning_of_the_next_working_day(self, now: datetime, due: datetime) -> None:
        assert next_digest(now, WorkingCalendar(holidays=frozenset(), worked=frozenset())) == due

    def test_hold_what_is_due_first_of_the_agency_alone(self) -> None:
        def duty(kind: DutyKind, agency: str, due: datetime | None) -> dict[str, Any]:
            owed = plain(Duty(kind=kind, agency=agency, about="case-1", due_at=due))
            return {**owed, "due_at": due and due.replace(tzinfo=None)}

        case = {"_id": "case-1", "code": "CB-2026-000001", "category": "HEALTH", "areas": []}
        past, soon = NOW.replace(hour=1), NOW.replace(day=2)
        held = [
            duty(DutyKind.CHECK, HEALTH, None),
            duty(DutyKind.ANSWER_REQUEST, HEALTH, soon),
            duty(DutyKind.GIVE_OPINION, HEALTH, past),
            duty(DutyKind.SIGN_DECISION, HEALTH, None),
            duty(DutyKind.CLOSE, LEAD, past),
        ]
        due = due_in([{**case, "duties": held}], person(HEALTH), PROVINCE, NOW)
        found = first_due_first(of_duties(due))
        assert [(item.kind, item.overdue, item.soon) for item in found] == [
            (DutyKind.GIVE_OPINION, True, False),
            (DutyKind.ANSWER_REQUEST, False, True),
            (DutyKind.CHECK, False, False),
        ], "health is not competent to decide"

    @pytest.mark.parametrize(
        ("state", "days", "kind", "overdue", "soon"),
        [
            (ReportState.DRAFT, -8, None, False, False),
            (ReportState.DUE, -6, WarningKind.REPORT_DUE, False, False),
            (ReportState.RETURNED, -1, WarningKind.REPORT_RETURNED, False, True),
            (ReportState.DRAFT, 1, WarningKind.REPORT_OVERDUE, True, False),
            (ReportState.SUBMITTED, -1, None, False, False),
            (ReportState.FROZEN, 1, None, False, False),
        ],
    )
    def test_hold_the_reports_that_an_agency_owes(
        self, state: ReportState, days: int, kind: WarningKind | None, overdue: bool, soon: bool
    ) -> None:
        now = DUE_AT + days * DAY
        report = a_report(state)
        found = of_reports([report], HEALTH, PROVINCE, now)
        item = DigestItem(report=report, kind=kind, due_at=DUE_AT, overdue=overdue, soon=soon) if kind else None
        assert found == ([item] if item else [])
        assert of_reports([report], LAND, PROVINCE, now) == []

    def test_hold_what_waits_for_the_lead_agency_until_it_is_final(self) -> None:
        [found] = of_reports([a_report(ReportState.SUBMITTED)], LEAD, PROVINCE, DUE_AT)
        assert (found.kind, found.due_at) == (WarningKind.REPORT_SUBMITTED, FINAL_AT)
