"""What is due for an agency: in the registry, for which person, and what a webhook is told of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.kernel.calendar import start_of
from domain.kernel.event import Topic
from domain.kernel.policy import Scope
from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind, Post
from domain.notification.digests import WarningKind, due_warnings
from domain.notification.due import Due, Owed, due_in, due_in_registry, due_of, mine, registry_duties
from domain.notification.messages import DUE_SOON, LATE_MOST, OVERDUE, alerts
from domain.notification.state.receivers import Webhook, WebhookState
from domain.registry.accounts import Grant, GrantState, Recovery, User, UserState
from domain.registry.entry import Certainty
from domain.registry.registry import Registry
from domain.registry.working_days import Holidays, years_asked_for
from domain.rules.duty import RULES, Duty, DutyKind
from tests.support.facts import HEALTH, LAND, NOW, PROVINCE, person, sealed
from tests.support.world import LEAD, officer

PPC = "agency-ppc"
OWN = officer(HEALTH, Post.HANDLER)
DAY = timedelta(days=1)


def kinds(registry: Registry, agency: str = HEALTH, now: datetime = NOW) -> set[DutyKind]:
    return {duty.kind for duty in registry_duties(registry, agency, now)}


def of_year(year: int, certainty: Certainty = Certainty.CONFIRMED) -> dict[str, Holidays]:
    return {f"holidays-{year}": Holidays(id=f"holidays-{year}", year=year, days=(), source="test", certainty=certainty)}


KNOWN = replace(PROVINCE, holidays=of_year(2026))


class TestDaysOff:
    @pytest.mark.parametrize(
        ("rows", "today", "missing"),
        [
            ({}, date(2026, 7, 1), [2026]),
            (of_year(2026, Certainty.UNCONFIRMED), date(2026, 7, 1), [2026]),
            (of_year(2026), date(2026, 7, 1), []),
            (of_year(2026), date(2026, 9, 30), []),
            (of_year(2026), date(2026, 10, 1), [2027]),
            (of_year(2026) | of_year(2027), date(2026, 12, 31), []),
        ],
    )
    def test_are_asked_for_in_time(self, rows: dict[str, Holidays], today: date, missing: list[int]) -> None:
        assert list(years_asked_for(rows.values(), today)) == missing

    def test_of_the_lead_agency_alone(self) -> None:
        late = datetime(2026, 12, 1, tzinfo=UTC)
        assert DutyKind.ENTER_DAYS_OFF in kinds(KNOWN, LEAD, late)
        assert DutyKind.ENTER_DAYS_OFF not in kinds(KNOWN, HEALTH, late)


class TestWhatRunsOut:
    @pytest.mark.parametrize(("days", "warned"), [(29, True), (30, True), (31, False), (None, False)])
    def test_is_warned_of_thirty_days_before(self, days: int | None, warned: bool) -> None:
        until = date(2026, 7, 1) + timedelta(days) if days else None
        row = replace(KNOWN.officers[OWN], span=Span(since=date(2021, 7, 4), until=until))
        registry = replace(KNOWN, officers={**KNOWN.officers, OWN: row})
        found = [duty for duty in registry_duties(registry, HEALTH, NOW) if duty.kind is DutyKind.RENEW_APPOINTMENT]
        assert [(duty.about, duty.due_at) for duty in found] == ([(OWN, start_of(until))] if warned and until else [])

    def test_a_missing_officer_is(self) -> None:
        others = {id: row for id, row in KNOWN.officers.items() if id != OWN}
        assert DutyKind.NAME_OFFICER in kinds(replace(KNOWN, officers=others))
        assert DutyKind.NAME_OFFICER not in kinds(KNOWN)


class TestASecondPerson:
    @pytest.mark.parametrize(
        ("asked", "agency", "waits"),
        [
            (AgencyKind.PPC, LEAD, True),
            (AgencyKind.DEPARTMENT, LEAD, False),
            (None, LEAD, False),
            (AgencyKind.PPC, PPC, False),
            (AgencyKind.DEPARTMENT, PPC, True),
            (None, PPC, True),
        ],
    )
    def test_a_grant_waits_for_an_agency_of_another_kind(
        self, asked: AgencyKind | None, agency: str, waits: bool
    ) -> None:
        """Of another kind than the one that asked and the one that it is about."""
        about = "agency-police" if agency == LEAD and asked is AgencyKind.PPC else HEALTH
        grant = Grant(
            id="grant-1",
            agency=about,
            scopes=(Scope.CASE_REPORT,),
            source="test",
            state=GrantState.PROPOSED,
            asked_by="officer-1",
            asked_at=NOW,
            asked_kind=asked,
        )
        assert (DutyKind.APPROVE_GRANT in kinds(replace(KNOWN, grants={grant.id: grant}), agency)) is waits
        settled = replace(grant, state=GrantState.ACTIVE)
        assert DutyKind.APPROVE_GRANT not in kinds(replace(KNOWN, grants={grant.id: settled}), agency)

    def test_an_account_and_a_nomination_wait_for_a_second_officer(self) -> None:
        recovery = Recovery(first="hash", asked_by=officer(HEALTH, Post.ADMIN), asked_at=NOW)
        user = User(id="user-1", subject=sealed("u"), agency=HEALTH, state=UserState.PROPOSED, opened_by="o")
        row = replace(KNOWN.officers[OWN], id="officer-new", nominated_by=officer(HEALTH, Post.ADMIN))
        waiting = replace(KNOWN, users={user.id: replace(user, recovery=recovery)}, nominated={row.id: row})
        assert kinds(waiting) == {DutyKind.APPROVE_USER, DutyKind.CONFIRM_OFFICER}
        assert kinds(waiting, LAND) == set()
        refused = replace(row, refused_by=officer(HEALTH, Post.SIGNATORY), refused_at=NOW)
        assert kinds(replace(waiting, nominated={row.id: refused})) == {DutyKind.APPROVE_USER}
        found = {due.kind: due for due in due_in_registry(person(HEALTH, Post.SIGNATORY), waiting, NOW)}
        assert all(mine(due, person(HEALTH, Post.SIGNATORY), waiting, NOW) for due in found.values())
        assert not any(mine(due, person(HEALTH, Post.ADMIN), waiting, NOW) for due in found.values()), "asked for it"
        assert not any(mine(due, person(HEALTH, Post.HANDLER), waiting, NOW) for due in found.values())

    def test_shows_nothing_without_the_right(self) -> None:
        row = replace(KNOWN.officers[OWN], id="officer-new", nominated_by="officer-1")
        waiting = replace(KNOWN, nominated={row.id: row})
        without = person(HEALTH, Post.ADMIN, without=[Scope.FOCAL_MANAGE])
        assert list(due_in_registry(without, waiting, NOW)) == []
        assert len(list(due_in_registry(person(HEALTH, Post.ADMIN), waiting, NOW))) == 1


def a_due(due_at: datetime | None, kind: DutyKind = DutyKind.ACCEPT_COMPLAINT, **more: Any) -> Due:
    soon = due_at is not None and NOW < due_at <= NOW + RULES[kind].ahead
    overdue = due_at is not None and due_at <= NOW
    duty = Duty(kind=kind, agency=HEALTH, about="redress-1", due_at=due_at)
    return Due(duty=duty, stream="redress-1", code="KN-1", due_at=due_at, soon=soon, overdue=overdue, **more)


HOOK = Webhook(
    id="webhook-1",
    agency=HEALTH,
    name=sealed("n"),
    address=sealed("a"),
    topics=(Topic.DUTY_DUE,),
    keys=(),
    state=WebhookState.ACTIVE,
    set_by="officer-1",
)
AHEAD = RULES[DutyKind.ACCEPT_COMPLAINT].ahead
MOMENT = timedelta(milliseconds=1)


class TestAlerts:
    @pytest.mark.parametrize(
        ("due_at", "told"),
        [
            (None, None),
            (NOW + AHEAD + MOMENT, None),
            (NOW + AHEAD, DUE_SOON),
            (NOW + MOMENT, DUE_SOON),
            (NOW, OVERDUE),
            (NOW - LATE_MOST + MOMENT, OVERDUE),
            (NOW - LATE_MOST, None),
        ],
    )
    def test_come_before_and_after_the_deadline(self, due_at: datetime | None, told: str | None) -> None:
        found = list(alerts([a_due(due_at)], HOOK, NOW))
        assert [alert.type for alert in found] == ([told] if told else [])
        assert list(alerts([a_due(due_at)], replace(HOOK, topics=(Topic.CASE_CHANGED,)), NOW)) == []

    def test_are_named_by_duty_and_deadline(self) -> None:
        moments = [a_due(due_at) for due_at in (NOW + MOMENT, NOW, NOW - DAY)]
        assert len({alert.event for alert in alerts(moments, HOOK, NOW)}) == 3
        [alert] = alerts([a_due(NOW)], HOOK, NOW)
        assert alert.event == "redress-1:duty.overdue.ACCEPT_COMPLAINT.redress-1.20260701T020000"

    def test_say_what_to_do_by_when_and_no_text(self) -> None:
        [alert] = alerts([a_due(NOW + DAY)], HOOK, NOW)
        said = alert.message()
        assert said["type"] == "duty.due-soon"
        assert said["timestamp"] == "2026-06-30T02:00:00.000Z"
        assert said["data"] == {
            "event": alert.event,
            "duty": "ACCEPT_COMPLAINT",
            "about": "redress-1",
            "streamId": "redress-1",
            "code": "KN-1",
            "dueAt": "2026-07-02T02:00:00.000Z",
            "basis": "Luật Khiếu nại 02/2011/QH13, Điều 27",
        }

    def test_of_cases_are_those_of_the_fields_asked_for(self) -> None:
        due = replace(a_due(NOW), stream="case-1", head={"category": "LAND"})
        assert list(alerts([due], replace(HOOK, categories=("HEALTH",)), NOW)) == []
        assert len(list(alerts([due], replace(HOOK, categories=("LAND",)), NOW))) == 1


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (a_due(NOW), WarningKind.OVERDUE),
        (a_due(NOW + DAY), WarningKind.DUE_SOON),
        (a_due(NOW + 9 * DAY), None),
        (a_due(None), None),
        (a_due(NOW, DutyKind.GIVE_OPINION), None),
        (a_due(NOW, DutyKind.SUBMIT_REPORT), None),
    ],
)
def test_warnings_name_what_is_near_or_late_once(due: Due, kind: WarningKind | None) -> None:
    found = list(due_warnings([due]))
    assert [(warned.kind, warned.about, warned.duty) for warned in found] == (
        [(kind, "redress-1", due.kind)] if kind else []
    )


@pytest.mark.parametrize("kind", DutyKind)
def test_nothing_waits_for_who_is_gone(kind: DutyKind) -> None:
    """Of every duty that could name a person: out of the agency, out of the post, or recused."""
    row = {
        **{"kind": kind, "agency": HEALTH, "about": "case-1", "officer": OWN, "lapsed": False},
        **{"barred": (), "source": None, "due_at": None, "since": NOW},
    }
    receipt = {"received_at": NOW, "notify_by": None, "detected_at": None, "channel": None, "delay": None}
    head: dict[str, Any] = {"_id": "case-1", "receipt": receipt, "category": None, "areas": []}
    left = replace(KNOWN.officers[OWN], span=Span(since=date(2021, 7, 4), until=date(2026, 6, 1)))
    moved = replace(KNOWN.officers[OWN], posts=(Post.AUDITOR,))
    for row_of, barred in ((left, ()), (moved, ()), (KNOWN.officers[OWN], (OWN,))):
        registry = replace(KNOWN, officers={**KNOWN.officers, OWN: row_of})
        head["duties"] = [{**row, "barred": barred}]
        assert [due for due in due_in([head], person(HEALTH), registry, NOW) if due.duty.officer] == []


def test_a_check_waits_for_its_officer_and_for_everybody_in_the_post_once_they_are_gone() -> None:
    row = {
        **{"kind": DutyKind.CHECK, "agency": HEALTH, "about": "case-1", "officer": OWN, "lapsed": False},
        **{"barred": (), "source": None, "due_at": None, "since": None},
    }
    owed = Owed(row, {"_id": "case-1"})
    gone = replace(KNOWN.officers[OWN], span=Span(since=date(2021, 7, 4), until=date(2026, 6, 1)))
    after = replace(KNOWN, officers={**KNOWN.officers, OWN: gone})
    own, other = person(HEALTH), replace(person(HEALTH), officer="officer-new", subject="officer-new")
    for registry, who, waits in ((KNOWN, own, True), (KNOWN, other, False), (after, other, True)):
        assert mine(due_of(owed, registry, NOW), who, registry, NOW) is waits
