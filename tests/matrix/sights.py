"""Every function of the store that narrows what it reads to what an actor may see, and how to ask each by itself.

An actor without a right sees nothing by any of them, whatever else stands in the way on the paths that lead there.
"""

import ast
import importlib
import sys
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import store
from domain.kernel.actor import Actor
from domain.kernel.vocabulary import Kind
from store.driver.conditions import Page
from store.driver.connection import Document
from store.facts.needs import visible_source
from store.heads.collection import heads_of
from store.read.search import CaseFilter
from store.store import Store
from tests.matrix.rich import World

NAME = "visible_to"
Read = Callable[[Store, Actor, World], Awaitable[Any]]
Site = tuple[str, str]
"""A module of the store, and a function in it."""


async def _near(store: Store, actor: Actor, world: World) -> list[Any]:
    """What is due soon in a stream: what is due in the registry everybody reads."""
    registry, now = await store.registry.current(), store.connection.clock()
    return [due async for due in store.inboxes.near(actor, registry, now) if due.stream]


async def _named(store: Store, actor: Actor, world: World) -> Any:
    registry, now = await store.registry.current(), store.connection.clock()
    return await store.inboxes.named(actor, f"{await _waiting(store, world)}:1", registry, now)


async def _among(store: Store, actor: Actor, world: World) -> bool:
    return await store.inboxes.among(actor, [await _waiting(store, world)])


async def _waiting(store: Store, world: World) -> str:
    """A case in which the lead agency has something to do."""
    cases = {"$in": [case.id for case in world.cases.values()]}
    found = await heads_of(store.connection, Kind.CASE).find_one({"_id": cases, "duties.agency": "agency-lead"})
    assert found is not None
    return str(found["_id"])


async def _counts(store: Store, actor: Actor, world: World) -> list[int]:
    found = await store.inboxes.counts(actor, await store.registry.current(), store.connection.clock())
    return [found.cases] * bool(found.cases) + [*found.states.values()]


async def _duplicates(store: Store, actor: Actor, world: World) -> Any:
    case = await _case(store, world, "received")
    return (await store.cases.duplicates(actor, [case]))[case["_id"]]


async def _counted(store: Store, actor: Actor, world: World) -> int:
    id = world.cases["whole"].id
    return (await store.publications.counts_of(actor, "case", [id]))[id]


async def _similar(store: Store, actor: Actor, world: World) -> Any:
    return await store.similar.of(actor, await _case(store, world, "district"), by_claim=True)


async def _case(store: Store, world: World, name: str) -> Document:
    found = await heads_of(store.connection, Kind.CASE).find_one({"_id": world.cases[name].id})
    assert found is not None
    return found


