"""The press office's list: own results that could be told, and what still prevents it (Đ4.5, G6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.case.state.case import TOLD_CLOSURES, Case, CaseState
from domain.case.state.publication_link import IN_HAND, PublicationState
from domain.case.state.reopening import ReopeningGround
from domain.complaint.state import Redress
from domain.kernel.calendar import start_of
from domain.publication.publishable import RESULT_STATES, complaint_open, publishable, publishable_result
from domain.publication.state import Publication
from domain.rules.facts import Facts


class Obstacle(StrEnum):
    """What prevents publishing a result."""

    NO_NOTICE = "NO_NOTICE"
    PUBLICATION_UNDECIDED = "PUBLICATION_UNDECIDED"
    NOT_PUBLISHABLE = "NOT_PUBLISHABLE"
    MASKING_OPEN = "MASKING_OPEN"
    CHECK_NEEDED = "CHECK_NEEDED"
    APPROVAL_NEEDED = "APPROVAL_NEEDED"
    COMPLAINT_WINDOW = "COMPLAINT_WINDOW"
    EMBARGO = "EMBARGO"
    UNDER_REVIEW = "UNDER_REVIEW"


STOPPING = frozenset(Obstacle) - {Obstacle.PUBLICATION_UNDECIDED, Obstacle.COMPLAINT_WINDOW}
"""The others are only to be known: the case is not closed yet, or a complaint may still come."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One thing that prevents it, and until when if that is known."""

    obstacle: Obstacle
    stops: bool
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A result with its notices and what prevents telling it."""

    case: Mapping[str, Any]
    notices: tuple[Mapping[str, Any], ...]
    readiness: tuple[Standing, ...]
    overturned: bool = False
    """True if a complaint undid the result, so that its ruling is to be told."""
    redress: str | None = None
    """That complaint, for who may tell its ruling or see it."""

    @property
    def ready(self) -> bool:
        """Return whether nothing stops a notice from being issued, or one is public already."""
        return not any(standing.stops for standing in self.readiness)


def overturned_by(case: Case) -> str | None:
    """The complaint that opened the case again, while the case has no other result; else None."""
    undone = case.reopenings and case.reopenings[-1].ground is ReopeningGround.REDRESS
    told = case.state in RESULT_STATES and not (case.closure and case.closure.reason not in TOLD_CLOSURES)
    return case.reopenings[-1].redress if undone and not told else None


def readiness(
    case: Case, notices: Iterable[Publication], facts: Facts, redress: Redress | None = None
) -> Iterator[Standing]:
    """Yield the obstacles, in the order in which they come."""
    if publishable(case, facts.actor.own, facts, redress):
        yield _standing(Obstacle.NOT_PUBLISHABLE)
    elif redress is None and case.state is not CaseState.CLOSED:
        yield _standing(Obstacle.PUBLICATION_UNDECIDED)
    result = publishable_result(case, redress, facts.registry)
    if result and complaint_open(result, facts):
        until = start_of(_after(result.complain_by)) if result.complain_by else None
        yield _standing(Obstacle.COMPLAINT_WINDOW, until)
    live = [notice for notice in notices if notice.id in {link.publication for link in case.live_notices}]
    if not live:
        yield _standing(Obstacle.NO_NOTICE)
    for notice in live:
        yield from _of_notice(notice)


def _of_notice(notice: Publication) -> Iterator[Standing]:
    if not notice.open_wording.masked:
        yield _standing(Obstacle.MASKING_OPEN)
    if notice.review_since:
        yield _standing(Obstacle.UNDER_REVIEW)
    if notice.state not in IN_HAND:
        return
    if notice.state is PublicationState.DRAFT:
        yield _standing(Obstacle.CHECK_NEEDED)
    elif notice.state is PublicationState.CHECKED:
        yield _standing(Obstacle.APPROVAL_NEEDED)
    elif notice.state is PublicationState.EMBARGOED:
        yield _standing(Obstacle.EMBARGO, notice.release_at)


def _standing(obstacle: Obstacle, until: datetime | None = None) -> Standing:
    return Standing(obstacle=obstacle, stops=obstacle in STOPPING, until=until)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
