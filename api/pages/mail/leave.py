"""Unsubscribing with the link in a letter: one click in a mail program (RFC 8058), or a page with a button.

Opening the page changes nothing, so programs that open every link unsubscribe nobody. A second click changes nothing
either.
"""

import secrets
from uuid import UUID, uuid5

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.web.headers import NO_STORE, SELF, page_headers
from api.web.templates import Templates
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused, TransitionNotAllowed
from domain.kernel.vocabulary import Kind, kind_of
from domain.notification.mailings import LeaveMailing
from store.store import Store

LEAVING = UUID("0a7de9b2-8f0f-5e4c-8a27-51d3c6a0be14")
"""Namespace for the ids of unsubscribe commands; never change it."""
HEADERS = {**page_headers(style_src=SELF, form_action=SELF), **NO_STORE}
TEMPLATES = Templates("api.pages.mail", "api.oauth", "api.web")
"""Templates with the frame of the sign-in pages, which are small and in both languages at once."""


def _page(*, known: bool, done: bool) -> Response:
    html = TEMPLATES.render("leave.html", lang="vi", seated=False, known=known, done=done)
    return HTMLResponse(html, status_code=200 if known else 404, headers=HEADERS)


async def leave(request: Request) -> Response:
    """Show the page, or handle the click. The link alone identifies the receiver. The body is not read."""
    store: Store = request.app.state.store
    mailing, token = request.path_params["mailing"], request.path_params["token"]
    wanted = store.connection.master.leaving(mailing)
    own = kind_of(mailing) is Kind.MAILING
    right = (own or await store.readers.reader(mailing) is not None) and secrets.compare_digest(
        token.encode(), wanted.encode()
    )
    if not right:
        return _page(known=False, done=False)
    if request.method != "POST":
        return _page(known=True, done=False)
    if not own:
        await store.readers.leave(mailing)
        return _page(known=True, done=True)
    try:
        await store.execute(SYSTEM, LeaveMailing(), command_id=uuid5(LEAVING, mailing), target=mailing)
    except Refused as refused:
        if not all(isinstance(problem, TransitionNotAllowed) for problem in refused.problems):
            raise
    return _page(known=True, done=True)


MAIL_ROUTES = [
    Route("/mail/leave/{mailing}/{token}", leave, methods=["GET", "POST"]),
]
