"""Sign-in to a desk and sign-out, by an authorization code with PKCE (RFC 7636), from any issuer.

GET  /DESK/sign-in    to the sign-in pages, with a cookie that only fits the answer to this request
GET  /DESK/back       from there: the code is exchanged in this process, and the token is forgotten
POST /DESK/purpose    sets the reader's purpose, which is recorded with each reading
GET  /DESK/first-day  the officer's tasks
POST /DESK/sign-out   ends the session here and at the sign-in pages, and revokes its grants
"""

import logging
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.callers.networks import network_of
from api.callers.rates import Allowance
from api.pages.base.open_desk import desk_of
from api.pages.base.page_request import PageRequest, seated, shown_to_nobody, to_page
from api.pages.base.pages import DeskPages
from api.pages.base.session import Session, seal, unseal
from api.pages.forms.posted import readable_pairs
from api.web.headers import CLEARED
from auth.foreign_sign_in import ForeignSignIn, IssuerAway, NotExchanged
from auth.server.request import BadRequest, parameters
from auth.tokens import Unauthenticated
from domain.access.record import Purpose
from store.oauth.once import secret
from store.oauth.revocations import Marked, family_marks, mark

CODES: Final = Allowance(60, 600)
"""Rate limit of authorization codes for one network."""
WAY_SECONDS: Final = 600
"""Seconds that a person may take at the sign-in pages."""
WITHIN: Final = re.compile(r"[A-Za-z0-9_./-]{0,200}(\?[A-Za-z0-9_.%&=+:~!*'()-]{0,3000})?")
"""Pattern of the part of a page's address that follows the desk's own part. `encodeURIComponent` leaves the last
characters unescaped."""

log = logging.getLogger("casebook.desk")
BOTH: Final = ["GET", "POST"]


def common_routes(pages: DeskPages) -> list[Route]:
    """Return the routes for signing in to a desk and out of it, and for an officer's first day there."""
    return [
        Route(f"{pages.home}sign-in", begin),
        Route(f"{pages.home}back", back),
        *((Route(f"{pages.home}purpose", PURPOSE, methods=BOTH),) if pages.asks_purpose else ()),
        Route(f"{pages.home}sign-out", seated(sign_out, needs_purpose=False), methods=["POST"]),
        *((Route(f"{pages.home}first-day", seated(first_day)),) if "first_day" in pages.navigation else ()),
    ]


def own_page(home: str, path: str) -> str:
    """Return the requested page of a desk. For any other path, return the desk's first page."""
    own = path.startswith(home) and WITHIN.fullmatch(path.removeprefix(home))
    return path if own and "//" not in path and ".." not in path else home


async def begin(request: Request) -> Response:
    desk, state, verifier = desk_of(request), secret(), secret()
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": desk.client,
        "redirect_uri": desk.redirect,
        "scope": " ".join(scope.value for scope in desk.pages.scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    said = {"state": state, "verifier": verifier, "to": own_page(desk.pages.home, request.query_params.get("to", ""))}
    try:
        answer = to_page(await desk.signing_in.address(asked))
    except IssuerAway:
        return shown_to_nobody(request, "away", 503)
    desk.put(answer, desk.waiting, seal(desk.store.connection.master, said, desk.waiting), WAY_SECONDS)
    return answer


async def back(request: Request) -> Response:
    """Exchange the code, and open a session. After any error, show a page that offers another try."""
    desk = desk_of(request)
    way = unseal(desk.store.connection.master, desk.cookie(request, desk.waiting), desk.waiting)
    try:
        given = parameters(request.url.query)
        if way is None or given.get("state") != way["state"] or not await desk.signing_in.answers(given):
            return shown_to_nobody(request, "way", 400)
        if "code" not in given:
            return shown_to_nobody(request, "denied", 403)
        if await _too_often(request):
            return shown_to_nobody(request, "busy", 429)
        session = await _exchanged(request, given["code"], way["verifier"])
    except (BadRequest, NotExchanged, Unauthenticated) as why:
        log.info("nobody was signed in: %s", why)
        return shown_to_nobody(request, "way", 400)
    except IssuerAway:
        return shown_to_nobody(request, "away", 503)
    answer = to_page(way["to"])
    desk.put(answer, desk.waiting, "", 0)
    desk.keep(answer, session)
    return answer


async def _too_often(request: Request) -> bool:
    """Return whether a network tries too many codes. Each code costs a check at the issuer."""
    host = request.client.host if request.client else None
    return bool(await request.app.state.rates.wait("desk", CODES, network_of(host)))


async def _exchanged(request: Request, code: str, verifier: str) -> Session:
    """Return the session for a code. Raise NotExchanged, Unauthenticated, IssuerAway."""
    desk = desk_of(request)
    token = await desk.signing_in.token(code, verifier)
    viewer = await request.app.state.authenticator.viewer_of_token(token)
    who = (viewer.issuer, viewer.caller.client, viewer.caller.person)
    if who != (desk.signing_in.issuer, desk.client, True):
        raise Unauthenticated("a token for somebody else")
    own = not isinstance(desk.signing_in, ForeignSignIn)
    return Session.begun(viewer, desk.store.connection.clock(), own=own)


async def choose_purpose(page: PageRequest) -> Response:
    """Store the purpose of reading. For GET, show the form for the purpose."""
    if page.request.method != "POST":
        return page.ask_purpose(page.desk.pages.home)
    fields = dict(await readable_pairs(page.request))
    named, to = fields.get("purpose", ""), own_page(page.desk.pages.home, fields.get("to", ""))
    if page.session is None or named not in set(Purpose):
        return page.ask_purpose(to, 422)
    page.session = page.session.reading_for(Purpose(named))
    return to_page(to)


async def first_day(page: PageRequest) -> Response:
    """Show the steps of the desk, the tasks of the reader's posts, and cautions. The text takes two minutes to read."""
    known = page.texts["first_day"].get("posts", {})
    posts = sorted(page.context.actor.posts)
    return page.show("first_day", mine=[(page.words.label(post), known[post]) for post in posts if post in known])


async def sign_out(page: PageRequest) -> Response:
    """End the session here and the session at the sign-in pages, with all its grants.

    A foreign issuer's session (`sid`) belongs to that issuer's pages. People with such a session sign out there too.
    """
    if page.session is not None:
        viewer = page.session.viewer
        marks = [mark(Marked.TOKEN, viewer.issuer, viewer.token)]
        own = not isinstance(page.desk.signing_in, ForeignSignIn)
        if own and viewer.family:
            marks += family_marks(viewer.issuer, viewer.family)
            if account := (await page.store.registry.current()).account(viewer.caller.subject):
                key = viewer.family.partition(".")[0]
                await page.request.app.state.sign_in.sessions.end_by_key(account.id, key)
        await page.store.revocations.revoke(*marks)
    page.session = None
    answer = to_page(page.desk.pages.home)
    answer.headers.update(CLEARED)
    return answer


PURPOSE: Final = seated(choose_purpose, needs_purpose=False)
