"""A small province in which lives of cases are tried: the fewest people with whom every case can end."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

from domain.case.intake import CaseReported
from domain.case.protection import ProtectionRequested
from domain.case.state.case import Case, Channel, Medium, Receipt
from domain.case.state.protection import Asker, HarmKind, ProtectionRequest
from domain.kernel.actor import SYSTEM, Actor, ActorKind
from domain.kernel.event import Sealed
from domain.kernel.policy import ceiling
from domain.kernel.roles import AgencyKind, Post, Role
from domain.kernel.span import Span
from domain.registry.agency import Agency, Competence, Task
from domain.registry.lead import Lead, LeadPart
from domain.registry.officer import Officer
from domain.registry.official_page import OfficialPage
from domain.registry.provision import Provision, ProvisionKind, ProvisionStatus
from domain.registry.registry import NO_REGISTRY, Registry
from domain.registry.regulation import FIRST

NOW: Final = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
ALWAYS: Final = Span(since=date(2021, 7, 4))
TEXT: Final = Sealed("0" * 32, "0" * 64)
GROUND: Final = "provision-ground"
H, S = Post.HANDLER, Post.SIGNATORY


class Remembering(Registry):
    """A registry that is asked the same hundreds of thousands of times: each answer is found once."""

    @cached_property
    def _found(self) -> dict[tuple[Any, ...], Any]:
        return {}

    @cached_property
    def _heirs(self) -> dict[tuple[str, date], str]:
        return {}

    def heir(self, agency: str, day: date) -> str:
        """See Registry."""
        key = agency, day
        if key not in self._heirs:
            self._heirs[key] = super().heir(agency, day)
        return self._heirs[key]

    def touches(self, agency: str, concerned: Iterable[str], day: date) -> bool:
        """See Registry."""
        found: bool = self._once(super().touches, agency, tuple(concerned), day)
        return found

    def lead_for(self, concerns: Iterable[str], day: date) -> Lead | None:
        """See Registry."""
        found: Lead | None = self._once(super().lead_for, tuple(concerns), day)
        return found

    def agencies_of(self, officer: str, day: date) -> frozenset[str]:
        """See Registry."""
        found: frozenset[str] = self._once(super().agencies_of, officer, day)
        return found

    def _once(self, ask: Callable[..., Any], *about: Hashable) -> Any:
        key = (ask.__name__, *about)
        if key not in self._found:
            self._found[key] = ask(*about)
        return self._found[key]


@dataclass(frozen=True, kw_only=True)
class Office:
    """An agency with its officers, one for each entry of `posts`, and what pages call it."""

    id: str
    kind: AgencyKind
    name: str
    posts: tuple[Post, ...]
    verifies: bool = False
    decides: bool = False


OFFICES: Final = (
    Office(
        id="agency-lead",
        kind=AgencyKind.DEPARTMENT,
        name="the lead agency",
        posts=(H, S, H, S),
        verifies=True,
        decides=True,
    ),
    Office(
        id="agency-checks", kind=AgencyKind.DEPARTMENT, name="the agency that checks", posts=(H, S, H), verifies=True
    ),
    Office(id="agency-asked", kind=AgencyKind.DISTRICT, name="an agency asked", posts=(H, S)),
    Office(id="agency-ppc", kind=AgencyKind.PPC, name="the People's Committee", posts=(H, S), decides=True),
    Office(id="agency-police", kind=AgencyKind.POLICE, name="the police", posts=(H, S)),
    Office(id="agency-internal", kind=AgencyKind.PARTY_INTERNAL_AFFAIRS, name="internal affairs", posts=(H,)),
    Office(id="agency-journalists", kind=AgencyKind.JOURNALISTS, name="the journalists' association", posts=(H,)),
    Office(id="agency-ministry", kind=AgencyKind.MINISTRY, name="the ministry", posts=()),
)
STANDS_IN: Final = Office(
    id="agency-stands-in",
    kind=AgencyKind.DEPARTMENT,
    name="the substitute of the lead agency",
    posts=(H, S, H, S),
    verifies=True,
    decides=True,
)
"""Leads the cases that are about the lead agency, where it is appointed for them."""
NAMES: Final = {office.id: office.name for office in OFFICES}
LEAD, CHECKS, ASKED, PPC, POLICE, INTERNAL, JOURNALISTS, MINISTRY = (office.id for office in OFFICES)


def _agency(office: Office) -> Agency:
    tasks = (*((Task.VERIFY,) if office.verifies else ()), *((Task.DECIDE,) if office.decides else ()))
    if office.kind is AgencyKind.MINISTRY:
        tasks = (Task.ORDER_REMOVAL, Task.ORDER_LABEL)
    competences = tuple(Competence(task=task, span=ALWAYS, source="province") for task in tasks)
    page = OfficialPage(address="https://tinh.example", title=office.name, span=ALWAYS, source="province")
    return Agency(
        id=office.id, kind=office.kind, span=ALWAYS, source="province", competences=competences, pages=(page,)
    )


def _officers(office: Office) -> Iterator[Officer]:
    for number, post in enumerate(office.posts, start=1):
        id = f"officer-{office.id.removeprefix('agency-')}-{number}"
        yield Officer(id=id, subject=TEXT, agency=office.id, posts=(post,), span=ALWAYS, appointment=TEXT)


def _ground(id: str = GROUND, kind: ProvisionKind = ProvisionKind.GROUND) -> Provision:
    return Provision(
        id=id,
        kind=kind,
        instrument=TEXT,
        place=TEXT,
        wording=TEXT,
        source=TEXT,
        span=ALWAYS,
        drafted_by="officer-of-the-registry",
        drafted_at=NOW,
        status=ProvisionStatus.ACTIVE,
        activated_by="officer-of-the-registry-2",
        activated_at=NOW,
    )


def province(*more: Office) -> Registry:
    """The registry of the small province, and of more offices."""
    offices = (*OFFICES, *more)
    officers = {officer.id: officer for office in offices for officer in _officers(office)}
    leads = [Lead(id="lead-1", agency=LEAD, span=ALWAYS, source="province")]
    if STANDS_IN in more:
        part = LeadPart.SUBSTITUTE
        leads.append(Lead(id="lead-2", agency=STANDS_IN.id, span=ALWAYS, source="province", part=part))
    return Remembering(
        agencies={office.id: _agency(office) for office in offices},
        officers=officers,
        leads={lead.id: lead for lead in leads},
        areas=NO_REGISTRY.areas,
        holidays=NO_REGISTRY.holidays,
        provisions={GROUND: _ground()},
        subjects=NO_REGISTRY.subjects,
    )


def protecting() -> Registry:
    """The small province with a ground that protects persons, the police competent to order a removal, and as many
    officers in the lead agency as must be different persons."""
    known = province()
    officers = {officer.id: officer for officer in _officers(replace(OFFICES[0], posts=(H, S, H, S, H, S)))}
    order = Competence(task=Task.ORDER_REMOVAL, span=ALWAYS, source="province")
    police = replace(known.agencies[POLICE], competences=(order,))
    person = _ground("provision-person", ProvisionKind.PERSON_GROUND)
    provisions = {**known.provisions, person.id: person}
    agencies, officers = {**known.agencies, POLICE: police}, {**known.officers, **officers}
    return replace(known, agencies=agencies, provisions=provisions, officers=officers)


def asked_for() -> Case:
    """A case in which the lead was asked to protect somebody."""
    request = ProtectionRequest(
        id="request-1", harm=HarmKind.CHILD_DATA, asker=Asker.GUARDIAN, at=NOW, agency=LEAD, words=TEXT
    )
    return ProtectionRequested(request=request).fold(reported())


def people(registry: Registry) -> tuple[Actor, ...]:
    """The officers of a registry as they act on the day of the lives, and the register itself."""
    found = []
    for officer in registry.officers.values():
        agency = registry.heir(officer.agency, NOW.date())
        stands_in = agency in registry.substitutes_on(NOW.date())
        role = registry.role_on(agency, NOW.date())
        found.append(
            Actor(
                kind=ActorKind.PERSON,
                subject=officer.id,
                client="province",
                agency=agency,
                officer=officer.id,
                role=role,
                posts=frozenset(officer.posts),
                scopes=ceiling(role),
                deputy=ceiling(Role.LEAD) if stands_in else frozenset(),
            )
        )
    return (*found, SYSTEM)


def reported(*concerns: str) -> Case:
    """A case that an agency has just reported."""
    receipt = Receipt(received_at=NOW, channel=Channel.E_DOCUMENT, detected_at=NOW)
    event = CaseReported(
        code="CB-2026-000001",
        regulation=FIRST.number,
        claim=TEXT,
        receipt=receipt,
        reporter=ASKED,
        lead=LEAD,
        medium=Medium.WEBSITE,
        url=TEXT,
        concerns=concerns,
    )
    return event.begin("case-1")
