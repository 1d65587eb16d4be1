"""The store as the rest of Casebook sees it: one door for writing, one room a noun for reading."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from domain.actions import BY_COMMAND
from domain.facts import Actor, Caller
from domain.refusals import NotAllowed, Refused
from domain.streams import RECORDS, Kind
from store import metrics
from store.access import AccessLog
from store.access_log import AccessRecords
from store.accounts import ACCOUNTS, Accounts
from store.callers import actor_of
from store.cases import Cases
from store.commands import Outcome
from store.confided import opened_contact
from store.connection import Clock, Connection, connected, wall_clock
from store.consolidated import ConsolidatedReports
from store.dead import DeadRows
from store.deliveries import Deliveries
from store.documents import Documents
from store.eraser import Eraser
from store.execute import Door
from store.feed import Feed
from store.history import History
from store.inbox import Inboxes
from store.log.promises import Accepted
from store.matters import Matters
from store.oauth.revocations import Revocations
from store.outbox import Outbox
from store.press import Press
from store.provisions import Provisions
from store.public_door import PublicDoor
from store.publications import Publications
from store.records import Records
from store.registry import RegistryCache
from store.report_counts import ReportCounts
from store.reports import Reports
from store.search import Search
from store.settings import Settings
from store.similar import SimilarCases
from store.sources import Sources
from store.statistics import Statistics
from store.telling import Happening, happening
from store.uploads import Uploads


class Store:
    """Everything a process needs to read and write the register."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.registry = RegistryCache(connection)
        self.access = AccessLog(connection)
        self.access_records = AccessRecords(connection)
        self.accounts = {kind: Accounts(connection, kind) for kind in ACCOUNTS}
        self.cases = Cases(connection)
        self.consolidated = ConsolidatedReports(connection, self.registry)
        self.feed = Feed(connection)
        self.history = History(connection)
        self.inboxes = Inboxes(connection)
        self.matters = Matters(connection)
        self.public_door = PublicDoor(connection, self.matters)
        self.statistics = Statistics(connection)
        self.outbox = Outbox(connection)
        self.deliveries = Deliveries(connection, self.outbox)
        self.dead = DeadRows(connection)
        self.press = Press(connection)
        self.provisions = Provisions(connection)
        self.publications = Publications(connection)
        self.records = {kind: Records(connection, kind) for kind in RECORDS}
        self.report_counts = ReportCounts(connection)
        self.reports = Reports(connection)
        self.search = Search(connection)
        self.similar = SimilarCases(connection)
        self.uploads = Uploads(connection)
        self.documents = Documents(connection, self.uploads)
        self.sources = Sources(connection, self.history)
        self.revocations = Revocations(connection)
        self._door = Door(connection, self.registry, self.uploads)
        self.eraser = Eraser(connection, self._door)

    async def execute(
        self,
        who: Caller | Actor,
        command: Any,
        *,
        command_id: UUID,
        target: str | None = None,
        expected: int | None = None,
    ) -> Outcome:
        """Carry a command out (see `store.execute`); refusals that matter are recorded."""
        try:
            return await self._door.execute(who, command, command_id=command_id, target=target, expected=expected)
        except NotAllowed as denied:
            await self.access.refused(who, BY_COMMAND[type(command)].name, denied, target)
            raise
        except Refused as refused:
            for each in refused.problems:
                metrics.refused(each.code)
            await self.access.refused(who, BY_COMMAND[type(command)].name, refused.problems, target)
            raise

    async def actor(self, caller: Caller) -> Actor:
        """Who the caller is today. Raises NotAllowed."""
        registry = await self.registry.current()
        return actor_of(caller, registry, self.connection.clock(), self.connection.master)

    async def telling(self, event: str) -> Happening | None:
        """An event that somebody outside may be told of; None for another one."""
        return await happening(self.connection, event)

    async def contact(self, stream: str, group: str) -> str | None:
        """A text that was kept apart; None once its key is destroyed."""
        return await opened_contact(self.connection, stream, group)

    async def address(self, webhook: str) -> str | None:
        """Where a webhook leads; None once erased."""
        head = await self.connection.heads(Kind.WEBHOOK).find_one({"_id": {"$eq": webhook}}, {"address": 1})
        return head["address"] if head else None

    def promised(self, accepted: Accepted) -> str | None:
        """The signed promise that a version will be sealed; None where this process signs none."""
        promising = self.connection.promising
        return promising.promise(accepted).decode() if promising else None

    async def ready(self) -> bool:
        """Whether the database answers and holds a registry."""
        return bool((await self.registry.current()).agencies)


@asynccontextmanager
async def opened_store(settings: Settings, clock: Clock = wall_clock) -> AsyncIterator[Store]:
    """A store for as long as the block runs."""
    async with connected(settings, clock) as connection:
        yield Store(connection)
