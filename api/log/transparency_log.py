"""The log as static files under `/log/` (C2SP tlog-tiles): everything that a verifier needs.

    /log/checkpoint           the newest checkpoint                             public, cached for seconds
    /log/key                  the log's verifier key                            public; pin it, do not fetch it again
    /log/successions          the log's key rotations            public, cached for seconds
    /log/promise-key          the key that signs receipts                       public; pin it too
    /log/authors              the keys of the writing processes, with their first log index    public; pin them too
    /log/checkpoint/<size>    the checkpoint of that size                       public, cached for a year
    /log/stamp/<size>         the time stamp of the checkpoint of that size     public, cached for a year
    /log/streams              the newest index of streams (`store/log/sealing/indexer.py`)    public, cached for seconds
    /log/tile/<L>/<N>[.p/<W>] hashes                                            public, cached for a year
    /log/tile/entries/<N>…    envelopes: streams, numbers, hashes, no content   scope audit:read:all, recorded
A path has one spelling. Any other path is 404, and so is anything beyond the newest checkpoint. Nothing is
computed for a request, so no cache or gateway can be made to store a wrong answer.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.callers.authentication import deny, purpose_of
from api.errors.responses import RequestRefused, forbidden, response_of, unauthenticated
from api.web.headers import Representation, cached, respond
from auth.tokens import Unauthenticated
from domain.access.record import Reading
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from store.access.recording import AccessLog, AccessLost
from store.log.audit.walk import covers
from store.log.faults import SealerFault
from store.log.sealing.indexer import newest_index
from store.log.storage import LogStorage
from store.log.witnessing.policies import witness_headers, witnesses_of
from store.tlog.strict import LogFault, TileRefused, decimal
from store.tlog.tiles import EntriesRef, TileRef, full, parse_path, shortened

NOTE_TYPE = "text/plain; charset=utf-8"
TILE_TYPE = "application/octet-stream"
STAMP_TYPE = "application/timestamp-reply"
SHORT = cached(5)
FOR_EVER = cached(31_536_000, immutable=True)
"""Caching for a year, the longest time that all caches accept."""
NEVER = {"Cache-Control": "private, no-store"}
PATH_MOST = 64
"""Largest number of characters of a path. No path of a log is longer."""

Who = Callable[[Request], Awaitable[Actor]]
"""Function that returns the caller. It raises Unauthenticated or NotAllowed."""


def log_routes(vkey: str, who: Who, authors: Path | None = None) -> list[Route]:
    """Return the routes, for an application whose `state.store` is the store.

    `vkey` is the log's verifier key, or empty; `authors` is the file with the keys of the writing processes.
    """
    files = LogFiles(vkey, who, authors)
    return [
        Route("/log/checkpoint", files.checkpoint),
        Route("/log/key", files.key),
        Route("/log/successions", files.successions),
        Route("/log/policy", files.policy),
        Route("/log/promise-key", files.promise_key),
        Route("/log/authors", files.authors),
        Route("/log/checkpoint/{size}", files.checkpoint_of),
        Route("/log/stamp/{size}", files.stamp),
        Route("/log/streams", files.streams),
        Route("/log/tile/{rest:path}", files.tile),
    ]


class LogFiles:
    def __init__(self, vkey: str, who: Who, authors: Path | None) -> None:
        self._vkey, self._authors, self._who = vkey, authors, who

    async def checkpoint(self, request: Request) -> Response:
        """Return the newest checkpoint. Its headers name the witnesses that cosigned it, with the times."""
        try:
            newest = await _storage(request).shown()
        except SealerFault:  # it was tampered with: no checkpoint is better than a broken one
            return PlainTextResponse("unavailable\n", 503)
        if newest is None:
            return missing()
        connection = request.app.state.store.connection
        found = await witnesses_of(_storage(request), newest, connection.origin, connection.log_key)
        witnesses = witness_headers(*found)
        return _file(request, newest.note, NOTE_TYPE, {**SHORT, **witnesses})

    async def key(self, request: Request) -> Response:
        """Return the log's verifier key; 404 if no key is set."""
        return _key(self._vkey)

    async def successions(self, request: Request) -> Response:
        """Return the notes of the log's key rotations, concatenated; 404 before the first."""
        notes = await _storage(request).handed_over()
        return _file(request, b"".join(sorted(notes)), NOTE_TYPE, SHORT) if notes else missing()

    async def policy(self, request: Request) -> Response:
        """Return the policy of required witnesses, signed by the log; 404 until the sealer has published it."""
        notes = await _storage(request).policies()
        return _file(request, notes[-1], NOTE_TYPE, SHORT) if notes else missing()

    async def promise_key(self, request: Request) -> Response:
        """Return the verifier key of receipts; 404 if receipts are not signed."""
        promising = request.app.state.store.connection.promising
        return _key(promising.signer.vkey() if promising else "")

    async def authors(self, request: Request) -> Response:
        """Return the keys of the writing processes, each with its first log index; 404 if no keys are known."""
        if self._authors is None:
            return missing()
        return _file(request, self._authors.read_bytes(), NOTE_TYPE, SHORT)

    async def checkpoint_of(self, request: Request) -> Response:
        """Return the checkpoint of a size. The bytes are the published ones, to which anchors and time stamps refer."""
        return await _of_size(request, _storage(request).checkpoints, "note", NOTE_TYPE)

    async def streams(self, request: Request) -> Response:
        """Return the newest signed index of streams; 404 before the first one."""
        note = await newest_index(_storage(request))
        return _file(request, note, NOTE_TYPE, SHORT) if note else missing()

    async def stamp(self, request: Request) -> Response:
        """Return the time stamp of one checkpoint; 404 if the checkpoint has none."""
        return await _of_size(request, _storage(request).stamps, "stamp", STAMP_TYPE)

    async def tile(self, request: Request) -> Response:
        """Return a tile of hashes, or a bundle of entries for callers with the scope."""
        path = "tile/" + request.path_params["rest"]
        ref = _ref(request, path)
        if isinstance(ref, EntriesRef):
            return await self._entries(request, path, ref)
        data = await _covered(request, path, ref) if ref else None
        return missing() if data is None else _file(request, data, TILE_TYPE, FOR_EVER)

    async def _entries(self, request: Request, path: str, ref: EntriesRef) -> Response:
        try:
            actor = await self._who(request)
            if Scope.AUDIT_READ_ALL not in actor.scopes:
                await deny(request.app.state.store, actor, Scope.AUDIT_READ_ALL, f"read:{Reading.EVENTS}")
            data = await _covered(request, path, ref)
            if data is not None:
                purpose = purpose_of(request.headers.get("casebook-purpose"))
                log: AccessLog = request.app.state.store.access
                log.note(actor, Reading.EVENTS, filters=("entries",), count=ref.width, purpose=purpose)
        except Unauthenticated as error:
            return unauthenticated(error)
        except NotAllowed as denied:
            return forbidden(denied)
        except RequestRefused as refusal:
            return response_of(refusal)
        except AccessLost:
            return PlainTextResponse("unavailable\n", 503)
        return missing() if data is None else Response(data, media_type=TILE_TYPE, headers=NEVER)


