"""Gauges of the log and of due work, for operators of the register."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily
from pymongo.errors import PyMongoError

from store.access.records import Verifications
from store.driver.clocks import clock_apart
from store.driver.connection import Connection, Document
from store.driver.transaction import settled
from store.log.faults import SealerFault
from store.queue.outbox import oldest_waiting
from store.queue.signs_of_life import last_found, last_signs
from store.read.history import History, LogState

COUNTED_MOST = 100_000
READ_SECONDS = 3.0


@dataclass(frozen=True)
class Standing:
    """State of the log and of due work, read together; None for a value that the database did not return."""

    log: LogState | None
    oldest_pending: float | None
    verification: Document | None
    outbox: dict[tuple[str, str], int] | None
    oldest_job: float | None = None
    """Seconds for which the oldest of the register's own jobs has waited."""
    alive: Mapping[str, datetime] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    """Level of each finding of `casebook doctor`, by its code."""
    clock_apart: float = 0.0
    """Seconds by which this machine's clock is ahead of the database's."""

    def families(self) -> Iterator[GaugeMetricFamily]:
        reachable = self.log is not None and self.outbox is not None
        yield _gauge("casebook_database_answers", "Whether the database answered this request.", reachable)
        if self.log is not None:
            yield from _of_log(self.log, self.oldest_pending or 0.0)
        if self.verification is not None:
            yield from _of_verification(self.verification)
        if self.outbox is not None:
            meaning = "Jobs and deliveries by state (due, waiting, dead) and job."
            depth = GaugeMetricFamily("casebook_outbox", meaning, labels=["state", "job"])
            for labels, count in self.outbox.items():
                depth.add_metric(labels, count)
            yield depth
            meaning = "How long the job that has waited longest could have been done; 0 when none waits."
            yield _gauge("casebook_queue_oldest_seconds", meaning, self.oldest_job or 0.0)
            yield _signs(self.alive)
            yield _findings(self.found)
            yield _gauge("casebook_clock_apart_seconds", "Clock of the API minus the database's.", self.clock_apart)


def _signs(alive: Mapping[str, datetime]) -> GaugeMetricFamily:
    meaning = "When a process that has no port last looked for work, and a backup, a drill, the doctor last succeeded."
    signs = GaugeMetricFamily("casebook_alive_timestamp_seconds", meaning, labels=["process"])
    for process, at in alive.items():
        signs.add_metric((process,), at.timestamp())
    return signs


def _findings(found: Mapping[str, str]) -> GaugeMetricFamily:
    findings = GaugeMetricFamily("casebook_doctor_finding", "1 for what doctor found last.", labels=["code", "level"])
    for code, level in found.items():
        findings.add_metric((code, level), 1)
    return findings


def _of_log(log: LogState, oldest: float) -> Iterator[GaugeMetricFamily]:
    yield _gauge("casebook_log_size", "Entries under the newest checkpoint.", log.size)
    yield _gauge("casebook_log_cosigned", "Whether enough witnesses cosigned the newest checkpoint.", log.cosigned)
    yield _gauge("casebook_log_checkpoints", "Checkpoints published, about.", log.checkpoints)
    yield _gauge("casebook_log_pending", "Versions written and not sealed.", log.pending)
    yield _gauge("casebook_log_oldest_pending_seconds", "Age of the oldest of them; 0 when there is none.", oldest)
    if log.last_sealed_at:
        at = log.last_sealed_at.timestamp()
        yield _gauge("casebook_log_last_sealed_timestamp_seconds", "When the newest checkpoint was signed.", at)


def _of_verification(made: Document) -> Iterator[GaugeMetricFamily]:
    ended = made["ended"].replace(tzinfo=UTC).timestamp()
    yield _gauge("casebook_log_verified_timestamp_seconds", "When the newest verification ended.", ended)
    yield _gauge("casebook_log_verified_size", "Entries under the checkpoint that it began with.", made["size"])
    yield _gauge("casebook_log_verification_faults", "Faults that it found.", made["faults"])
    yield _gauge("casebook_log_verification_notes", "Other findings that are worth knowing.", made["notes"])


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=float(value))


async def standing(connection: Connection) -> Standing:
    """Read the gauges within READ_SECONDS. A value that cannot be read is None."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            log = await History(connection).log_state()
            verified = await Verifications(connection).last()
            waiting, signs = await oldest_waiting(connection), await last_signs(connection)
            found, apart = await last_found(connection), await clock_apart(connection)
            oldest = waiting.age(connection.clock()) if waiting else None
            age, outbox = log.age(connection.clock()), await _outbox(connection)
            return Standing(log, age, verified, outbox, oldest, signs, found, apart)
    except (PyMongoError, SealerFault, TimeoutError):
        return Standing(None, None, None, None)


async def _outbox(connection: Connection) -> dict[tuple[str, str], int]:
    now = connection.clock().replace(tzinfo=None)
    wanted: dict[str, Document] = {
        "due": {"state": "DUE", "due_at": {"$lte": now}},
        "waiting": {"state": "DUE", "due_at": {"$gt": now}},
        "dead": {"state": "DEAD"},
    }
    return {
        (state, job): count
        for state, query in wanted.items()
        for job, count in (await _by_job(connection, query)).items()
    }


async def _by_job(connection: Connection, query: Document) -> dict[str, int]:
    steps: list[Document] = [
        {"$match": query},
        {"$limit": COUNTED_MOST},
        {"$group": {"_id": "$job", "count": {"$sum": 1}}},
    ]
    found = await settled(connection.outbox.aggregate(steps))
    return {group["_id"]: group["count"] for group in await found.to_list(None)}
