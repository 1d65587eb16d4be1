"""What reading notices costs over a static file of the same size, served by the same framework.

The API serves `/press/…`, another process a file that holds the very bytes of a notice's page, both under uvicorn.
Readers keep their connections and ask as fast as they are answered; rounds alternate, so that whatever else the machine
does meets all sides. As in production, a look at the database is good for a second.
"""

import asyncio
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from domain.administration.agencies import RegisterAgency
from domain.case.state.findings import Finding
from domain.case.state.measures import Measure
from domain.case.state.publication_link import PublicationState
from domain.kernel.actor import OPERATOR
from domain.kernel.event import Sealed
from domain.kernel.kind import Kind
from domain.kernel.roles import AgencyKind
from domain.publication.state import CaseResult, NoticeForm, Publication, PublicChange, PublicVersion, Wording
from scripts.local.template import running_database
from scripts.workbench import ROOT
from store.driver.connection import Connection
from store.driver.databases import Names
from store.heads.collection import heads_of
from store.heads.head_texts import closed, new_key
from store.heads.heads import head_of
from store.keys.master import MasterKey
from store.provisioning.provision import lay_out
from store.store import Store

NOTICES, READERS, READS, ROUNDS = 300, 16, 400, 3
AGENCY, NAMES, HOST = "agency-bench", Names("bench"), "127.0.0.1"
STATIC, MASTER = "BENCH_STATIC", b"\x07" * 32
START_SECONDS = 300
UVICORN = ["--no-access-log", "--log-level", "warning", "--timeout-keep-alive", "300"]
"""How servers are started; on a busy machine a client may be silent for longer than a server usually waits."""
TEXTS = {
    "title": "Trạm y tế xã không đóng cửa",
    "claim": "Trạm y tế xã sẽ đóng cửa vào tuần tới.",
    "text": "Đã kiểm tra: trạm y tế xã vẫn mở cửa như thường lệ.\n" * 12,
    "redress": "Có thể khiếu nại đến cơ quan chủ trì trong 90 ngày.",
}
SEALED = {name: Sealed("bench", name) for name in TEXTS}


def a_port() -> int:
    """A port for a few servers beside each other, below those that the system gives to who connects.

    Whoever waits at such a one for a server to be there may be given the same by the system, and speak to themselves.
    """
    return 20_000 + secrets.randbelow(12_000)


def connected(client: Any) -> Connection:
    """The bench's own databases."""
    return Connection(client=client, names=NAMES, master=MasterKey(MASTER), origin="bench.localhost/log")


def files_app() -> Starlette:
    """The other side: files as they are."""
    return Starlette(routes=[Mount("/static", StaticFiles(directory=os.environ[STATIC]))])


def a_notice(number: int) -> Publication:
    """A notice that was issued and corrected."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    result = CaseResult(
        cycle=1, finding=Finding.FALSE, agency=AGENCY, on=date(2026, 1, 1), measure=Measure.CORRECTION_REQUEST
    )
    words: dict[str, Any] = {name: SEALED[name] for name in ("title", "claim", "text")}
    versions = tuple(
        PublicVersion(change=change, at=at, result=result, **words)
        for change in (PublicChange.ISSUED, PublicChange.CORRECTED)
    )
    return Publication(
        id=f"publication-{number:032x}",
        state=PublicationState.CORRECTED,
        agency=AGENCY,
        case="case-bench",
        form=NoticeForm.PORTAL,
        redress_notice=SEALED["redress"],
        wording=Wording(officer="officer-bench", at=at, **words),
        result=result,
        drafted_at=at,
        versions=versions,
    )


async def fill(uri: str) -> None:
    """An agency and NOTICES notices before the public."""
    from pymongo import AsyncMongoClient

    async with AsyncMongoClient[dict[str, Any]](uri, tz_aware=False) as client:
        await lay_out(client, NAMES)
        connection = connected(client)
        entered = RegisterAgency(kind=AgencyKind.DEPARTMENT, since=date(2021, 7, 4), source="bench")
        await Store(connection).execute(OPERATOR, entered, command_id=uuid4(), target=AGENCY)
        for number in range(NOTICES):
            notice = a_notice(number)
            head = head_of(Kind.PUBLICATION, notice, 5, datetime.now(UTC), TEXTS, connection.master)
            key, wrapped = new_key(notice.id, connection.master)
            await connection.wrapped.insert_one(wrapped)
            await heads_of(connection, Kind.PUBLICATION).insert_one(closed(notice, head, key))


def settings(uri: str, folder: Path) -> dict[str, str]:
    """The API's settings; it is asked for public pages only."""
    (folder / "master.key").write_text(MASTER.hex())
    key = ECKey.generate_key("P-256", {"kid": "bench"})
    (folder / "jwks.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    return {
        "CASEBOOK_MONGO_URI": uri,
        "CASEBOOK_MONGO_PREFIX": NAMES.prefix,
        "CASEBOOK_REDIS_URL": "redis://localhost.invalid",
        "CASEBOOK_MASTER_KEY_FILE": str(folder / "master.key"),
        "CASEBOOK_ISSUER": "https://issuer.example",
        "CASEBOOK_ISSUER_AGENCIES": "https://issuer.example=*",
        "CASEBOOK_AUDIENCE": "https://casebook.example",
        "CASEBOOK_JWKS_FILE": str(folder / "jwks.json"),
        "CASEBOOK_MODE": "development",
    }


