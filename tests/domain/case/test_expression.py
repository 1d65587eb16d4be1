from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.expression import ReviewExpression
from domain.case.rounds import RoundOpened
from domain.case.state.case import CaseState, ExpressionConclusion, ExpressionKind
from domain.kernel.refusals import Guard, Refused, SafeguardNotMet
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.registry.entry import LawStatus
from domain.registry.provision import Provision, ProvisionKind
from domain.registry.registry import Registry
from tests.support.each import each
from tests.support.facts import (
    HEALTH,
    NOW,
    PROVINCE,
    a_case,
    attempt,
    codes,
    facts,
    person,
    registry,
    sealed,
)
from tests.support.handling_commands import good
from tests.support.handling_facts import APPRAISER, as_officer
from tests.support.handling_facts import knowing as at_work
from tests.support.handling_past import PLAIN, Cast, a_round, case_at
from tests.support.world import LEAD, officer

PUBLISHED = datetime(2026, 6, 28, 16, 59, tzinfo=UTC)
ACT = date(2026, 6, 28)
"""The day of publication here; in UTC one minute before the next day begins here."""
ONE_DAY = timedelta(days=1)


def a_review(**changes: Any) -> ReviewExpression:
    fields: dict[str, Any] = {
        "expression": ExpressionKind.CRITICISM,
        "conclusion": ExpressionConclusion.PROTECTED,
        "reasons": "Người viết phê bình cách làm, không nêu sự việc sai.",
    }
    return ReviewExpression(**(fields | changes))


def ground(**changes: Any) -> Provision:
    """A ground in force since the day before the act, and until the day after it."""
    made = Provision(
        id="provision-1",
        kind=ProvisionKind.GROUND,
        instrument=sealed("instrument"),
        place=sealed("place"),
        wording=sealed("wording"),
        source=sealed("source"),
        span=Span(since=ACT - ONE_DAY, until=ACT + ONE_DAY),
        drafted_by=officer(LEAD, Post.HANDLER),
        drafted_at=NOW,
        status=LawStatus.ACTIVE,
        activated_by=officer(LEAD, Post.SIGNATORY),
        activated_at=NOW,
    )
    return replace(made, **changes)


def knowing(*rows: Provision) -> Registry:
    return registry(provisions={row.id: row for row in rows})


def reviewing(agency: str = HEALTH, law: Registry = PROVINCE, **changes: Any) -> list[str]:
    command = a_review(**changes)
    return codes(a_case(published_at=PUBLISHED), command, facts(person(agency), command, registry=law))


def condemning(law: Registry = PROVINCE, **changes: Any) -> list[str]:
    fields: dict[str, Any] = {
        "conclusion": ExpressionConclusion.NOT_PROTECTED,
        "false_fact": "Trạm y tế đã đóng cửa từ tuần trước.",
        "provision": "provision-1",
    }
    return reviewing(law=law, **(fields | changes))


class TestAppraiser:
    """G5: nobody bears out by a review what they concluded themselves."""

    AGAIN = case_at(CaseState.APPRAISED, Cast(), PLAIN, RoundOpened(round=a_round(Cast())))

    @pytest.mark.parametrize("conclusion", [ExpressionConclusion.PROTECTED, ExpressionConclusion.NOT_PROTECTED])
    def test_reviews_nothing_while_the_appraisal_stands(self, conclusion: ExpressionConclusion) -> None:
        command = good(ReviewExpression, conclusion=conclusion)
        assert codes(self.AGAIN, command, at_work(as_officer(APPRAISER), command)) == ["appraiser-cannot-review"]


class TestUnprotected:
    """G3: nothing is unprotected without one false fact and a provision in force that forbids saying it."""

    @pytest.mark.parametrize("kind", ExpressionKind)
    def test_a_ground_alone_shows_nothing(self, kind: ExpressionKind) -> None:
        found = condemning(knowing(ground()), expression=kind, false_fact=None)
        assert found == ["input.falseFact false-fact-needed"]

    @each("kind", ExpressionKind)
    @each("law", [PROVINCE, knowing(ground())])
    def test_needs_a_provision(self, kind: ExpressionKind, law: Registry) -> None:
        assert condemning(law, expression=kind, provision=None) == ["provision-needed"]

    @each("kind", ExpressionKind)
    @each("provision", ["provision-2", "14/2021/QĐ-UBND"])
    def test_needs_a_provision_that_the_catalogue_holds(self, kind: ExpressionKind, provision: str) -> None:
        found = condemning(knowing(ground()), expression=kind, provision=provision)
        assert found == ["input.provision provision-unknown"]

    @each("kind", ExpressionKind)
    @each(
        ("span", "found"),
        [
            (Span(since=ACT), []),
            (Span(since=ACT + ONE_DAY), ["provision-not-in-force"]),
            (Span(since=ACT - ONE_DAY, until=ACT + ONE_DAY), []),
            (Span(since=ACT - ONE_DAY, until=ACT), ["provision-not-in-force"]),
        ],
    )
    def test_needs_a_ground_in_force_on_the_day_of_the_act(
        self, kind: ExpressionKind, span: Span, found: list[str]
    ) -> None:
        assert condemning(knowing(ground(span=span)), expression=kind) == found

    def test_is_a_safeguard(self) -> None:
        command = a_review(conclusion=ExpressionConclusion.NOT_PROTECTED, false_fact="Trạm y tế đã đóng cửa.")
        with pytest.raises(Refused) as caught:
            attempt(a_case(), command, facts(person(HEALTH), command))
        [problem] = caught.value.problems
        assert isinstance(problem, SafeguardNotMet)
        assert problem.guard is Guard.G3_EXPRESSION

    @pytest.mark.parametrize("kind", ExpressionKind)
    def test_protected_needs_neither(self, kind: ExpressionKind) -> None:
        assert reviewing(expression=kind) == []
