"""Fields of a head that are not in its state, for lists, search and visibility. There is one function for each
purpose."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.access.record import LOG, SEARCHES
from domain.publication.public import complaint_code
from store.keys.master import MasterKey
from store.kinds.sight import seen_by
from store.record.canonical import to_bytes

Document = dict[str, Any]
Before = Document | None
Derived = Callable[[Any, Document, datetime, MasterKey, Before], Document]
"""Function from the state, its document, the version's time, the master key and the previous head, if it is known, to
the derived fields."""


def nothing(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    return {}


def whole(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    """Return the bytes of a registry row, from which the registry for rules is read."""
    return {"bytes": to_bytes(state)}


def readers(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    kinds = [kind.value for kind in getattr(state, "reader_kinds", ())]
    return {"seen_by": seen_by(state.readers, kinds=kinds)}


def begun_by_a_person(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    """Return the agencies that take part in the object, and the keyed hash of the person's code."""
    return {"readers": list(state.readers), "ticket": ticket_of(document)}


def ticket_of(document: Document) -> str | None:
    """Return the keyed hash of the code of the person who began the object; None if no person did."""
    request = document.get("request")
    found: str | None = document.get("ticket") or (request.get("ticket") if request else None)
    return found


def public_moments(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    """Return the times at which a notice became public and last changed, and the code for a complaint against it.

    All three are None for a notice that was never public.
    """
    moments = [version["at"] for version in document["versions"]]
    return {
        "issued_at": min(moments, default=None),
        "changed_at": max(moments, default=None),
        "complaint_code": complaint_code(state.id) if moments else None,
    }


def whether_sent(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    """Return the field that makes a sent consolidated report visible to the recipients of a copy."""
    return {"shown": "SENT" if state.sending else "NO"}


def access(state: Any, document: Document, at: datetime, master: MasterKey, before: Before) -> Document:
    """Return the time of an access record, and the streams to which it refers.

    The time is that of its last reading, refusal or sign-in attempt, or of the verification's end.
    """
    if verification := document["verification"]:
        return {"at": verification["ended"], "about": [LOG]}
    refused = document["refused"]
    rows = document["reads"] or document["sign_ins"] or [refused]
    streams = {stream for read in document["reads"] for stream in read["streams"]}
    streams |= {sign_in["user"] for sign_in in document["sign_ins"]}
    if refused and refused["stream"]:
        streams.add(refused["stream"])
    if any(read.words for read in state.reads):
        streams.add(SEARCHES)
    return {"at": max(row["at"] for row in rows), "about": sorted(streams)}
