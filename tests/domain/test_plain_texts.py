"""No event has room for a text that was not sealed: what is plain text in one is listed by hand."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from domain.book import EVENTS
from domain.kernel.event import Sealed
from tests.support.told import nothing_missing

WORDS = """
about accusation accused action actions activated_by address addressees agencies agency area areas article
asked_by assigned assignment attended basis before by by_delegation by_order case categories category cause cells
certificate channel clause client co_organiser code colleague columns committee concerns confirmed_by contact
copies data decision delivery digest doubted_by drafted_by ended_by entered_by erasure evidence examining failure
field figures filters finding focal former from_state functions group groups head hearing id in_time inspected
inspection inspector invited issuer justified_by key kinds late lead level loses manifest mark may_order measure
measures media_type members milder_than ministry missing name nominated_by notices number of officer officers on
opened_by organisation outcome page papers part period point police procedures proof proposed_by protectors
provision provisions public public_code publication publishers read_in reason recipient recusal redirects redress
referral refused_for registered_by regulation removals replaces reporter request rescreening restoration round
salt seal secrets serial settled_by short signatory source stream streams subject successions successor supersedes
symbol takedown target ticket title to_state unit user verification worded_by words
"""
IDS = frozenset(WORDS.split())
"""
Fields of events that hold ids, codes, words of the register's own, and names of agencies and their sources. A `reason`
stands bare in grants only, which say why an agency may do something; `secrets` are hashes; a `mark` is a word or a code
that the register gave.
"""


def test_no_event_has_room_for_a_text_that_was_not_sealed() -> None:
    """A bare `str` in an event is an id, a code or a word of the register's own; the list is kept by hand."""
    nothing_missing(
        f"{event.TYPE} has {name} as plain text. Make it `Sealed`, or add it to IDS above if it is no free text."
        for event in EVENTS.values()
        for name in sorted({*bare_texts(event)} - IDS)
    )


def bare_texts(owner: type) -> Iterator[str]:
    """Names of the fields of a class, and of the records in it, that are plain text."""
    hints = get_type_hints(owner)
    for name in (field.name for field in fields(owner)):
        hint = hints[name]
        parts = {hint, *get_args(hint), *(deep for part in get_args(hint) for deep in get_args(part))}
        for part in parts:
            if part is str:
                yield name
            elif isinstance(part, type) and is_dataclass(part) and part is not owner and part is not Sealed:
                yield from bare_texts(part)
