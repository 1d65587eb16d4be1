"""Agencies with their dated names, competences, successors and official pages; areas; the lead (Đ1.2, Đ2.1, Đ5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.kernel.sites import ACCOUNT_HOSTS
from domain.kernel.span import Span
from domain.kernel.text import normal_url
from domain.kernel.vocabulary import AgencyKind
from domain.registry.entry import Certainty, Entry, GivesNothing

OF_EVERYBODY: Final = frozenset({"groups", "group", "g", "share", "sharer", "hashtag", "search", "watch", "explore"})
"""First segments of paths under which a network shows posts of many people."""


@dataclass(frozen=True, kw_only=True)
class OfficialPage:
    """Page or channel that is an official page of an agency on some days."""

    address: str
    title: str
    span: Span
    source: str


def of_everybody(address: str) -> bool:
    """Return whether an address is the front page of a network, or a page on which many people write."""
    parts = urlsplit(normal_url(address))
    names = [name for name in parts.path.lower().split("/") if name]
    if parts.netloc not in ACCOUNT_HOSTS:
        return False
    return not names or names[0] in OF_EVERYBODY


def same_or_under(address: str, page: str) -> bool:
    """Return whether an address is the address of a page, or lies below it.

    A network shows an item under any account name, so an item there counts as below no page.
    """
    given, official = urlsplit(normal_url(address)), urlsplit(normal_url(page))
    if given.netloc != official.netloc or _climbs(given.path):
        return False
    wanted, asked = parse_qsl(official.query), parse_qsl(given.query)
    if any([value for name, value in asked if name == key] != [of] for key, of in wanted):
        return False
    return given.path == official.path or (not wanted and given.path.startswith(f"{official.path}/"))


def _climbs(path: str) -> bool:
    """Return whether a path contains a step to its parent, in any escaped form."""
    names = [unquote(unquote(name)) for name in path.split("/")]
    return any(name in (".", "..") or "/" in name or "\\" in name for name in names)


class Task(StrEnum):
    """Task for which an agency may be competent (Đ2.1)."""

    VERIFY = "VERIFY"
    DECIDE = "DECIDE"
    ORDER_REMOVAL = "ORDER_REMOVAL"
    ORDER_LABEL = "ORDER_LABEL"
    PROTECT_CHILDREN = "PROTECT_CHILDREN"


@dataclass(frozen=True, kw_only=True)
class Name:
    """Name of an agency on some days. A document prints the name that is valid on the document's date."""

    name: str
    short: str
    span: Span
    source: str


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Letterhead of an agency's documents and their recipients, on the days of its span (Decree 30/2020/NĐ-CP, Annex
    I).

    Empty fields are unset.
    """

    symbol: str
    span: Span
    source: str
    head: str = ""
    code: str = ""
    """The agency's code for electronic documents between offices (Decision 20/2020/QĐ-TTg)."""
    copies: tuple[str, ...] = ()
    by_order: str = ""
    """Office of a signer who signs by order of the head (TL.)."""
    by_delegation: str = ""
    """Office of a signer who signs by delegation of the head (TUQ.)."""
    seal: str = ""
    """Line at the place of signature and seal, such as the owner of the seal."""
    unit: str = ""
    """Letters of the unit that drafts a document and files a copy, printed after `Lưu: VT`."""


@dataclass(frozen=True, kw_only=True)
class Competence:
    """Competence of an agency: a task, fields and areas (empty means all), days, and the legal act that grants it."""

    task: Task
    span: Span
    source: str
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Succession:
    """Succession of an agency to another agency, in full or in the named functions."""

    successor: str
    on: date
    whole: bool
    source: str
    functions: tuple[str, ...] = ()
    certainty: Certainty = Certainty.CONFIRMED

    def begun(self, day: date) -> bool:
        return self.certainty is Certainty.CONFIRMED and self.on <= day

    def takes_over(self, day: date) -> bool:
        """Return whether the successor has taken over everything by the day."""
        return self.whole and self.begun(day)


