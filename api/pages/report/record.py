"""The record pack of one's own matter, by its code: who filed something can prove what, and when."""

from starlette.responses import Response

from api.log.record_pack import answer
from api.pages.report.page_request import PageRequest
from domain.kernel.kind import Kind
from resolvers.public import opened
from store.pack.readers import Holder


async def record(page: PageRequest) -> Response:
    """The pack, counted as every look by a code. Of a case its holder began only the beginning: the report itself."""
    found = await opened(await page.context(), page.values.get("code", ""))
    if found is None or found["asked"]:
        return page.show("code", status=404, wrong=True)
    return await answer(page.request, found["stream"], Holder(), most=1 if found["kind"] is Kind.CASE else None)
