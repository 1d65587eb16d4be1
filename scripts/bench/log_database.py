"""Sealing and verifying through the embedded database: the whole sealer, and the whole verification."""

import secrets
import tempfile
import time
from datetime import date
from pathlib import Path
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
from scripts.bench.floor import floor
from scripts.embedded.template import running_database
from store.heads.heads import head_of
from store.log.audit import log_findings
from store.log.policy import Policy
from store.log.sealer import Sealer
from store.log.sealer_directory import SealerDirectory, create_directory
from store.log.storage import LogStorage
from store.mongo.connection import Connection, wall_clock
from store.mongo.databases import Names
from store.mongo.provision import lay_out
from store.record.keys import MasterKey
from store.record.revision import Act, StreamHead, append, pending_of

ORIGIN = "bench.example/log"
VERSIONS = 10
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
        keep = [{"_id": row["command"], "stream": stream, "n": row["n"], "at": row["at"]} for row in made]
        await connection.revisions.insert_many(made)
        await connection.commands.insert_many(keep)
        await connection.pending.insert_many([pending_of(row) for row in made])
        head = head_of(Kind.AGENCY, tip.state, tip.n, wall_clock(), {}, connection.master)
        await connection.heads(Kind.AGENCY).insert_one(head)


async def measured(connection: Connection, home: SealerDirectory, size: int) -> str:
    """The table."""
    await written(connection, size)
    stored = [bytes(revision["envelope"]) async for revision in connection.revisions.find({}, {"envelope": 1})]
    bare, start = floor(stored), time.perf_counter()
    sealer = Sealer(LogStorage.of(connection), home)
    while await sealer.tick():
        pass
    sealing, start = time.perf_counter() - start, time.perf_counter()
    assert [finding async for finding in log_findings(connection, [home.verifier], Policy(), [])] == []
    verifying = time.perf_counter() - start
    rows = [
        f"| {name} | {len(stored) / took:.0f} | {took / bare:.0f} |"
        for name, took in (("sealing", sealing), ("full verification of record and log", verifying))
    ]
    head = "| work | envelopes a second | times SHA-256 plus JSON |\n| --- | --- | --- |"
    return "\n".join([f"{len(stored)} versions, through the embedded database\n", head, *rows])


async def through_the_database(size: int) -> str:
    """Measure on a server of its own."""
    with tempfile.TemporaryDirectory() as folder, running_database(Path(folder) / "data") as running:
        async with AsyncMongoClient[dict[str, Any]](running.uri(), tz_aware=False) as client:
            names = Names("bench")
            await lay_out(client, names)
            connection = Connection(client=client, names=names, master=MasterKey(b"\x07" * 32), origin=ORIGIN)
            home = create_directory(Path(folder) / "sealer", ORIGIN, wall_clock())
            return await measured(connection, home, size)
