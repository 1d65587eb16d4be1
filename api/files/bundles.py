"""Export bundles over HTTP: the versions that a consolidated report counted. The read is recorded before the first
byte.

GET /reports/REPORT/bundle        the bundle, with the header Casebook-Purpose
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.callers.authentication import deny
from api.errors.responses import refused
from api.web.headers import download_headers
from domain.access.record import Purpose, Reading
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, kind_of
from store.kinds.sight import may_export
from store.store import Store

AT_ONCE: Final = asyncio.Semaphore(2)
"""Limit of bundles that one process serves at the same time, because each bundle needs a chunk of states in memory."""


async def given(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return the versions behind a frozen report, for an actor who may see all of them."""
    id = request.path_params["report"]
    if not may_export(actor):
        of = id if kind_of(id) is Kind.CONSOLIDATED else None
        await deny(store, actor, Scope.AUDIT_READ_ALL, f"read:{Reading.BUNDLE}", of)
    visible = kind_of(id) is Kind.CONSOLIDATED and await store.consolidated.one(actor, id)
    report = await store.consolidated.state(id) if visible else None
    if report is None:
        return refused("not-found", 404)
    if report.frozen is None:
        return refused("report-not-frozen", 409)
    if AT_ONCE.locked():
        return refused("too-many-bundles", 429)
    await store.access.open(actor, Reading.BUNDLE, id, purpose)
    headers = {
        **download_headers(f"{report.period or id}-{report.edition}.jsonl"),
        "Casebook-Manifest": report.frozen.manifest,
        "Accept-Ranges": "none",
    }
    return StreamingResponse(_lines(store.consolidated.bundle(report)), headers=headers, media_type="application/jsonl")


async def _lines(bundle: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async with AT_ONCE:
        async for line in bundle:
            yield line
