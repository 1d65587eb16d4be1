"""Evidence over HTTP: files are stored encrypted, and served once the read is recorded.

POST /evidence?case=CASE          the file as the body, its type in Content-Type -> {"upload": ID, "size", "sha256"}
GET  /evidence/CASE/ITEM          the file or a part of it, with the header Casebook-Purpose
"""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.callers.authentication import authenticated, deny
from api.errors.responses import refused
from api.files.serving import file_answer, opened_or_refused, saved_as, tag_of, taken
from api.web.headers import wanted_part
from api.web.media_types import media_type as parsed
from domain.access.record import Purpose, Reading
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from store.files.uploads import FILE_MOST
from store.store import Store

MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")


async def case_for_evidence(store: Store, actor: Actor, id: str) -> Mapping[str, Any] | None:
    """Return the case if the caller may see it and may add evidence to it. Raise NotAllowed otherwise, and record the
    refusal."""
    if Scope.CASE_VERIFY not in actor.scopes or actor.officer is None:
        await deny(store, actor, Scope.CASE_VERIFY, "uploadEvidence")
    return await store.cases.one(actor, id)


@authenticated
async def upload(request: Request, store: Store, actor: Actor) -> Response:
    """Store a file for a case that the caller may see and verify."""
    case = await case_for_evidence(store, actor, request.query_params.get("case", ""))
    if case is None:
        return refused("not-found", 404)
    media_type = media_type_of(request.headers.get("content-type", ""))
    if media_type is None:
        return refused("media-type", 415)
    return await taken(request, store, actor, case["_id"], media_type, FILE_MOST)


def media_type_of(text: str) -> str | None:
    """Return a permitted media type without its parameters; None for any other."""
    found = parsed(text)
    return found.name if found is not None and MEDIA_TYPE.fullmatch(found.name) else None


async def given(request: Request, store: Store, actor: Actor, purpose: Purpose) -> Response:
    """Return a file of a case that the actor may see, or a part of it, once the read is recorded."""
    case = await store.cases.one(actor, request.path_params["case"])
    items = [item for item in case["evidence"] if item["id"] == request.path_params["item"]] if case else []
    if case is None or not items:
        return refused("not-found", 404)
    await store.access.open(actor, Reading.EVIDENCE, case["_id"], purpose)
    [item] = items
    whole = wanted_part(request, tag_of(item["file"]["digest"])) is None
    file = await opened_or_refused(store.uploads.opened(case["_id"], item["file"], whole=whole))
    if isinstance(file, Response):
        return file
    kept = item["file"]
    return file_answer(request, file, kept["digest"], saved_as(item["id"], kept["media_type"]), kept["media_type"])
