"""No event has room for a text that was not sealed: what is plain text in one is listed by hand."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from domain.book import EVENTS
from domain.kernel.event import Sealed
from tests.support.told import nothing_missing

IDS = frozenset(
    {
        *("actions", "proposed_by", "confirmed_by", "doubted_by", "ended_by", "inspector", "papers"),
        *("article", "point", "page", "address"),
        # Of lines and tables of the public register: hashes, days, words of enums, names of counts and of cells.
        *("cause", "on", "outcome", "salt", "words", "kinds", "columns", "figures", "cells"),
        "read_in",
        "about",
        "accusation",
        "rescreening",
        "loses",
        "accused",
        "action",
        "activated_by",
        "addressees",
        "agencies",
        "agency",
        "area",
        "areas",
        "asked_by",
        "assigned",
        "assignment",
        "attended",
        "basis",
        "before",
        "by",
        "by_delegation",
        "by_order",
        "case",
        "categories",
        "category",
        "certificate",
        "channel",
        "clause",
        "client",
        "co_organiser",
        "code",
        "colleague",
        "committee",
        "concerns",
        "contact",
        "copies",
        "data",
        "decision",
        "delivery",
        "digest",
        "drafted_by",
        "entered_by",
        "erasure",
        "evidence",
        "examining",
        "failure",
        "field",
        "filters",
        "finding",
        "focal",
        "former",
        "from_state",
        "functions",
        "group",
        "groups",
        "head",
        "hearing",
        "id",
        "in_time",
        "inspected",
        "inspection",
        "invited",
        "issuer",
        "justified_by",
        "key",
        "late",
        "lead",
        "level",
        "manifest",
        "mark",
        "measure",
        "may_order",
        "measures",
        "media_type",
        "members",
        "milder_than",
        "ministry",
        "missing",
        "name",
        "nominated_by",
        "notices",
        "number",
        "refused_for",
        "settled_by",
        "title",
        "of",
        "officer",
        "officers",
        "opened_by",
        "organisation",
        "part",
        "period",
        "police",
        "procedures",
        "proof",
        "protectors",
        "provision",
        "provisions",
        "public",
        "public_code",
        "publication",
        "publishers",
        "reason",
        "recipient",
        "recusal",
        "redirects",
        "redress",
        "referral",
        "registered_by",
        "regulation",
        "removals",
        "replaces",
        "reporter",
        "request",
        "restoration",
        "round",
        "seal",
        "secrets",
        "serial",
        "short",
        "signatory",
        "source",
        "stream",
        "streams",
        "subject",
        "successions",
        "successor",
        "supersedes",
        "symbol",
        "takedown",
        "target",
        "ticket",
        "to_state",
        "unit",
        "user",
        "verification",
        "worded_by",
    }
)
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
