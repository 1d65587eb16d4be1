"""Proof of a case's history: its place in the log, the witnesses who confirmed it, and the record pack to download.

/inspect/cases/ID/proof     the register's check of itself, and the witnesses that confirmed each version
/inspect/cases/ID/record    the record pack, as `/cases/ID/record` gives it to programs
/inspect/cases/ID/verify    checks the pack in the browser, which then works without the server
"""

from typing import Any

from starlette.responses import Response

from api.log.record_pack import official_pack
from api.pages.base.page_request import STATUSES, NotFound, PageRequest, Unanswered
from api.pages.inspect.case import sealings_or_none
from api.pages.verify.routes import HOLDING, verify_page
from api.web.templates import HTML
from domain.kernel.vocabulary import Kind


async def proof(page: PageRequest) -> Response:
    """Show the proof. The read is recorded first, because the register's own check reads the history."""
    id = page.request.path_params["id"]
    case = (await page.ask("version", id=id))["case"]
    if case is None:
        raise NotFound
    checked = await _checked(page, id)
    sealed = await sealings_or_none(page, id)
    return page.show(
        "proof",
        case=case,
        checked=checked,
        sealings=sealed,
        log_key=page.request.app.state.log_key,
    )


async def _checked(page: PageRequest, id: str) -> dict[str, Any] | None:
    """Return the register's findings. Return None if the check fails, for example because of tampering."""
    try:
        found: dict[str, Any] | None = (await page.ask("verification", id=id))["verifyStream"]
    except Unanswered as fault:
        if fault.code in STATUSES:
            raise
        return None
    return found


async def record(page: PageRequest) -> Response:
    """Return the record pack, and record the reader's purpose."""
    assert page.session is not None
    assert page.session.purpose is not None  # the purpose was asked for before the handler runs
    return await official_pack(page.request, page.store, page.context.actor, page.session.purpose, Kind.CASE)


async def verify(page: PageRequest) -> Response:
    """Return the page that verifies record packs. It already contains the pack of this case."""
    id = page.request.path_params["id"]
    if (await page.ask("version", id=id))["case"] is None:
        raise NotFound
    language = page.language
    body = verify_page(language, f"/inspect/cases/{id}/record", f"{page.desk.pages.home}sign-out")
    return Response(body, headers={**HOLDING, "Content-Language": language}, media_type=HTML)
