"""GraphQL explorer at /graphql in development mode: GraphiQL, with completion, descriptions and subscriptions.

Every file comes from this server. README.md in this folder describes the bundle. The page runs only scripts with its
nonce, and files of the bundle that match their hashes.
"""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha384
from hmac import compare_digest
from importlib.resources import files
from pathlib import Path
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.web.headers import NO_STORE, SELF, Representation, cached, page_headers, respond
from api.web.templates import CSS, SCRIPT
from domain.access.record import Purpose

PATH = "/graphql/explorer"
KEY = "Casebook-Explorer-Key"
"""Header with the key from dev.json. Only a reader of that file can get its tokens."""
BUNDLE = ("graphiql.min.css", "react.production.min.js", "react-dom.production.min.js", "graphiql.min.js")
OURS = ("explorer.css", "explorer.js")
BUNDLE_SECONDS = 86_400
DATA = "data:"


def wants_page(request: Request) -> bool:
    """Return whether a browser requests the page of this address."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not {"query", "documentId"} & request.query_params.keys()
    )


def page() -> Response:
    """Return the page. Its content policy allows only the page's own scripts, and connections to its own address."""
    nonce = token_urlsafe(16)
    ours = f"'nonce-{nonce}'"
    headers = page_headers(script_src=ours, style_src=ours, connect_src=SELF, font_src=DATA, img_src=DATA)
    return HTMLResponse(_html().replace("NONCE", nonce), headers={**headers, **NO_STORE})


def explorer_routes(card: Path | None) -> list[BaseRoute]:
    """Return the routes of the page's files, and of the sample people in the file `card` that `scripts/dev` writes."""

    async def people(request: Request) -> Response:
        found = _people(card, request.headers.get(KEY, ""))
        return Response(status_code=404) if found is None else JSONResponse(found, headers=dict(NO_STORE))

    return [*(_file_route(name) for name in (*BUNDLE, *OURS)), Route("/graphql/people", people, methods=["GET"])]


def _people(card: Path | None, key: str) -> dict[str, str] | None:
    """Return the tokens by name. The file is read each time, because each start of the installation changes it."""
    try:
        known = json.loads(card.read_text(encoding="utf-8")) if card else {}
    except (OSError, ValueError):
        return None
    if not compare_digest(str(known.get("explorer_key", "")).encode() or b"-", key.encode()):
        return None
    tokens: dict[str, str] = known["tokens"]
    return tokens


@cache
def _read(name: str) -> bytes:
    return files(__name__).joinpath(name).read_bytes()


def _html() -> str:
    """Return the page with Subresource Integrity hashes of its files."""
    options = "".join(f"<option>{purpose}</option>" for purpose in Purpose)
    text = _read("page.html").decode().replace("PURPOSES", options)
    for name in (*BUNDLE, *OURS):
        digest = b64encode(sha384(_read(name)).digest()).decode()
        text = text.replace(f'"{name}"', f'"{PATH}/{name}" integrity="sha384-{digest}" nonce="NONCE"')
    return text


def _file_route(name: str) -> Route:
    shown = Representation.of(_read(name), CSS if name.endswith(".css") else SCRIPT)
    seconds = BUNDLE_SECONDS if name in BUNDLE else 0

    async def answer(request: Request) -> Response:
        return respond(request, shown, {**page_headers(), **cached(seconds)})

    return Route(f"{PATH}/{name}", answer)
