"""From a head back to the state it mirrors, for rules that only ask: without the texts, which rules never read.

Every text is the same empty reference here. A state made so is judged and thrown away; nothing is written from it.
"""

from datetime import UTC, date, datetime
from typing import Any

from cattrs import Converter

from domain.book import STATES
from domain.kernel.event import Sealed
from domain.kernel.kind import Kind
from store.mongo.connection import Document

UNREAD = Sealed(group="", commitment="")


def _converter() -> Converter:
    made = Converter(detailed_validation=False)
    made.register_structure_hook(Sealed, lambda value, _: UNREAD)
    made.register_structure_hook(datetime, lambda value, _: value.replace(tzinfo=UTC))
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return made


_HEADS = _converter()


def state_in(kind: Kind, head: Document) -> Any:
    """The state a head mirrors."""
    return _HEADS.structure(head, STATES[kind])