CASES, HEADS, INBOX = "store.read.cases", "store.heads.reader", "store.read.inbox"
NOTICES, REPORTS, SEARCH = "store.read.publications", "store.reports.reports", "store.read.search"
TERM, ROWS, OWED = ("store.read.search", "with_term"), (SEARCH, "Search._rows"), (INBOX, "Inboxes.owed")
BEHIND: Mapping[Site, Site] = {ROWS: TERM, TERM: ROWS}
"""Those behind or before another one that asks the same: of two, one at a time is enough to be shown nothing."""
READS: Mapping[Site, Read] = {
    ("store.facts.needs", "_shown"): lambda s, a, w: visible_source(s.connection, w.cases["whole"].id, a),
    TERM: lambda s, a, w: s.search.cases(a, "tuan toi", 5),
    ROWS: lambda s, a, w: s.search.cases(a, "tuan toi", 5),
    (CASES, "Cases.one"): lambda s, a, w: s.cases.one(a, w.cases["whole"].id),
    (CASES, "Cases.by_code"): lambda s, a, w: s.cases.by_code(a, w.cases["whole"].code),
    (CASES, "Cases._found_by"): lambda s, a, w: s.cases.at_address(a, w.addresses[0]),
    (CASES, "Cases.some"): lambda s, a, w: s.cases.some(a, [w.cases["whole"].id]),
    (CASES, "Cases._linked"): _duplicates,
    (CASES, "Cases._query"): lambda s, a, w: s.cases.page(a, CaseFilter(), 5, None),
    (HEADS, "Heads.one"): lambda s, a, w: s.heads[Kind.REPORT].one(a, w.records["report"].id),
    (HEADS, "Heads.page"): lambda s, a, w: s.heads[Kind.REPORT].page(a, 5, None),
    (HEADS, "Heads.count"): lambda s, a, w: s.heads[Kind.REPORT].count(a),
    (HEADS, "Heads.counts_of"): _counted,
    (HEADS, "Heads.first_pages"): lambda s, a, w: s.publications.first_pages(a, "case", [w.cases["whole"].id], 5),
    (HEADS, "Heads.some"): lambda s, a, w: s.heads[Kind.REPORT].some(a, [w.records["report"].id]),
    ("store.read.history", "History.visible"): lambda s, a, w: s.history.visible(a, w.cases["whole"].id),
    (INBOX, "_wanted"): _counts,
    OWED: lambda s, a, w: s.inboxes.owed(a, Kind.CASE),
    (INBOX, "Inboxes.near"): _near,
    (INBOX, "Inboxes.named"): _named,
    (INBOX, "Inboxes.among"): _among,
    (INBOX, "Inboxes.states"): lambda s, a, w: s.inboxes.states(a),
    ("store.read.press", "_own_results"): lambda s, a, w: s.press.results(a, 5, None),
    (NOTICES, "Publications.readable"): lambda s, a, w: s.publications.readable(a, [w.records["publication-draft"].id]),
    (NOTICES, "Publications.of_cases"): lambda s, a, w: s.publications.of_cases(a, [w.cases["whole"].id]),
    ("store.read.similar", "SimilarCases._candidates"): _similar,
    (REPORTS, "Reports.in_work"): lambda s, a, w: s.reports.in_work(a, None),
}
"""Each with what it gives to who has every right of the lead agency, and to nobody without one."""


def held(found: Any) -> int:
    """How much a read gave; of pages by their object, all rows."""
    if isinstance(found, Mapping) and all(isinstance(page, Page) for page in found.values()):
        return sum(map(held, found.values()))
    if isinstance(found, Page) or hasattr(found, "rows"):
        return len(found.rows)
    return len(found) if isinstance(found, Collection) else int(bool(found))


@contextmanager
def without(*sites: Site) -> Iterator[None]:
    """The store, with the filter taken away from some of its functions."""
    with pytest.MonkeyPatch.context() as patch:
        for module in {module for module, _ in sites}:
            blind(patch, module, {name for of, name in sites if of == module})
        yield


def blind(patch: pytest.MonkeyPatch, module: str, names: Collection[str]) -> None:
    """Sight without a filter in these functions of a module."""
    real = getattr(importlib.import_module(module), NAME)

    def seen(*about: Any) -> Any:
        # Until Python 3.11 a comprehension has a frame of its own, named after the function.
        asking = sys._getframe(1).f_code.co_qualname.partition(".<locals>.<")[0]
        return {} if asking in names else real(*about)

    patch.setattr(f"{module}.{NAME}", seen)


def narrowing() -> Iterator[Site]:
    """Every function of the store that asks for the filter of an actor's sight."""
    folder = Path(store.__file__).parent
    for file in sorted(folder.rglob("*.py")):
        tree = ast.parse(text) if NAME in (text := file.read_text(encoding="utf-8")) else ast.Module([], [])
        module = ".".join(file.relative_to(folder.parent).with_suffix("").parts)
        yield from ((module, name) for name, function in _functions(tree) if _asks(function))


def _functions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{node.name}.")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{within}{node.name}", node


def _asks(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Name) and node.id == NAME for node in ast.walk(function))