def _file(request: Request, data: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return a public file, or 304 if the client's copy is current."""
    return respond(request, Representation.of(data, media_type), headers)


async def _of_size(request: Request, rows: Any, field: str, media_type: str) -> Response:
    """Return a member of the row of a checkpoint's size; 404 if there is none."""
    try:
        size = decimal(request.path_params["size"], TileRefused)
    except LogFault:
        return missing()
    found = await rows.find_one({"_id": {"$eq": size}}, {field: 1})
    data = found.get(field) if found else None
    return _file(request, data, media_type, FOR_EVER) if isinstance(data, bytes) else missing()


def _key(vkey: str) -> Response:
    if not vkey:
        return missing()
    return Response(vkey + "\n", media_type=NOTE_TYPE, headers=SHORT)


def _storage(request: Request) -> LogStorage:
    return LogStorage.of(request.app.state.store.connection)


def _ref(request: Request, path: str) -> TileRef | EntriesRef | None:
    """Return the tile or the entries to which the path refers. Return None if the path has another spelling, or has a
    query."""
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    if len(path) > PATH_MOST or request.scope["query_string"] or raw != f"/log/{path}".encode():
        return None
    try:
        return parse_path(path)
    except LogFault:
        return None


async def _covered(request: Request, path: str, ref: TileRef | EntriesRef) -> bytes | None:
    storage = _storage(request)
    try:
        newest = await storage.newest()
    except SealerFault:
        return None
    if newest is None or covers(ref) > newest.size:
        return None
    stored = await storage.objects({path, full(path)})
    if path in stored or full(path) not in stored:
        return stored.get(path)
    return shortened(stored[full(path)], ref)  # the sealer stores no partial tile beside the full one


def missing() -> Response:
    return PlainTextResponse("not found\n", 404, SHORT)
