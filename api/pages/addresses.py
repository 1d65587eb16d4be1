"""Answers at addresses without a page: the root, an address without its slash, and one that does not exist."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors.responses import RequestRefused, response_of
from api.pages.base.open_desk import desk_in
from api.pages.base.page_request import missing
from api.pages.report.page_request import refused as refused_page

HOME = "/report/"
"""Page for the host's root: it says to anybody what can be done here."""


async def home(request: Request) -> Response:
    """Redirect to the first page of the public door."""
    return _leads(HOME, request, 302)


async def with_slash(request: Request) -> Response:
    return _leads(f"{request.url.path}/", request, 308)


def _leads(path: str, request: Request, status: int) -> Response:
    """Redirect, keeping the query. Leave the host out: a client may invent its `Host`."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{path}{query}", status)


async def unknown(request: Request, error: Exception) -> Response:
    """Return 404 (RFC 9110 section 15.5.5): a page with a link for browsers, a desk's own below it; for others a
    refusal."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        return await missing(request) if desk_in(request) else refused_page(request, "unknown", 404)
    return response_of(RequestRefused(code="ADDRESS_UNKNOWN", status=404))
