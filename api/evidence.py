"""Evidence over HTTP: files in, under seal, and out again, recorded before they are given.

POST /evidence?case=CASE          the file as the body, its type in Content-Type -> {"upload": ID}
GET  /evidence/CASE/ITEM          the file, with the header Casebook-Purpose
"""

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.door import admitted, purpose_of
from api.refused import forbidden, unauthenticated
from auth.tokens import Unauthenticated
from domain.access.record import Reading
from domain.kernel.actor import Actor
from domain.kernel.policy import Scope
from domain.kernel.refusals import NotAllowed
from domain.messages import message
from store.files.uploads import FILE_MOST, FileErased
from store.store import Store

MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,60}")
Handler = Callable[[Request, Store, Actor], Awaitable[Response]]


def guarded(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    """The handler behind the same door as GraphQL: token, agency, appointment."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request, request.app.state.store, await admitted(request))
        except Unauthenticated as error:
            return unauthenticated(error)
        except NotAllowed as denied:
            return forbidden(denied)

    return answer


async def store_file(request: Request, store: Store, actor: Actor) -> Response:
    """Store a file for a case that the caller may see and verify."""
    if Scope.CASE_VERIFY not in actor.scopes or actor.officer is None:
        raise NotAllowed("scope-missing", Scope.CASE_VERIFY)
    case = await store.cases.one(actor, request.query_params.get("case", ""))
    if case is None:
        return refused("not-found", 404)
    media_type = request.headers.get("content-type", "")
    if not MEDIA_TYPE.fullmatch(media_type):
        return refused("media-type", 415)
    content = await request.body()
    if not 0 < len(content) <= FILE_MOST:
        return refused("file-size", 413, most=FILE_MOST)
    return JSONResponse({"upload": await store.uploads.store(actor, case["_id"], content, media_type)}, 201)


async def give_file(request: Request, store: Store, actor: Actor) -> Response:
    """Give a file to who sees the case and says why; written into the access record before it is given."""
    purpose = purpose_of(request.headers.get("casebook-purpose"))
    if purpose is None:
        raise NotAllowed("purpose-missing", "Casebook-Purpose")
    case = await store.cases.one(actor, request.path_params["case"])
    items = [each for each in case["evidence"] if each["id"] == request.path_params["item"]] if case else []
    if case is None or not items:
        return refused("not-found", 404)
    await store.access.open(actor, Reading.EVIDENCE, case["_id"], purpose)
    try:
        content = await store.uploads.content(case["_id"], items[0]["file"])
    except FileErased:
        return refused("file-erased", 410)
    # Never shown in the browser's own window: a hostile file must not run as a page of the register.
    headers = {
        "Content-Disposition": f'attachment; filename="{items[0]["id"]}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=items[0]["file"]["media_type"], headers=headers)


def refused(code: str, status: int, **params: int) -> Response:
    """A refusal in both languages."""
    said = {"messageVi": message(code, params, "vi"), "messageEn": message(code, params, "en")}
    return JSONResponse({"errors": [{"message": said["messageEn"], "extensions": {"code": code, **said}}]}, status)


upload, download = guarded(store_file), guarded(give_file)
