"""Where a complaint goes next: level × who decided × state × term, the article (Luật Khiếu nại) beside each row."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.complaint.appeal import AppealRedress, second_level, ways_on
from domain.complaint.state import RedressState
from domain.complaint.terms import Deadline
from domain.kernel.actor import holder_of
from domain.registry.agency import Succession
from domain.registry.entry import Certainty
from domain.registry.law import LEVELS, TermCertainty, WayOn
from domain.rules.guards import unmet
from tests.domain.redress import PPC, at, knowing
from tests.support.each import each
from tests.support.facts import HEALTH, NOW, PROVINCE
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
