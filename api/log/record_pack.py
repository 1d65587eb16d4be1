"""Record packs over HTTP: a history with everything that is needed to verify it (`docs/record-pack.md`).

GET  /cases/ID/record, /reports/ID/record, /documents/ID/record
                                             a token, audit:read and the header Casebook-Purpose; recorded first
GET  /press/ID/record                        anybody: the entries of a notice up to its last public version
GET  /agencies/ID/record                     anybody: the registry's rows of one agency, which packs share
POST /report/record                          `code`: the matter that its holder began (`api/pages/report/routes.py`)
`?registry=apart` asks for a pack that names the registry's rows by their hash.
A part is served only with `If-Range`, so that all parts of a download have the same tag.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from api.callers.authentication import deny, for_purpose
from api.callers.networks import network_of
from api.callers.rates import Allowance
from api.errors.responses import refused
from api.web.headers import BLOCK, download_headers, guarded_part, part_of
from domain.access.record import Purpose, Reading
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, kind_of
from domain.publication.state import RetractionGround
from store.log.faults import SealerFault
from store.pack.plan import NotSealed, Plan, StreamTooLong, sealed_size
from store.pack.readers import Anybody, Official, Reader
from store.read.publications import WordsAltered
from store.store import Store
from store.tlog.strict import LogFault, decimal

MEDIA_TYPE = "application/jsonl"
AT_ONCE: Final = asyncio.Semaphore(4)
"""Number of packs that one process makes at the same time."""
PUBLIC_PACKS: Final = Allowance(20, 600)
"""Rate limit of packs for one network without a token."""
BUSY_SECONDS: Final = 10
APART: Final = "apart"
TAG: Final = re.compile(r'"([1-9][0-9]{0,15})-[0-9a-f]{32}"', re.ASCII)
SCOPES = frozenset({Scope.AUDIT_READ, Scope.AUDIT_READ_ALL})


async def official_pack(request: Request, store: Store, actor: Actor, purpose: Purpose, kind: Kind) -> Response:
    """Return the pack of the object in the path, for a caller who may read histories. Raise NotAllowed, and record the
    refusal."""
    id = request.path_params["id"]
    if not SCOPES & actor.scopes:
        await deny(store, actor, Scope.AUDIT_READ, f"read:{Reading.HISTORY}", id)
    if kind_of(id) is not kind or await store.history.visible(actor, id) is None:
        return refused("not-found", 404)

    async def record() -> None:
        await store.access.open(actor, Reading.HISTORY, id, purpose)

    return await answer(request, id, Official(actor, store.publications), record=record)


async def public(request: Request) -> Response:
    """Return the entries of a notice up to its last public version, with the texts that are still public."""
    store, id = request.app.state.store, request.path_params["id"]
    host = request.client.host if request.client else None
    if seconds := await request.app.state.rates.wait("pack", PUBLIC_PACKS, network_of(host)):
        return later(seconds)
    try:
        view = await store.publications.public(id) if kind_of(id) is Kind.PUBLICATION else None
        last = await store.publications.last_public(id)
    except WordsAltered:
        return refused("record-not-sealed", 503)
    if view is None or last is None:
        return refused("not-found", 404)
    worded = view.retraction is not RetractionGround.PERSONAL_DATA
    return await answer(request, id, Anybody(words=worded), most=last)


async def answer(
    request: Request,
    stream: str,
    reader: Reader,
    *,
    most: int | None = None,
    record: Callable[[], Awaitable[None]] | None = None,
) -> Response:
    """Return the pack of a stream, or of its first `most` versions. Call `record`, which records the read, before the
    first byte is sent."""
    if AT_ONCE.locked():
        return later(BUSY_SECONDS)
    store: Store = request.app.state.store
    try:
        plan = await store.packs.plan(stream, _size(request), most)
    except (NotSealed, LogFault):
        return refused("record-not-sealed", 409)
    except StreamTooLong:
        return refused("record-too-long", 413)
    except SealerFault:  # the checkpoint was tampered with: no pack is better than a broken one
        return refused("record-not-sealed", 503)
    log_key = request.app.state.log_key
    apart = reader.registered and request.query_params.get("registry") == APART
    tag = f'"{store.packs.tag(plan, reader, log_key, apart=apart)}"'
    headers = _headers(request, plan, tag, apart)
    if tag in _tags(request):
        return Response(status_code=304, headers=headers)
    if record is not None:
        await record()  # after a crash a read may be recorded that did not happen, never the reverse
    data = _one_of_few(store.packs.lines(plan, reader, log_key, apart=apart))
    if part := guarded_part(request, tag):
        return await part_of(data, part, headers, MEDIA_TYPE)
    return StreamingResponse(data, headers=headers, media_type=MEDIA_TYPE)


async def shared(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return the registry's rows of one agency, a part that several packs share. Its entity tag is its SHA-256."""
    id = request.path_params["id"]
    if not SCOPES & actor.scopes:
        await deny(store, actor, Scope.AUDIT_READ, f"read:{Reading.HISTORY}", id)
    if AT_ONCE.locked():
        return later(BUSY_SECONDS)
    async with AT_ONCE:
        try:
            size = await sealed_size(store.connection, _size(request))
            part = await store.packs.shared(id, Official(actor, store.publications), size)
        except (NotSealed, LogFault):
            return refused("record-not-sealed", 409)
        except SealerFault:
            return refused("record-not-sealed", 503)
    if part is None:
        return refused("not-found", 404)
    headers = {**download_headers(f"{id}-{part.size}.jsonl"), "ETag": f'"{part.hash}"'}
    if headers["ETag"] in _tags(request):
        return Response(status_code=304, headers=headers)
    await store.access.open(actor, Reading.HISTORY, id, purpose)
    return Response(part.data, headers=headers, media_type=MEDIA_TYPE)


