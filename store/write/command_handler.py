"""The command handler: API, workers, import and command line write only through it.

  - draw ids, seal texts      once, before the transaction, so that a retry writes the same
  - read                      registry and counters, head and state in one snapshot
  - may, decide               pure rules
  - write                     revisions, pending, command, sealed values, heads, jobs: all or nothing, in this
                              stream and in those that must agree with it (`domain/rules/linking.py`)
  - replay?                   an existing command id stops the write, and a refusal may result from an earlier run of
                              the same command. Only then the id is looked up. The answer has the version of that
                              run, and the current object for callers who may see it

A crash before the commit writes nothing. After the commit everything is written, and the jobs are found in the outbox.
A caller that lost the answer repeats the command under the same id.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from typing import Any, Unpack
from uuid import uuid4

from pymongo.errors import ConnectionFailure, PyMongoError

from domain.book import EVENTS, linked_events
from domain.kernel.actor import Actor, Caller
from domain.kernel.event import Event, folded
from domain.kernel.refusals import NotAllowed, NotFound, Refused, Unsettled, VersionConflict
from domain.kernel.vocabulary import REGISTRY
from domain.registry.registry import Registry
from domain.rules.command import HUMANS_AND_MACHINES, MAX_ADDITIVE_TRIES, denial, standing, used
from domain.rules.facts import Facts
from store.driver.clocks import ClockWatch
from store.driver.connection import Connection, Document
from store.driver.transaction import TRANSIENT, CommitUnknown, Lost, Session, labelled, transaction
from store.facts.actors import Actors
from store.facts.needs import Question, answers
from store.facts.registry import RegistryCache
from store.files.uploads import Uploads
from store.heads.collection import heads_of
from store.heads.head_texts import Head, clear_texts, head_of
from store.heads.reader import sees
from store.keys.promises import accepted
from store.kinds.derived import ticket_of
from store.kinds.numbers import PREFIXES, Numbers
from store.record.epochs import ALONE, REGISTRY_ROWS, raised
from store.record.revision import Act, StreamHead
from store.write import quota
from store.write.anchor import Anchor
from store.write.command_ids import Commands, Order, Outcome
from store.write.locks import Locks
from store.write.ordering import Orders, Sent
from store.write.signing import Signing
from store.write.stating import Stating
from store.write.writes import Streams, StreamWriter, Writes, end_with, read

ANY = 0
"""Expected version of a trial run, which is decided on the newest version."""
NOTED_MOST = 50
"""Most versions after the expected one that are checked. If there are more, the officer must read the object again."""


class _Left(Exception):
    """Result of a trial run. It ends the transaction before anything is written."""

    def __init__(self, document: Document) -> None:
        super().__init__(document["_id"])
        self.document = document


class CommandHandler:
    def __init__(self, connection: Connection, registry: RegistryCache, uploads: Uploads, actors: Actors) -> None:
        self._connection, self._registry, self._turns, self._actors = connection, registry, Locks(), actors
        self._commands, self._anchor = Commands(connection), Anchor(connection)
        self._orders = Orders(connection, uploads, self._commands, self._anchor)
        self._signing, self._clocks = Signing(connection), ClockWatch(connection)
        self.numbers = Numbers(connection)
        self._running: set[asyncio.Task[Outcome]] = set()

    async def execute(self, who: Caller | Actor, command: Any, **sent: Unpack[Sent]) -> Outcome:
        """Execute a command and return its result.

        Raise Refused with problems, NotAllowed or ClockWrong. In these cases nothing was written.
        """
        await self._clocks.check()
        order = await self._orders.order(who, command, **sent)
        # If the caller goes away, the write still runs to its end, and the id tells the outcome.
        task = asyncio.ensure_future(self._carry_out(order))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        outcome = await asyncio.shield(task)
        return replace(outcome, follow_code=self._code_shown(order, outcome))

    async def left_by(self, who: Caller | Actor, command: Any, target: str) -> Document:
        """Return the head that would result from a command on an existing stream. Nothing is written.

        Raise Refused and NotAllowed as `execute` does, but decide on the newest version.
        """
        order = await self._orders.order(who, command, command_id=uuid4(), target=target, expected=ANY)
        order.expected = None
        try:
            await transaction(self._connection.client, lambda session: self._attempt(order, session, tried=True))
        except _Left as left:
            return left.document
        raise AssertionError("a command that is only tried ends before it writes")

    async def end(self) -> None:
        """Return unused numbers if the database answers. If it does not, they are lost."""
        with suppress(ConnectionFailure):
            await self.numbers.return_kept()

    def _code_shown(self, order: Order, outcome: Outcome) -> str | None:
        ticket = ticket_of(outcome.document)
        return order.follow_code if ticket and ticket == self._connection.master.ticket(order.follow_code) else None

    async def _carry_out(self, order: Order) -> Outcome:
        turn = None if order.action.creates else order.stream
        async with self._turns.of(turn):
            try:
                written = await transaction(self._connection.client, lambda session: self._attempt(order, session))
                self._unused(order, written.document.get("code", order.code))
                return written
            except CommitUnknown:
                return await self._read_back(order)
            except Lost:
                raise Refused(_conflict(order, order.seen or order.expected or 0)) from None
            except (Refused, NotAllowed):
                # An earlier run of the same command may be the reason: then its result is the answer, as it was the
                # first time.
                if order.doubted or (outcome := await self._replayed(order, None)) is None:
                    self._unused(order, "")
                    raise
                self._unused(order, outcome.document.get("code", order.code))
                return outcome
            except PyMongoError as error:
                # Conflicts until the deadline: often with an earlier try of the same command, whose commit got no
                # answer, and which the server keeps open for a while.
                if labelled(error, TRANSIENT):
                    raise Refused(Unsettled()) from error
                raise
            finally:
                if order.action.stream in REGISTRY:
                    self._registry.look_again()  # the change applies to the next request of this process

    def _unused(self, order: Order, code: str) -> None:
        """Take back the drawn number if the object has another `code`, or if there is no object.

        The number is unused after a refusal, which wrote nothing, or if the command ran before and its object has
        another number. After an error the outcome is unknown, so the number is lost.
        """
        if order.code and code != order.code:
            self.numbers.take_back(order.action.stream, order.code)

    async def _read_back(self, order: Order) -> Outcome:
        """Return the answer after an unknown commit: a certain success, or the request to repeat the command. It is
        never a failure."""
        outcome = await self._replayed(order, None)
        if outcome is None:
            raise Refused(Unsettled())
        return outcome

    def _actor(self, order: Order, registry: Registry) -> Actor:
        return self._actors.of(order.who, registry, order.now)

    async def _replayed(self, order: Order, session: Session | None) -> Outcome | None:
        """Return the outcome of a command that ran before; None if it did not run.

        Its sender learns that it ran. The current object is returned only to callers who may take the action and see
        the object now: rights may have ended since, and a token may have fewer.
        """
        outcome = await self._commands.replay(order, session)
        if outcome is None:
            return None
        actor = self._actor(order, await self._registry.current(session))
        if actor.kind not in HUMANS_AND_MACHINES:
            return outcome
        head = await heads_of(self._connection, outcome.kind).find_one(
            {"_id": {"$eq": outcome.stream}}, session=session
        )
        seen = head is not None and sees(actor, outcome.kind, head)
        allowed = denial(order.action, actor, order.command) is None
        return outcome.with_document(head) if head and seen and allowed else outcome.without_document()

    async def _attempt(self, order: Order, session: Session, *, tried: bool = False) -> Outcome:
        if order.doubted and (replayed := await self._replayed(order, session)):
            return replayed
        registry, counters = await self._registry.with_counters(self._counters(order), session)
        self._registry.may_write()
        actor = self._actor(order, registry)
        if denied := denial(order.action, actor, order.command):
            raise denied
        order.counting = await quota.check(self._connection, order.action, actor, order.now, counters, session)
        head, tip = await self._load(order, actor, session)
        own = StreamWriter(id=order.stream, kind=order.action.stream, tip=tip, head=head)
        streams = Streams(self._connection, session)
        await streams.read_linked(own.kind, own.state, order.command)
        facts = await self._facts(order, actor, registry, own, streams, session)
        if tip.n and (problem := standing(order.action, tip.state, facts)):
            raise Refused(problem)
        events = order.action.decide(tip.state, order.command, facts)
        if tried:
            state = reduce(lambda state, event: folded(state, event, order.stream), events, tip.state)
            clear = {**(clear_texts(tip.state, head) if head else {}), **order.group.clear}
            raise _Left(head_of(own.kind, state, tip.n + 1, order.now, clear, self._connection.master))
        try:
            return await self._write(order, facts, own, streams, events, session)
        except Lost:
            order.doubted = True
            raise

    def _counters(self, order: Order) -> tuple[str, ...]:
        """Return the counters that the command probably needs, according to the cached registry."""
        if order.action.daily is None or self._registry.kept is None:
            return ()
        try:
            actor = self._actor(order, self._registry.kept)
        except NotAllowed:
            return ()
        return (quota.counter_of(order.action, actor, order.now),) if quota.counted(order.action, actor) else ()

    async def _load(self, order: Order, actor: Actor, session: Session) -> tuple[Head | None, StreamHead]:
        heads = heads_of(self._connection, order.action.stream)
        if order.action.creates and not order.named:
            return None, StreamHead()
        head = await heads.find_one({"_id": order.stream}, session=session)
        if order.action.creates:
            if head is not None:
                raise Refused(VersionConflict(current_version=head["n"]))
            return None, StreamHead()
        if head is None or not sees(actor, order.action.stream, head):
            raise Refused(NotFound())
        # Only a newer version counts: a conflict with an uncommitted writer is no reason to decide again.
        order.tries += head["n"] != order.seen
        order.seen = head["n"]
        if order.tries > MAX_ADDITIVE_TRIES or await self._stale(order, head["n"], session):
            raise Refused(_conflict(order, head["n"]))
        return head, await read(self._connection, order.stream, head, session)

    async def _stale(self, order: Order, newest: int, session: Session) -> bool:
        """Return True if somebody acted after the version on which a command was decided.

        Later notes of the register count only for commands whose rules read them (`Event.READ_BY`). A command that is
        not stale is decided and written on the newest version, so that neither act undoes the other.
        """
        expected = order.expected
        if expected is None or expected == newest or order.action.additive:
            return False
        if not 0 < newest - expected <= NOTED_MOST:
            return True
        since = [f"{order.stream}:{number}" for number in range(expected + 1, newest + 1)]
        rows = self._connection.revisions.find({"_id": {"$in": since}}, {"type": 1}, session=session)
        readers = [EVENTS[row["type"]].READ_BY async for row in rows]
        return len(readers) < len(since) or any(by is None or order.action.name in by for by in readers)

    async def _facts(
        self, order: Order, actor: Actor, registry: Registry, own: StreamWriter, streams: Streams, session: Session
    ) -> Facts:
        connection = self._connection
        if order.action.creates and own.kind in PREFIXES and not order.code:
            order.code = await self.numbers.next_code(own.kind, order.now)
        question = Question(
            connection=connection,
            actor=actor,
            registry=registry,
            stream=own.id,
            state=own.state,
            command=order.command,
            session=session,
        )
        return Facts(
            actor=actor,
            now=order.now,
            registry=registry,
            sealed=order.group.references,
            new_id=connection.master.object_id(order.command_id),
            code=order.code,
            contact_details={details.field: details.group for details in order.contact_details},
            ticket=connection.master.ticket(order.follow_code),
            linked=streams.states,
            needs=await answers(order.action.asks, question),
        )

    async def _write(
        self,
        order: Order,
        facts: Facts,
        own: StreamWriter,
        streams: Streams,
        events: Iterable[Event],
        session: Session,
    ) -> Outcome:
        connection, writes = self._connection, Writes(self._connection)
        scope = used(order.action, facts.actor, order.command)
        anchor, author, name = order.anchor, connection.author, self._commands.name(order)
        wanted = await self._signing.wanted(
            order, name, facts.actor, facts.registry, own.tip, scope and scope.value, session
        )
        act = Act.of(order.action, scope, facts.actor, name, order.now, connection.origin, anchor, author, order.names)
        act, revisions = replace(act, **wanted.fields()) if wanted else act, list[Document]()
        stating = Stating(connection, self._anchor, writes, order.now, session)

        async def append(writer: StreamWriter, event: Event) -> None:
            anchored = replace(act, anchor=await self._anchor.no_older(act.anchor, writer.tip))
            anchored = await stating.leave(writer, event, anchored)
            revisions.append(writer.grow(connection, writes, event, anchored, order.now, facts.registry))
            linked = linked_events(writer.state, event, replace(facts, linked=streams.states))
            for following in linked:
                await append(await streams.linked(following.stream), following.event)

        given = list(events)
        for event in given:
            await append(own, event)
        if wanted:
            wanted.written((writer.id for writer in streams.changed), revisions, connection.origin)
        document = own.finish(connection, writes, order.group.clear)
        for event in given:
            end_with(writes, event, document, order.now)
        for writer in streams.changed:
            writer.finish(connection, writes, {})
        stating.finish()
        self._beside_the_record(order, own, writes)
        await writes.run(session)
        assert own.tip.leaf is not None
        receipt = accepted(own.tip.leaf, own.at)
        return Outcome(kind=own.kind, stream=own.id, version=own.tip.n, document=document, accepted=receipt)

    def _beside_the_record(self, order: Order, own: StreamWriter, writes: Writes) -> None:
        """Add sealed values, contact details, the command's id and the counters, in the same transaction."""
        writes.seal(order.group)
        for details in order.contact_details:
            writes.contact_details(details)
        names = self._connection.names
        writes.insert(names.record, "commands", self._commands.document(order, own.tip.n, own.at))
        if own.kind in REGISTRY:
            writes.also(raised(names.main, REGISTRY_ROWS))
        if any(need.ALONE for need in order.action.asks):
            writes.also(raised(names.main, ALONE))
        if order.counting:
            writes.also(order.counting)


def _conflict(order: Order, newest: int) -> VersionConflict:
    return VersionConflict(current_version=newest, stream=order.stream, expected=order.expected)
