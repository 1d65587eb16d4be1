"""The whole file of a case as PDF/A. The page requests the file, the worker compiles it, and the page offers the
download.

GET  /inspect/cases/ID/take              explains the file, and shows the progress of the one named by `document`
POST /inspect/cases/ID/take              requests a file in a language; an event records who requested it
GET  /inspect/cases/ID/take/DOCUMENT     the file; the reading and its purpose are recorded first

This is the only command of this desk. It changes no case.
"""

from typing import Any, Final
from uuid import uuid4

from starlette.responses import Response

from api.files.documents import given
from api.pages.base.page_request import NotFound, PageRequest, to_page
from api.pages.forms.posted import readable_pairs
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind
from domain.kernel.refusals import Refused
from domain.messages import message

KINDS: Final = {"vi": DocumentKind.CASE_FILE, "en": DocumentKind.CASE_FILE_EN}


async def take(page: PageRequest) -> Response:
    """Show the page, or the result of the form."""
    id = page.request.path_params["id"]
    found = (await page.ask("version", id=id))["case"]
    if found is None:
        raise NotFound
    if page.request.method == "POST":
        return await _requested(page, id)
    asked = None
    if document := page.given("document"):
        asked = (await page.ask("document", id=document))["officialDocument"]
        if asked is None or asked["sourceId"] != id or asked["kind"] not in set(KINDS.values()):
            raise NotFound
    return page.show("take", case=found, asked=asked, earlier=await _earlier(page, id), languages=list(KINDS))


async def _earlier(page: PageRequest, id: str) -> list[dict[str, Any]]:
    """Return the files of the case that the reader's agency requested, among its newest documents."""
    edges = (await page.ask("documents"))["officialDocuments"]["edges"]
    own = (node for edge in edges if (node := edge["node"])["agency"]["id"] == page.context.actor.own)
    return [node for node in own if node["sourceId"] == id and node["kind"] in set(KINDS.values())]


async def _requested(page: PageRequest, id: str) -> Response:
    """Request the file. Raise NotAllowed, and record the refusal. Any other refusal is shown on the page."""
    assert page.session is not None
    fields = dict(await readable_pairs(page.request))
    kind = KINDS.get(fields.get("language", ""))
    if kind is None:
        raise NotFound
    command = RequestDocument(source_id=id, kind=kind, format=DocumentFormat.PDF)
    try:
        made = await page.store.execute(page.session.viewer.caller, command, command_id=uuid4())
    except Refused as refused:
        problem = refused.problems[0]
        return page.trouble("unanswered", 422, message(problem.code, problem.params, page.language))
    return to_page(f"/inspect/cases/{id}/take?document={made.stream}")


async def taken(page: PageRequest) -> Response:
    """Serve the file, as `/documents/DOCUMENT` serves it to programs."""
    assert page.session is not None
    assert page.session.purpose is not None  # the purpose was asked for before the handler runs
    found = await given(page.request, page.store, page.context.actor, page.session.purpose)
    if found.status_code == 404:
        raise NotFound
    return found
