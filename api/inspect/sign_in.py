"""Coming to the desk and leaving it: an authorization code with PKCE (RFC 7636), from this installation's own server.

GET  /inspect/sign-in    to the sign-in pages, with a cookie that only the answer to this very request fits
GET  /inspect/back       from there: the code is exchanged in this process, and the token is forgotten
POST /inspect/purpose    why somebody reads, until they say otherwise; it is recorded with each reading
POST /inspect/sign-out   the session ends here, and what it was made from is good for nothing more
"""

import logging
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.inspect.page_request import PageRequest, shown_to_nobody, to_page
from api.inspect.reading_desk import desk_of
from api.inspect.session import WAITING, WAITING_ABOUT, Session, seal, unseal
from api.report.forms import Unreadable, posted
from auth.server.request import BadRequest, parameters
from auth.server.request import Request as OAuthRequest
from auth.tokens import Unauthenticated
from domain.access.record import Purpose
from domain.kernel.policy import READING
from store.oauth.once import secret
from store.oauth.revocations import Marked, mark

WAY_SECONDS: Final = 600
"""How long a person may take at the sign-in pages."""
OWN_PAGE: Final = re.compile(r"/inspect/[A-Za-z0-9_./-]{0,200}(\?[A-Za-z0-9_.%&=+:-]{0,1000})?")
"""Where the desk sends somebody on to: one of its own pages."""

log = logging.getLogger("casebook.inspect")


def own_page(path: str) -> str:
    """The page that somebody wanted; the first one for anything else."""
    return path if OWN_PAGE.fullmatch(path) and "//" not in path and ".." not in path else "/inspect/"


async def begin(request: Request) -> Response:
    """Send the browser to the sign-in pages."""
    desk, state, verifier = desk_of(request), secret(), secret()
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": desk.client,
        "redirect_uri": desk.redirect,
        "scope": " ".join(scope.value for scope in READING),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    said = {"state": state, "verifier": verifier, "to": own_page(request.query_params.get("to", ""))}
    answer = to_page(f"{desk.issuer}/authorize?{urlencode(asked)}")
    desk.put(answer, WAITING, seal(desk.store.connection.master, said, WAITING_ABOUT), WAY_SECONDS)
    return answer


async def back(request: Request) -> Response:
    """Exchange the code, and open a session. Whatever does not fit leads to a page that offers to begin again."""
    desk = desk_of(request)
    way = unseal(desk.store.connection.master, desk.cookie(request, WAITING), WAITING_ABOUT)
    try:
        given = parameters(request.url.query)
    except BadRequest:
        given = {}
    if way is None or given.get("state") != way["state"] or given.get("iss", desk.issuer) != desk.issuer:
        return shown_to_nobody(request, "way", 400)
    if "code" not in given:
        return shown_to_nobody(request, "denied", 403)
    session = await _exchanged(request, given["code"], way["verifier"])
    if session is None:
        return shown_to_nobody(request, "way", 400)
    answer = to_page(way["to"])
    desk.put(answer, WAITING, "", 0)
    desk.keep(answer, session)
    return answer


async def _exchanged(request: Request, code: str, verifier: str) -> Session | None:
    """The session that a code is good for; None for a code that is good for nothing."""
    desk, server = desk_of(request), request.app.state.sign_in.server
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": desk.redirect,
        "client_id": desk.client,
        "code_verifier": verifier,
    }
    asked = OAuthRequest("POST", f"{desk.issuer}/token", form, {})
    status, body, _ = await run_in_threadpool(server.create_token_response, asked)
    if status != 200:
        log.info("no token for the desk: %s", dict(body).get("error"))
        return None
    try:
        viewer = await request.app.state.authenticator.viewer_of_token(dict(body)["access_token"])
    except Unauthenticated as why:
        log.info("a token that is not accepted: %s", why)
        return None
    return Session.begun(viewer, desk.store.connection.clock())


async def choose_purpose(page: PageRequest) -> Response:
    """Keep why somebody reads; opened by its address, ask."""
    if page.request.method != "POST":
        return page.ask_purpose("/inspect/")
    try:
        fields = await posted(page.request)
    except Unreadable:
        fields = {}
    named, to = fields.get("purpose", ""), own_page(fields.get("to", ""))
    if page.session is None or named not in set(Purpose):
        return page.ask_purpose(to, 422)
    page.session = page.session.reading_for(Purpose(named))
    return to_page(to)


async def sign_out(page: PageRequest) -> Response:
    """End the session: nobody can go on with a copy of its cookie."""
    if page.session is not None:
        viewer = page.session.viewer
        marks = [mark(Marked.TOKEN, viewer.issuer, viewer.token)]
        marks += [mark(Marked.FAMILY, viewer.issuer, viewer.family)] if viewer.family else []
        await page.store.revocations.revoke(*marks)
    page.session = None
    return to_page("/inspect/")
