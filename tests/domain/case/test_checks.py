from dataclasses import replace
from datetime import date

import pytest

from domain.case.checks import StartChecking
from domain.case.state.case import CaseState
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from tests.support.facts import (
    HEALTH,
    LAND,
    PROVINCE,
    a_case,
    codes,
    facts,
    person,
)
from tests.support.world import LEAD, officer

ENDED = Span(since=date(2021, 7, 4), until=date(2026, 7, 1))
LATER = Span(since=date(2026, 7, 2))


class TestStart:
    """S4: the assigned agency's own appointed officer answers for the check."""

    CASE = a_case(CaseState.SCREENED, focal=None)

    def starting(self, focal: str, span: Span | None = None) -> list[str]:
        rows = PROVINCE.officers
        if span is not None:
            rows = {**rows, focal: replace(rows[focal], span=span)}
        command = StartChecking(focal=focal)
        return codes(self.CASE, command, facts(person(LEAD), command, registry=replace(PROVINCE, officers=rows)))

    @pytest.mark.parametrize(
        ("focal", "span"),
        [
            ("officer-nobody", None),
            (officer(LAND, Post.HANDLER), None),
            (officer(LEAD, Post.HANDLER), None),
            (officer(HEALTH, Post.HANDLER), ENDED),
            (officer(HEALTH, Post.HANDLER), LATER),
        ],
    )
    def test_nobody_else_answers_for_it(self, focal: str, span: Span | None) -> None:
        assert self.starting(focal, span) == ["input.focal officer-not-appointed"]
