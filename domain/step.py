"""A step that an officer takes for an agency: the same few facts, wherever one is recorded."""

from dataclasses import dataclass
from datetime import datetime

from domain.facts import Facts
from domain.streams import Sealed


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who took a step and when, with the document or the note that goes with it."""

    agency: str
    officer: str
    at: datetime
    document_number: Sealed | None = None
    note: Sealed | None = None


def step_of(facts: Facts, *, note: str | None = None) -> Step:
    """The actor's step now, with the command's document number if it has one; `note` names a text of it."""
    return Step(
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        document_number=facts.sealed.get("document_number"),
        note=facts.sealed[note] if note else None,
    )
