"""Acts on an object after the version that somebody decided on: who did what, and which fields changed.

Names of fields only: no value, and no text. The caller has recorded the reading.
"""

from dataclasses import fields
from typing import Any

from domain.book import EVENTS
from domain.kernel.actor import Actor
from domain.kernel.refusals import NEWER_MOST
from store.driver.connection import Connection, Document
from store.read.history import unseen, without
from store.read.publications import Publications
from store.record.revision import state_of, summary_of

READ = {"kind": 1, "type": 1, "stream": 1, "n": 1, "at": 1, "leaf": 1, "body": 1, "state": 1}


class NewerVersions:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._publications = connection, Publications(connection)

    async def between(self, actor: Actor, stream: str, after: int, newest: int) -> list[Document]:
        """The versions after one, up to the newest, oldest first: the last NEWER_MOST of them.

        Each is a summary with `changed`, the keys of the state that differ from the version before. A notice to the
        press that the public had not seen then changes nothing, save for its own office.
        """
        first = max(after, newest - NEWER_MOST, 0)
        ids = [f"{stream}:{number}" for number in range(first, newest + 1)]
        rows = {row["n"]: row async for row in self._connection.revisions.find({"_id": {"$in": ids}}, READ)}
        states = {number: state_of(row) for number, row in rows.items()}
        own = await self._publications.readable(actor, {id for state in states.values() for id in unseen(state)})
        shown = {number: without(state, unseen(state) - own) for number, state in states.items()}
        return [
            {
                **summary_of(rows[number]),
                "bookkeeping": EVENTS[rows[number]["type"]].BOOKKEEPING,
                "changed": changed(shown.get(number - 1), shown[number]),
            }
            for number in range(first + 1, newest + 1)
            if number in rows
        ]


def changed(before: Any, after: Any) -> frozenset[str]:
    """The keys that differ from one state to the next; `before` None: every key that says something."""
    return frozenset(
        field.name for field in fields(after) if getattr(before, field.name, None) != getattr(after, field.name)
    )
