"""A plain page to try queries, for development: it loads no script, style or picture from elsewhere."""

from pathlib import Path
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.web.headers import NO_STORE, SELF, page_headers

HTML = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")


def wants_page(request: Request) -> bool:
    """Whether a browser was pointed at the address."""
    return (
        request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
        and not {"query", "documentId"} & request.query_params.keys()
    )


def page() -> Response:
    """The page; it may run its own script, ask its own address, and nothing else."""
    nonce = token_urlsafe(16)
    ours = f"'nonce-{nonce}'"
    headers = page_headers(script_src=ours, style_src=ours, connect_src=SELF)
    return HTMLResponse(HTML.replace("NONCE", nonce), headers={**headers, **NO_STORE})
