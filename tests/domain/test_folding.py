import json
from collections.abc import Iterator
from dataclasses import fields
from itertools import product
from typing import Any

from domain.kernel.event import EVENTS, Event, fold, folded
from domain.kernel.vocabulary import Kind
from store.record.canonical import event_of
from tests.support.golden import OLD, parts
from tests.support.told import lines_for, nothing_missing

BEGINNINGS = """
access.recorded access.refused access.sign-ins access.verified accusation.filed activity.awareness-recorded
activity.breach-recorded activity.budget-line-recorded activity.commendation-proposed
activity.discipline-recorded activity.guidance-issued activity.task-force-set-up activity.training-recorded
agency.registered area.defined case.imported case.reported client.registered consolidated.scheduled
difficulty.filed directive.issued document.requested erasure.proposed erasure.requested
erasure.retention-ended exchange.received grant.entered grant.proposed holidays.set inspection.recorded
lead.assigned level.drafted mailing.entered officer.appointed officer.nominated provision.drafted
publication.drafted redress.filed regulation.entered report.opened schedule.set spokesperson.named
statement.begun term.drafted user.opened webhook.registered
"""


class TestWrongOrder:
    FIRST = frozenset(BEGINNINGS.split())

    @staticmethod
    def refuses(kind: Kind, state: object, event: Event) -> bool:
        """Whether the event cannot follow, and the refusal names it."""
        try:
            folded(state, event, f"{kind}-1")
        except TypeError as refused:
            return event.TYPE in str(refused)
        except AttributeError:  # it begins, with nothing in it
            return False
        return False

    def test_an_event_of_another_kind_or_place_is_refused(self) -> None:
        admitted = [
            (kind, name)
            for kind, name in product(Kind, EVENTS)
            if not (name in self.FIRST and name.startswith(kind.value))
            and not self.refuses(kind, None, EVENTS[name].__new__(EVENTS[name]))
        ]
        assert admitted == []

    def test_a_first_event_comes_first_only(self) -> None:
        kinds = {name: Kind(name.partition(".")[0]) for name in self.FIRST}
        blank = {name: EVENTS[name].__new__(EVENTS[name]) for name in self.FIRST}
        assert [name for name in self.FIRST if not self.refuses(kinds[name], object(), blank[name])] == []

    def test_no_life_begins_twice(self) -> None:
        again = []
        for stream, (events, _) in OLD.items():
            kind, (name, data) = Kind(stream.partition("-")[0]), events[0]
            first = event_of(name, json.loads(data))
            if not self.refuses(kind, folded(None, first, stream), first):
                again.append(stream)
        assert again == []

    def test_every_way_to_begin_is_among_the_old_lines(self) -> None:
        begun = {events[0][0] for events, _ in OLD.values()}
        lines_for(begun, self.FIRST, "BEGINNINGS in tests/domain/test_folding.py", "{}")

    def test_nothing_comes_of_no_events(self) -> None:
        assert [fold("x-1", ())] == [None]


UNFILLED = {
    *("Decision.limitation", "Proposal.limitation", "Decision.after_limitation", "Proposal.after_limitation"),
    *("HarmTest.criticism", "HarmTest.public_interest", "HarmTest.office"),
    *("ReportCorrection.place", "Takedown.may_order", "ProposedPart.letterhead"),
    *("PublicYear.on_paper", "PublicYear.protections", "PublicYear.restorations"),
}
"""Fields that acts fill, but none of the old lines. Only shorter."""


class TestFields:
    """A field of the record that no act fills has no place in it."""

    def test_every_field_is_filled_in_some_old_line(self) -> None:
        made = [part for stream, (events, _) in OLD.items() for part in _written(stream, events)]
        every = {(type(part), field.name) for part in made for field in fields(part)}
        filled = {(type(part), field.name) for part in made for field in fields(part) if getattr(part, field.name)}
        unfilled = {f"{kind.__name__}.{name}" for kind, name in every - filled}
        nothing_missing(f"tests/golden/ fills {name} nowhere." for name in sorted(unfilled - UNFILLED))
        assert unfilled == UNFILLED, "it only becomes shorter"


def _written(stream: str, events: Any) -> Iterator[Any]:
    """Events of a stream as they were once written, and their states."""
    state: Any = None
    for name, data in events:
        event = event_of(name, json.loads(data))
        state = folded(state, event, stream)
        yield from (*parts(event), *parts(state))
