"""Pages for people: Vietnamese with English beneath, without a script, and with nothing loaded from elsewhere.

A form is taken only from a page of ours: it repeats what a cookie of the same browser says, which no other site can
read or set, and the browser's own word about where it comes from is believed when it speaks against us.
"""

from hmac import compare_digest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.oauth.desk import Desk
from api.oauth.endpoints import desk_of
from auth.server.request import BadRequest, parameters
from store.oauth.once import digest, secret
from store.oauth.sessions import Session, Stage

HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
SESSION, FORM, DEVICE = "casebook-session", "casebook-form", "casebook-device"
DEVICE_SECONDS = 365 * 24 * 3600


class ForeignForm(Exception):
    """A form that no page of ours made in this browser."""


def named(desk: Desk, cookie: str) -> str:
    """The name of a cookie: over TLS one that only this very host can set."""
    return f"__Host-{cookie}" if desk.secure else cookie


def cookie_of(request: Request, cookie: str) -> str:
    """The value of a cookie, or nothing."""
    return request.cookies.get(named(desk_of(request), cookie), "")


def set_cookie(desk: Desk, answer: Response, cookie: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites do not send with forms."""
    name = named(desk, cookie)
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=desk.secure, httponly=True, samesite="lax")


def page(request: Request, template: str, status: int = 200, *, goes_to: str = "", **values: Any) -> Response:
    """A page; `goes_to` is the one address outside that its form may lead to."""
    desk = desk_of(request)
    form = cookie_of(request, FORM) or secret()
    shown = {"query": request.url.query, "form": digest(f"form {form}"), **values}
    answer = HTMLResponse(_TEMPLATES.get_template(template).render(shown), status)
    set_cookie(desk, answer, FORM, form)
    origin = urlsplit(goes_to)
    allowed = f" {origin.scheme}://{origin.netloc}" if goes_to else ""
    answer.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{allowed}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "same-origin"  # "no-referrer" would make Origin "null" in our own forms
    answer.headers["Cache-Control"] = "no-store"
    return answer


def sent_on(address: str) -> RedirectResponse:
    """To another page by GET: never 307, which would send a password along (RFC 9700 section 4.12)."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form of ours. Raises ForeignForm, BadRequest."""
    desk = desk_of(request)
    if request.headers.get("origin", desk.origin) != desk.origin:
        raise ForeignForm("origin")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignForm("site")
    try:
        fields = parameters((await request.body()).decode("ascii"))
    except UnicodeDecodeError:
        raise BadRequest("The form cannot be read.") from None
    cookie = cookie_of(request, FORM)
    if not cookie or not compare_digest(fields.get("form", ""), digest(f"form {cookie}")):
        raise ForeignForm("form")
    return fields


async def session_of(request: Request, stage: Stage) -> Session | None:
    """Who is at the browser, if they came as far as that stage."""
    cookie = cookie_of(request, SESSION)
    found = await desk_of(request).sessions.find(cookie) if cookie else None
    return found if found and found.stage is stage else None


def onwards(request: Request, step: str) -> str:
    """The next step, with the request of the program that waits; the address is always one of ours."""
    return f"/oauth/{step}" + (f"?{request.url.query}" if request.url.query else "")


def styles() -> str:
    """The style sheet."""
    return (HERE / "templates" / "style.css").read_text(encoding="utf-8")
