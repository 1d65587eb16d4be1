"""Batches of a compilation: the versions that were counted and their sums. Batches are written once and never changed.

Each batch has a number within its compilation; the next worker continues after the last batch. If two workers count the
same batch, one worker writes it and the other stops. After a crash the batch either exists or does not.
"""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pymongo import ASCENDING, DESCENDING
from pymongo.errors import DuplicateKeyError

from domain.case.state.case import Case
from domain.kernel.vocabulary import Kind
from domain.report.figures import Place, Spans, Sums, Tally
from domain.report.state.consolidated import Consolidated
from domain.report.statistics import COUNTED, Counted, Filter, counted
from domain.report.tables import Table
from store.driver.connection import Connection, Document
from store.heads.collection import heads_of
from store.record.canonical import canonical
from store.reports.versions import Version, Versions

AT_ONCE = 10
"""Number of batches that are read together. It is fixed, so that memory does not grow with the register."""


class Overtaken(Exception):
    """Another worker wrote this batch, so this worker has lost its lease."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    seq: int
    kind: Kind
    first: str
    last: str
    entries: bytes
    sha256: str
    sums: Mapping[Place, Sums]
    changed: tuple[tuple[str, int, int], ...]
    recount: Mapping[Place, int]
    compared: bool
    done: int
    total: int

    @property
    def versions(self) -> list[tuple[str, int, str]]:
        return [(stream, n, leaf) for stream, n, leaf in json.loads(self.entries)]


def kinds(wanted: Filter | None) -> tuple[Kind, ...]:
    """Return the kinds of stream to count: all kinds, or only cases if a filter is given."""
    return COUNTED if wanted is None or wanted.open else (Kind.CASE,)


def keeps(wanted: Filter | None, state: Any) -> bool:
    return wanted is None or not isinstance(state, Case) or wanted.keeps(state)


def prefix(report: str, run: int) -> str:
    return f"{report}:{run:03}:"


class Batches:
    def __init__(self, connection: Connection, versions: Versions | None = None) -> None:
        self._connection, self._versions = connection, versions or Versions(connection)

    async def newest(self, report: str, run: int) -> Batch | None:
        row = await self._connection.chunks.find_one(_of(report, run), sort=[("_id", DESCENDING)])
        return _batch(row) if row else None

    async def all(self, report: str, run: int) -> AsyncIterator[Batch]:
        found = self._connection.chunks.find(_of(report, run)).sort("_id", ASCENDING)
        async for row in found.batch_size(AT_ONCE):
            yield _batch(row)

    async def count_next(self, report: Consolidated, before: Consolidated | None) -> Batch | None:
        """Count and write the next batch. Return None when every stream is counted. Raise Overtaken."""
        last = await self.newest(report.id, report.run)
        all = kinds(report.filter)
        kind, after = (last.kind, last.last) if last else (all[0], "")
        for following in all[all.index(kind) :]:
            if heads := await self._versions.page(following, after if following is kind else ""):
                return await self._count(report, before, following, heads, last)
        return None

    async def _count(
        self,
        report: Consolidated,
        before: Consolidated | None,
        kind: Kind,
        heads: list[tuple[str, int]],
        last: Batch | None,
    ) -> Batch:
        versions = await self._versions.standing(heads, report.as_of)
        tally = Tally(report.spans)
        counts = await self._counted(kind, versions, report.as_of)
        for version, found in counts:
            if keeps(report.filter, version.state):
                tally.add(found)
        entries = canonical([list(version.entry) for version in versions])
        batch = Batch(
            seq=last.seq + 1 if last else 0,
            kind=kind,
            first=heads[0][0],
            last=heads[-1][0],
            entries=entries,
            sha256=sha256(entries).hexdigest(),
            sums=tally.sums,
            changed=tuple(await self._changed(kind, heads, versions, report, before)) if before else (),
            recount=_in((count for _, found in counts for count in found), _span(before)) if before else {},
            compared=before is not None,
            done=(last.done if last else 0) + len(heads),
            total=last.total if last else await self.total(report.filter),
        )
        await self._write(report, batch)
        return batch

    async def total(self, wanted: Filter | None) -> int:
        return sum([await heads_of(self._connection, kind).estimated_document_count() for kind in kinds(wanted)])

    async def tally(self, spans: Spans, wanted: Filter, as_of: datetime) -> Mapping[Place, Sums]:
        """Count all streams at once, without writing batches."""
        tally = Tally(spans)
        for kind in kinds(wanted):
            after = ""
            while heads := await self._versions.page(kind, after):
                after = heads[-1][0]
                versions = await self._versions.standing(heads, as_of)
                for version, found in await self._counted(kind, versions, as_of):
                    if keeps(wanted, version.state):
                        tally.add(found)
        return tally.sums

    async def _counted(
        self, kind: Kind, versions: list[Version], as_of: datetime
    ) -> list[tuple[Version, list[Counted]]]:
        """Count each version. A complaint counts under the field of administration that its case had at the time."""
        fields: dict[str, str | None] = {}
        if kind is Kind.REDRESS:
            ids = sorted({version.state.case for version in versions})
            found = heads_of(self._connection, Kind.CASE).find({"_id": {"$in": ids}}, {"n": 1})
            cases = await self._versions.standing([(row["_id"], row["n"]) async for row in found], as_of)
            fields = {case.stream: case.state.category for case in cases}
        return [
            (version, list(counted(kind, version.state, fields.get(getattr(version.state, "case", "")))))
            for version in versions
        ]

    async def _changed(
        self,
        kind: Kind,
        heads: list[tuple[str, int]],
        versions: list[Version],
        report: Consolidated,
        before: Consolidated,
    ) -> list[tuple[str, int, int]]:
        """Return the streams whose counts in the previous report's span now differ from the counts in that report."""
        span = _span(before)
        then = await self._then(before, kind, heads[0][0], heads[-1][0])
        moved = [version for version in versions if then.get(version.stream) != version.n]
        old = await self._versions.exactly(
            [(version.stream, then[version.stream]) for version in moved if version.stream in then]
        )
        was = {version.stream: _in(found, span) for version, found in await self._counted(kind, old, before.as_of)}
        return [
            (version.stream, then.get(version.stream, 0), version.n)
            for version, found in await self._counted(kind, moved, report.as_of)
            if _in(found, span) != was.get(version.stream, {})
        ]

    async def _then(self, before: Consolidated, kind: Kind, first: str, last: str) -> dict[str, int]:
        """Return the versions that the previous report counted, for the streams from id `first` to id `last`."""
        assert before.frozen is not None
        query = _of(before.id, before.frozen.run) | {
            "kind": kind.value,
            "last": {"$gte": first},
            "first": {"$lte": last},
        }
        found: dict[str, int] = {}
        async for row in self._connection.chunks.find(query):
            found |= {stream: n for stream, n, _ in _batch(row).versions}
        return found

    async def _write(self, report: Consolidated, batch: Batch) -> None:
        document = {
            "_id": f"{prefix(report.id, report.run)}{batch.seq:06}",
            "seq": batch.seq,
            "kind": batch.kind.value,
            "first": batch.first,
            "last": batch.last,
            "entries": batch.entries,
            "sha256": batch.sha256,
            "sums": [[*place, *sums] for place, sums in batch.sums.items()],
            "changed": [list(change) for change in batch.changed],
            "recount": [[*place, count] for place, count in batch.recount.items()],
            "compared": batch.compared,
            "done": batch.done,
            "total": batch.total,
        }
        try:
            await self._connection.chunks.insert_one(document)
        except DuplicateKeyError as error:
            raise Overtaken(document["_id"]) from error


def _span(report: Consolidated) -> Spans:
    return Spans.between(report.spans.this.start, report.spans.this.end)


def _in(found: Iterable[Counted], spans: Spans) -> dict[Place, int]:
    tally = Tally(spans)
    tally.add(found)
    return {place: sums.this for place, sums in tally.sums.items() if sums.this}


def _of(report: str, run: int) -> dict[str, Any]:
    begin = prefix(report, run)
    return {"_id": {"$gte": begin, "$lt": f"{begin[:-1]};"}}


def _batch(row: Document) -> Batch:
    return Batch(
        seq=row["seq"],
        kind=Kind(row["kind"]),
        first=row["first"],
        last=row["last"],
        entries=bytes(row["entries"]),
        sha256=row["sha256"],
        sums={(Table(sums[0]), sums[1], sums[2]): Sums(*sums[3:]) for sums in row["sums"]},
        changed=tuple((change[0], change[1], change[2]) for change in row["changed"]),
        recount={(Table(count[0]), count[1], count[2]): count[3] for count in row["recount"]},
        compared=row["compared"],
        done=row["done"],
        total=row["total"],
    )