@contextmanager
def serving(target: str, env: dict[str, str], port: int) -> Iterator[int]:
    """A process that serves one side: its id."""
    command = [sys.executable, "-m", "uvicorn", target, "--factory", "--host", HOST, "--port", str(port)]
    command += UVICORN
    root = str(ROOT)
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": root, **env})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


async def get(port: int, path: str, *headers: str) -> bytes:
    """One answer, on a connection of its own; waits for the server to be there."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
    body = await ask(reader, writer, path, headers)
    writer.close()
    return body


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, headers: tuple[str, ...]) -> bytes:
    """One request and its body. Raises AssertionError for anything but 200 and 304."""
    lines = (f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers, "", "")
    writer.write("\r\n".join(lines).encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith((b"http/1.1 200", b"http/1.1 304")), head
    _, found, rest = head.partition(b"content-length: ")
    return await reader.readexactly(int(rest.partition(b"\r\n")[0])) if found and b" 304 " not in head else b""


async def timed(port: int, paths: list[str], *headers: str) -> float:
    """Seconds for READS reads by READERS readers, over the paths in turn."""
    waiting = iter(range(READS))

    async def reader() -> None:
        stream = await asyncio.open_connection(HOST, port)
        for number in waiting:
            await ask(*stream, paths[number % len(paths)], headers)
        stream[1].close()

    begun = time.perf_counter()
    await asyncio.gather(*(reader() for _ in range(READERS)))
    return time.perf_counter() - begun


async def measure(port: int, other: int, folder: Path) -> list[str]:
    """The table's rows: reads a second, and the time over that of the file."""
    one = f"/press/{a_notice(0).id}"
    page = await get(port, one)
    (folder / "page.html").write_bytes(page)
    feed = await get(port, "/press/feed.atom")
    (folder / "feed.atom").write_bytes(feed)
    many = [f"/press/{a_notice(number).id}" for number in range(NOTICES)]
    sides: dict[str, tuple[str, list[str]]] = {
        "one notice, over a file of its size": ("page.html", [one]),
        f"{NOTICES} notices in turn, over a file of their size": ("page.html", many),
        "the Atom feed, over a file of its size": ("feed.atom", ["/press/feed.atom"]),
    }
    await get(other, "/static/page.html")
    rows = []
    for name, (file, paths) in sides.items():
        ours, bare = [], []
        for _ in range(ROUNDS + 1):
            ours.append(await timed(port, paths))
            bare.append(await timed(other, [f"/static/{file}"]))
        ratios = sorted(mine / theirs for mine, theirs in zip(ours[1:], bare[1:], strict=True))
        spread = f"{ratios[0]:.2f} / {statistics.median(ratios):.2f} / {ratios[-1]:.2f}"
        size = (folder / file).stat().st_size
        rows.append(f"| {name} ({size} bytes) | {READS / statistics.median(ours[1:]):.0f} | {spread} |")
    return rows


def main() -> None:
    """Start database and servers, measure, print."""
    port = a_port()
    with tempfile.TemporaryDirectory() as made, running_database(Path(made) / "data") as database:
        asyncio.run(fill(database.uri()))
        folder, files = Path(made), Path(made) / "static"
        files.mkdir()
        with (
            serving("api.app:create", settings(database.uri(), folder), port),
            serving("scripts.workbench.bench.press:files_app", {STATIC: str(files)}, port + 1),
        ):
            rows = asyncio.run(measure(port, port + 1, files))
    print("| reads | casebook, reads/s | time / static file (min / median / max) |")
    print("|---|---|---|")
    print("\n".join(rows))
