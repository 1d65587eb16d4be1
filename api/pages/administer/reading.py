"""Rows as far as the caller may read them: ids, versions and texts from GraphQL; states from the registry."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from api.pages.administer.sections import Section
from api.pages.base.page_request import NotFound, PageRequest
from domain.kernel.vocabulary import Kind
from domain.registry.entry import LawStatus, RegistryRowKind
from domain.registry.registry import Registry

PAGES_MOST: Final = 10
"""Largest number of pages of a hundred rows in one list. A longer list has a link to its next part."""
KEPT: Final = frozenset(Kind[kind.name] for kind in RegistryRowKind)
"""Kinds that are read as rows of the registry, not as objects by id."""


@dataclass(frozen=True, kw_only=True)
class Row:
    section: Section
    id: str
    version: int
    state: Any
    texts: Mapping[str, str | None] = field(default_factory=dict)
    """Sealed texts of the row by field. An erased text is None."""
    replaced: Mapping[str, str | None] = field(default_factory=dict)
    """Sealed texts of the appointment that a nomination replaces."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """The registry as a page shows it. It is read after the versions, so that a row is never older than its version."""

    registry: Registry
    today: date


@dataclass(frozen=True, kw_only=True)
class Listed:
    """Rows of a section on one page, with the registry read after them."""

    rows: list[Row]
    known: Known
    next: str | None
    """Last row of the page, after which the list continues; None at the end of the list."""


async def known(page: PageRequest) -> Known:
    """Return the current registry, read now. An earlier read could be older than the rows' versions."""
    page.store.registry.look_again()
    return Known(registry=await page.store.registry.current(), today=page.context.today)


async def listed(page: PageRequest, section: Section, after: str | None = None) -> Listed:
    """Return the rows of a section that follow a row. Raise Unanswered if the caller may not read the rows."""
    nodes: list[dict[str, Any]] = []
    variables = {"kind": section.kind.name} if section.kind in KEPT else {}
    for _ in range(PAGES_MOST):
        answer = (await page.ask(section.document, **variables, after=after))["rows"]
        nodes += [edge["node"] for edge in answer["edges"]]
        after = answer["pageInfo"]["endCursor"] if answer["pageInfo"]["hasNextPage"] else None
        if after is None:
            break
    found = await known(page)
    states = section.states(found.registry)
    rows = [_row(page, section, node, states[node["id"]]) for node in nodes if node["id"] in states]
    return Listed(rows=rows, known=found, next=after)


async def one(page: PageRequest, section: Section, id: str) -> tuple[Row, Known]:
    """Return one row of a section. Raise NotFound. Raise Unanswered if the caller may not read the row."""
    node = await _node(page, section, id)
    found = await known(page)
    states = section.states(found.registry)
    if node is None or "version" not in node or id not in states:
        raise NotFound
    row = _row(page, section, node, states[id])
    if before := getattr(row.state, "replaces", None):
        row = replace(row, replaced=await _node(page, section, before) or {})
    return row, found


async def _node(page: PageRequest, section: Section, id: str) -> dict[str, Any] | None:
    node: dict[str, Any] | None = (await page.ask("row" if section.kind in KEPT else "object", id=id))["row"]
    return node


async def open_checks(page: PageRequest, row: Row, known: Known) -> int:
    """Return the number of open cases in which an officer is responsible for the check; 0 for rows of other kinds."""
    if row.section.kind is not Kind.OFFICER:
        return 0
    agency = known.registry.heir(row.state.agency, known.today)
    agencies = {agency, *known.registry.taken_over(agency, known.today)}
    return len([case async for case in page.store.cases.checked_by(row.id, agencies)])


def _row(page: PageRequest, section: Section, node: Mapping[str, Any], state: Any) -> Row:
    texts = {name: node[name] for name in section.texts}
    if section.kind is Kind.PROVISION and texts["wording"] is None and state.status is LawStatus.DRAFT:
        texts["wording"] = page.texts["unread"]  # a person who types the text from the source must not copy the draft
    return Row(section=section, id=node["id"], version=node["version"], state=state, texts=texts)
