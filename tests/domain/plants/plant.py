"""A planted violation: what is tried on which case, what is said to it, and the guard that says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.evidence import AddEvidence
from domain.case.own_measures import JustifyOwnMeasure, OwnMeasureTaken
from domain.case.rounds import RoundOpened
from domain.case.secrecy import NamePaperFile
from domain.case.state.case import CaseState
from domain.case.state.round import Opinion, Position
from domain.case.transfers import ProposeTransfer, SignTransfer
from domain.kernel.actor import Actor
from domain.kernel.roles import Post
from domain.registry.registry import Registry
from domain.rules import guards
from domain.rules.action import Action
from tests.support.cuts import Rule, without
from tests.support.facts import HEALTH, LAND, NOW, person
from tests.support.handling_commands import an_upload, good
from tests.support.handling_facts import REGISTRY, attempt, knowing, said
from tests.support.handling_past import (
    PLAIN,
    Cast,
    a_conclusion,
    a_round,
    a_transfer,
    an_own_measure,
    case_at,
    case_of,
    until,
)
from tests.support.world import LEAD

HANDLER, SIGNATORY = person(LEAD), person(LEAD, Post.SIGNATORY)
ME, THE_SIGNATORY = HANDLER.subject, SIGNATORY.subject
COMPETENT = {guards.competent: ("agency-not-competent",)}
CHECKED = case_at(CaseState.CHECKING)
ASKED, HEARD = case_at(CaseState.COORDINATING), case_at(CaseState.COORDINATING, Cast(), PLAIN, a_conclusion(Cast()))
APPRAISED, PROPOSED = case_at(CaseState.APPRAISED), case_at(CaseState.PROPOSED)
DECIDED = case_at(CaseState.DECIDED)
EXECUTING, REPORTED = case_at(CaseState.EXECUTING), case_at(CaseState.RESULT_REPORTED)
MEASURE = OwnMeasureTaken(measure=an_own_measure(LAND))
MEASURED = case_at(CaseState.CHECKING, Cast(), PLAIN, MEASURE)


STEPS_AGAINST = (
    (APPRAISED, good(ProposeHandling), HANDLER),
    (PROPOSED, good(DecideCase), SIGNATORY),
    (CHECKED, good(ProposeTransfer), HANDLER),
    (case_at(CaseState.CHECKING, Cast(), PLAIN, a_transfer(Cast())), good(SignTransfer), SIGNATORY),
    (MEASURED, good(JustifyOwnMeasure), person(LAND, Post.SIGNATORY)),
)
"""Every step against what was said that is taken while it can still be judged anew."""


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A violation: what is tried on which case, what is said to it, and the guard that says so.

    `then` is what is said once the guard is gone: `ok`, unless another one stands behind it; a name of an exception
    where what follows relies on the guard.
    """

    name: str
    says: str
    state: Any
    command: Any
    actor: Actor = HANDLER
    cuts: Mapping[Rule, tuple[str, ...]] = field(default_factory=dict)
    then: str = "ok"
    now: datetime = NOW
    registry: Registry = REGISTRY
    upload: Any = None
    under_review: bool = False

    @property
    def row(self) -> Action:
        """The action's own row."""
        return BY_COMMAND[type(self.command)]

    def heard(self, row: Action | None = None) -> str:
        """What is said to it."""
        known_too = {"upload": self.upload, "under_review": self.under_review}
        known = knowing(self.actor, self.command, now=self.now, registry=self.registry, **known_too)
        return said(self.state, self.command, known, row)

    def heard_without(self, patch: pytest.MonkeyPatch) -> str:
        """What is said once the guard is gone."""
        try:
            return self.heard(without(self.row, self.cuts, patch))
        except (AssertionError, AttributeError, IndexError) as broken:
            return type(broken).__name__


def done(command: Any, actor: Actor = HANDLER) -> Any:
    """A case under check in which it was done."""
    return attempt(CHECKED, command, knowing(actor, command, upload=an_upload(LEAD)))


def full(name: str, most: int) -> Any:
    """A case in which a list is as long as it may get."""
    one = {
        "verifications": CHECKED.verifications,
        "expression_reviews": CHECKED.expression_reviews,
        "rounds": HEARD.rounds,
        "suggestions": attempt(
            CHECKED, good(SuggestHandling), knowing(person(LAND), good(SuggestHandling))
        ).suggestions,
        "own_measures": MEASURED.own_measures,
        "paper_files": done(good(NamePaperFile)).paper_files,
        "evidence": done(good(AddEvidence)).evidence,
    }
    return replace(CHECKED, **{name: one[name] * most})


def opened(**changes: Any) -> Any:
    """A case with a round of its own."""
    return case_of(*until(CaseState.CHECKING), RoundOpened(round=a_round(Cast(), **changes)))


def answered(*positions: Position) -> tuple[Opinion, ...]:
    """Opinions of those asked."""
    return tuple(
        Opinion(agency=agency, position=item, at=NOW, officer="officer-x")
        for agency, item in zip((HEALTH, LAND), positions, strict=False)
    )
