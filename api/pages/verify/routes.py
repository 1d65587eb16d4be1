"""Addresses of the verifiers of record packs, under `/log/`.

    /log/verify          a page that checks a dropped pack in the browser; it sends nothing anywhere
    /press/ID/verify     the same page with the pack of a notice, which it compares with the text on the notice's page
    /log/verifier        the same verifier as a program (Python, one file)
Verifiers served by this register prove nothing about it: an inspector gets them from elsewhere.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.errors.responses import refused
from api.web.headers import NO_STORE, SELF, Representation, cached, page_headers, respond
from api.web.languages import language_of, other_language, texts_of
from api.web.templates import FRESH_SECONDS, HTML, SCRIPT, Templates, script_route
from domain.kernel.vocabulary import Kind, kind_of
from domain.messages import Language
from store.pack.program import FOLDER, verifier

TEXTS: Final = texts_of("api.pages.verify")
TEMPLATES: Final = Templates("api.pages.verify", "api.web")
HEADERS: Final = {**page_headers(style_src=SELF, script_src=SELF), **NO_STORE}
"""Headers of a page that loads nothing from other hosts and sends nothing: `connect-src` falls back to nothing."""
HOLDING: Final = {**page_headers(style_src=SELF, script_src=SELF, connect_src=SELF, form_action=SELF), **NO_STORE}
"""Headers of a page with a pack. Our scripts may fetch the pack from this server. Nothing may be sent to other
hosts."""


async def page(request: Request) -> Response:
    """Return the page in the reader's language. The page contains no key of this register, because a key from the
    server proves nothing."""
    language = language_of(request)
    return Response(verify_page(language), headers={**HEADERS, "Content-Language": language}, media_type=HTML)


async def notice_page(request: Request) -> Response:
    """Return the page with the pack of a notice to the press."""
    language, id = language_of(request), request.path_params["id"]
    if kind_of(id) is not Kind.PUBLICATION:
        return refused("not-found", 404)
    body = verify_page(language, f"/press/{id}/record", words=f"/press/{id}?lang={language}")
    return Response(body, headers={**HOLDING, "Content-Language": language}, media_type=HTML)


def verify_page(language: Language, held: str | None = None, leave: str | None = None, words: str | None = None) -> str:
    """Render the page. `held` is the address of a pack to check at once, and `leave` is the address for signing out.

    `words` is the address of a page whose text must match the pack.
    """
    other = other_language(language)
    shared = {"t": TEXTS[language], "lang": language, "other": other, "in_other": f"lang={other}"}
    return TEMPLATES.render("verify.html", **shared, held=held, leave=leave, words=words)


def file_route(path: str, content: bytes, media_type: str) -> Route:
    """Return the route of a file that belongs to a verifier."""
    shown = Representation.of(content, media_type)

    async def answer(request: Request) -> Response:
        return respond(request, shown, {**page_headers(), **cached(FRESH_SECONDS)})

    return Route(path, answer)


VERIFY_ROUTES: Final = [
    Route("/log/verify", page),
    Route("/press/{id}/verify", notice_page),
    script_route("/log/verify/page.js", "api.pages.verify", "page.js"),
    file_route("/log/verify/casebook_verify.js", (FOLDER / "casebook_verify.js").read_bytes(), SCRIPT),
    file_route("/log/verify/casebook_tables.js", (FOLDER / "casebook_tables.js").read_bytes(), SCRIPT),
    file_route("/log/verify/casebook_words.js", (FOLDER / "casebook_words.js").read_bytes(), SCRIPT),
    file_route("/log/verify/casebook_register.js", (FOLDER / "casebook_register.js").read_bytes(), SCRIPT),
    file_route("/log/verifier", verifier(), "application/zip"),
]
