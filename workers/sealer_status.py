"""Status of the sealer: `status.json` in its folder for people, gauges for Prometheus.

The metrics need no token: only the scraper may have access to their address. Their labels are names in the operator's
policy file.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from shutil import disk_usage
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from domain.kernel.calendar import iso_millis
from store.driver.connection import Clock
from store.log.faults import SealerFault
from store.log.sealing.directory import SealerDirectory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.process.private_files import PRIVATE_FILE

if TYPE_CHECKING:
    from store.log.stamping.stamps import Stamper


@dataclass(frozen=True, kw_only=True)
class Status:
    """Status of the sealer, with times as text and ages in seconds."""

    at: str
    origin: str
    doing: str
    size: int | None = None
    published: int | None = None
    cosigned: bool | None = None
    last_seal: str | None = None
    oldest_pending_seconds: float | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    witnesses: Mapping[str, str] = field(default_factory=dict)
    fault: str | None = None
    stamped: int | None = None
    stamp_fault: str | None = None


class SealerMetrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._sealing = self._gauge("sealing", "1 while batches succeed, 0 while they fail.")
        self._size = self._gauge("size", "Entries under the last checkpoint signed.")
        self._published = self._gauge("published", "Entries under the newest checkpoint published.")
        self._held = self._gauge("held", "Streams that are not sealed because something does not fit.")
        self._oldest = self._gauge("oldest_pending_seconds", "Age of the oldest marker.")
        self._stamps = self._gauge("stamping_fails", "Whether the last time stamp could not be had.")
        self._cosigned = self._gauge("witness_cosigned", "Whether a witness cosigned when last asked.", "witness")
        self._disk = self._gauge("disk_free_bytes", "Free space of the disk that its folder is on.")
        self._batches = self._counter("batches", "Batches sealed.")
        self._entries = self._counter("entries", "Versions sealed.")
        self._failures = self._counter("failures", "Batches that failed.")

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"casebook_sealer_{name}", meaning, labels, registry=self.registry)

    def _counter(self, name: str, meaning: str) -> Counter:
        return Counter(f"casebook_sealer_{name}", meaning, registry=self.registry)

    def show(self, status: Status, *, sealed: int, free: int) -> None:
        self._sealing.set(status.fault is None)
        self._size.set(status.size or 0)
        self._published.set(status.published or 0)
        self._held.set(len(status.held))
        self._oldest.set(status.oldest_pending_seconds or 0.0)
        self._stamps.set(status.stamp_fault is not None)
        for name, state in status.witnesses.items():
            self._cosigned.labels(name).set(state.startswith("cosigned"))
        self._disk.set(free)
        self._failures.inc(status.fault is not None)
        self._batches.inc(sealed > 0)
        self._entries.inc(sealed)

    def serve(self, address: tuple[str, int]) -> tuple[WSGIServer, Thread]:
        """Serve the metrics on an address, in a thread that ends with the process. Raise OSError."""
        host, port = address
        return start_http_server(port, host, self.registry)


def write_status(directory: Path, status: Status) -> None:
    """Replace `status.json` as a whole. After a crash the old file still exists."""
    draft = directory / "status.json.new"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w") as stream:
        json.dump(asdict(status), stream, indent=1, sort_keys=True)
    draft.replace(directory / "status.json")


@dataclass(frozen=True, kw_only=True)
class SealerParts:
    sealer: Sealer
    storage: LogStorage
    directory: SealerDirectory
    clock: Clock
    stamper: "Stamper | None" = None
    recosign_every: timedelta = timedelta(hours=1)
    """Interval at which witnesses cosign again while nothing is sealed."""
    metrics: SealerMetrics = field(default_factory=SealerMetrics)


async def status_of(parts: SealerParts, fault: SealerFault | None) -> Status:
    sealer, storage, directory, clock = parts.sealer, parts.storage, parts.directory, parts.clock
    oldest, now = None, clock()
    with suppress(Exception):  # `fault` already says that the database is unreachable
        oldest = await storage.oldest_pending()
    size, cosigned = sealer.published or (None, None)
    return Status(
        at=iso_millis(now),
        origin=directory.origin,
        doing="sealing" if fault is None else "failing",
        size=sealer.last.checkpoint.size if sealer.last else None,
        published=size,
        cosigned=cosigned,
        last_seal=iso_millis(sealer.last.at) if sealer.last else None,
        oldest_pending_seconds=(now - oldest).total_seconds() if oldest else None,
        held=sealer.held,
        witnesses=dict(sealer.witnesses.states),
        fault=f"{type(fault).__name__}: {fault}" if fault else None,
        stamped=parts.stamper.size if parts.stamper else None,
        stamp_fault=parts.stamper.fault if parts.stamper else None,
    )


async def report(parts: SealerParts, fault: SealerFault | None, sealed: int) -> None:
    status = await status_of(parts, fault)
    write_status(parts.directory.path, status)
    parts.metrics.show(status, sealed=sealed, free=disk_usage(parts.directory.path).free)
