"""Implementations of the reads in `schema/context.py`: of reports, notices to the press, and versions of objects."""

import json
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from strawberry.dataloader import DataLoader

from domain.kernel.refusals import VersionConflict
from domain.kernel.vocabulary import SEES_ALL_RECORDS
from domain.publication.public import PublicView, public_view
from resolvers import conflicts, history, log
from resolvers.gathering import gathered
from resolvers.request import Request
from schema.changes import ChangeRow
from schema.context import Row
from schema.log import Seal
from store.kinds.sight import may_export
from store.read.history import Span

AT_ONCE = 100


class ReportReader:
    def __init__(self, context: Request) -> None:
        self._context = context

    async def progress(self, report: Row) -> Row:
        return await self._context.store.consolidated.progress(report)

    def exports(self) -> bool:
        """Return whether the caller may export the state of every object that a report counted."""
        return may_export(self._context.actor)

    async def frozen(self, report: Mapping[str, Any], public: bool) -> Row | None:
        """Return the frozen data of a report that was already found visible; None before the data are frozen."""
        if report["frozen"] is None:
            return None
        data = await self._context.store.consolidated.data(report["_id"], report["frozen"], public=public)
        found: Row | None = json.loads(data) if data else None
        return found

    def shows_streams(self) -> bool:
        """Return whether the caller may see which objects a number counted. The caller must see all objects, and must
        not read a copy."""
        return self._context.actor.role in SEES_ALL_RECORDS


class NoticeReader:
    def __init__(self, context: Request) -> None:
        self._context = context

    def published(self, notice: Row) -> PublicView | None:
        return public_view(notice)

    async def log_indexes(self, notice: str) -> list[int | None]:
        return await self._context.store.publications.indexes(notice)

    @gathered(AT_ONCE, kept=False)
    async def readable(self, notices: list[str]) -> list[bool]:
        """Return for each notice whether the caller may read it in full, as the notice's own office does."""
        found = await self._context.store.publications.readable(self._context.actor, notices)
        return [notice in found for notice in notices]


class VersionReader:
    def __init__(self, context: Request) -> None:
        self._context = context

    async def newer(self, conflict: VersionConflict) -> list[Row]:
        """Return the events since the version that a command expected. The read is recorded first."""
        return await conflicts.newer_versions(self._context, conflict)

    @cached_property
    def _seals(self) -> DataLoader[str, Seal]:
        return DataLoader(partial(log.seals_of, self._context), max_batch_size=AT_ONCE, cache=False)

    async def seal(self, stream: str, version: int) -> Seal:
        """Return the proof that a version is sealed, or the time by which it is due."""
        return await self._seals.load(f"{stream}:{version}")

    @cached_property
    def changed(self) -> DataLoader[Span, list[ChangeRow]]:
        """Return a loader of the changes between two versions. Their read is already recorded."""
        return DataLoader(partial(history.changes_of, self._context), max_batch_size=AT_ONCE, cache=False)

    async def changes(self, stream: str, older: int, newer: int) -> list[ChangeRow]:
        """Return the changes of an event. Its read is already recorded."""
        return await self.changed.load((stream, older, newer))
