"""The store as the other packages see it: one command handler for writing, and one reader for each type of object."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Unpack

from domain.book import BY_COMMAND
from domain.kernel.actor import Actor, Caller
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.vocabulary import Kind
from domain.registry.registry import Registry
from store.access.recording import AccessLog
from store.access.records import AccessRecords, Verifications
from store.access.sign_ins import SignInLog
from store.driver.clocks import APART_MOST, clock_apart
from store.driver.connection import Clock, Connection, Document, connected, wall_clock
from store.erasing.eraser import Eraser
from store.facts.actors import Actors
from store.facts.registry import RegistryCache
from store.files.arrivals import Arrivals
from store.files.documents import Documents
from store.files.drafts import Drafts
from store.files.uploads import Uploads
from store.heads.collection import IndexCheck, heads_of
from store.heads.reader import Heads
from store.keys.promises import Accepted
from store.oauth.revocations import Revocations
from store.pack.pack import Packs
from store.process import counters
from store.process.settings import Settings
from store.queue.deliveries import AccountLetters, Deliveries
from store.queue.outbox import DeadRows, Outbox
from store.queue.readers import Readers
from store.read.cases import Cases
from store.read.feed import Feed
from store.read.history import History, NewerVersions
from store.read.inbox import Inboxes
from store.read.notifications import Occurrence, occurrence_of
from store.read.press import Press
from store.read.public_door import PublicDoor, PublicRequests
from store.read.public_register import PublicRegister
from store.read.publications import Publications
from store.read.search import Search
from store.read.similar import SimilarCases
from store.read.sources import Sources
from store.record.contact_details import opened_contact
from store.reports.consolidated import ConsolidatedReports
from store.reports.reports import ReportCounts, Reports
from store.reports.statistics import Statistics
from store.write.command_handler import CommandHandler
from store.write.command_ids import Outcome
from store.write.ordering import Sent
from store.write.signing_requests import SigningRequests


class Store:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.registry = RegistryCache(connection)
        self._actors = Actors(connection.master)
        self.access = AccessLog(connection)
        self.sign_ins = SignInLog(connection)
        self.verifications = Verifications(connection)
        self.access_records = AccessRecords(connection)
        self.heads = {kind: Heads(connection, kind) for kind in Kind}
        self.cases = Cases(connection)
        self.consolidated = ConsolidatedReports(connection, self.registry)
        self.feed = Feed(connection)
        self.history = History(connection)
        self.newer_versions = NewerVersions(connection)
        self.inboxes = Inboxes(connection, self.registry)
        self.public_requests = PublicRequests(connection)
        self.public_door = PublicDoor(connection, self.public_requests)
        self.statistics = Statistics(connection)
        self.outbox = Outbox(connection)
        self.deliveries = Deliveries(connection, self.outbox)
        self.account_letters = AccountLetters(connection, self.deliveries)
        self.readers = Readers(connection, self.deliveries)
        self.dead = DeadRows(connection)
        self.press = Press(connection)
        self.packs = Packs(connection)
        self.public_register = PublicRegister(connection)
        self.publications = Publications(connection)
        self.report_counts = ReportCounts(connection)
        self.reports = Reports(connection)
        self.search = Search(connection)
        self.similar = SimilarCases(connection)
        self.uploads = Uploads(connection)
        self.arrivals = Arrivals(connection, self.uploads)
        self.documents = Documents(connection, self.uploads)
        self.drafts = Drafts(connection)
        self.sources = Sources(connection, self.history)
        self.revocations = Revocations(connection, self.registry.look_again)
        self.indexes = IndexCheck(connection)
        self.signing_requests = SigningRequests(connection)
        self._handler = CommandHandler(connection, self.registry, self.uploads, self._actors)
        self.eraser = Eraser(connection, self._handler, self.registry)

    async def execute(self, who: Caller | Actor, command: Any, **sent: Unpack[Sent]) -> Outcome:
        """Execute a command (see `store.write.command_handler`), and record a refusal for scope, competence or conflict
        of interest."""
        async with self._refusals_noted(who, command, sent.get("target")):
            return await self._handler.execute(who, command, **sent)

    async def left_by(self, who: Caller | Actor, command: Any, target: str) -> Document:
        """Return the head that would result from a command; see `store.write.command_handler`."""
        async with self._refusals_noted(who, command, target):
            return await self._handler.left_by(who, command, target)

    @asynccontextmanager
    async def _refusals_noted(self, who: Caller | Actor, command: Any, target: str | None) -> AsyncIterator[None]:
        try:
            yield
        except NotAllowed as denied:
            await self.access.refused(who, BY_COMMAND[type(command)].name, denied, target)
            raise
        except Refused as refused:
            for problem in refused.problems:
                counters.refused(problem.code)
            await self.access.refused(who, BY_COMMAND[type(command)].name, refused.problems, target)
            raise

    async def actor(self, caller: Caller, registry: Registry | None = None) -> Actor:
        """Return the caller's actor, according to the given registry or the current one. Raise NotAllowed."""
        known = registry or await self.registry.current()
        return self._actors.of(caller, known, self.connection.clock())

    async def occurrence(self, event: str) -> Occurrence | None:
        """Return an event that may be reported outside the register; None for any other event."""
        return await occurrence_of(self.connection, event)

    async def contact(self, stream: str, group: str) -> str | None:
        return await opened_contact(self.connection, stream, group)

    async def address(self, webhook: str) -> str | None:
        head = await heads_of(self.connection, Kind.WEBHOOK).find_one({"_id": {"$eq": webhook}}, {"address": 1})
        return head["address"] if head else None

    def promised(self, accepted: Accepted) -> str | None:
        """Return the signed promise that a version will be sealed; None if this process signs no promises."""
        promising = self.connection.promising
        return promising.promise(accepted).decode() if promising else None

    async def end(self) -> None:
        await self._handler.end()

    async def ready(self) -> bool:
        """Return True if the database answers and contains all data that a process needs.

        These are a registry, heads of the shape that this code reads, and the indexes that queries name. This machine's
        clock must not be far from the database's clock.
        """
        if abs(await clock_apart(self.connection)) > APART_MOST:
            return False
        there = bool((await self.registry.current()).agencies) and await self.indexes.there()
        return there and self.registry.shaped


@asynccontextmanager
async def opened_store(settings: Settings, clock: Clock = wall_clock) -> AsyncIterator[Store]:
    async with connected(settings, clock) as connection:
        store = Store(connection)
        yield store
        await store.end()
