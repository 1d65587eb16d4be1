"""A plain page to try queries, for development: no script, style or picture of it comes from elsewhere."""

from pathlib import Path
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

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
    allowed = f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'"
    headers = {"Content-Security-Policy": f"{allowed}; base-uri 'none'; frame-ancestors 'none'"}
    return HTMLResponse(HTML.replace("NONCE", nonce), headers={**headers, "Cache-Control": "no-store"})
