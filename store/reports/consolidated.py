"""Reads of consolidated reports, and the end of a compilation, when the batches become the frozen data.

The data and the batches are in the record, where nothing ever changes; the freeze event contains their hashes. After a
crash the next worker reuses data that was already written.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

from pymongo import DESCENDING
from pymongo.errors import DuplicateKeyError

from domain.kernel.calendar import iso_millis, local_date
from domain.kernel.event import JobState
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from domain.messages import label
from domain.report.compiling import COMPILE_REPORT
from domain.report.editions import Earlier, public_edition
from domain.report.figures import STREAMS_MOST, Place, Spans, Sums, Tally, changes
from domain.report.frozen import FORMAT, VERSION, Names, frozen_agencies, frozen_tables, spans_data
from domain.report.state.consolidated import CompileStage, Consolidated, Frozen
from domain.report.state.report import OWED, ReportState, ReportType
from domain.report.statistics import Filter
from store.driver.conditions import stored
from store.driver.connection import Connection, Document
from store.facts.registry import RegistryCache
from store.heads.collection import heads_of
from store.heads.reader import Heads
from store.record.canonical import JSON, canonical
from store.record.revision import tip_of
from store.reports.batches import Batch, Batches
from store.reports.signed_acts import signed_acts
from store.reports.versions import Versions

NUMBERS_MOST = 1_000
"""Most streams that are counted while the caller waits; a job counts larger numbers. For each stream two documents are
read, for a complaint four."""
DATA_MOST = 12 * 2**20
"""Most bytes of a report's data, in both editions together: a document of the database has at most 16 MB."""

EARLIER_MOST = 12
"""Most earlier reports with which a public edition is compared. Two years have four reports, and more with new
editions."""


class FiguresAltered(Exception):
    """Stored figures differ from the hash in their freeze event."""


class DataTooLarge(Exception):
    """The tables of a report do not fit in one document."""


@dataclass
class _Counted:
    tally: Tally
    streams: int = 0
    batches: int = 0
    changed: list[tuple[str, int, int]] = field(default_factory=list)
    changed_streams: int = 0
    recount: Counter[Place] = field(default_factory=Counter)
    manifest: Any = field(default_factory=sha256)


