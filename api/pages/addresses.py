"""Answers at addresses without a page: the root, an address without its slash, and any unknown address."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.errors.responses import RequestRefused, response_of
from api.pages.base.open_desk import desk_in
from api.pages.base.page_request import missing
from api.pages.report.page_request import refused as refused_page

HOME = "/report/"
"""Page to which the host's root redirects. It lists the services for the public."""


async def home(request: Request) -> Response:
    """Redirect to the first page for the public."""
    return _leads(HOME, request, 302)


async def with_slash(request: Request) -> Response:
    return _leads(f"{request.url.path}/", request, 308)


def _leads(path: str, request: Request, status: int) -> Response:
    """Redirect and preserve the query. The host is left out, because a client may invent its `Host`."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{path}{query}", status)


async def unknown(request: Request, error: Exception) -> Response:
    """Return 404 (RFC 9110 section 15.5.5). A browser gets a page with a link, or the desk's own page below a desk. Any
    other client gets a refusal."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        return await missing(request) if desk_in(request) else refused_page(request, "unknown", 404)
    return response_of(RequestRefused(code="ADDRESS_UNKNOWN", status=404))
