"""Command ids. A command that ran before returns its earlier result, and does nothing else."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import UpdateOne

from domain.kernel.actor import Actor, Caller
from domain.kernel.refusals import CommandReused, Refused
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import NameInText
from domain.rules.command import Action
from store.driver.connection import Connection, Document
from store.driver.transaction import Session
from store.heads.head_texts import commitments, head_of
from store.keys.master import COMMAND_MARK
from store.keys.promises import Accepted, accepted
from store.record.canonical import JSON, quick_bytes
from store.record.contact_details import ContactDetails
from store.record.revision import state_of
from store.record.sealing import SealedGroup, opened_texts
from store.write.signing import Signature

OLD: Final = {"$or": [{"_id": {"$lt": COMMAND_MARK}}, {"_id": {"$gt": COMMAND_MARK + "g"}}]}
"""Condition for old commands, whose row has the command id itself."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Result of a command: the head's document and the `version` that it wrote. `replayed` is True if the command had
    run before.

    The document is that of `version`; for a replayed command, and for people and programs, it is the current one.
    `withheld` means that the command had run before and the caller may not see the object now, so the document is
    empty.
    """

    kind: Kind
    stream: str
    version: int
    document: Document
    accepted: Accepted
    """Leaf hash of the last version, and the time by which that version will be sealed."""
    replayed: bool = False
    withheld: bool = False
    follow_code: str | None = field(default=None, repr=False)
    """Code for the person for whom the command opened the object; None for a caller who does not have its secret."""

    def with_document(self, document: Document) -> "Outcome":
        return replace(self, document=document)

    def without_document(self) -> "Outcome":
        return replace(self, document={}, withheld=True)


@dataclass(kw_only=True)
class Order:
    """Command in execution, with all data that must stay the same over retries."""

    who: Caller | Actor
    action: Action
    command: Any
    command_id: str
    stream: str
    expected: int | None
    now: datetime
    anchor: str | None
    names: tuple[NameInText, ...]
    group: SealedGroup
    signature: Signature | None = None
    paper: str | None = None
    """Number of the paper on which a person without a key acts."""
    trial: bool = False
    """True for a trial run, which finds out what must be signed. Nothing is written in any case."""
    named: bool = False
    code: str = ""
    tries: int = 0
    counting: UpdateOne | None = None
    doubted: bool = False
    """True if the command may have run before. In that case its id is looked up first."""
    seen: int = 0
    contact_details: tuple[ContactDetails, ...] = ()
    follow_code: str = field(default="", repr=False)
    """Code for the person for whom the command may open an object. It leaves the process only in the answer."""


class Commands:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._old: bool | None = None
        """True if there are commands stored by command id; None until that is checked."""

    def document(self, order: Order, n: int, at: datetime) -> Document:
        """Return the row of a command: its result, and keyed hashes that identify it and its caller."""
        return {
            "_id": self.name(order),
            "stream": order.stream,
            "n": n,
            "by": self._by(order.who),
            "group": order.group.wrapped and order.group.wrapped["_id"],
            "digest": self._digest(order, order.group.key),
            "at": at.replace(tzinfo=None),
        }

    def name(self, order: Order) -> str:
        return self._connection.master.command_name(order.command_id)

    async def ran_under_its_id(self, order: Order) -> bool:
        """Return True if the command ran when the record still contained command ids.

        A search by the newer name does not find such a row.
        """
        commands = self._connection.commands
        if self._old is None:
            self._old = await commands.find_one(OLD, {"_id": 1}) is not None
        return self._old and await commands.find_one({"_id": order.command_id}, {"_id": 1}) is not None

    async def replay(self, order: Order, session: Session | None = None) -> Outcome | None:
        """Return the outcome of a command that ran before; None if it did not run.

        Raise Refused if the id was used by another caller or with other content. Content whose key was destroyed cannot
        be compared any more, so it is accepted.
        """
        names = [self.name(order), *([order.command_id] if self._old else [])]
        seen = await self._connection.commands.find_one({"_id": {"$in": names}}, session=session)
        if seen is None:
            return None
        if seen["by"] != self._by(order.who) or not await self._same(order, seen, session):
            raise Refused(CommandReused())
        id = f"{seen['stream']}:{seen['n']}"
        revision = await self._connection.revisions.find_one({"_id": id}, session=session)
        assert revision is not None, f"command without its revision: {id}"
        state, kind = state_of(revision), Kind(revision["kind"])
        clear = await opened_texts(self._connection, {seen["stream"]: commitments(state)}, session)
        document = head_of(kind, state, seen["n"], revision["at"], clear, self._connection.master)
        return Outcome(
            kind=kind,
            stream=seen["stream"],
            version=seen["n"],
            document=document,
            accepted=accepted(bytes(revision["leaf"]), revision["at"].replace(tzinfo=UTC)),
            replayed=True,
        )

    async def _same(self, order: Order, seen: Document, session: Session | None) -> bool:
        key = None
        if seen["group"]:
            wrapped = await self._connection.wrapped.find_one({"_id": seen["group"]}, session=session)
            if wrapped is None:
                return True
            key = self._connection.master.unwrap(bytes(wrapped["key"]))
        return secrets.compare_digest(bytes(seen["digest"]), self._digest(order, key))

    def _by(self, who: Caller | Actor) -> str:
        return self._connection.master.pseudonym("\n".join((who.client, who.agency or "", who.subject)))

    def _digest(self, order: Order, key: bytes | None) -> bytes:
        target = None if order.action.creates else order.stream
        content = [order.action.name, target, JSON.unstructure(order.command)]
        if order.names:
            content.append(JSON.unstructure(order.names))
        return self._connection.master.command_digest(quick_bytes(content), key)
