"""Two versions of a case side by side, in words."""

from starlette.responses import Response

from api.pages.base.changes import differences
from api.pages.base.page_request import NotFound, PageRequest
from api.pages.inspect.case import learn_names
from domain.kernel.calendar import iso_millis
from domain.kernel.kind import Kind
from domain.narrative.differences import blocks


async def compare(page: PageRequest) -> Response:
    """The form, and what differs; without numbers the last version beside the one before it."""
    id = page.request.path_params["id"]
    newest = (await page.ask("version", id=id))["case"]
    if newest is None:
        raise NotFound
    last = newest["version"]
    newer = _version(page, "newer", last, last)
    older = _version(page, "older", max(newer - 1, 0), last)
    older, newer = min(older, newer), max(older, newer)
    if older == newer:
        older = max(newer - 1, 0)
    found = (await page.ask("diff", id=id, older=older, newer=newer))["case"]
    await learn_names(page, [{"changes": found["diff"]}])
    at = iso_millis(page.context.now)
    made = blocks(differences(found["diff"]), page.words, Kind.CASE, at)
    return page.show("compare", case=found, older=older, newer=newer, blocks=made)


def _version(page: PageRequest, name: str, otherwise: int, last: int) -> int:
    typed = page.given(name)
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
        return otherwise
    return min(int(typed), last)