class ConsolidatedReports(Heads):
    def __init__(self, connection: Connection, registry: RegistryCache) -> None:
        super().__init__(connection, Kind.CONSOLIDATED)
        self._connection, self._registry = connection, registry
        self.batches, self._versions = Batches(connection), Versions(connection)

    async def state(self, id: str) -> Consolidated | None:
        head = await self._heads.find_one({"_id": {"$eq": id}}, {"n": 1})
        row = head and await self._connection.revisions.find_one({"_id": f"{id}:{head['n']}"})
        found: Consolidated | None = tip_of(row).state if row else None
        return found

    async def began_before(self, moment: datetime) -> bool:
        """Return True if the register had a case before a time. No report covers earlier times."""
        query = {"kind": Kind.CASE.value, "at": {"$lt": stored(moment)}}
        return await self._connection.revisions.find_one(query, {"_id": 1}) is not None

    async def newest_before(self, moment: datetime) -> str | None:
        """Return the newest edition of the last periodic report whose period ended before a time."""
        query = {"type": ReportType.PERIODIC.value, "end": {"$lt": stored(moment)}}
        found = await self._heads.find_one(query, {"_id": 1}, sort=[("end", DESCENDING), ("edition", DESCENDING)])
        return found["_id"] if found else None

    async def submissions(self, period: str) -> dict[str, tuple[str, ...]]:
        """Return the agencies whose reports of a period were submitted in time, late, or not at all."""
        found: dict[str, list[str]] = {"in_time": [], "late": [], "missing": []}
        shown = {"agency": 1, "state": 1, "submissions.late": 1}
        query = {"period": period, "state": {"$ne": ReportState.WITHDRAWN.value}}
        rows = await heads_of(self._connection, Kind.REPORT).find(query, shown).to_list(None)
        for row in sorted(rows, key=itemgetter("agency")):
            owed = row["state"] in OWED or not row["submissions"]
            found["missing" if owed else "late" if row["submissions"][-1]["late"] else "in_time"].append(row["agency"])
        return {name: tuple(agencies) for name, agencies in found.items()}

    async def data(self, report: str, frozen: Mapping[str, Any], *, public: bool = False) -> bytes | None:
        """Return the frozen data of a compilation.

        `frozen` is the part of the freeze event with the hashes. Raise FiguresAltered.
        """
        part = "public" if public else "data"
        row = await self._connection.figures.find_one({"_id": f"{report}:{frozen['run']}"}, {part: 1})
        return _as_frozen(report, row[part], frozen[part]) if row else None

    async def progress(self, head: Document) -> Document:
        id, run = head["_id"], head["run"]
        batch = await self.batches.newest(id, run)
        job = await self._connection.outbox.find_one(
            {"_id": {"$gte": f"{id}:", "$lt": f"{id};"}, "job": COMPILE_REPORT, "data.run": str(run)},
            {"attempts": 1, "failure": 1, "state": 1, "due_at": 1},
        )
        state = job["state"] if job else None
        return {
            "run": run,
            "stage": self._stage(head, batch, given_up=state == JobState.DEAD),
            "done": batch.done if batch else 0,
            "total": batch.total if batch else None,
            "attempts": job["attempts"] if job else 0,
            "failure": job.get("failure") if job else None,
            "due_at": job["due_at"] if job and state == JobState.DUE else None,
        }

    def _stage(self, head: Document, batch: Batch | None, *, given_up: bool) -> CompileStage:
        if head["frozen"]:
            return CompileStage.DONE
        if head["cancelled"]:
            return CompileStage.CANCELLED
        if head["failure"] or given_up:
            return CompileStage.FAILED
        if batch is None:
            return CompileStage.WAITING
        return CompileStage.FREEZING if batch.done >= batch.total else CompileStage.COUNTING

    async def numbers(self, spans: Spans, wanted: Filter, as_of: datetime) -> Mapping[Place, Sums]:
        """Count figures while the caller waits. Raise Refused if more than NUMBERS_MOST streams must be counted."""
        if await self.batches.total(wanted) > NUMBERS_MOST:
            raise Refused(invalid("since", "numbers-too-many"))
        return await self.batches.tally(spans, wanted, as_of)

    async def conclude(self, report: Consolidated, before: Consolidated | None) -> Frozen:
        """Write the frozen data of all batches, only once. Raise DataTooLarge."""
        found = _Counted(tally=Tally(report.spans))
        async for batch in self.batches.all(report.id, report.run):
            found.tally.merge(batch.sums)
            found.streams += len(batch.versions)
            found.batches += 1
            found.changed_streams += len(batch.changed)
            found.changed += batch.changed[: STREAMS_MOST - len(found.changed)]
            found.recount.update(batch.recount)
            found.manifest.update(batch.sha256.encode())
        internal, public = await self._data(report, before, found)
        changed = json.loads(internal)["changes"]
        return Frozen(
            run=report.run,
            at=self._connection.clock(),
            chunks=found.batches,
            streams=found.streams,
            manifest=found.manifest.hexdigest(),
            data=sha256(internal).hexdigest(),
            public=sha256(public).hexdigest(),
            changed_streams=found.changed_streams,
            changed_numbers=len(changed["numbers"]) if changed else 0,
        )

    async def _data(self, report: Consolidated, before: Consolidated | None, found: _Counted) -> tuple[bytes, bytes]:
        id = f"{report.id}:{report.run}"
        if (row := await self._connection.figures.find_one({"_id": id})) is None:
            made = await self._made(report, before, found)
            try:
                await self._connection.figures.insert_one({"_id": id, "data": made[0], "public": made[1]})
                return made
            except DuplicateKeyError:  # another worker was faster: its data counts
                row = await self._connection.figures.find_one({"_id": id})
        assert row is not None
        return bytes(row["data"]), bytes(row["public"])

    async def _made(self, report: Consolidated, before: Consolidated | None, found: _Counted) -> tuple[bytes, bytes]:
        registry, day = await self._registry.current(), local_date(report.as_of)
        names = Names(registry=registry, day=day, provisions=await self.provisions(), label=label)
        data: dict[str, Any] = {
            "format": FORMAT,
            "version": VERSION,
            "public": False,
            "report": report.id,
            "type": report.type.value,
            "period": report.period,
            "edition": report.edition,
            "as_of": iso_millis(report.as_of),
            "lead": report.agency,
            "filter": JSON.unstructure(report.filter) if report.filter else None,
            "spans": spans_data(report.spans),
            "manifest": {
                "chunks": found.batches,
                "streams": found.streams,
                "sha256": found.manifest.copy().hexdigest(),
            },
            "agencies": frozen_agencies(registry, day),
            "tables": frozen_tables(found.tally.sums, names),
            "signing": await signed_acts(self._connection, report.spans),
            "changes": None,
        }
        if before is not None:
            more, then = found.changed_streams > len(found.changed), (await self._both(before)).data
            data["changes"] = changes(found.recount, then, before.id, found.changed, more)
        earlier = [edition async for edition in self._earlier(report)]
        internal, public = canonical(data), canonical(public_edition(data, earlier))
        if len(internal) + len(public) > DATA_MOST:
            raise DataTooLarge(len(internal) + len(public))
        return internal, public

    async def _earlier(self, report: Consolidated) -> AsyncIterator[Earlier]:
        """Yield the earlier reports, newest first, whose periods overlap a span of this report, directly or through
        other reports."""
        begin = min(report.spans.this.start, report.spans.previous.start, report.spans.cumulative.start)
        next = report.before
        for _ in range(EARLIER_MOST):
            before = await self.state(next) if next else None
            if before is None or before.end <= begin:
                return
            if before.frozen is not None:
                yield await self._both(before)
                begin = min(begin, before.start)
            next = before.before

    async def _both(self, report: Consolidated) -> Earlier:
        assert report.frozen is not None
        row = await self._connection.figures.find_one({"_id": f"{report.id}:{report.frozen.run}"})
        assert row is not None
        internal, public = (
            _as_frozen(report.id, row[part], getattr(report.frozen, part)) for part in ("data", "public")
        )
        return Earlier(json.loads(internal), json.loads(public))

    async def provisions(self) -> dict[str, str]:
        """Return the names of the legal provisions by id. A provision whose texts were erased has its id as its
        name."""
        rows = heads_of(self._connection, Kind.PROVISION).find({}, {"instrument": 1, "place": 1})
        return {row["_id"]: ", ".join(name for name in (row["place"], row["instrument"]) if name) async for row in rows}

    async def bundle(self, report: Consolidated) -> AsyncIterator[bytes]:
        """Yield the export bundle as lines of JSON: all data that an outsider needs to count the figures again.

        The first line describes the bundle. Then follow, for each batch, the hash of its entries and each version:
        stream, n, leaf and the state's own bytes. Texts that may name a person are sealed in these bytes. The last line
        contains the number and the hash of the lines before it, so a truncated bundle is recognised by its missing last
        line.
        """
        lines, whole = 0, sha256()
        async for line in self._lines(report):
            lines += 1
            whole.update(line)
            yield line
        yield canonical({"lines": lines, "sha256": whole.hexdigest()}) + b"\n"

    async def _lines(self, report: Consolidated) -> AsyncIterator[bytes]:
        assert report.frozen is not None
        head = {
            "format": "casebook-bundle",
            "version": 1,
            "report": report.id,
            "edition": report.edition,
            "period": report.period,
            "as_of": iso_millis(report.as_of),
            "filter": JSON.unstructure(report.filter) if report.filter else None,
            "spans": spans_data(report.spans),
            "frozen": JSON.unstructure(report.frozen),
        }
        yield canonical(head) + b"\n"
        async for batch in self.batches.all(report.id, report.frozen.run):
            yield canonical({"chunk": batch.seq, "kind": batch.kind.value, "sha256": batch.sha256}) + b"\n"
            for version in await self._versions.exactly([(stream, n) for stream, n, _ in batch.versions]):
                entry = canonical({"stream": version.stream, "n": version.n, "leaf": version.leaf})
                yield entry[:-1] + b',"state":' + version.text + b"}\n"


def _as_frozen(report: str, data: bytes, hash: str) -> bytes:
    if sha256(data).hexdigest() != hash:
        raise FiguresAltered(report)
    return bytes(data)
