"""Which law may carry what: by whose content it is about, and the milder law of today before the decision too."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import pytest

from domain.case.grounds import grounds_in_force
from domain.case.state.case import CaseState, Medium
from domain.kernel.refusals import Refused
from domain.kernel.span import Span
from domain.registry.entry import LawStatus
from domain.registry.provision import Provision, ProvisionReach
from tests.support.facts import LAND, person
from tests.support.handling_facts import knowing, provision
from tests.support.handling_past import case_at

M, R = Medium, ProvisionReach
SOCIAL: Final = (M.SOCIAL_NETWORK, M.FORUM, M.VIDEO, M.MESSAGING)
CARRIED: Final = {R.ANYBODY: tuple(M), R.PRESS: (M.PRESS,), R.SITE: (M.WEBSITE,), R.USERS: SOCIAL, R.OPERATOR: ()}
"""By hand: an article of the Law on the Press is about works of the press; a duty of an operator is about no post."""
BEFORE, CHANGE = date(2026, 6, 1), date(2026, 7, 1)
OLD: Final = provision("provision-old", span=Span(since=date(2020, 4, 15), until=CHANGE))
MILDER: Final = provision("provision-milder", span=Span(since=CHANGE), milder_than=("provision-old",))


def says(id: str, *rows: Provision, medium: Medium = M.SOCIAL_NETWORK, day: date = BEFORE) -> str:
    published = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    case = replace(case_at(CaseState.APPRAISED), medium=medium, published_at=published)
    known = knowing(person(LAND), None, now=datetime(2026, 12, 1, tzinfo=UTC))
    facts = replace(known, registry=replace(known.registry, provisions={row.id: row for row in rows}))
    try:
        grounds_in_force(case, [id], facts)
    except Refused as refused:
        return refused.problems[0].code
    return "ok"


@pytest.mark.parametrize("reach", R)
@pytest.mark.parametrize("medium", M)
def test_a_ground_carries_what_it_is_about(reach: ProvisionReach, medium: Medium) -> None:
    row = replace(OLD, reach=reach)
    assert says(row.id, row, medium=medium) == ("ok" if medium in CARRIED[reach] else "provision-other-publisher")


@pytest.mark.parametrize(
    ("cited", "milder", "day", "expected"),
    [
        (OLD, MILDER, BEFORE, "milder-law-applies"),
        (MILDER, MILDER, BEFORE, "ok"),
        (OLD, replace(MILDER, milder_than=()), BEFORE, "ok"),
        (replace(MILDER, milder_than=()), replace(MILDER, milder_than=()), BEFORE, "provision-not-in-force"),
        (OLD, replace(MILDER, status=LawStatus.DRAFT), BEFORE, "ok"),
        (OLD, replace(MILDER, span=Span(since=CHANGE, until=date(2026, 11, 1))), BEFORE, "ok"),
        (MILDER, MILDER, date(2020, 1, 1), "provision-not-in-force"),
        (MILDER, MILDER, CHANGE, "ok"),
    ],
)
def test_the_milder_law_of_today_applies(cited: Provision, milder: Provision, day: date, expected: str) -> None:
    assert says(cited.id, OLD, milder, day=day) == expected