@dataclass(frozen=True, kw_only=True)
class ProposedPart:
    """Proposed part of an agency: a name, competence, page, succession or letterhead, or the end (`until`) of one.

    The part takes effect when a second person confirms it.
    """

    key: str
    entry: Entry
    name: Name | None = None
    competence: Competence | None = None
    until: date | None = None
    succession: Succession | None = None
    letterhead: Letterhead | None = None
    page: OfficialPage | None = None


@dataclass(frozen=True, kw_only=True)
class Agency:
    """Agency bound by the Regulation (Đ1.2) with its dated names, competences and successors."""

    id: str
    kind: AgencyKind
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    area: str | None = None
    names: tuple[Name, ...] = ()
    competences: tuple[Competence, ...] = ()
    successions: tuple[Succession, ...] = ()
    entry: Entry | None = None
    proposed: tuple[ProposedPart, ...] = ()
    """Parts that one person entered and no second person confirmed. No rule reads them."""
    parts_entered: int = 0
    letterheads: tuple[Letterhead, ...] = ()
    pages: tuple[OfficialPage, ...] = ()

    @property
    def gives(self) -> tuple[str, ...]:
        """Return the agency itself, because its registration entitles it to rights."""
        return (self.id,)

    def active(self, day: date) -> bool:
        """Return whether the agency exists on the day and its row is confirmed."""
        return self.certainty is Certainty.CONFIRMED and self.span.covers(day)

    def name_on(self, day: date) -> Name | None:
        """Return the name that is valid on the day. Without one, return the latest name that began before the day."""
        begun = [name for name in self.names if name.span.since <= day]
        return max(begun, key=lambda name: name.span.since, default=None)

    def may_on(self, task: Task, day: date) -> bool:
        """Return whether the agency exists on the day and is competent for the task in any field."""
        return self.active(day) and any(row.task is task and row.span.covers(day) for row in self.competences)

    def letterhead_on(self, day: date) -> Letterhead | None:
        """Return the newest letterhead that is valid on the day; None without one."""
        valid = [row for row in self.letterheads if row.span.covers(day)]
        return max(valid, key=lambda row: row.span.since, default=None)

    def competent(self, task: Task, category: str | None, areas: Iterable[str], day: date) -> bool:
        """Return whether the agency is competent for the task in the category and all the areas on the day (G1).

        No areas means the whole province, for which an agency limited to some areas is not competent.
        """
        wanted = set(areas)
        return self.active(day) and any(
            row.task is task
            and row.span.covers(day)
            and (not row.categories or category in row.categories)
            and (not row.areas or (wanted and wanted <= set(row.areas)))
            for row in self.competences
        )


class LeadPart(StrEnum):
    """Function to which an agency is assigned: lead agency, or substitute in cases about the lead agency (G5)."""

    LEAD = "LEAD"
    SUBSTITUTE = "SUBSTITUTE"


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Assignment of the lead agency (cơ quan chủ trì), or of its substitute: the agency, the days and the decision."""

    id: str
    agency: str
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    part: LeadPart = LeadPart.LEAD
    entry: Entry | None = None

    @property
    def gives(self) -> tuple[str, ...]:
        return (self.agency,)

    @property
    def of_one(self) -> bool:
        """Return whether only the operator entered the assignment, so that no second person compared it with its legal
        act."""
        return self.certainty is Certainty.CONFIRMED and (self.entry is None or self.entry.settled_by is None)


class AreaLevel(StrEnum):
    """Level of an area. The district level ended on 1 July 2025."""

    DISTRICT = "DISTRICT"
    COMMUNE = "COMMUNE"


@dataclass(frozen=True, kw_only=True)
class Area(GivesNothing):
    """Part of the province, valid on some days."""

    id: str
    name: str
    level: str
    span: Span
    source: str
    certainty: Certainty = Certainty.CONFIRMED
    remote: bool = False
    """True if travel in the area is hard (vùng sâu, vùng xa). Terms of the Law on Complaints are longer there."""
    entry: Entry | None = None
