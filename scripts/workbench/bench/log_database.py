"""Sealing and verifying through the embedded database: the whole sealer, and the whole verification."""

import secrets
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

from pymongo import AsyncMongoClient

from domain.administration.agencies import AgencyNamed, AgencyRegistered
from domain.kernel.actor import SYSTEM
from domain.kernel.event import Event
from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from domain.kernel.span import Span
from domain.registry.agency import Name
from domain.registry.certainty import Certainty
from scripts.local.template import running_database
from scripts.workbench.bench.floor import floor
from scripts.workbench.bench.replayed import Asked, driver_seconds
from store.driver.connection import Connection, wall_clock
from store.driver.databases import Names
from store.heads.collection import heads_of
from store.heads.heads import head_of
from store.keys.master import MasterKey
from store.log.audit.finding import Finding
from store.log.sealing.directory import SealerDirectory, create_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.provisioning.provision import lay_out
from store.record.revision import Act, StreamHead, append, pending_of
from store.tlog.policy import Policy
from store.verification.register import log_findings

ORIGIN = "bench.example/log"
Parts = tuple[bytes, bytes, bytes]
"""Envelope, body and state."""
VERSIONS = 10
ROUNDS = 3
CALLER = f"{SYSTEM.client}\n\n{SYSTEM.subject}"
"""How the register itself is written as the caller of a command."""
ALWAYS = Span(since=date(2021, 7, 4))


def events() -> list[Event]:
    """The life of one stream."""
    registered = AgencyRegistered(
        kind=AgencyKind.DEPARTMENT, span=ALWAYS, source="bench", certainty=Certainty.CONFIRMED
    )
    names = [Name(name=f"Cơ quan {n}", short=f"CQ{n}", span=ALWAYS, source="bench") for n in range(VERSIONS - 1)]
    return [registered, *(AgencyNamed(name=name) for name in names)]


async def written(connection: Connection, size: int) -> None:
    """Revisions, markers, commands and heads as the store leaves them, written in bulk: this is not measured."""
    by = connection.master.pseudonym(CALLER)
    for _ in range(-(-size // VERSIONS)):
        stream, tip, made = f"agency-{secrets.token_hex(8)}", StreamHead(), []
        for event in events():
            act = Act(
                actor=SYSTEM,
                scope=None,
                action="bench",
                command=str(uuid4()),
                at=wall_clock(),
                origin=ORIGIN,
                anchor=None,
            )
            revision, tip = append(stream, tip, event, act)
            made.append(revision)
        keep = [{"_id": row["command"], "stream": stream, "n": row["n"], "at": row["at"], "by": by} for row in made]
        await connection.revisions.insert_many(made)
        await connection.commands.insert_many(keep)
        await connection.pending.insert_many([pending_of(row) for row in made])
        head = head_of(Kind.AGENCY, tip.state, tip.n, wall_clock(), {}, connection.master)
        await heads_of(connection, Kind.AGENCY).insert_one(head)


@dataclass(frozen=True, kw_only=True)
class Round:
    """Seconds of processor time in one round, in which the verification and what it is compared with take turns."""

    envelopes: float
    everything: float
    verifying: float
    driver: float


async def measured(connection: Connection, listened: Connection, home: SealerDirectory, size: int, asked: Asked) -> str:
    """The table; what a verification asks is noted once, through a connection of its own."""
    await written(connection, size)
    stored = [_parts(revision) async for revision in connection.revisions.find({})]
    sealer = Sealer(LogStorage.of(connection), home)
    while await sealer.tick():
        pass
    asked.clear()
    assert await _verified(listened, home) == []
    rounds = [await _round(connection, home, stored, asked) for _ in range(ROUNDS)]
    trips = asked.count / len(stored) * 500
    return "\n".join(
        [
            f"{len(stored)} versions, through the embedded database, {trips:.1f} questions for 500, {ROUNDS} rounds\n",
            "| processor time | µs a version | times the envelopes' floor | times the floor of all three parts |",
            "| --- | --- | --- | --- |",
            _row("SHA-256 plus JSON of the envelopes", len(stored), rounds, lambda one: one.envelopes),
            _row("SHA-256 plus JSON of envelope, body and state", len(stored), rounds, lambda one: one.everything),
            _row("full verification of record and log", len(stored), rounds, lambda one: one.verifying),
            _row("of which the driver, asking and reading the same", len(stored), rounds, lambda one: one.driver),
            _row("of which the verifier", len(stored), rounds, lambda one: one.verifying - one.driver),
        ]
    )


async def _verified(connection: Connection, home: SealerDirectory) -> list[Finding]:
    return [finding async for finding in log_findings(connection, [home.verifier], Policy(), [])]


async def _round(connection: Connection, home: SealerDirectory, stored: Sequence[Parts], asked: Asked) -> Round:
    envelopes = floor([parts[0] for parts in stored])
    everything = floor([part for parts in stored for part in parts])
    start = time.process_time()
    assert await _verified(connection, home) == []
    verifying = time.process_time() - start
    driver = await driver_seconds(connection.client, asked)
    return Round(envelopes=envelopes, everything=everything, verifying=verifying, driver=driver)


def _row(name: str, count: int, rounds: Sequence[Round], spent: Callable[[Round], float]) -> str:
    """The least time of all rounds, and the median of the ratios within a round."""
    least = min(map(spent, rounds)) / count * 1e6
    envelopes = median(spent(one) / one.envelopes for one in rounds)
    everything = median(spent(one) / one.everything for one in rounds)
    return f"| {name} | {least:.1f} | {envelopes:.1f} | {everything:.1f} |"


def _parts(revision: Mapping[str, Any]) -> Parts:
    return bytes(revision["envelope"]), bytes(revision["body"]), bytes(revision["state"])


async def through_the_database(size: int) -> str:
    """Measure on a server of its own."""
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder) / "data") as running:
        asked, uri = Asked(), running.uri()
        async with _client(uri) as client, _client(uri, asked) as listening:
            names = Names("bench")
            await lay_out(client, names)
            connection = Connection(client=client, names=names, master=MasterKey(b"\x07" * 32), origin=ORIGIN)
            home = create_directory(Path(folder) / "sealer", ORIGIN, wall_clock())
            return await measured(connection, replace(connection, client=listening), home, size, asked)


def _client(uri: str, *listeners: Asked) -> AsyncMongoClient[dict[str, Any]]:
    return AsyncMongoClient(uri, tz_aware=False, event_listeners=listeners)