def _tags(request: Request) -> list[str]:
    return [given.strip() for given in request.headers.get("if-none-match", "").split(",")]


def later(seconds: int) -> Response:
    """Return 429 with Retry-After."""
    found = refused("too-many-packs", 429)
    found.headers["Retry-After"] = str(seconds)
    return found


def _headers(request: Request, plan: Plan, tag: str, apart: bool) -> dict[str, str]:
    here = f"{request.url.path}?size={plan.size}{f'&registry={APART}' * apart}"
    same = {"Content-Location": here} if request.method == "GET" else {}
    return {**download_headers(f"{plan.stream}-{plan.size}.jsonl"), **same, "ETag": tag, "Accept-Ranges": "bytes"}


def _size(request: Request) -> int | None:
    """Return the size of the requested checkpoint, given by `size` or by the entity tag of the interrupted download."""
    if given := request.query_params.get("size"):
        return decimal(given, NotASize)
    tag = TAG.fullmatch(request.headers.get("if-range", ""))
    return int(tag[1]) if tag else None


class NotASize(LogFault):
    """The value is not the size of a checkpoint."""


async def _one_of_few(lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the lines in blocks, because the server and each layer above it handle every block."""
    block = bytearray()
    async with AT_ONCE:
        async for line in lines:
            block += line
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
    yield bytes(block)


RECORD_ROUTES: Final = [
    Route("/cases/{id}/record", for_purpose(partial(official_pack, kind=Kind.CASE)), methods=["GET"]),
    Route("/reports/{id}/record", for_purpose(partial(official_pack, kind=Kind.REPORT)), methods=["GET"]),
    Route("/documents/{id}/record", for_purpose(partial(official_pack, kind=Kind.DOCUMENT)), methods=["GET"]),
    Route("/agencies/{id}/record", for_purpose(shared), methods=["GET"]),
    Route("/press/{id}/record", public, methods=["GET"]),
]
