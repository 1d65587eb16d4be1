"""Until when one can complain against a decision: the one rule that pages, answers, notices and filing share.

The 90 days run from the day the person received the decision or came to know of it (Luật Khiếu nại, Điều 9). They never
run from its date. A paper that was delivered begins them for whoever got it. A word to the site, a public notice or no
word at all begins nothing by itself: then they run from the day on which the person came to know.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case.state.case import Case
from domain.case.state.measures import Service
from domain.complaint.acts import done_on, services_of
from domain.complaint.state import ContestedAct
from domain.complaint.terms import Deadline, Stage, deadline
from domain.kernel import calendar
from domain.registry.registry import Registry

RECEIVED = frozenset({Service.DOCUMENT_DELIVERED})
"""Services by which a decision comes into the hands of the person concerned, so that its day is known."""


class TermStart(StrEnum):
    """What begins the time for a complaint (Luật Khiếu nại, Điều 9)."""

    RECEIPT = "RECEIPT"
    KNOWLEDGE = "KNOWLEDGE"


@dataclass(frozen=True, kw_only=True)
class FilingTerm:
    """The time for a complaint: what began it, on which day, and until when it runs."""

    start: TermStart
    since: date
    due: Deadline


def received_on(case: Case, act: ContestedAct) -> date | None:
    """The day the person concerned received it; None while it was delivered to nobody."""
    return max((served.on for served in services_of(case, act) if served.service in RECEIVED), default=None)


def file_term(case: Case, act: ContestedAct, registry: Registry, known_on: date) -> FilingTerm:
    """The time for a complaint of somebody who came to know of it on a day; a delivery goes before it."""
    received = received_on(case, act)
    since = max(done_on(act), received or known_on)
    return FilingTerm(
        start=TermStart.RECEIPT if received else TermStart.KNOWLEDGE,
        since=since,
        due=deadline(Stage.FILE, since, registry, remote=registry.remote(case.areas)),
    )


def last_day(due: Deadline) -> date:
    return calendar.last_day(due.due_at)
