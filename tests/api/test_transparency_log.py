"""The log over HTTP, checked by the formats' own code, which knows no database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.requests import Request

from api.log.transparency_log import FOR_EVER, NEVER, SHORT, log_routes
from auth.tokens import Verifier as TokenVerifier
from auth.tokens import bearer
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, Post
from store.driver.connection import Connection, wall_clock
from store.heads.collection import heads_of
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Authors, parse_authors
from store.log.receipts import receipts_of
from store.log.sealing.directory import create_directory
from store.log.sealing.sealer import Sealer
from store.log.storage import LogStorage
from store.store import Store
from store.tlog.checkpoint import Checkpoint, parse_checkpoint, verify_proof
from store.tlog.merkle import CompactRange, consistency_proof, leaf_hash, tree_root, verify_consistency
from store.tlog.note import Verifier, verify
from store.tlog.succession import HEADER, split_notes
from store.tlog.tiles import EntriesRef, TileReader, decode_bundle, entries_path, parse_path, tile_path
from tests.conftest import fresh_connection
from tests.support import web
from tests.support.clock import TestClock
from tests.support.installation import free_port
from tests.support.log_proofs import all_paths
from tests.support.patience import until_seen
from tests.support.tokens import AUDIENCE, ISSUER, Issuer
from tests.support.world import build, caller

ORIGIN = "casebook.test/log"
AUTHOR = AuthorVerifier.from_vkey(Author.of(ORIGIN, "api", b"\1" * 32).vkey())


@dataclass
class Served:
    """A province whose record is sealed, served over a socket."""

    http: httpx.AsyncClient
    connection: Connection
    issuer: Issuer
    key: Verifier
    store: Store

    async def get(self, path: str, token: str | None = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.http.get(path, headers=headers)

    async def checkpoint(self) -> Checkpoint:
        note = (await self.get("/log/checkpoint")).content
        return parse_checkpoint(verify(note, [self.key]).text, ORIGIN)

    async def tiles(self, size: int) -> dict[str, bytes]:
        wanted = [path for path in all_paths(size) if not isinstance(parse_path(path), EntriesRef)]
        return {path: (await self.get(f"/log/{path}")).content for path in wanted}

    @property
    def inspector(self) -> str:
        return self.issuer.token(caller("agency-inspection"))


@pytest.fixture(scope="session")
async def served(root_uri: str, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The province of the test world, sealed in two batches or more."""
    folder: Path = tmp_path_factory.mktemp("log")
    async with fresh_connection(root_uri, TestClock()) as connection:
        store = Store(connection)
        await build(store)
        home = create_directory(folder / "sealer", ORIGIN, TestClock()())
        sealer = Sealer(LogStorage.of(connection), home, clock=wall_clock)
        while await sealer.tick():
            pass
        tokens = TokenVerifier(keys=KeySet([issuer.key]), issuer=ISSUER, audience=AUDIENCE, clock=wall_clock)

        async def who(request: Request) -> Actor:
            return await store.actor(tokens.viewer(bearer(request.headers.getlist("authorization"))).caller)

        home.keep_authors(Authors().admitted(AUTHOR, 7))
        app = Starlette(routes=log_routes(home.signer.vkey(), who, folder / "sealer" / "authors"))
        app.state.store = store
        async with serving(app) as http:
            yield Served(http, connection, issuer, home.verifier, store)


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[httpx.AsyncClient]:
    """An application on a socket, in this event loop."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until_seen(started, "it does not serve")
    async with web.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        yield http
    server.should_exit = True
    await task


async def test_the_checkpoint_is_a_signed_note_that_is_cached_for_seconds(served: Served) -> None:
    answer = await served.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == SHORT["Cache-Control"]
    assert answer.headers["casebook-witnesses"] == "NONE"  # the policy asks for nobody, and nobody did
    assert "casebook-cosigned-by" not in answer.headers
    assert (await served.checkpoint()).size == await served.connection.revisions.count_documents({})


async def test_every_checkpoint_is_served_for_good(served: Served) -> None:
    """An anchor is the hash of one: whoever holds an event can ask for what it names."""
    published = await served.connection.checkpoints.find({}).to_list(None)
    for stored in published:
        answer = await served.get(f"/log/checkpoint/{stored['_id']}")
        assert (answer.content, answer.headers["cache-control"]) == (stored["note"], FOR_EVER["Cache-Control"])


@pytest.mark.parametrize("size", ["999999", "01", "-1", "1e3", "x", "9" * 20])
async def test_no_other_checkpoint_is_there(served: Served, size: str) -> None:
    assert (await served.get(f"/log/checkpoint/{size}")).status_code == 404


async def test_who_may_write_is_public(served: Served) -> None:
    assert parse_authors((await served.get("/log/authors")).content, ORIGIN).fault(6, b"", None, None) is None
    assert (await served.get("/log/authors")).text == f"{AUTHOR.vkey()} 7\n"


async def test_hashes_lead_to_the_root_for_anybody(served: Served) -> None:
    checkpoint = await served.checkpoint()
    tiles = await served.tiles(checkpoint.size)
    read = TileReader(tiles.__getitem__, checkpoint.size).read
    assert tree_root(checkpoint.size, read) == checkpoint.root
    old = checkpoint.size - 7
    old_root = tree_root(old, read)
    verify_consistency(old, old_root, checkpoint.size, checkpoint.root, consistency_proof(old, checkpoint.size, read))
    answer = await served.get("/log/" + tile_path(0, 0, min(256, checkpoint.size)))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == FOR_EVER["Cache-Control"]


async def test_an_inspector_recomputes_the_log_from_its_entries(served: Served) -> None:
    checkpoint, compact_range = await served.checkpoint(), CompactRange()
    for index in range(-(-checkpoint.size // 256)):
        path = entries_path(index, min(256, checkpoint.size - index * 256))
        answer = await served.get(f"/log/{path}", served.inspector)
        assert answer.headers["cache-control"] == NEVER["Cache-Control"]
        for entry in decode_bundle(answer.content):
            compact_range.append(leaf_hash(entry))
    assert (compact_range.size, compact_range.root()) == (checkpoint.size, checkpoint.root)


async def test_reading_entries_is_recorded(served: Served) -> None:
    await served.store.access.flush()
    before = await heads_of(served.connection, Kind.ACCESS).count_documents({})
    path = entries_path(0, min(256, (await served.checkpoint()).size))
    await served.get(f"/log/{path}", served.inspector)
    await served.store.access.flush()
    assert await heads_of(served.connection, Kind.ACCESS).count_documents({}) == before + 1


async def test_entries_are_not_for_everybody(served: Served) -> None:
    path = "/log/" + entries_path(0, min(256, (await served.checkpoint()).size))
    anonymous = await served.get(path)
    assert (anonymous.status_code, "www-authenticate" in anonymous.headers) == (401, True)
    assert (await served.get(path, "garbage")).status_code == 401
    for who in (
        caller("agency-lead"),
        caller("agency-police"),
        caller("agency-inspection", without={Scope.AUDIT_READ_ALL}),
    ):
        refused = await served.get(path, served.issuer.token(who))
        assert refused.status_code == 403
        assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await served.get(path, served.issuer.officer("agency-inspection", Post.HANDLER))).status_code == 200


async def test_entries_are_never_answered_from_a_cache(served: Served) -> None:
    """Who may no longer read them does not learn that they are unchanged either."""
    path = "/log/" + entries_path(0, min(256, (await served.checkpoint()).size))
    answer = await served.get(path, served.inspector)
    assert (answer.headers["cache-control"], "etag" in answer.headers) == (NEVER["Cache-Control"], False)
    assert (await served.http.get(path, headers={"If-None-Match": "*"})).status_code == 401


async def test_what_is_no_file_of_the_log_is_not_found(served: Served) -> None:
    size = (await served.checkpoint()).size
    partial = tile_path(0, size // 256, size % 256)
    good = "/log/" + partial
    assert (await served.get(good)).status_code == 200
    names = "0 00/000 0/0 0/x000/000 0/000.p/0 0/000.p/256 0/000.p/01 -1/000 64/000 7/000 entries/999 0/x999/999"
    wrong = [
        *(f"/log/tile/{name}" for name in ("", *names.split())),
        "/log/" + tile_path(0, size // 256, size % 256 + 1),
        "/log/tile/0/" + "x999/" * 20 + "999",
        good + "?size=1",
        good + "/",
        "/log/tile//" + partial.removeprefix("tile/"),
        good.replace("000", "%30%30%30").replace("001", "%30%30%31"),
    ]
    for path in wrong:
        assert (await served.get(path, served.inspector)).status_code == 404, path


async def test_what_is_stored_and_not_published_yet_is_not_found(served: Served) -> None:
    size = (await served.checkpoint()).size
    tiles = LogStorage.of(served.connection).tiles
    path = tile_path(0, size // 256, size % 256 + 1)
    await tiles.insert_one({"_id": path, "data": b"\0" * 32})
    assert (await served.get(f"/log/{path}")).status_code == 404
    await tiles.delete_one({"_id": path})


async def test_a_proof_verifies_against_what_is_served(served: Served) -> None:
    id = "agency-lead:2"
    ((_, proof, _),) = await receipts_of(served.connection, [id])
    assert proof
    envelope = (await LogStorage.of(served.connection).envelopes([id]))[id]
    assert verify_proof(proof, envelope, [served.key], ORIGIN) == await served.checkpoint()


async def test_before_the_first_checkpoint_there_is_none(connection: Connection) -> None:
    async def who(request: Request) -> Actor:
        raise AssertionError

    app = Starlette(routes=log_routes("key", who))
    app.state.store = Store(connection)
    async with serving(app) as http:
        assert (await http.get("/log/checkpoint")).status_code == 404
        assert (await http.get("/log/tile/0/000.p/1")).status_code == 404
        await LogStorage.of(connection).checkpoints.insert_one({"_id": "junk"})
        assert (await http.get("/log/checkpoint")).status_code == 503
        assert (await http.get("/log/tile/0/000.p/1")).status_code == 404


async def test_notes_of_succession_are_served_one_after_another(served: Served) -> None:
    storage = LogStorage.of(served.connection)
    assert (await served.get("/log/successions")).status_code == 404
    notes = [f"{HEADER}\n{number}\n".encode() for number in range(2)]
    await storage.keep_successions(dict(zip("ab", notes, strict=True)))
    answer = await served.get("/log/successions")
    await storage.successions.delete_many({})
    assert (answer.status_code, split_notes(answer.content)) == (200, notes)
