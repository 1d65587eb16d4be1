"""Where a complaint goes next, the article (Luật Khiếu nại) beside each row; its duties and its terms."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.complaint.appeal import AppealRedress, second_level, ways_on
from domain.complaint.duties import duties
from domain.complaint.state import Coercion, RedressState, Suspension, SuspensionGround
from domain.complaint.terms import Deadline, Stage, deadline, deadline_from
from domain.kernel.actor import holder_of
from domain.kernel.calendar import local_date
from domain.kernel.event import Step
from domain.kernel.vocabulary import Role
from domain.registry.agency import Succession
from domain.registry.entry import Certainty
from domain.registry.law import LEVELS, TERMS, NoRow, TermCertainty, TermOf, WayOn, term_on
from domain.registry.registry import NO_REGISTRY, Registry
from domain.registry.working_days import Holidays
from domain.rules.duty import DutyKind
from domain.rules.guards import unmet
from tests.domain.redress import PPC, at, knowing
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, PROVINCE, sealed
from tests.support.world import LEAD

COMMITTEE, MINISTER, COURT = (WayOn.COMMITTEE, WayOn.COURT), (WayOn.MINISTER, WayOn.COURT), (WayOn.COURT,)
OPEN = Deadline(due_at=NOW + timedelta(5), days=30, source="s", certainty=Certainty.UNCONFIRMED)
OVER = replace(OPEN, due_at=NOW)


@each(
    ("state", "level", "agency", "term", "ways", "article"),
    [
        (RedressState.FILED, 1, LEAD, OPEN, (), "Đ27: ten days to accept it"),
        (RedressState.FILED, 1, LEAD, OVER, COMMITTEE, "Đ7.1, Đ33: not answered in time"),
        (RedressState.EXAMINING, 1, LEAD, OPEN, (), "Đ28: thirty days to rule"),
        (RedressState.EXAMINING, 1, PPC, OVER, MINISTER, "Đ7.3: the Committee did not rule in time"),
        (RedressState.DISMISSED, 1, LEAD, OPEN, COMMITTEE, "Đ7.1: the level above, or a court"),
        (RedressState.REJECTED, 1, HEALTH, OPEN, COMMITTEE, "Đ7.1: a rejection is an answer too"),
        (RedressState.PARTLY, 1, PPC, OPEN, MINISTER, "Đ7.3: the minister in charge, or a court"),
        (RedressState.DISMISSED, 1, LEAD, OVER, (), "Đ33: the time for the second level is over"),
        (RedressState.SECOND_LEVEL, 2, LEAD, OPEN, (), "Đ27: the Committee has it"),
        (RedressState.SECOND_LEVEL, 2, LEAD, OVER, COURT, "Đ42: not answered at the second level"),
        (RedressState.FINAL, 2, LEAD, OPEN, COURT, "Đ42: after the second ruling a court"),
        (RedressState.WITHDRAWN, 1, LEAD, OVER, (), "Đ10.1: taken back"),
    ],
)
def test_where_it_goes(
    state: RedressState, level: int, agency: str, term: Deadline, ways: tuple[WayOn, ...], article: str
) -> None:
    over = NOW if state in (RedressState.FINAL, RedressState.WITHDRAWN) else None
    redress = at(state, level=level, agency=agency, ended_at=over)
    redress = replace(redress, accept_by=term, decide_by=term, appeal_by=term)
    assert ways_on(redress, knowing(holder_of(redress.id))) == ways, article


@pytest.mark.parametrize(
    ("heir", "way", "within", "article"),
    [
        (None, WayOn.COMMITTEE, PPC, "Đ7.1: a department's decision"),
        (HEALTH, WayOn.COMMITTEE, PPC, "Đ7.1: of a department that another took over"),
        (PPC, WayOn.MINISTER, None, "Đ7.3: what the Committee took over it answers for itself"),
    ],
)
def test_succession_decides_with_whom_it_is(heir: str | None, way: WayOn, within: str | None, article: str) -> None:
    day = NOW.date() - timedelta(1)
    row = PROVINCE.agencies[LEAD]
    passed = (Succession(successor=heir, on=day, whole=True, source="s"),) if heir else ()
    registry = replace(PROVINCE, agencies={**PROVINCE.agencies, LEAD: replace(row, successions=passed)})
    redress = at(RedressState.DISMISSED, appeal_by=OPEN)
    known = knowing(holder_of(redress.id), registry=registry)
    assert ways_on(redress, known)[0] is way, article
    assert second_level(redress, known) == within
    refused = unmet(AppealRedress.ACTION.requires, redress, known)
    assert (refused.code if refused else None) == (None if within else "no-second-level")


def test_a_committee_that_has_ended_hears_nothing() -> None:
    row = PROVINCE.agencies[PPC]
    ended = replace(row, span=replace(row.span, until=NOW.date() - timedelta(1)))
    registry = replace(PROVINCE, agencies={**PROVINCE.agencies, PPC: ended})
    redress = at(RedressState.DISMISSED, appeal_by=OPEN)
    assert second_level(redress, knowing(holder_of(redress.id), registry=registry)) is None


def test_every_level_names_its_article_and_that_nobody_compared_it() -> None:
    assert all("Điều 7" in row.source and row.certainty is TermCertainty.UNCONFIRMED for row in LEVELS)


ACCEPT_BY, DECIDE_BY = (
    Deadline(due_at=NOW + timedelta(days), days=days, source="s", certainty=Certainty.UNCONFIRMED) for days in (10, 30)
)
OWED = {
    RedressState.FILED: (DutyKind.ACCEPT_COMPLAINT, ACCEPT_BY.due_at),
    RedressState.SECOND_LEVEL: (DutyKind.ACCEPT_COMPLAINT, ACCEPT_BY.due_at),
    RedressState.ACCEPTED: (DutyKind.DECIDE_COMPLAINT, DECIDE_BY.due_at),
    RedressState.EXAMINING: (DutyKind.DECIDE_COMPLAINT, DECIDE_BY.due_at),
}


def test_each_state_waits_for_one_step_or_for_none() -> None:
    wrong = list[object]()
    for state in RedressState:
        expected = [OWED[state]] if state in OWED else []
        for overdue in ((), (ACCEPT_BY.due_at, DECIDE_BY.due_at)):
            redress = at(state, accept_by=ACCEPT_BY, decide_by=DECIDE_BY, overdue=overdue)
            found = list(duties(redress))
            if [(duty.kind, duty.due_at) for duty in found] != expected:
                wrong.append((state, found))
            wrong += [(state, duty) for duty in found if duty.lapsed is not bool(overdue)]
            wrong += [(state, duty) for duty in found if (duty.agency, duty.about) != (redress.examining, redress.id)]
    assert wrong == []


def test_an_examination_without_a_term_is_owed_by_nobody() -> None:
    assert list(duties(at(RedressState.EXAMINING, decide_by=None))) == []


def test_inspectors_see_each_suspension_and_each_word_about_a_threat_once() -> None:
    hours = [NOW + timedelta(hours=hour) for hour in range(4)]
    suspended, forced = _suspension(hours[1]), Coercion(at=hours[2], text=sealed("threat"))
    step = Step(agency="agency-inspection", officer="officer-inspection-inspector", at=hours[3])
    cases: tuple[tuple[dict[str, Any], datetime | None], ...] = (
        ({}, None),
        ({"suspensions": (suspended,)}, hours[1]),
        ({"suspensions": (suspended,), "coercions": (forced,)}, hours[1]),
        ({"suspensions": (suspended,), "coercions": (forced,), "inspections": (replace(step, at=hours[1]),)}, hours[2]),
        ({"suspensions": (suspended,), "coercions": (forced,), "inspections": (step,)}, None),
    )
    for given, since in cases:
        found = [duty for duty in duties(at(RedressState.FINAL, **given)) if duty.kind is DutyKind.INSPECT_COMPLAINT]
        assert [(duty.agency, duty.since) for duty in found] == ([(Role.INSPECTOR, since)] if since else [])


def _suspension(moment: datetime) -> Suspension:
    ground, reasons = SuspensionGround.RESULT_AWAITED, sealed("reasons")
    given: dict[str, Any] = {"level": 1, "ground": ground, "agency": LEAD, "officer": "officer-1", "reasons": reasons}
    return Suspension(at=moment, until=date(2026, 7, 20), **given)


WORKED = tuple(date(2026, 1, 1) + timedelta(n) for n in range(700))


def with_days(off: tuple[date, ...] = (), worked: tuple[date, ...] = ()) -> Registry:
    row = Holidays(id="holidays-2026", year=2026, days=off, worked=worked, source="s")
    return replace(NO_REGISTRY, holidays={row.id: row})


def of(stage: Stage) -> TermOf:
    return TermOf(f"COMPLAINT_{stage}")


ALWAYS_OPEN = with_days(worked=WORKED)
DAYS = {
    Stage.FILE: (90, 90),
    Stage.ACCEPT: (10, 10),
    Stage.DECIDE: (30, 45),
    Stage.DECIDE_COMPLEX: (45, 60),
    Stage.FILE_SECOND: (30, 45),
    Stage.DECIDE_SECOND: (45, 60),
    Stage.DECIDE_SECOND_COMPLEX: (60, 70),
}


@each("stage", Stage)
@each("day", [date(2026, 6, 30), date(2026, 7, 1)])
def test_days_of_each_stage_before_and_after_the_amendment(stage: Stage, day: date) -> None:
    row = term_on(of(stage), day, NO_REGISTRY)
    assert tuple(row.amount_where(remote=remote) for remote in (False, True)) == DAYS[stage]
    assert ("136/2025" in row.source) is (day >= date(2026, 7, 1))


def test_every_row_says_that_nobody_compared_it_with_the_law() -> None:
    assert {row.certainty for row in (*TERMS, *LEVELS)} == {TermCertainty.UNCONFIRMED}
    assert len({row.id for row in (*TERMS, *LEVELS)}) == len(TERMS) + len(LEVELS)


def test_no_row_holds_before_the_law() -> None:
    with pytest.raises(NoRow):
        term_on(TermOf.COMPLAINT_FILE, date(2012, 6, 30), NO_REGISTRY)


def test_each_term_has_one_row_a_day() -> None:
    for day in (date(2021, 7, 4), date(2026, 6, 30), date(2026, 7, 1), date(2030, 1, 1)):
        later = {TermOf.COMPLAINT_SUSPEND} if day < date(2026, 7, 1) else set()
        assert sorted(row.term for row in TERMS if row.span.covers(day)) == sorted(set(TermOf) - later)


@pytest.mark.parametrize(("remote", "last"), [(False, date(2026, 7, 31)), (True, date(2026, 8, 15))])
def test_counts_calendar_days_after_the_first(remote: bool, last: date) -> None:
    due = deadline(Stage.DECIDE, date(2026, 7, 1), ALWAYS_OPEN, remote=remote)
    assert local_date(due.due_at) == last + timedelta(1)
    assert due.remote is remote


def test_ends_on_the_next_working_day() -> None:
    saturday = deadline(Stage.ACCEPT, date(2026, 7, 1), NO_REGISTRY)  # 11 July 2026 is a Saturday
    assert local_date(saturday.due_at) == date(2026, 7, 14)
    closed = with_days(off=(date(2026, 7, 13),))
    assert local_date(deadline(Stage.ACCEPT, date(2026, 7, 1), closed).due_at) == date(2026, 7, 15)


def test_begins_on_the_day_in_vietnam() -> None:
    late_evening_in_utc = datetime(2026, 6, 30, 17, 0, tzinfo=UTC)
    assert deadline_from(Stage.ACCEPT, late_evening_in_utc, ALWAYS_OPEN).source.count("136/2025") == 1
