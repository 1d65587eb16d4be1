"""Warnings, digests and addresses that are written to, and when a delivery is tried again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.calendar import WorkingCalendar
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.notification.announcements import ASKED_MOST, WAITS, next_try
from domain.notification.digests import (
    DigestItem,
    WarningKind,
    first_due_first,
    next_digest,
    of_duties,
    of_reports,
    report_warnings,
)
from domain.notification.due import due_in
from domain.notification.mailings import MAILINGS_MOST, EnterMailing
from domain.notification.messages import LATE_MOST, worth_a_message
from domain.notification.state.receivers import AddressInUse, Mailing, MailingState, MailPurpose
from domain.notification.webhooks import ADDRESS_MOST, on_loopback, well_formed
from domain.report.state.report import ReportState
from domain.rules.duty import Duty, DutyKind
from domain.rules.facts import Facts
from store.record.canonical import plain
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, answers, attempt, facts, person, verdict
from tests.support.reporting import DAY, DUE_AT, FINAL_AT, a_report
from tests.support.world import LEAD

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


TABLE = "0:00:05 0:05:00 0:30:00 2:00:00 5:00:00 10:00:00 14:00:00 20:00:00"


def test_the_table_is_the_specifications() -> None:
    assert [str(wait) for wait in WAITS] == [*TABLE.split(), "1 day, 0:00:00"]


def test_after_the_last_a_person_has_to_look() -> None:
    assert next_try(len(WAITS), NOW, 0) is not None
    assert next_try(len(WAITS) + 1, NOW, 0) is None


def test_a_receiver_may_ask_for_a_longer_wait_and_for_none_beyond_a_day() -> None:
    assert next_try(1, NOW, 0, timedelta(minutes=10)) == NOW + timedelta(minutes=10)
    assert next_try(2, NOW, 0, timedelta(seconds=1)) == NOW + WAITS[1]
    assert next_try(1, NOW, 0, timedelta(days=30)) == NOW + ASKED_MOST


MOMENT = timedelta(milliseconds=1)
EARLY, SOON, LATE = DUE_AT - 7 * DAY - MOMENT, DUE_AT - 7 * DAY, DUE_AT


@each(
    ("state", "now", "kind"),
    [
        *((state, EARLY, None) for state in (ReportState.DUE, ReportState.DRAFT)),
        *((state, SOON, WarningKind.REPORT_DUE) for state in (ReportState.DUE, ReportState.DRAFT)),
        *((ReportState.RETURNED, now, WarningKind.REPORT_RETURNED) for now in (EARLY, SOON, LATE - MOMENT)),
        *((state, LATE, WarningKind.REPORT_OVERDUE) for state in (ReportState.DUE, ReportState.RETURNED)),
        *((state, LATE, None) for state in (ReportState.SUBMITTED, ReportState.ACCEPTED, ReportState.FROZEN)),
    ],
)
def test_of_ones_own(state: ReportState, now: datetime, kind: WarningKind | None) -> None:
    found = [(warning.kind, warning.day) for warning in report_warnings(a_report(state), HEALTH, PROVINCE, now)]
    assert found == ([(kind, date(2026, 6, 17))] if kind else [])
    assert list(report_warnings(a_report(state), LAND, PROVINCE, now)) == []


@pytest.mark.parametrize("state", ReportState)
def test_the_lead_is_told_of_what_waits_for_it(state: ReportState) -> None:
    found = [(warning.kind, warning.day) for warning in report_warnings(a_report(state), LEAD, PROVINCE, EARLY)]
    waits = state is ReportState.SUBMITTED
    assert found == ([(WarningKind.REPORT_SUBMITTED, date(2026, 6, 23))] if waits else [])


def test_what_one_submitted_before_one_led_waits_for_nobody() -> None:
    own = a_report(ReportState.SUBMITTED, agency=LEAD)
    assert list(report_warnings(own, LEAD, PROVINCE, LATE)) == []


@pytest.mark.parametrize(
    ("faults", "ago", "told"),
    [(1, timedelta(0), True), (1, LATE_MOST - MOMENT, True), (1, LATE_MOST, False), (0, timedelta(0), False)],
)
def test_one_that_found_a_fault_is_told_for_a_week(faults: int, ago: timedelta, told: bool) -> None:
    verification: dict[str, Any] = {"faults": faults, "ended": NOW.replace(tzinfo=None)}
    assert worth_a_message(verification, NOW + ago) is told


GOOD = (
    "https://hook.example",
    "https://hook.example/",
    "https://toa-soan.hook.example/nhan?kenh=1&x=a/b",
    "https://hook.example:8443/a",
    "https://xn--bo-caobng-p4a.example/",
)
BAD = (
    *("http://hook.example/", "ftp://hook.example/", "//hook.example/", "hook.example", "https://", "https:///a", ""),
    *("https://hook.example:80/", "https://hook.example:22/", "https://hook.example:0443x/", "https://hook.example:/"),
    *("https://user@hook.example/", "https://u:p@hook.example/", "https://hook.example@127.0.0.1/"),
    *("https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://127.1/"),
    *("https://0x7f.1/", "https://10.0.0.1./", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0/"),
    *("https://localhost/", "https://a.localhost/", "https://printer.local/", "https://metadata.google.internal/"),
    *("https://hook/", "https://hook.example./", "https://.example/", "https://a..example/", "https://-a.example/"),
    *("https://HOOK.example/", "https://báo.example/", "https://hook。example/", "https://ⓗook.example/"),
    *(
        "https://hook.example/#a",
        "https://hook.example\\@127.0.0.1/",
        "https://hook.example/\r\nHost: x",
        "https://a b.example",
    ),
    *("https://hook.example/\x00", "https://hook.example/á", " https://hook.example/", "https://hook.example/ "),
    *(
        "https://017700000001/",
        "https://0300.0250.1.1/",
        "https://127.0.0.1:8443/",
        "https://127.0.0.1./",
        "https://1.1/",
    ),
    *("https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fe80::1%25lo]/", "https://[::127.0.0.1]/"),
    *(
        "https://%31%32%37.0.0.1/",
        "https://１２７.0.0.1/",
        "https://127。0。0。1/",
        "https://①②⑦.0.0.1/",
        "https://hook.0x7f/",
    ),
    *("https://hook.example:443@127.0.0.1/", "https://hook.example%00.a.example/", "https://hook.example:08443x/"),
    *(f"https://{'a' * 64}.example/", f"https://{'a.' * 124}example/"),
    *("http://127.0.0.2/", "http://localhost:9/", "http://127.0.0.1@hook.example/", "http://[::2]/"),
    "https://hook.example/" + "a" * ADDRESS_MOST,
)


@pytest.mark.parametrize("address", GOOD)
def test_a_name_over_https(address: str) -> None:
    assert well_formed(address)
    assert not on_loopback(address)


@each("address", BAD)
def test_nothing_else(address: str) -> None:
    assert not well_formed(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9000/a", "http://[::1]:9000/", "http://127.0.0.1"])
def test_the_machine_itself_is_well_formed_and_told_apart(address: str) -> None:
    assert well_formed(address)
    assert on_loopback(address)
