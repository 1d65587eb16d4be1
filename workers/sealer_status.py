"""Status of the sealer: `status.json` in its folder for people, gauges for Prometheus."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from domain.kernel.calendar import iso_millis
from store.driver.connection import Clock
from store.log.faults import SealerFault
from store.log.sealing.directory import SealerDirectory
from store.log.sealing.sealer import Sealer
from store.log.stamping.stamper import Stamper
from store.log.storage import LogStorage
from store.process.private_files import PRIVATE_FILE
from workers.sealer_metrics import SealerMetrics


@dataclass(frozen=True, kw_only=True)
class Status:
    """Status of the sealer; times as text, ages in seconds."""

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


def write_status(directory: Path, status: Status) -> None:
    """Replace `status.json` as a whole; a crash leaves the old one."""
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
    stamper: Stamper | None = None
    recosign_every: timedelta = timedelta(hours=1)
    """Interval at which witnesses are asked again while nothing is sealed."""
    metrics: SealerMetrics = field(default_factory=SealerMetrics)


async def status_of(parts: SealerParts, fault: SealerFault | None) -> Status:
    """Collect the status of the sealer, its stamps and the pending markers."""
    sealer, storage, directory, clock = parts.sealer, parts.storage, parts.directory, parts.clock
    oldest, now = None, clock()
    with suppress(Exception):  # `fault` already says that the database is away
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
    """Write down how the last batch ended, for people and for Prometheus."""
    status = await status_of(parts, fault)
    write_status(parts.directory.path, status)
    parts.metrics.show(
        failing=fault is not None,
        size=status.size,
        published=status.published,
        held=len(status.held),
        oldest=status.oldest_pending_seconds,
        witnesses=status.witnesses,
        stamp_fault=status.stamp_fault,
        sealed=sealed,
    )
