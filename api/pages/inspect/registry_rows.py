"""Histories of the registry's rows, findings of inspections, and statistics to count again, for inspectors."""

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest
from api.pages.base.row_words import RowWords, near, shown
from api.pages.inspect.case import learn_names, learn_names_of, line
from api.web.cells import cell_label
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import REGISTRY, Post, kind_of

EVENTS: Final = 20


async def row(page: PageRequest) -> Response:
    """Show one row of the registry: an agency, an officer, an account, a grant, a provision and so on."""
    id = page.request.path_params["id"]
    kind = kind_of(id)
    if kind not in REGISTRY:
        raise NotFound
    wanted = {"kind": kind.name, "streamId": id}
    found = (await page.ask("row", first=EVENTS, after=page.given("after") or None, filter=wanted))["auditEvents"]
    events = [edge["node"] for edge in found["edges"]]
    if not events:
        raise NotFound
    for event in events:
        changes = (change for change in event["changes"] if shown(change["field"]))
        event["changes"] = [{**change, "field": near(change["field"])} for change in changes]
    await learn_names(page, events)
    words = await row_words(page, [id])
    following = found["pageInfo"]
    return page.show(
        "row",
        title=words.row(id),
        id=id,
        events=[line(page, event, kind, words) for event in events],
        next=following["endCursor"] if following["hasNextPage"] else None,
    )


async def row_words(page: PageRequest, ids: Iterable[str]) -> RowWords:
    """Return the words for some rows, with the names of their provisions."""
    await learn_names_of(page, ids)
    everything = Scope.AUDIT_READ_ALL in page.context.actor.scopes
    return RowWords(page.words, page.context.registry, page.texts["words"], people=everything)


async def statistics(page: PageRequest) -> Response:
    """Show the public statistics of a year without masks, for recounting; by default last year's."""
    typed = page.given("year")
    last = page.context.today.year - 1
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == YEAR_DIGITS else last
    found = (await page.ask("statistics", year=min(year, last)))["countedStatistics"]
    cells = found["cells"] if found else []
    rows = [(cell_label(row["cell"], page.language), row) for row in cells]
    return page.show("statistics", year=year, figures=found and found["figures"], rows=rows, last=last)


YEAR_DIGITS: Final = 4
AT_ONCE: Final = 50


async def findings(page: PageRequest) -> Response:
    wanted = {"case": page.given("case")} if page.given("case") else {}
    wanted |= {"state": "OPEN"} if page.given("only") == "open" else {}
    answer = await page.ask("findings", first=AT_ONCE, after=page.given("after") or None, filter=wanted)
    found = answer["inspections"]
    return page.show(
        "findings",
        rows=[edge["node"] for edge in found["edges"]],
        desk="desk" in page.request.app.state.desks,
        records=bool(page.context.actor.posts & {Post.INSPECTOR, Post.SIGNATORY}),
        signs=Post.SIGNATORY in page.context.actor.posts,
        only_open=page.given("only") == "open",
        more=found["pageInfo"]["endCursor"] if found["pageInfo"]["hasNextPage"] else None,
    )
