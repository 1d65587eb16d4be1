"""Destruction of keys: the only irreversible act. A separate process with separate rights does it.

The event, the removal of the keys and the head without texts are written in one transaction. So either the texts are
gone and the record states it, or nothing happened and the order remains. A second run changes nothing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from domain.case.reports import ContactForgotten
from domain.case.state.case import Case
from domain.document.state import DocumentState
from domain.erasure.erasures import DESTROY_TEXTS, AnnounceErasure, TextsDestroyed
from domain.erasure.state import Destruction, ErasureState
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from domain.publication.state import Publication
from domain.registry.registry import NO_REGISTRY
from store.driver.connection import Clock, Connection, Document, connected, wall_clock
from store.driver.transaction import Session, transaction
from store.erasing.judge import Believed, Judge
from store.erasing.retained import AT_ONCE, UnusedUploads, over
from store.erasing.sealed import WAITING, Doubt, Doubted, Trust, complaints_about, revisions_of
from store.facts.actors import Actors
from store.facts.registry import RegistryCache
from store.files.uploads import Uploads
from store.heads.collection import heads_of
from store.heads.head_texts import head_of
from store.process.settings import Settings
from store.record.canonical import canonical
from store.record.revision import Act, state_of
from store.write.anchor import Anchor
from store.write.command_handler import CommandHandler
from store.write.writes import StreamWriter, Writes, read

RETENTION = UUID("2d1f3c58-8a0e-5c53-9d0d-6f1f0f0b7a33")
"""Namespace of the command ids of retention. Never change it."""
COMPILING_MOST = timedelta(hours=1)
"""Longest wait for an official document that a worker is compiling from the texts. After that, the document counts as
abandoned."""


class Eraser:
    """Worker that orders erasures when retention ends, announces ordered ones, and carries them out a day later."""

    def __init__(self, connection: Connection, handler: CommandHandler, registry: RegistryCache) -> None:
        self._registry, self._judge = registry, Judge(connection)
        self.trusted: Trust | None = None
        self.connection, self._handler, self._unused = connection, handler, UnusedUploads(connection)
        self._anchor = Anchor(connection)

    def trust(self, trust: Trust | None) -> None:
        """From now on, accept only versions that these keys prove. None skips the check of the log (development)."""
        self.trusted, self._judge = trust, Judge(self.connection, trust)

    async def end_retention(self, days: int) -> int:
        """Order the erasure of texts past their retention (`store/erasing/retained.py`). Return the number of orders.

        Matters with a running complaint or an open notice wait for a later run.
        """
        count = 0
        async for command, ended_at in over(self.connection, days, await self._registry.current()):
            part = "/contact" if command.contact_only else ""
            id = uuid5(RETENTION, f"{command.target}{part}/{ended_at}")
            try:
                outcome = await self._handler.execute(SYSTEM, command, command_id=id)
            except Refused:
                continue
            count += not outcome.replayed
        return count

    async def ordered(self) -> list[str]:
        """Return the ids of ordered erasures that are not carried out yet, at most AT_ONCE."""
        found = heads_of(self.connection, Kind.ERASURE).find({"state": ErasureState.ORDERED.value}, {"_id": 1})
        return [row["_id"] async for row in found.limit(AT_ONCE)]

    async def step(self, erasure: str, days: int) -> bool:
        """Announce an order, or carry it out if it was announced long enough ago. Return True if keys were destroyed.

        Raise Doubted if the order is not valid, or if it is not valid yet.
        """
        registry = await self._registry.current()
        self._registry.may_write()
        believed = await self._judge.believe(erasure, days, registry)
        try:
            await self._judge.check_announced(believed)
        except Doubted as doubted:
            if doubted.doubt is not Doubt.NOT_ANNOUNCED:
                raise
            await self._announce(believed)
            return False
        return await self._carry_out(believed)

    async def held(self, days: int) -> list[tuple[str, Doubted]]:
        """Return the orders that are not valid, except those that only need time."""
        registry, found = await self._registry.current(), []
        for erasure in await self.ordered():
            try:
                await self._judge.believe(erasure, days, registry)
            except Doubted as doubted:
                if doubted.doubt not in WAITING:
                    found.append((erasure, doubted))
        return found

    async def _announce(self, believed: Believed) -> None:
        order = believed.order
        id = uuid5(RETENTION, f"{order.id}/announced/{len(order.versions)}")
        await self._handler.execute(
            SYSTEM, AnnounceErasure(), command_id=id, target=order.id, expected=len(order.versions)
        )

    async def _carry_out(self, believed: Believed) -> bool:
        """Destroy the keys. Return False while a worker is making a document from the texts."""
        groups = await transaction(self.connection.client, lambda session: self._destroy(believed, session))
        if groups is None:
            return False
        await self._drop_files(groups)
        return True

    async def drop_unused(self) -> int:
        """Remove uploads that were unused for a day. Return their number. After a crash the next run removes the
        rest."""
        count = 0
        for upload in await self._unused.waiting():
            if await self._unused.close(upload):
                await self._drop_files((upload,))
                await self._unused.forget(upload)
                count += 1
        return count

    async def _destroy(self, believed: Believed, session: Session) -> tuple[str, ...] | None:
        """Destroy the keys of a verified order. Return None if its streams have changed since the verification."""
        connection = self.connection
        order, target = await self._growing(Kind.ERASURE, believed.order.id, session), believed.target.id
        if await self._moved(believed, session):
            return None
        if order.state.contact_only:
            return await self._forget_contact(order, target, session)
        streams = [target, *await self._untold(target, session)]
        if await self._being_compiled(streams, session):
            return None
        rows = connection.wrapped.find({"stream": {"$in": streams}}, {"_id": 1}, session=session)
        groups = tuple(sorted([row["_id"] async for row in rows]))
        writes = await self._written(order, groups)
        for stream in streams:
            await self._bare(stream, writes, session)
        await writes.run(session)
        # After the head is written without texts: a concurrent writer to the target conflicts and retries.
        await connection.wrapped.delete_many({"_id": {"$in": list(groups)}}, session=session)
        return groups

    async def _moved(self, believed: Believed, session: Session) -> bool:
        for stream, judged in believed.tips.items():
            newest = {"_id": {"$eq": f"{stream}:{judged + 1}"}}
            if await self.connection.revisions.find_one(newest, {"_id": 1}, session=session):
                return True
        target = believed.target.id
        complaints = await complaints_about(self.connection, target, session)
        return any(not complaint.over for complaint in complaints if complaint.id != target)

    async def _forget_contact(self, order: StreamWriter, target: str, session: Session) -> tuple[str, ...]:
        """Destroy only the contact details of a case's reporter. The case records the destruction."""
        connection, now = self.connection, self.connection.clock()
        writer = await self._growing(Kind.CASE, target, session)
        case: Case = writer.state
        groups = (case.contact,) if case.contact else ()
        writes = await self._written(order, groups)
        if groups:
            act = await self._act(order.id, now, writer)
            writer.grow(connection, writes, ContactForgotten(erasure=order.id), act, now, NO_REGISTRY)
            writer.finish(connection, writes, {})
        await writes.run(session)
        await connection.wrapped.delete_many({"_id": {"$in": list(groups)}}, session=session)
        return groups

    async def _written(self, order: StreamWriter, groups: tuple[str, ...]) -> Writes:
        """Return the writes that record the destruction. They precede the removal of the keys."""
        connection, now = self.connection, self.connection.clock()
        writes, act = Writes(connection), await self._act(order.id, now, order)
        event = TextsDestroyed(destruction=Destruction(at=now, groups=groups))
        order.grow(connection, writes, event, act, now, NO_REGISTRY)
        writes.insert(connection.names.record, "commands", self._command(act, order))
        order.finish(connection, writes, {})
        return writes

    async def _untold(self, target: str, session: Session) -> list[str]:
        """Return the notices about a case that were never public. Their texts are erased with those of the case."""
        rows = heads_of(self.connection, Kind.PUBLICATION).find({"case": {"$eq": target}}, {"_id": 1}, session=session)
        found = []
        for id in [head["_id"] async for head in rows]:
            notice: Publication = state_of((await revisions_of(self.connection, id, session))[-1])
            found += [notice.id] if notice.untold and notice.case == target else []
        return sorted(found)

    async def _being_compiled(self, streams: list[str], session: Session) -> bool:
        """Return True if a worker may be using the texts now, because it could later store a file made from them under
        another key."""
        since = (self.connection.clock() - COMPILING_MOST).replace(tzinfo=None)
        query = {"source": {"$in": streams}, "state": DocumentState.REQUESTED.value, "at": {"$gt": since}}
        found = await heads_of(self.connection, Kind.DOCUMENT).find_one(query, {"_id": 1}, session=session)
        return found is not None

    async def _bare(self, target: str, writes: Writes, session: Session) -> None:
        """Write the target's head without any text, at the same version."""
        kind = Kind(target.partition("-")[0])
        head = await heads_of(self.connection, kind).find_one({"_id": target}, session=session)
        assert head is not None  # the order names an existing stream
        revision = await self.connection.revisions.find_one({"_id": f"{target}:{head['n']}"}, session=session)
        assert revision is not None, f"head without its revision: {target}"
        tip = await read(self.connection, target, head, session)
        bare = head_of(kind, tip.state, head["n"], revision["at"], {}, self.connection.master)
        writes.head(kind, bare, head["n"])

    async def _growing(self, kind: Kind, stream: str, session: Session) -> StreamWriter:
        head = await heads_of(self.connection, kind).find_one({"_id": stream}, session=session)
        assert head is not None, f"no head: {stream}"
        return StreamWriter(stream, kind, await read(self.connection, stream, head, session), head)

    async def _act(self, erasure: str, now: datetime, writer: StreamWriter) -> Act:
        return Act(
            actor=SYSTEM,
            scope=None,
            action=DESTROY_TEXTS,
            command=str(uuid5(RETENTION, erasure)),
            at=now,
            origin=self.connection.origin,
            anchor=await self._anchor.no_older(await self._anchor.current(), writer.tip),
            author=self.connection.author,
        )

    def _command(self, act: Act, order: StreamWriter) -> Document:
        master = self.connection.master
        return {
            "_id": act.command,
            "stream": order.id,
            "n": order.tip.n,
            "by": master.pseudonym("\n".join((SYSTEM.client, "", SYSTEM.subject))),
            "group": None,
            "digest": master.command_digest(canonical([act.action, order.id]), None),
            "at": order.at.replace(tzinfo=None),
        }

    async def _drop_files(self, groups: tuple[str, ...]) -> None:
        """Remove the ciphertext of files whose key is gone. Ciphertext that remains after a crash cannot be
        decrypted."""
        main = self.connection.client[self.connection.names.main]
        async for file in main["evidence.files"].find({"filename": {"$in": list(groups)}}, {"_id": 1}):
            await main["evidence.chunks"].delete_many({"files_id": file["_id"]})
            await main["evidence.files"].delete_one({"_id": file["_id"]})
        await main["evidence.chunks"].delete_many(
            {"files_id": {"$in": list(groups)}}
        )  # chunks of a file whose upload did not finish


@asynccontextmanager
async def opened_eraser(settings: Settings, clock: Clock = wall_clock) -> AsyncIterator[Eraser]:
    """Yield an eraser with its own connection. Its process needs no other part of the store."""
    async with connected(settings, clock) as connection:
        registry = RegistryCache(connection)
        handler = CommandHandler(connection, registry, Uploads(connection), Actors(connection.master))
        yield Eraser(connection, handler, registry)
        await handler.end()
