"""Faults to plant into the API that is served here: ways by which something is given away, each to be caught."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.pages.press.pages import NoticeList
from api.web.page_cache import PageCache, ReadCache
from domain.case.state.measures import Finding
from domain.case.state.pathways import PublicationState
from domain.kernel.vocabulary import Kind
from domain.publication import public as publications
from domain.publication.public import PublicResult, PublicStatus, PublicText, PublicView, public_view
from domain.publication.state import NoticeForm, PublicChange
from domain.registry.regulation import FIRST
from store.heads.collection import heads_of
from store.read.cases import Cases
from store.store import Store
from tests.matrix.rich import World
from tests.matrix.sights import blind

Patch = pytest.MonkeyPatch
EVIDENCE = "/evidence/{case}/{item}"


async def of_anybody(self: Cases, actor: Any, id: str) -> Any:
    """A case by its id, whoever asks."""
    return await self._heads.find_one({"_id": id})


async def of_all(self: Cases, *what: Any) -> int:
    count: int = await self._heads.count_documents({})
    return count


def unfiltered(actor: Any, kind: Any = None) -> dict[str, Any]:
    """Sight without a filter."""
    return {}


async def told_to_anybody(context: Any, id: str, place: int) -> Any:
    """A delivery that asks for no right."""
    return await heads_of(context.store.connection, Kind.CASE).find_one({"_id": id})


def in_parts(app: ASGIApp) -> ASGIApp:
    """A way of its own for parts of a file, which nobody guards."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if "range" not in {name.decode() for name, _ in scope["headers"]}:
            await app(scope, receive, send)
            return
        await Response(b"0123456789", 206)(scope, receive, send)

    return answer


def drafts_too(head: Any) -> PublicView | None:
    """The public's view of what never reached the public."""
    if (made := public_view(head)) is not None or not head["wording"]:
        return made
    now = datetime.now(UTC).replace(tzinfo=None)
    said = {item: head["wording"][item] for item in ("title", "claim", "text")}
    result = PublicResult(
        finding=Finding.FALSE, agency=head["agency"], on=now.date(), measure=None, public_code=None, complain_by=None
    )
    text = PublicText(number=1, change=PublicChange.ISSUED, at=now, reason=None, ground=None, result=result, **said)
    return PublicView(
        id=head["_id"],
        agency=head["agency"],
        form=NoticeForm(head["form"]),
        status=PublicStatus.ISSUED,
        issued_at=now,
        changed_at=now,
        redress_notice=None,
        retraction=None,
        page=None,
        versions=(text,),
    )


async def every_notice(store: Store, most: int, *rest: Any) -> NoticeList:
    heads = await heads_of(store.connection, Kind.PUBLICATION).find({}).to_list(most)
    views = [(view, view.agency) for head in heads if (view := drafts_too(head))]
    return NoticeList(views, None, FIRST.number, "", [], [], [], FIRST.span.since)


def forget(world: World) -> None:
    """Drop the pages of notices that the API keeps: they were made before a fault, or by it."""
    for route in world.api.app.routes:
        if route.path.startswith("/press/"):
            press = getattr(route.endpoint, "__self__", None)  # a feed's handler is a function over the same pages
            if press is not None:
                press.pages, press.reads = PageCache(), ReadCache()


def _ranged(world: World, patch: Patch) -> None:
    (route,) = [item for item in world.api.app.routes if item.path == EVIDENCE]
    patch.setattr(route, "app", in_parts(route.app))


def _withheld(world: World, patch: Patch) -> None:
    shown = publications._text
    patch.setattr("domain.publication.public._text", lambda number, row, withheld: shown(number, row, False))


def _blind(module: str, *names: str) -> Callable[[World, Patch], None]:
    return lambda world, patch: blind(patch, module, names)


def nothing_unseen(state: Any) -> frozenset[str]:
    """As if the public had seen every notice."""
    return frozenset()


def _attribute(where: str, fault: Any) -> Callable[[World, Patch], None]:
    return lambda world, patch: patch.setattr(where, fault)


PLANTS: Mapping[str, tuple[str, Callable[[World, Patch], None]]] = {
    "node": ("node", _attribute("store.read.cases.Cases.one", of_anybody)),
    "total": ("total", _attribute("store.read.cases.Cases.count", of_all)),
    "similar": ("similar", _attribute("store.read.similar.visible_to", unfiltered)),
    "search": ("search", _attribute("store.read.search.visible_to", unfiltered)),
    "notices": ("notices", _attribute("store.read.publications.visible_to", unfiltered)),
    "notices now": ("notices", _attribute("resolvers.case_reader.PUBLIC_STATES", frozenset(PublicationState))),
    "notices in changes": ("notices", _attribute("store.read.history._unseen_in", nothing_unseen)),
    "notices in packs": ("notices", _attribute("store.pack.readers.unseen", nothing_unseen)),
    "states": ("total", _blind("store.read.inbox", "Inboxes.states")),
    "total of records": ("counts", _blind("store.heads.reader", "Heads.count")),
    "subscription": ("subscription", _attribute("resolvers.subscriptions.visible", told_to_anybody)),
    "evidence": ("evidence", _attribute("store.read.cases.Cases.one", of_anybody)),
    "evidence range": ("evidence", _ranged),
    "feed of drafts": ("feed", _attribute("api.pages.press.routes._listed", every_notice)),
    "feed of what was taken back": (
        "feed",
        _attribute("domain.publication.public.PublicView.current", property(lambda view: view.newest)),
    ),
    "withheld words": ("feed", _withheld),
}
"""Each with the probe that must catch it."""
