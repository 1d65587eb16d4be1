"""Which Regulation is in force on a day."""

from dataclasses import replace
from datetime import date, timedelta

from domain.kernel.span import Span
from domain.registry.entry import Certainty
from domain.registry.regulation import FIRST, Regulation, cited_on, regulation_on
from tests.support.facts import registry

DAY = date(2026, 7, 1)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
OPEN = replace(FIRST, id="open", span=Span(since=BEFORE))
ENDED = replace(FIRST, id="ended", span=Span(since=DAY, until=AFTER))
VAGUE = replace(ENDED, id="vague", certainty=Certainty.UNCONFIRMED)


def test_is_the_confirmed_one_that_covers_the_day_and_began_last() -> None:
    cases: list[tuple[tuple[Regulation, ...], date, str | None, str]] = [
        ((), DAY, "", ""),
        ((), FIRST.span.since - timedelta(1), None, ""),
        ((OPEN, ENDED), BEFORE, "open", "open"),
        ((OPEN, ENDED), DAY, "ended", "ended"),
        ((OPEN, ENDED), AFTER, "open", "open"),
        ((OPEN, VAGUE), DAY, "open", "open"),
        ((ENDED,), BEFORE, "", ""),
        ((ENDED,), AFTER, None, "ended"),
    ]
    wrong = []
    for rows, day, in_force, cited in cases:
        known = registry(others={Regulation: {row.id: row for row in rows}})
        found = regulation_on(known, day)
        if ((found.id if found else None), cited_on(known, day).id) != (in_force, cited):
            wrong.append((rows, day, found))
    assert wrong == []
