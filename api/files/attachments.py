"""Files that people sent with a message or an answer, served to agencies once the read is recorded.

GET  /attachments/STREAM/KEY      the file or a part of it, with the header Casebook-Purpose

A caller who may see the complaint or case may also see the text that the file came with, and may get the file. If the
settings name a scanner (`store/files/scanner.py`), the scanner checks the file first. A file that is not clean stays
encrypted.
"""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.callers.authentication import deny
from api.errors.responses import forbidden, refused
from api.files.serving import file_answer, opened_or_refused, saved_as
from domain.access.record import Purpose, Reading
from domain.kernel.actor import Actor
from domain.kernel.refusals import NotAllowed
from domain.kernel.vocabulary import Kind, kind_of
from resolvers.kinds import KINDS
from schema.case_intake import said_in
from store.driver.connection import Document
from store.files.scanner import Scanner, Verdict
from store.files.uploads import OpenFile
from store.store import Store

AWAY_SECONDS = 60
"""Value of Retry-After while the scanner is unreachable."""


async def given(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return a file that was sent with a code, or a part of it, once the read is recorded. The actor must be allowed to
    see the text that the file came with."""
    stream = request.path_params["stream"]
    head = await _seen(store, actor, stream)
    rows = [row for row in _attachments(head or {}) if row["id"] == request.path_params["key"]]
    if not rows:
        return refused("not-found", 404)
    await store.access.open(actor, Reading.ATTACHMENT, stream, purpose)
    [row] = rows
    file = await opened_or_refused(store.uploads.opened(stream, row["file"]))
    if isinstance(file, Response):
        return file
    if problem := await _unsafe(request, store, actor, stream, file):
        return problem
    kept = row["file"]
    return file_answer(request, file, kept["digest"], saved_as(row["id"], kept["media_type"]), kept["media_type"])


async def _unsafe(request: Request, store: Store, actor: Actor, stream: str, file: OpenFile) -> Response | None:
    """Return the refusal of a harmful file, and record it. Refuse any file while the scanner is unreachable. Return
    None for a safe file."""
    scanner: Scanner | None = request.app.state.scanner
    verdict = await scanner.verdict(file.part()) if scanner else Verdict.CLEAN
    if verdict is Verdict.AWAY:
        answer = refused("file-not-scanned", 503)
        answer.headers["Retry-After"] = str(AWAY_SECONDS)
        return answer
    if verdict is Verdict.INFECTED:
        infected = NotAllowed("file-infected")
        await store.access.refused(actor, f"read:{Reading.ATTACHMENT}", infected, stream)
        return forbidden(infected)
    return None


async def _seen(store: Store, actor: Actor, stream: str) -> Document | None:
    """Return the complaint or case with this id if the actor may see it, else None. Raise NotAllowed if the actor lacks
    the scope."""
    kind = kind_of(stream)
    if kind not in (Kind.CASE, Kind.REDRESS):
        return None
    scopes = KINDS[kind].scopes
    if not actor.scopes & frozenset(scopes):
        await deny(store, actor, scopes[0], f"read:{Reading.ATTACHMENT}", stream)
    if kind is Kind.CASE:
        return await store.cases.one(actor, stream)
    return await store.public_requests.visible(actor, stream)


def _attachments(head: Document) -> Iterator[Any]:
    """Yield the files sent with messages of a complaint, or with answers and statements of a case's hearings."""
    said_to = (row for hearing in head.get("hearings", ()) for rows in said_in(hearing).values() for row in rows)
    for said in (*head.get("messages", ()), *said_to):
        if said.get("attachment"):
            yield said["attachment"]
