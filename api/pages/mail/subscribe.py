"""Subscribing by mail: a form that takes one address, and the link in the letter that asks the address's owner.

GET, POST  /mail/subscribe                    the form; its sender learns nothing about the address
GET, POST  /mail/confirm/<reader>/<token>     a page with a button: programs that open every link confirm nothing
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from api.callers.networks import whence
from api.callers.rates import Allowance, Rates
from api.pages.forms.posted import Unreadable, posted
from api.web.headers import NO_STORE, SELF, page_headers
from api.web.origin import is_own_form
from api.web.templates import Templates
from domain.kernel.calendar import local_date
from domain.notification.mailings import MAIL_ADDRESS, MAIL_ADDRESS_MOST
from domain.notification.state.receivers import MailLanguage
from store.store import Store

HEADERS: Final = {**page_headers(style_src=SELF, form_action=SELF, referrer="same-origin"), **NO_STORE}
TEMPLATES: Final = Templates("api.pages.mail", "api.oauth", "api.web")
ASKED_BY_NETWORK, ASKED_BY_BLOCK = Allowance(5, 3600), Allowance(50, 24 * 3600)
"""Rate limits of entered addresses: for one network, and for one block of networks."""
ANSWER_SECONDS: Final = 0.4
"""Duration of every answer to the form. It is the same for known and unknown addresses, so that it does not reveal
known ones."""


def _page(template: str, status: int = 200, headers: dict[str, str] | None = None, **known: object) -> Response:
    html = TEMPLATES.render(template, lang="vi", seated=False, **known)
    return HTMLResponse(html, status_code=status, headers={**HEADERS, **(headers or {})})


def _form(said: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return _page("subscribe.html", status, headers, said=said)


async def subscribe(request: Request) -> Response:
    if not request.app.state.sends_letters:
        return _form("off", 404)
    if request.method != "POST":
        return _form("")
    if not is_own_form(request.headers):
        return _form("foreign", 403)
    answer = asyncio.create_task(asyncio.sleep(ANSWER_SECONDS))
    try:
        fields = await posted(request)
    except Unreadable:
        return _form("address", 415)
    address, language = fields.get("address", "").strip(), fields.get("language", "")
    plain = len(address) <= MAIL_ADDRESS_MOST and MAIL_ADDRESS.fullmatch(address)
    if not plain or language not in set(MailLanguage):
        return _form("address", 400)
    if wait := await _wait(request):
        return _form("wait", 429, {"Retry-After": str(wait)})
    store: Store = request.app.state.store
    await store.readers.ask(address, language)
    await answer
    return _form("asked")


async def _wait(request: Request) -> int:
    """Count an entered address. Return the seconds to wait if too many addresses were entered; else 0."""
    rates: Rates = request.app.state.rates
    where = whence(request.client.host if request.client else None)
    of_network = await rates.wait("letters", ASKED_BY_NETWORK, where.network)
    return of_network or await rates.wait("letters of a block", ASKED_BY_BLOCK, where.block)


async def confirm(request: Request) -> Response:
    """Show the page, or handle the click. The body is not read."""
    if request.method != "POST":
        return _page("confirm.html", known=True, done=False)
    if not is_own_form(request.headers):
        return _page("confirm.html", 403, known=False, done=False)
    store: Store = request.app.state.store
    reader, token = request.path_params["reader"], request.path_params["token"]
    done = await store.readers.confirm(reader, token, local_date(store.connection.clock()))
    return _page("confirm.html", 200 if done else 404, known=done, done=done)


SUBSCRIBE_ROUTES: Final = (
    Route("/mail/subscribe", subscribe, methods=["GET", "POST"]),
    Route("/mail/confirm/{reader}/{token}", confirm, methods=["GET", "POST"]),
)
