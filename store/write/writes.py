"""All that one command writes, as one client-level bulk write inside its transaction.

A bulk write does not fail by itself when it matches nothing: the count of matched documents is compared with
the count of heads replaced, and a difference aborts the transaction.

Endings with an account are written in its own transaction. So nothing that was issued or remembered before comes back
when the account counts again, whatever crashes meanwhile. Refresh families end by the mark: they are no older than it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pymongo import DeleteMany, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import ClientBulkWriteException, DuplicateKeyError

from domain.administration.users import UserEnrolled, UserSuspended
from domain.kernel.event import Event
from domain.kernel.vocabulary import Kind
from store.driver.connection import Connection, Document
from store.driver.transaction import Lost, Session
from store.heads.head_texts import HeadKey, closed, has_texts, new_key
from store.kinds.entries import HEADS
from store.oauth.revocations import Marked, denied_from, mark
from store.record.contact_details import ContactDetails
from store.record.epochs import REVOKED, raised
from store.record.sealing import SealedGroup

DUPLICATE = 11000
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | DeleteMany


@dataclass
class Writes:
    connection: Connection
    operations: list[Write] = field(default_factory=list)
    found: int = 0
    """Number of operations that must find, or make, their document."""

    def insert(self, database: str, collection: str, document: Document) -> None:
        self.operations.append(InsertOne(document, namespace=f"{database}.{collection}"))

    def revision(self, document: Document, pending: Document) -> None:
        self.insert(self.connection.names.record, "revisions", document)
        self.insert(self.connection.names.log, "pending", pending)

    def closed_head(self, kind: Kind, state: Any, head: Document, expected: int, key: HeadKey | None) -> None:
        """Add the head of a state with its texts encrypted: under the key given, or under a new one, which is added."""
        if has_texts(state, head):
            if key is None:
                key, wrapped = new_key(state.id, self.connection.master)
                self.insert(self.connection.names.keys, "wrapped", wrapped)
            head = closed(state, head, key)
        self.head(kind, head, expected)

    def head(self, kind: Kind, document: Document, expected: int) -> None:
        """Add a new head as it is stored, or replace the one that stands at version `expected`."""
        namespace = f"{self.connection.names.main}.{HEADS[kind]}"
        if expected == 0:
            self.operations.append(InsertOne(document, namespace=namespace))
            return
        found = {"_id": document["_id"], "n": expected}
        self.operations.append(ReplaceOne(found, document, namespace=namespace))
        self.found += 1

    def seal(self, group: SealedGroup) -> None:
        for value in group.values:
            self.insert(self.connection.names.vault, "sealed", value)
        if group.wrapped:
            self.insert(self.connection.names.keys, "wrapped", group.wrapped)

    def contact_details(self, details: ContactDetails) -> None:
        """Add a text of the separate store and its wrapped key."""
        self.insert(self.connection.names.vault, "contacts", dict(details.value))
        self.insert(self.connection.names.keys, "wrapped", dict(details.wrapped))

    def also(self, operation: UpdateOne) -> None:
        """Add an upsert. It always finds or makes its document, so it must not stand in for a head that did not."""
        self.operations.append(operation)
        self.found += 1

    def remove(self, collection: str, found: Document) -> None:
        self.operations.append(DeleteMany(found, namespace=f"{self.connection.names.main}.{collection}"))

    async def run(self, session: Session) -> None:
        """Write everything. Raises Lost when somebody else wrote the same version or id first."""
        try:
            result: Any = await self.connection.client.bulk_write(self.operations, session=session)
        except (ClientBulkWriteException, DuplicateKeyError) as error:
            if _duplicate(error):
                raise Lost from error
            raise
        if result.matched_count + result.upserted_count < self.found:
            raise Lost


def _duplicate(error: Exception) -> bool:
    codes = {failure.get("code") for failure in getattr(error, "write_errors", None) or ()}
    return isinstance(error, DuplicateKeyError) or DUPLICATE in codes


ENDS = (UserSuspended, UserEnrolled)


def end_with(writes: Writes, event: Event, account: Document, now: datetime) -> None:
    """Add what ends with the event: the account's tokens, its sessions, its password and its known browsers."""
    if not isinstance(event, ENDS):
        return
    main, user = writes.connection.names.main, account["_id"]
    bearing = {"_id": mark(Marked.ACCOUNT, "", account["subject"])}
    writes.also(UpdateOne(bearing, denied_from(now), upsert=True, namespace=f"{main}.oauth_revocations"))
    writes.also(raised(main, REVOKED))
    writes.remove("oauth_sessions", {"user": user})
    writes.remove("oauth_credentials", {"_id": user})
