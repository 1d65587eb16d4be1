"""Agencies, officers, the lead assignment, areas and holidays: dated data, never code.

Lead assignments, successions and posts are rows with a source, a first day and an exclusive end. No agency is named in
code (Đ1.2, Đ2.1, Đ3.3, Đ5).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from domain.kernel.calendar import WorkingCalendar
from domain.kernel.vocabulary import Post, Role, role_of
from domain.registry.accounts import Client, ClientState, Grant, Officer, User, UserState
from domain.registry.agency import Agency, Area, Lead, LeadPart, OfficialPage, same_or_under
from domain.registry.entry import Certainty
from domain.registry.provision import Provision
from domain.registry.working_days import Holidays, WorkingDays

R = TypeVar("R")
DERIVED_MOST = 1_000
SUCCESSIONS_MOST = 10
"""Most steps from an agency to its present successor. The limit ends a search in a circle of successions."""


@dataclass(frozen=True, kw_only=True)
class Registry:
    """Snapshot of all registry rows, with the queries that rules use."""

    agencies: Mapping[str, Agency]
    officers: Mapping[str, Officer]
    leads: Mapping[str, Lead]
    areas: Mapping[str, Area]
    holidays: Mapping[str, Holidays]
    provisions: Mapping[str, Provision]
    subjects: Mapping[str, tuple[str, ...]]
    """Ids of officers by the subject of their token. The record contains the subject only in sealed form."""
    grants: Mapping[str, Grant] = field(default_factory=dict)
    clients: Mapping[str, Client] = field(default_factory=dict)
    users: Mapping[str, User] = field(default_factory=dict)
    accounts: Mapping[str, str] = field(default_factory=dict)
    """Ids of users by account name."""
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of officers by the subject of their token, including unconfirmed nominations."""
    nominated: Mapping[str, Officer] = field(default_factory=dict)
    """Appointments without confirmation by a second person. They have no effect."""

    others: Mapping[type, Mapping[str, Any]] = field(default_factory=dict)
    """Rows of other packages by their type. The registry itself does not use these types."""
    derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Cache of results that other packages compute from the rows and a day, by arguments (`once`)."""

    def rows(self, type: type[R]) -> Mapping[str, R]:
        return self.others.get(type, {})

    def once(self, make: Callable[["Registry", str, date], R], agency: str, day: date) -> R:
        """Return the cached result of a function of these rows for an agency on a day. At most DERIVED_MOST results are
        cached."""
        key = make, agency, day
        if key not in self.derived:
            if len(self.derived) >= DERIVED_MOST:
                self.derived.clear()
            self.derived[key] = make(self, agency, day)
        found: R = self.derived[key]
        return found

    def lead_on(self, day: date) -> str | None:
        """Return the lead agency of the day under the newest confirmed assignment, or its successor if it has one."""
        rows = self.assigned(LeadPart.LEAD, day)
        return self.heir(rows[0].agency, day) if rows else None

    def assigned(self, part: LeadPart, day: date) -> list[Lead]:
        """Return the confirmed assignments that are valid on the day, newest first."""
        sure = (row for row in self.leads.values() if row.part is part and row.certainty is Certainty.CONFIRMED)
        return sorted((row for row in sure if row.span.covers(day)), key=lambda row: (row.span.since, row.id))[::-1]

    def substitutes_on(self, day: date) -> tuple[str, ...]:
        """Return the agencies that may act for the lead agency on the day, in cases about the lead agency."""
        return tuple(self.heir(row.agency, day) for row in self.assigned(LeadPart.SUBSTITUTE, day))

    def lead_for(self, concerns: Iterable[str], day: date) -> Lead | None:
        """Return the assignment under which a case about some agencies is led.

        It is the assignment of the lead agency, unless the case is about the lead agency. Then it is the assignment of
        the first substitute that the case is not about, if one exists (G5).
        """
        lead = next(iter(self.assigned(LeadPart.LEAD, day)), None)
        about = tuple(concerns)
        if lead is None or not self.touches(lead.agency, about, day):
            return lead
        rows = self.assigned(LeadPart.SUBSTITUTE, day)
        return next((row for row in rows if not self.touches(row.agency, about, day)), lead)

    def role_on(self, agency: str, day: date) -> Role | None:
        """Return the role of an agency in the permission matrix on the day; None for an inactive agency."""
        row = self.agencies.get(agency)
        if row is None or not row.active(day):
            return None
        return role_of(row.kind, is_lead=self.lead_on(day) == agency)

    def heir(self, agency: str, day: date) -> str:
        """Return the agency that acts for an agency on the day: itself, or the last in its chain of full successors."""
        if agency not in self._passed_on:
            return agency
        for _ in range(SUCCESSIONS_MOST):
            if (row := self._passed_on.get(agency)) is None:
                break
            taken = [succession for succession in row.successions if succession.takes_over(day)]
            if not taken:
                break
            agency = taken[-1].successor
        return agency

    def official(self, address: str, agency: str, day: date) -> bool:
        """Return whether an address is an official page on the day. The page belongs to an agency or to one that it
        succeeded in full."""
        pages = self.pages_of(agency, day)
        return any(page.span.covers(day) and same_or_under(address, page.address) for page in pages)

    def pages_of(self, agency: str, day: date) -> tuple[OfficialPage, ...]:
        """Return the pages of an agency and of agencies that it succeeded in full, including ended pages."""
        shown = (row for row in self.agencies.values() if row.pages)
        return tuple(page for row in shown if self.heir(row.id, day) == agency for page in row.pages)

    def official_pages(self, day: date) -> list[tuple[Agency, OfficialPage]]:
        """Return the official pages of the day with their agencies, sorted by address."""
        rows = [(row, page) for row in self.agencies.values() for page in row.pages if page.span.covers(day)]
        return sorted(((row, page) for row, page in rows if row.active(day)), key=lambda pair: pair[1].address)

    def taken_over(self, agency: str, day: date) -> frozenset[str]:
        """Return the agencies for which an agency acts because it succeeded them in full by the day."""
        return frozenset(former for former in self._passed_on if former != agency and self.heir(former, day) == agency)

    def kin(self, agency: str, day: date) -> frozenset[str]:
        """Return an agency and all its full and partial successors by the day, also indirect ones.

        Rights pass only to a full successor. Partiality passes to a partial successor too (G5).
        """
        return self._kin((agency,), day)

    def _kin(self, agencies: Iterable[str], day: date) -> frozenset[str]:
        found = fresh = frozenset(agencies)
        while passed_on := fresh & self._passed_on.keys():
            rows = (self._passed_on[id] for id in passed_on)
            begun = (succession for row in rows for succession in row.successions if succession.begun(day))
            fresh = frozenset(succession.successor for succession in begun) - found
            found |= fresh
        return found

    def touches(self, agency: str, concerned: Iterable[str], day: date) -> bool:
        """Return whether a claim about some agencies concerns this agency: as one of them, or as a full or partial
        successor (G5)."""
        return self.heir(agency, day) in self._kin(concerned, day)

    def person(self, officer: str) -> str:
        """Return one id for all appointments of a person. With it a rule prevents that a person acts as their own
        second person (G5)."""
        return self._persons.get(officer, officer)

    def agencies_of(self, officer: str, day: date) -> frozenset[str]:
        """Return the agencies in which a person has a post on the day, or their successors. The person is given by one
        appointment."""
        rows = self._appointed.get(self.person(officer), ())
        return frozenset(self.heir(row.agency, day) for row in rows if row.span.covers(day))

    def serves(self, officer: str, posts: Collection[Post], agency: str, day: date) -> bool:
        """Return whether a person has one of the posts in the agency on the day. The person is given by one
        appointment."""
        rows, acting = self._appointed.get(self.person(officer), ()), self.heir(agency, day)
        held = (row for row in rows if row.span.covers(day) and self.heir(row.agency, day) == acting)
        return any(post in posts for row in held for post in row.posts)

    @cached_property
    def _appointed(self) -> dict[str, list[Officer]]:
        found: dict[str, list[Officer]] = {}
        for id, row in self.officers.items():
            found.setdefault(self.person(id), []).append(row)
        return found

    def holders(self, post: Post, agency: str, day: date) -> frozenset[str]:
        """Return the persons who have a post on the day in an agency, or in an agency that it succeeded in full."""
        held = (row for row in self.officers.values() if post in row.posts and row.span.covers(day))
        return frozenset(self.person(row.id) for row in held if self.heir(row.agency, day) == agency)

    def appointments(self, subject: str, agency: str, day: date) -> tuple[Officer, ...]:
        """Return a person's appointments on the day in an agency, or in an agency that it succeeded in full."""
        rows = (self.officers[id] for id in self.subjects.get(subject, ()))
        return tuple(row for row in rows if row.span.covers(day) and self.heir(row.agency, day) == agency)

    def remote(self, areas: Iterable[str]) -> bool:
        return any(self.areas[area].remote for area in areas if area in self.areas)

    @cached_property
    def granted(self) -> Mapping[str, frozenset[str]]:
        """Return the present scopes of each agency, as tokens spell them. Agencies without grants are left out."""
        found: dict[str, frozenset[str]] = {}
        for row in self.grants.values():
            if row.counts:
                found[row.agency] = found.get(row.agency, frozenset()) | {scope.value for scope in row.scopes}
        return found

    def account(self, subject: str) -> User | None:
        return self.users.get(self.accounts.get(subject, ""))

    def officers_of(self, user: str) -> frozenset[str]:
        names = (name for name, id in self.accounts.items() if id == user)
        return frozenset(officer for name in names for officer in self.people.get(name, ()))

    def stopped(self, subject: str, client: str) -> bool:
        """Return whether the account of a token, or its client, was stopped."""
        account, program = self.account(subject), self.clients.get(client)
        return (account is not None and account.state is UserState.SUSPENDED) or (
            program is not None and program.state is ClientState.STOPPED
        )

    def signs_in_here(self, subject: str, client: str) -> bool:
        """Return whether the person or program signs in at the register's own server. Tokens of other issuers are then
        refused."""
        account = self.account(subject)
        enrolled = account is not None and account.enrolled_at is not None
        return enrolled or not self.clients.keys().isdisjoint((subject, client))

    @cached_property
    def _passed_on(self) -> Mapping[str, Agency]:
        """Agencies with a successor, of the whole or of a part."""
        return {row.id: row for row in self.agencies.values() if row.successions}

    @cached_property
    def _persons(self) -> Mapping[str, str]:
        return {officer: min(held, key=self._order) for held in self.subjects.values() for officer in held}

    def _order(self, officer: str) -> tuple[date, str]:
        return self.officers[officer].span.since, officer

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return self.days.known

    @cached_property
    def days(self) -> WorkingDays:
        """Return the working days. Each year is marked as confirmed or unconfirmed."""
        return WorkingDays(self.holidays.values())


NO_REGISTRY = Registry(agencies={}, officers={}, leads={}, areas={}, holidays={}, provisions={}, subjects={})
