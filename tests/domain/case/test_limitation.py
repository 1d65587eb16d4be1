"""The limitation period of sanctions, the article beside each row.

XLVPHC is the Law on Handling Administrative Violations, BLDS the Civil Code.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.case.decisions import DecideCase, ProposeHandling
from domain.case.grounds import limitation_of
from domain.case.state.case import Case, CaseState, Medium
from domain.case.state.measures import MILD, Measure
from domain.kernel.calendar import TermSource
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.entry import LawStatus
from domain.registry.law import TERMS, LegalTerm, TermCertainty, TermOf
from tests.support.facts import NOW, person
from tests.support.handling_commands import good
from tests.support.handling_facts import LONG, OLD, REGISTRY, WEIGHED, attempt, knowing, said
from tests.support.handling_past import Cast, Past, case_at
from tests.support.world import LEAD

LAST = date(2027, 7, 1)


def published(at: datetime | None, medium: Medium = Medium.FORUM, state: CaseState = CaseState.APPRAISED) -> Case:
    return replace(case_at(state), published_at=at, medium=medium)


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("case", "last", "article"),
    [
        (published(on(date(2026, 7, 1))), LAST, "XLVPHC Đ6.1.a: one year from the act"),
        (
            published(on(date(2024, 2, 29))),
            date(2025, 2, 28),
            "BLDS Đ148.3: no such day, so the last of the month",
        ),
        (published(datetime(2026, 6, 30, 17, tzinfo=UTC)), LAST, "a day is one in Việt Nam"),
        (published(on(date(2026, 7, 1)), Medium.PRESS), date(2028, 7, 1), "XLVPHC Đ6.1.a: two years for the press"),
        (published(on(date(2010, 1, 1))), date(2011, 1, 1), "an act of before the law, by its first row"),
        (published(None), LAST, "not known: from the day it was noticed"),
    ],
)
def test_ends(case: Case, last: date, article: str) -> None:
    found = limitation_of(case, REGISTRY)
    assert (found.last_day, found.certainty) == (last, TermCertainty.UNCONFIRMED), article


def test_a_confirmed_row_goes_before_and_the_day_of_the_act_picks_it() -> None:
    own = next(row for row in TERMS if row.term is TermOf.LIMITATION_SANCTION)
    row = replace(own, amount=6, span=Span(since=date(2026, 7, 1)), status=LawStatus.ACTIVE, source="Luật 1")
    known = replace(REGISTRY, others={LegalTerm: {row.id: row}})
    after = limitation_of(published(on(date(2026, 7, 1))), known)
    assert (after.last_day, after.source, after.certainty) == (date(2027, 1, 1), "Luật 1", TermCertainty.LAW)
    assert limitation_of(published(on(date(2026, 6, 30))), known).months == 12
    assert own.basis is TermSource.LAW


def proposing(measure: Measure, day: date, **changes: Any) -> str:
    alternatives = () if measure in MILD else WEIGHED if measure is Measure.TAKEDOWN_PROPOSAL else WEIGHED[:1]
    command = good(ProposeHandling, measure=measure, alternatives=alternatives, **changes)
    return said(published(on(date(2026, 7, 1))), command, knowing(person(LEAD), command, now=on(day)))


@pytest.mark.parametrize("measure", Measure)
def test_a_proposal_after_it(measure: Measure) -> None:
    """XLVPHC Đ65: no sanction; what is none says why; what restricts nobody is free of it."""
    after = date(2027, 7, 2)
    without = "ok" if measure in MILD else "input.afterLimitation limitation-reason-needed"
    if measure is Measure.SANCTION_FILE:
        without = "input.measure limitation-over"
    explained = without if measure is Measure.SANCTION_FILE else "ok"
    assert (proposing(measure, LAST), proposing(measure, after)) == ("ok", without)
    assert proposing(measure, after, after_limitation=LONG) == explained


@pytest.mark.parametrize("measure", Measure)
def test_a_decision_after_it(measure: Measure) -> None:
    """By the day of the decision, which is never before that of the proposal; the reason is the proposal's."""
    case = replace(case_at(CaseState.PROPOSED, Cast(), Past(measure=measure)), published_at=on(date(2025, 7, 1)))
    command = good(DecideCase, measure=measure, unheard=LONG)
    who = person(LEAD, Post.SIGNATORY)
    assert case.proposal is not None
    passed = "limitation-over" if measure is Measure.SANCTION_FILE else "limitation-passed-since"
    for begun, reason, expected in (
        (date(2025, 7, 1), None, "ok"),
        (date(2025, 6, 30), None, "ok" if measure in MILD else f"input.measure {passed}"),
        (date(2025, 6, 30), case.proposal.weighing, f"input.measure {passed}" if passed == "limitation-over" else "ok"),
    ):
        proposal = replace(case.proposal, after_limitation=reason, provisions=(OLD,))
        tried = replace(case, published_at=on(begun), proposal=proposal)
        assert said(tried, command, knowing(who, command)) == expected, (begun, reason)


def test_both_keep_how_it_was_counted_and_why_it_is_needed() -> None:
    old = replace(published(on(date(2025, 1, 5))), proposal=None)
    command = good(
        ProposeHandling,
        measure=Measure.LABEL_PROPOSAL,
        alternatives=WEIGHED[:1],
        provisions=(OLD,),
        after_limitation=LONG,
    )
    made = attempt(old, command, knowing(person(LEAD), command))
    assert made.proposal.limitation == limitation_of(old, REGISTRY)
    assert made.proposal.after_limitation is not None
    decide = good(DecideCase, measure=Measure.LABEL_PROPOSAL, unheard=LONG)
    decided = attempt(made, decide, knowing(person(LEAD, Post.SIGNATORY), decide)).decisions[-1]
    assert (decided.limitation, decided.after_limitation) == (
        made.proposal.limitation,
        made.proposal.after_limitation,
    )
    assert NOW.date() > decided.limitation.last_day
