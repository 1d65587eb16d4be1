"""Contacts that are kept apart against the record: each that an event names is there, opens, or was erased by an event.

They lie in a collection of their own under keys of their own (`store/record/contact_details.py`); events hold
nothing but the name.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from domain.kernel.event import Event
from store.log.finding import Finding
from store.mongo.connection import Connection, Document
from store.record.canonical import plain
from store.record.contact_details import opened
from store.record.revision import event_in

FIELD = "contact"
"""The field of events that names one, wherever in them it is."""


def named_in(events: Iterable[Event]) -> frozenset[str]:
    """The contacts that the events of a stream name."""
    return frozenset(name for event in events for name in _named(plain(event)))


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(found := value.get(FIELD), str):
            yield found
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _named(part)


async def contact_findings(
    connection: Connection, stream: str, names: frozenset[str], destroyed: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """What is wrong with the contacts that a stream names; one that was erased is a note."""
    there = {"$in": sorted(names)}
    values = {contact["_id"]: contact async for contact in connection.contacts.find({"_id": there})}
    wrapped = {key["_id"]: key async for key in connection.wrapped.find({"_id": there})}
    for name in sorted(names):
        if name not in values:
            yield Finding("value-missing", f"{stream} {name}", "a contact is not in the vault")
        if name not in wrapped:
            yield gone(stream, name, destroyed)
        elif name in values and (code := _unopenable(connection, stream, values[name], wrapped[name])):
            yield Finding(code, f"{stream} {name}", "a contact does not open")


def gone(stream: str, group: str, destroyed: Mapping[str, str]) -> Finding:
    """A key that is not there: by which event it went, or that none says why."""
    if event := destroyed.get(group):
        return Finding("erased", stream, f"erased by event {event}: the key of group {group}")
    return Finding("key-missing", stream, f"the key of group {group} is gone")


def _unopenable(connection: Connection, stream: str, value: Document, wrapped: Document) -> str | None:
    try:
        key = connection.master.unwrap(bytes(wrapped["key"]))
    except (InvalidUnwrap, LookupError, TypeError, ValueError):
        return "key-altered"
    try:
        opened(value, key, stream)
    except (InvalidTag, LookupError, TypeError, ValueError):
        return "value-altered"
    return None


async def stray_contacts(connection: Connection, met: int) -> AsyncIterator[Finding]:
    """Contacts that no event names, looked for only when there are more than the record `met`."""
    if await connection.contacts.count_documents({}) <= met:
        return
    async for value in connection.contacts.find({}, {"stream": 1}):
        revisions = await connection.revisions.find({"stream": {"$eq": value.get("stream")}}).to_list(None)
        if value["_id"] not in named_in(map(event_in, revisions)):
            yield Finding("value-stray", f"{value.get('stream')} {value['_id']}", "a contact that no event names")
