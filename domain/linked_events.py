"""Streams that must stay at one: a case and the notices about it. What is written to one is written to the other.

Both revisions go in one transaction, each on the version it was decided on: of a reopening and an issue at the same
moment one is decided again on what the other left. A case without a live notice costs nothing.
"""

from collections.abc import Iterator
from typing import Any

from domain.case.publication_noted import PublicationNoted
from domain.case.reopening import CaseReopened
from domain.case.state.publication_link import IN_HAND
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.step import Step
from domain.publication.drafting import PublicationDrafted, PublicationWithdrawn
from domain.publication.publishing import (
    PublicationConfirmed,
    PublicationCorrected,
    PublicationHalted,
    PublicationIssued,
    PublicationRetracted,
    ReviewBegun,
)
from domain.publication.state import Publication
from domain.rules.facts import Facts

FELT_BY_THE_CASE = (
    PublicationDrafted,
    PublicationIssued,
    PublicationCorrected,
    PublicationConfirmed,
    PublicationRetracted,
    PublicationWithdrawn,
)


def beside(kind: Kind, state: Any, command: Any) -> tuple[str, ...]:
    """The streams that a command on this one has to know, and may have to write to."""
    if kind is Kind.PUBLICATION:
        case = state.case if state else command.case
        grounds = state.grounds if state else ()
        return (case, *dict.fromkeys(each for each in (*grounds, getattr(command, "redress", None)) if each))
    if kind is Kind.CASE and state is not None:
        return tuple(each.publication for each in state.live_notices)
    return ()


def consequences(state: Any, event: Event, facts: Facts) -> Iterator[tuple[str, Event]]:
    """What an event does to the streams beside: stream and event. `state` is the one it left.

    A complaint that is upheld opens its case again; so it comes by here as well.
    """
    if isinstance(event, FELT_BY_THE_CASE):
        yield state.case, PublicationNoted(publication=state.id, state=state.state, redress=state.result.redress)
    elif isinstance(event, CaseReopened):
        for id, notice in facts.beside.items():
            if isinstance(notice, Publication):
                yield id, _reopened(notice, event)


def _reopened(notice: Publication, event: CaseReopened) -> Event:
    """A notice in hand is given up; of one that stands, the public is told that the case is open again."""
    it = event.reopening
    if notice.state in IN_HAND:
        return PublicationHalted(step=Step(agency=notice.agency, officer=it.officer, at=it.at))
    return ReviewBegun(at=it.at, ground=it.ground)
