"""Services for signing in, created once in a process, and pages for people, in Vietnamese and English.

As a protection from cross-site request forgery, a form repeats the value of a cookie of the same browser. No other site
can read or set that cookie. A browser's Origin may cause a form to be refused, but never admits one.
"""

from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.web.headers import NO_STORE, SELF, page_headers
from api.web.templates import Templates
from auth.keyring import KeyRing
from auth.passkeys import Ceremony
from auth.passwords import Passwords
from auth.server.request import BadRequest, parameters
from auth.server.server import Server
from store.oauth.credentials import Credentials
from store.oauth.once import digest, secret
from store.oauth.passkeys import Passkeys
from store.oauth.sessions import Session, Sessions, Stage
from store.oauth.throttle import Throttle
from store.store import Store


@dataclass(frozen=True)
class SignInServices:
    store: Store
    server: Server
    keys: KeyRing
    sessions: Sessions
    credentials: Credentials
    passkeys: Passkeys
    throttle: Throttle
    sends_letters: bool
    """True if the installation has a mail server."""
    passwords: Passwords = field(default_factory=Passwords)

    @classmethod
    def of(cls, store: Store, server: Server, keys: KeyRing, *, sends_letters: bool) -> "SignInServices":
        connection = store.connection
        return cls(
            store,
            server,
            keys,
            Sessions(connection),
            Credentials(connection),
            Passkeys(connection),
            Throttle(connection),
            sends_letters,
        )

    @property
    def ceremony(self) -> Ceremony | None:
        """Return the ceremony of passkeys. Return None if browsers allow no passkeys at this address."""
        return Ceremony.at(self.issuer)

    @property
    def issuer(self) -> str:
        return self.server.issuer

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        return self.issuer.startswith("https://")


def services_of(request: Request) -> SignInServices:
    services: SignInServices = request.app.state.sign_in
    return services


TEMPLATES = Templates("api.oauth", "api.web")
SESSION, FORM, DEVICE = "casebook-session", "casebook-form", "casebook-device"
DEVICE_SECONDS = 365 * 24 * 3600
SCRIPT = "/oauth/passkey.js"
"""Path of the only script of these pages, which requests a key from the browser. The content policy of the pages admits
no other file of this host."""


class ForeignForm(Exception):
    """The form does not come from a page of ours in this browser."""


def named(services: SignInServices, cookie: str) -> str:
    """Return the name of a cookie. Over TLS it begins with `__Host-`, so that only this host can set it."""
    return f"__Host-{cookie}" if services.secure else cookie


def cookie_of(request: Request, cookie: str) -> str:
    return request.cookies.get(named(services_of(request), cookie), "")


def set_cookie(services: SignInServices, answer: Response, cookie: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie that is HttpOnly and SameSite."""
    name = named(services, cookie)
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=services.secure, httponly=True, samesite="lax")


def page(
    request: Request, template: str, status: int = 200, *, goes_to: str = "", script: bool = False, **values: Any
) -> Response:
    """Render a page. `goes_to` is the only outside address to which its form may lead. `script` admits the passkey
    script."""
    services = services_of(request)
    form = cookie_of(request, FORM) or secret()
    told = {"lang": "vi", "query": request.url.query, "form": digest(f"form {form}"), "seated": request.state.seated}
    answer = HTMLResponse(
        TEMPLATES.render(template, **told, **values), status, _headers(services, goes_to, script=script)
    )
    set_cookie(services, answer, FORM, form)
    return answer


def place_of(address: str) -> str:
    """Return the place to which an address leads, as browsers identify it: its origin, or the scheme of a program on
    the machine."""
    outside = urlsplit(address)
    return f"{outside.scheme}://{outside.netloc}" if outside.netloc else f"{outside.scheme}:"


def _headers(services: SignInServices, goes_to: str, *, script: bool) -> dict[str, str]:
    sources = {"script_src": f"{services.origin}{SCRIPT}"} if script else {}
    targets = f"{SELF} {place_of(goes_to)}" if goes_to else SELF
    # The referrer policy "no-referrer" would make Origin "null" in our own forms.
    policy = page_headers(style_src=SELF, img_src="data:", form_action=targets, referrer="same-origin", **sources)
    return {**policy, "X-Frame-Options": "DENY", **NO_STORE}


def sent_on(address: str) -> RedirectResponse:
    """Return a redirect by GET. The status is never 307, which would send a password along (RFC 9700 section 4.12)."""
    return RedirectResponse(address, 303, {**NO_STORE, "Referrer-Policy": "no-referrer"})


async def form_of(request: Request) -> dict[str, str]:
    services = services_of(request)
    if request.headers.get("origin", services.origin) != services.origin:
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
    """Return the browser's session if the session has reached that stage; else None."""
    cookie = cookie_of(request, SESSION)
    found = await services_of(request).sessions.find(cookie) if cookie else None
    return found if found and found.stage is stage else None


def onwards(request: Request, step: str) -> str:
    """Return the address of the next step on this host, including the request of the waiting program."""
    return f"/oauth/{step}" + (f"?{request.url.query}" if request.url.query else "")
